// Files of every kind that is read from outside, damaged at random: whatever is in them, reading
// ends in a result or an Error, soon, and in less than a gigabyte. FOVEA_MUTATIONS says how many of
// each kind; every one is a function of its number, which a failure names.
#include <sys/resource.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>

#include "datasets/image.h"
#include "framework/core/random.h"
#include "framework/formats/onnx/onnx.h"
#include "framework/formats/safetensors.h"
#include "framework/models/models.h"
#include "tests/datasets/image_files.h"
#include "tests/support/program.h"

namespace fovea {
namespace {

using datasets::ByteVector;

std::uint32_t mutation_count() {
  const char* const count = std::getenv("FOVEA_MUTATIONS");
  return count ? static_cast<std::uint32_t>(std::atoi(count)) : 150;
}

ByteVector bytes_of(const std::filesystem::path& file) {
  const std::string text = read_file(file);
  return {text.begin(), text.end()};
}

void write(const std::filesystem::path& file, const ByteVector& bytes) {
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

/// The file with 1 to 3 changes. Half of them hit its first 200 bytes, where headers are.
ByteVector mutated(ByteVector bytes, const Random& random) {
  std::uint64_t drawn = 0;
  const auto draw = [&](std::uint64_t bound) { return random.below(drawn++, bound); };
  const std::uint64_t changes = 1 + draw(3);
  for (std::uint64_t change = 0; change < changes && !bytes.empty(); ++change) {
    const std::uint64_t within =
        draw(2) ? bytes.size() : std::min<std::uint64_t>(bytes.size(), 200);
    const auto at = static_cast<std::ptrdiff_t>(draw(within));
    const auto place = bytes.begin() + at;
    const auto rest = bytes.end() - place;
    const auto run = std::min<std::ptrdiff_t>(rest, static_cast<std::ptrdiff_t>(1 + draw(16)));
    switch (draw(13) / 2) {
      case 0:
        *place = static_cast<std::uint8_t>(*place ^ (1u << draw(8)));
        break;
      case 1:
        *place = static_cast<std::uint8_t>(draw(256));
        break;
      case 2:  // numbers at the edge of their range
        std::fill(place, place + std::min<std::ptrdiff_t>(rest, 1 << draw(4)),
                  draw(2) ? std::uint8_t{0xff} : std::uint8_t{0});
        break;
      case 3:
        bytes.erase(place, place + run);
        break;
      case 4: {
        const ByteVector copy(place, place + run);
        bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(draw(bytes.size() + 1)),
                     copy.begin(), copy.end());
        break;
      }
      case 5:
        bytes.insert(place, static_cast<std::size_t>(run), static_cast<std::uint8_t>(draw(256)));
        break;
      default:
        bytes.resize(static_cast<std::size_t>(at));
    }
  }
  return bytes;
}

/// Gives every mutation of the files to `read`, which may throw Error and nothing else. Returns how
/// many were still accepted.
template <typename Read>
std::uint32_t survive(const std::vector<ByteVector>& files, const char* kind, Read read) {
  std::uint32_t accepted = 0;
  for (std::uint32_t number = 0; number < mutation_count(); ++number) {
    const ByteVector bytes =
        mutated(files[number % files.size()], Random(7, stream_of(kind), number));
    const auto start = std::chrono::steady_clock::now();
    BOOST_TEST_CONTEXT(kind << " mutation " << number) {
      try {
        read(bytes);
        ++accepted;
      } catch (const Error& error) {
        const std::string text = error.what();
        BOOST_TEST(!text.empty());
        BOOST_TEST(text.find('\n') == std::string::npos, text);
      } catch (const std::exception& other) {
        BOOST_ERROR(std::string("not an Error: ") + other.what());
      }
      const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
      BOOST_TEST(seconds.count() < 20);
    }
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  BOOST_TEST(usage.ru_maxrss < 1 << 20, usage.ru_maxrss << " KiB");
  BOOST_TEST_MESSAGE(kind << ": " << mutation_count() << " mutations, " << accepted << " accepted");
  return accepted;
}

BOOST_AUTO_TEST_SUITE(mutations)

BOOST_AUTO_TEST_CASE(pictures) {
  const Tensor picture = datasets::gradient(48, 40);
  const ByteVector indices(48 * 40, 5);
  const auto jpeg = datasets::encoded(".jpg", picture);
  const auto webp = datasets::encoded(".webp", picture);
  const std::vector<ByteVector> files = {
      jpeg,
      datasets::encoded(".jpg", picture, {cv::IMWRITE_JPEG_PROGRESSIVE, 1}),
      datasets::with_orientation(jpeg, 6),
      datasets::encoded(".png", picture),
      datasets::palette_png(48, 40, indices, ByteVector(30, 9)),
      datasets::encoded(".bmp", picture),
      webp,
      datasets::encoded(".webp", picture, {cv::IMWRITE_WEBP_QUALITY, 101}),
      datasets::animated_webp(48, 40, {webp, webp}),
      datasets::gif(48, 40, {{0, 0, 40, 48, false, indices}})};
  for (const ByteVector& file : files) BOOST_TEST(datasets::decode_image(file).fault == "");
  survive(files, "picture", [](const ByteVector& bytes) {
    const datasets::Image image = datasets::decode_image(bytes);
    BOOST_TEST(image.pixels.shape().count() <= 3 * (std::int64_t{1} << 26));
  });
}

BOOST_AUTO_TEST_CASE(onnx_models) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "model.onnx";
  std::vector<ByteVector> files;
  for (const char* name : {"perceptron", "lenet5"}) {
    Model model = models::make(name);
    model.initialize(1);
    model.labels.resize(10, "label");
    save_onnx(model, path);
    files.push_back(bytes_of(path));
  }
  survive(files, "model", [&](const ByteVector& bytes) {
    write(path, bytes);
    load_onnx(path);
  });
}

BOOST_AUTO_TEST_CASE(checkpoints) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "state.safetensors";
  safetensors::write(
      path,
      {{{"a", Tensor({3, 4}, DType::f32)}, {"b", Tensor(Shape{5}, DType::i32)}}, {{"seed", "1"}}});
  survive({bytes_of(path)}, "checkpoint", [&](const ByteVector& bytes) {
    write(path, bytes);
    safetensors::read(path);
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

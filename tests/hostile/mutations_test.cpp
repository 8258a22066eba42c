// Files of every kind that is read from outside, damaged at random: reading always ends soon, with
// a result or an Error, in less than a gigabyte. FOVEA_MUTATIONS is their number per kind; each
// damage is a function of its number, which a failure prints.
#include <boost/test/unit_test.hpp>

#include "fovea/images/image.h"
#include "fovea/onnx/onnx.h"
#include "framework/formats/safetensors.h"
#include "tests/datasets/image_files.h"
#include "tests/hostile/onnx_seeds.h"
#include "tests/hostile/survive.h"
#include "tests/support/temporary_folder.h"

namespace fovea {
namespace {

using datasets::ByteVector;

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
  survive(files, "picture", mutated, [](const ByteVector& bytes) {
    const datasets::Image image = datasets::decode_image(bytes);
    BOOST_TEST(image.pixels.shape().count() <= 3 * (std::int64_t{1} << 26));
  });
}

BOOST_AUTO_TEST_CASE(onnx_models) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "model.onnx";
  const std::vector<ByteVector> files = onnx_seeds(path);
  for (const ByteVector& file : files) {
    write(path, file);
    BOOST_CHECK_NO_THROW(load_onnx(path));
  }
  survive(files, "model", mutated, [&](const ByteVector& bytes) {
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
  survive({bytes_of(path)}, "checkpoint", mutated, [&](const ByteVector& bytes) {
    write(path, bytes);
    safetensors::read(path);
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

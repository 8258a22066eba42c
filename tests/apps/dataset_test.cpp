// fovea dataset: its counts, and the sheet that it draws.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "fovea/images/image.h"
#include "tests/support/message.h"
#include "tests/support/program.h"

using namespace fovea;
using test::has;

namespace {

void write_photo(const std::filesystem::path& file, std::uint8_t value, int height, int width) {
  std::filesystem::create_directories(file.parent_path());
  Tensor pixels(Shape{height, width, 3}, DType::u8);
  const auto bytes = pixels.as<std::uint8_t>();
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(value + i % 50);
  datasets::write_png(pixels, file);
}

// 3 cats and 1 dog to train on, 1 and 2 to test: a dog of test is a cat of train.
void write_photos(const std::filesystem::path& folder) {
  write_photo(folder / "train/cat/a.png", 10, 30, 40);
  write_photo(folder / "train/cat/b.png", 10, 30, 40);
  write_photo(folder / "train/cat/c.png", 40, 30, 40);
  write_photo(folder / "train/dog/d.png", 40, 20, 60);  // the bytes of c in another size
  write_photo(folder / "test/cat/e.png", 70, 30, 40);
  write_photo(folder / "test/dog/f.png", 10, 30, 40);
  write_photo(folder / "test/dog/g.png", 90, 50, 90);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dataset)

BOOST_AUTO_TEST_CASE(info_counts_and_finds_twins) {
  const TemporaryFolder folder;
  write_photos(folder.path() / "pets");
  const Finished text = run_program(fmt::format("dataset info '{}'", folder / "pets"));
  BOOST_TEST(text.status == 0, text.err);
  for (const char* part :
       {"cat            3     1\n", "dog            1     2\n", "2 classes      4     3\n",
        "sizes in train: 40x30 to 60x20, 40x30 in the middle\n",
        "sizes in test: 40x30 to 90x50, 40x30 in the middle\n",
        "twins in train: 1, of another class 0\n", "twins in test: 0\n",
        "twins in test of images of train: 1, of another class 1\n", "faults in train: 0\n"}) {
    BOOST_TEST(has(text.out, part), part << " is missing:\n" << text.out);
  }
  const Finished run = run_program(fmt::format("dataset info '{}' --json", folder / "pets"));
  const auto json = nlohmann::json::parse(run.out);
  BOOST_TEST(json.at("train").at("classes").dump() == R"({"cat":3,"dog":1})");
  BOOST_TEST(json.at("test").at("largest") == "90x50");
  BOOST_TEST(has(json.at("in_both").at(0).at("image").get<std::string>(), "test/dog/f.png"));
  BOOST_TEST(has(json.at("in_both").at(0).at("same_as").get<std::string>(), "train/cat/a.png"));
  BOOST_TEST(json.at("in_both").at(0).at("class_there") == "cat");
}

BOOST_AUTO_TEST_CASE(info_names_every_fault) {
  const TemporaryFolder folder;
  write_photos(folder.path() / "pets");
  std::ofstream(folder.path() / "pets/train/dog/bad.jpg") << "no picture";
  std::filesystem::resize_file(folder.path() / "pets/test/dog/g.png", 100);
  const Finished run = run_program(fmt::format("dataset info '{}'", folder / "pets"));
  BOOST_TEST(run.status == 1);
  BOOST_TEST(has(run.out, "faults in train: 1\n"), run.out);
  BOOST_TEST(has(run.out, "train/dog/bad.jpg: "), run.out);
  BOOST_TEST(has(run.out, "faults in test: 1\n"), run.out);
  BOOST_TEST(has(run.out, "test/dog/g.png: "), run.out);
}

// Tiles of 28x28, each pixel three times as wide, with 4 white pixels between them.
BOOST_AUTO_TEST_CASE(show_draws_a_sheet) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 20, 10);
  const auto drawn = [&](const std::string& more) {
    const Finished run =
        run_program(fmt::format("dataset show '{}' --images 2 --versions 3 {} --out '{}'",
                                folder / "data", more, folder / "sheet.png"));
    BOOST_TEST_REQUIRE(run.status == 0, run.err);
    BOOST_TEST(has(run.out, "row 2: "), run.out);
    return datasets::read_image(folder / "sheet.png").pixels;
  };
  const Tensor plain = drawn(""), flipped = drawn("--augment flip:probability=1");
  const TensorType sheet_type{{2 * 88 + 4, 4 * 88 + 12, 3}, DType::u8};
  BOOST_TEST(plain.type().str() == sheet_type.str());
  const auto at = [](const Tensor& sheet, std::int64_t y, std::int64_t x) {
    return int{sheet.as<std::uint8_t>()[static_cast<size_t>((y * sheet.shape()[1] + x) * 3)]};
  };
  // A sheet may be drawn again; other files are not overwritten.
  for (const char* file : {"notes.png", "sheet.jpg", "none/sheet.png"}) {
    const std::filesystem::path path = folder.path() / file;
    if (path.filename() == "notes.png") std::ofstream(path) << "notes";
    const bool there = std::filesystem::exists(path);
    const std::string before = there ? read_file(path) : "";
    const Finished run =
        run_program(fmt::format("dataset show '{}' --out '{}'", folder / "data", path.string()));
    BOOST_TEST(run.status == 1);
    BOOST_TEST(run.out == "");
    BOOST_TEST(has(run.err, path.filename().string() + ": "), run.err);
    BOOST_TEST(std::filesystem::exists(path) == there);
    if (there) BOOST_TEST((read_file(path) == before));
  }
  BOOST_TEST(at(plain, 0, 0) == 255);
  for (std::int64_t y = 0; y < 84; ++y) {
    for (std::int64_t x = 0; x < 84; ++x) {
      const int pixel = at(plain, 92 + y, 4 + x);
      BOOST_TEST(pixel == at(plain, 92 + y / 3 * 3, 4 + x / 3 * 3));
      BOOST_TEST(pixel == at(plain, 92 + y, 12 + 3 * 88 + x));
      BOOST_TEST(pixel == at(flipped, 92 + y, 12 + 3 * 88 + 83 - x));
    }
  }
}

BOOST_AUTO_TEST_CASE(refuses_what_makes_no_sense) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 20, 10);
  const auto refused = [&](const std::string& line, int status, const std::string& reason) {
    const Finished run = run_program("dataset " + line);
    BOOST_TEST(run.status == status);
    BOOST_TEST(has(run.err, reason), run.err);
  };
  const std::string data = fmt::format("'{}'", folder / "data");
  refused("count " + data, 2, "'count' is none of info|show");
  refused("show " + data, 1, "show draws into a file; add --out sheet.png");
  refused("info " + data + " --augment flip", 2, "is for show");
  refused("show " + data + " --augment flop --out " + (folder / "x.png"), 1,
          "did you mean 'flip'?");
  refused("show " + data + " --augment pca --out " + (folder / "x.png"), 1,
          "pca takes images of 3 channels");
  BOOST_TEST(!std::filesystem::exists(folder / "x.png"));
}

BOOST_AUTO_TEST_SUITE_END()

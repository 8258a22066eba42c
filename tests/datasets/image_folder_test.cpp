// Photos in folders: which classes there are, what is shown of a picture, what is refused.
#include "fovea/datasets/image_folder.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "fovea/datasets/open.h"
#include "fovea/images/image.h"
#include "tests/support/message.h"
#include "tests/support/temporary_folder.h"

BOOST_AUTO_TEST_SUITE(image_folder)

using namespace fovea;
using namespace fovea::test;
namespace fs = std::filesystem;

namespace {

// A picture whose left half has one colour and whose right half another.
void write_picture(const fs::path& file, std::uint8_t left, std::uint8_t right, int height = 8,
                   int width = 8) {
  fs::create_directories(file.parent_path());
  Tensor pixels(Shape{height, width, 3}, DType::u8);
  for (size_t i = 0; i < pixels.as<std::uint8_t>().size(); ++i) {
    const int column = static_cast<int>(i) / 3 % width;
    pixels.as<std::uint8_t>()[i] = column < width / 2 ? left : right;
  }
  datasets::write_png(pixels, file);
}

void write_set(const fs::path& folder) {
  write_picture(folder / "train" / "cat" / "1.png", 10, 20);
  write_picture(folder / "train" / "cat" / "2.png", 11, 21);
  write_picture(folder / "train" / "dog" / "deep" / "1.png", 100, 200, 8, 16);
  write_picture(folder / "val" / "dog" / "7.png", 101, 201);
}

const datasets::View small{.size = {4, 4, 3}};

}  // namespace

BOOST_AUTO_TEST_CASE(classes_are_folders) {
  const TemporaryFolder folder;
  write_set(folder.path());
  const datasets::TrainTest both = datasets::open(folder.path().string(), small);
  BOOST_TEST(both.train->size() == 3u);
  BOOST_TEST(both.test->size() == 1u);
  BOOST_TEST(both.train->labels() == (std::vector<std::string>{"cat", "dog"}),
             boost::test_tools::per_element());
  BOOST_TEST(both.test->labels().size() == 2u);
  std::vector<std::uint8_t> image(4 * 4 * 3);
  BOOST_TEST(both.train->read(1, image) == 0);
  BOOST_TEST(int{image[0]} == 11);
  BOOST_TEST(int{image[9]} == 21);
  BOOST_TEST(both.test->read(0, image) == 1);
  BOOST_TEST(int{image[0]} == 101);
}

// A shorter side of 4 leaves 4x8 of the wide picture, whose centre is half of each colour.
BOOST_AUTO_TEST_CASE(the_view_is_the_models) {
  const TemporaryFolder folder;
  write_set(folder.path());
  datasets::View view = small;
  view.preprocessing.shorter_side = 4;
  const datasets::TrainTest both = datasets::open(folder.path().string(), view);
  std::vector<std::uint8_t> image(4 * 4 * 3);
  BOOST_TEST(both.train->read(2, image) == 1);
  BOOST_TEST(int{image[0]} == 100);
  BOOST_TEST(int{image[9]} == 200);
}

BOOST_AUTO_TEST_CASE(faults_are_named) {
  const TemporaryFolder folder;
  const auto message = [&] {
    return message_of([&] { datasets::open(folder.path().string(), small); });
  };
  write_set(folder.path());
  fs::rename(folder / "val", folder / "later");
  BOOST_TEST(has(message(), "none called test, val or validation"));
  fs::rename(folder / "later", folder / "test");
  fs::create_directories(folder / "test/cta");
  BOOST_TEST(has(message(), "class 'cta' is not among those of train; did you mean 'cat'?"));
  fs::rename(folder / "test/cta", folder / "test/cat");
  BOOST_TEST(has(message(), "test/cat: holds no pictures"));
  fs::remove(folder / "test/cat");

  std::ofstream(folder / "train/cat/2.png", std::ios::binary) << "\x89PNG\r\n\x1a\nnothing more";
  const datasets::TrainTest both = datasets::open(folder.path().string(), small);
  std::vector<std::uint8_t> image(4 * 4 * 3);
  BOOST_TEST(has(message_of([&] { both.train->read(1, image); }), "train/cat/2.png"));
}

BOOST_AUTO_TEST_SUITE_END()

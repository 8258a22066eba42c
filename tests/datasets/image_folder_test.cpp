// Photos in folders: their classes, the view of a picture, and folders that are refused.
#include "fovea/datasets/image_folder.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "fovea/datasets/open.h"
#include "fovea/datasets/survey.h"
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

// It depends on names, classes and bytes, not on the set's place or the files' times.
BOOST_AUTO_TEST_CASE(identity_is_of_names_and_bytes) {
  const TemporaryFolder folder;
  write_set(folder.path() / "one");
  write_set(folder.path() / "other");
  const auto open = [&](const char* name) {
    return datasets::open((folder.path() / name).string(), small);
  };
  const std::uint64_t train = open("one").train->identity(), test = open("one").test->identity();
  BOOST_TEST(open("other").train->identity() == train);
  BOOST_TEST(open("other").test->identity() == test);
  const fs::path cat = folder.path() / "other/train/cat/1.png";
  const auto time = fs::last_write_time(cat);
  write_picture(cat, 12, 20);
  fs::last_write_time(cat, time);
  BOOST_TEST(open("other").train->identity() != train);
  BOOST_TEST(open("other").test->identity() == test);
  write_picture(folder.path() / "other/val/dog/7.png", 101, 202);
  BOOST_TEST(open("other").test->identity() != test);
  BOOST_TEST(has(message_of([&] {
                   const auto both = open("one");
                   fs::remove(folder.path() / "one/train/cat/1.png");
                   both.train->identity();
                 }),
                 "1.png: cannot be read"));
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
  BOOST_TEST(has(message(), "none called test, val, valid or validation"));
  fs::rename(folder / "later", folder / "test");
  fs::create_directories(folder / "test/cta");
  fs::create_directories(folder / "train/none");
  fs::create_directories(folder / "train/ros\xe9");
  const std::string all = message();  // at once
  BOOST_TEST(has(all, "3 faults: "), all);
  BOOST_TEST(has(all, "train: the name of class 'ros\\xe9' is not UTF-8"), all);
  BOOST_TEST(has(all, "train/none: holds no pictures"), all);
  BOOST_TEST(has(all, "class 'cta' is not among those of train; did you mean 'cat'?"), all);
  fs::remove(folder / "train/none");
  fs::remove(folder / "train/ros\xe9");
  fs::rename(folder / "test/cta", folder / "test/cat");
  BOOST_TEST(has(message(), "test/cat: holds no pictures"));
  fs::remove(folder / "test/cat");

  std::ofstream(folder / "train/cat/2.png", std::ios::binary) << "\x89PNG\r\n\x1a\nnothing more";
  const datasets::TrainTest both = datasets::open(folder.path().string(), small);
  std::vector<std::uint8_t> image(4 * 4 * 3);
  BOOST_TEST(has(message_of([&] { both.train->read(1, image); }), "train/cat/2.png"));
  image.resize(7);
  BOOST_TEST(has(message_of([&] { both.train->read(0, image); }), "into 7 bytes"));
}

BOOST_AUTO_TEST_CASE(parts_by_other_names) {
  for (const auto& [train, test] :
       {std::pair("Train", "Test"), std::pair("training", "testing"),
        std::pair("TRAINING", "Valid"), std::pair("train", "Testing")}) {
    const TemporaryFolder folder;
    for (const char* name : {"cat/1.png", "dog/1.png"}) {
      write_picture(folder.path() / train / name, 1, 2);
      write_picture(folder.path() / test / name, 3, 4);
    }
    const datasets::TrainTest both = datasets::open(folder.path().string(), small);
    BOOST_TEST(both.train->labels() == (std::vector<std::string>{"cat", "dog"}),
               boost::test_tools::per_element());
    BOOST_TEST(both.test->size() == 2u);
    BOOST_TEST(datasets::lies_among_classes(folder.path() / train / "run", folder.path()));
    write_picture(folder.path() / "tRain/cat/2.png", 5, 6);
    BOOST_TEST(has(message_of([&] { datasets::open(folder.path().string(), small); }),
                   "are the same part of a set"));
  }
}

BOOST_AUTO_TEST_CASE(a_name_of_letters_beyond_ascii) {
  const TemporaryFolder folder;
  for (const char* split : {"train", "test"}) {
    write_picture(folder.path() / split / "\xc3\xa9t\xc3\xa9 \xf0\x9f\x8c\xb9" / "1.png", 1, 2);
  }
  BOOST_TEST(datasets::open(folder.path().string(), small).train->labels().size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_left_out_is_told) {
  const TemporaryFolder folder;
  write_set(folder.path());
  write_picture(folder.path() / "train/cat/.ipynb_checkpoints/1.png", 1, 2);
  write_picture(folder.path() / "train/.cache/1.png", 1, 2);
  std::ofstream(folder / "train/cat/notes.txt") << "two cats";
  const datasets::TrainTest both = datasets::open(folder.path().string(), small);
  BOOST_TEST(both.train->size() == 3u);
  BOOST_TEST(has(both.left_out,
                 "1 file left out, no picture that is read: train/cat/notes.txt; 2 "
                 "hidden or system files passed over: "),
             both.left_out);
}

// Every fault of every image, no matter which thread finds it.
BOOST_AUTO_TEST_CASE(a_survey_finds_all_faults) {
  const TemporaryFolder folder;
  for (int i = 0; i < 40; ++i) {
    const std::string name = "train/cat/" + std::to_string(100 + i) + ".png";
    write_picture(folder.path() / name, static_cast<std::uint8_t>(i), 50);
    if (i % 10 == 3) std::ofstream(folder / name) << "no more";
  }
  write_picture(folder.path() / "test/cat/1.png", 1, 2);
  const datasets::TrainTest both = datasets::open(folder.path().string(), small);
  std::uint32_t most = 0;
  const datasets::Survey found =
      datasets::survey(*both.train, [&](std::uint32_t done) { most = std::max(most, done); });
  BOOST_TEST(found.faults.size() == 4u);
  BOOST_TEST((most > 0 && most <= 40));
  const std::string text = message_of([&] { found.expect_sound(); });
  BOOST_TEST(has(text, "4 faults: "), text);
  BOOST_TEST(has(text, "cat/103.png: is no JPEG"), text);
  BOOST_TEST(text.find("113.png") < text.find("133.png"));
  // 36 pictures of 4x4, half of each 50; the other half i, without 3, 13, 23 and 33.
  const std::uint64_t sum = 8 * (36 * 50 + 780 - 72);
  BOOST_TEST(found.sums == (std::vector<std::uint64_t>(3, sum)), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

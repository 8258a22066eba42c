// Photos in FOLDER/CLASS, and their division by a hash, which new pictures do not change.
#include "fovea/datasets/class_folders.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>

#include "datasets/hash_split.h"
#include "fovea/datasets/image_folder.h"
#include "fovea/datasets/open.h"
#include "fovea/images/image.h"
#include "tests/support/message.h"
#include "tests/support/temporary_folder.h"

BOOST_AUTO_TEST_SUITE(class_folders)

using namespace fovea;
using namespace fovea::test;
namespace fs = std::filesystem;

namespace {

const datasets::View small{.size = {4, 4, 3}};

void write_photo(const fs::path& file, std::uint8_t value) {
  fs::create_directories(file.parent_path());
  Tensor pixels(Shape{6, 5, 3}, DType::u8);
  std::ranges::fill(pixels.as<std::uint8_t>(), value);
  datasets::write_png(pixels, file);
}

// The part of each picture, by its place.
std::map<std::string, std::string> parts_of(const datasets::TrainTest& both) {
  std::map<std::string, std::string> parts;
  for (const auto& [name, set] : {std::pair{"train", both.train}, {"test", both.test}}) {
    for (std::uint32_t i = 0; i < set->size(); ++i) {
      BOOST_TEST(parts.emplace(set->place(i), name).second, set->place(i));
    }
  }
  return parts;
}

std::string fault(const fs::path& folder) {
  return message_of([&] { datasets::open(folder.string(), small); });
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_fifth_is_for_the_test_and_stays_there) {
  const TemporaryFolder folder;
  for (int i = 0; i < 60; ++i) {
    write_photo(folder.path() / "cat" / fmt::format("{}.png", i), static_cast<std::uint8_t>(i));
    write_photo(folder.path() / "dog" / "deep" / fmt::format("IMG_{}.png", i), 200);
  }
  const datasets::TrainTest before = datasets::open(folder.path().string(), small);
  BOOST_TEST(before.photos);
  BOOST_TEST(before.train->labels() == (std::vector<std::string>{"cat", "dog"}),
             boost::test_tools::per_element());
  const auto parts = parts_of(before);
  BOOST_TEST(parts.size() == 120u);
  BOOST_TEST((before.test->size() > 10 && before.test->size() < 40), before.test->size());
  std::vector<std::uint8_t> image(4 * 4 * 3);
  for (std::uint32_t i = 0; i < before.test->size(); ++i) {
    const std::int32_t label = before.test->read(i, image);
    BOOST_TEST(label == (image[0] == 200 ? 1 : 0));
  }
  for (int i = 60; i < 200; ++i) write_photo(folder.path() / "cat" / fmt::format("{}.png", i), 9);
  write_photo(folder.path() / "bird" / "1.png", 1);
  write_photo(folder.path() / "bird" / "2.png", 1);
  const datasets::TrainTest after = datasets::open(folder.path().string(), small);
  BOOST_TEST(after.train->labels().size() == 3u);
  const auto later = parts_of(after);
  BOOST_TEST(later.size() == 262u);
  for (const auto& [place, part] : parts) BOOST_TEST(later.at(place) == part, place);
}

// Trains beside planes; two such names, or folders in one, and it is a split.
BOOST_AUTO_TEST_CASE(a_class_may_be_called_train) {
  const TemporaryFolder folder;
  for (const char* name : {"train/1.png", "train/2.png", "plane/1.png", "plane/2.png"}) {
    write_photo(folder.path() / name, 1);
  }
  const datasets::TrainTest both = datasets::open(folder.path().string(), small);
  BOOST_TEST(both.train->labels() == (std::vector<std::string>{"plane", "train"}),
             boost::test_tools::per_element());
  BOOST_TEST(datasets::lies_among_classes(folder / "run", folder.path()));
  write_photo(folder.path() / "test/1.png", 1);
  BOOST_TEST(has(fault(folder.path()), "train"), fault(folder.path()));
  BOOST_TEST(!datasets::holds_class_folders(folder.path()));
  fs::remove_all(folder.path() / "test");
  write_photo(folder.path() / "train/steam/1.png", 1);
  BOOST_TEST(has(fault(folder.path()), "has a folder train, but none called test"));
}

BOOST_AUTO_TEST_CASE(every_class_has_pictures_in_both_parts) {
  std::vector<std::string> labels;
  std::vector<datasets::Picture> pictures;
  for (std::int32_t label = 0; label < 300; ++label) {
    labels.push_back(std::to_string(label));
    for (int i = 0; i < 2 + label % 3; ++i) {
      const std::string name = fmt::format("{}/{}.jpg", label, i);
      pictures.push_back({name, name, label});
    }
  }
  std::vector<std::string> faults;
  const datasets::HashSplit split = datasets::split_by_hash(pictures, labels, faults);
  BOOST_TEST(faults.empty());
  BOOST_TEST(split.train.size() + split.test.size() == pictures.size());
  for (std::int32_t label = 0; label < 300; ++label) {
    BOOST_TEST(std::ranges::count(split.train, label, &datasets::Picture::label) > 0);
    BOOST_TEST(std::ranges::count(split.test, label, &datasets::Picture::label) > 0);
  }
}

// Names as from cameras: this would show a hash that depends on the order of the numbers.
BOOST_AUTO_TEST_CASE(the_share_does_not_follow_the_names) {
  for (const char* const form : {"cat/{}.jpg", "cat/IMG_{:05}.JPG", "a b/2024-05-{:04}.png"}) {
    std::vector<datasets::Picture> pictures;
    for (int i = 0; i < 5000; ++i) {
      const std::string name = fmt::format(fmt::runtime(form), i);
      pictures.push_back({name, name, 0});
    }
    std::vector<std::string> faults;
    const auto split = datasets::split_by_hash(pictures, {"cat"}, faults);
    BOOST_TEST(std::abs(static_cast<double>(split.test.size()) / 5000 - 0.2) < 0.02, form);
    int even = 0;
    for (const datasets::Picture& picture : split.test) {
      even += (picture.name[picture.name.find_last_of("0123456789")] - '0') % 2 == 0;
    }
    const double share = even / static_cast<double>(split.test.size());
    BOOST_TEST(std::abs(share - 0.5) < 0.06, form << " " << share);
  }
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said_at_once) {
  const TemporaryFolder folder;
  BOOST_TEST(has(fault(folder.path()), "holds no data set"));
  write_photo(folder.path() / "cat" / "1.png", 1);
  BOOST_TEST(has(fault(folder.path()), "there is one class, 'cat': a classifier needs two"));
  write_photo(folder.path() / "dog" / "1.png", 1);
  write_photo(folder.path() / "dog" / "2.png", 1);
  fs::create_directories(folder.path() / "empty");
  const std::string all = fault(folder.path());
  BOOST_TEST(has(all, "2 faults: "), all);
  BOOST_TEST(has(all, "empty: holds no pictures"), all);
  BOOST_TEST(has(all, "class 'cat' has one picture, and at least two are needed"), all);
  fs::remove(folder.path() / "empty");
  write_photo(folder.path() / "cat" / "2.png", 1);
  BOOST_TEST(fault(folder.path()) == "no error");
  // A single split is not a class.
  write_photo(folder.path() / "test" / "cat" / "1.png", 1);
  BOOST_TEST(has(fault(folder.path()), "holds no data set"));
}

BOOST_AUTO_TEST_CASE(results_among_the_classes_would_be_one) {
  const TemporaryFolder folder;
  write_photo(folder.path() / "photos" / "cat" / "1.png", 1);
  const fs::path photos = folder.path() / "photos";
  BOOST_TEST(datasets::lies_among_classes(photos / "run", photos));
  BOOST_TEST(datasets::lies_among_classes(photos / "cat" / "run", photos));
  BOOST_TEST(!datasets::lies_among_classes(photos, photos));
  BOOST_TEST(!datasets::lies_among_classes(folder.path() / "run", photos));
}

BOOST_AUTO_TEST_SUITE_END()

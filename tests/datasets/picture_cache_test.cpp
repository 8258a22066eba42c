// The cache of decoded photos: the same bits as without it, which pictures are taken from it, and
// what happens to files that are not a cache.
#include "fovea/datasets/picture_cache.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "fovea/core/random.h"
#include "fovea/datasets/open.h"
#include "fovea/images/image.h"
#include "tests/support/file_text.h"
#include "tests/support/message.h"
#include "tests/support/program.h"

namespace fovea {
namespace {

BOOST_AUTO_TEST_SUITE(picture_cache)

using namespace fovea::datasets;
using test::has;
using test::message_of;
namespace fs = std::filesystem;

void write_photo(const fs::path& file, std::uint32_t seed, std::int64_t height = 11,
                 std::int64_t width = 17) {
  fs::create_directories(file.parent_path());
  Tensor pixels(Shape{height, width, 3}, DType::u8);
  const Random random(seed, stream_of("photo"));
  std::uint64_t place = 0;
  for (std::uint8_t& value : pixels.as<std::uint8_t>()) {
    value = static_cast<std::uint8_t>(random.bits(place++));
  }
  write_png(pixels, file);
}

struct Photos {
  TemporaryFolder folder;
  std::string data = folder / "data", cache = folder / "cache";
  View view{.size = {8, 8, 3}, .preprocessing = {.shorter_side = 9}};

  Photos() {
    for (std::uint32_t i = 0; i < 9; ++i) {
      for (const char* part : {"train", "test", "val"}) {
        const std::string name = std::string(part) + (i % 2 ? "/odd/" : "/even/");
        write_photo(fs::path(data) / (name + std::to_string(i) + ".png"),
                    i + 100 * static_cast<std::uint32_t>(name.size()), 10 + i, 20 - i);
      }
    }
  }
  fs::path photo(const std::string& name) const { return fs::path(data) / name; }
  TrainTest open() const { return datasets::open(data, view); }
  CachedSets cached(CachedPictures what = CachedPictures::views) const {
    return datasets::cached(open(), cache, what);
  }
};

// Everything that can be read from a set.
std::vector<std::uint8_t> all_of(const Dataset& set) {
  std::vector<std::uint8_t> all, image(static_cast<std::size_t>(set.image().count()));
  const auto add = [&](std::span<const std::uint8_t> bytes, std::int32_t label) {
    all.insert(all.end(), bytes.begin(), bytes.end());
    all.push_back(static_cast<std::uint8_t>(label));
  };
  for (std::uint32_t i = 0; i < set.size(); ++i) {
    add(image, set.read(i, image));
    const Original original = set.original(i);
    add(original.picture.as<std::uint8_t>(), original.label);
    add(image, set.read_part(
                   i,
                   [](const Shape& picture) {
                     return datasets::PicturePart{1, 2, 6, static_cast<double>(picture[0]) - 3};
                   },
                   image));
  }
  return all;
}

void expect_same(const TrainTest& one, const TrainTest& other) {
  BOOST_TEST((all_of(*one.train) == all_of(*other.train)));
  BOOST_TEST((all_of(*one.test) == all_of(*other.test)));
  BOOST_TEST((all_of(*one.validation) == all_of(*other.validation)));
  BOOST_TEST(one.train->identity() == other.train->identity());
}

BOOST_AUTO_TEST_CASE(the_same_bits_with_and_without) {
  for (const CachedPictures what : {CachedPictures::views, CachedPictures::originals}) {
    const Photos photos;
    const CachedSets first = photos.cached(what);
    BOOST_TEST(first.misses == 27);
    BOOST_TEST(first.hits == 0);
    expect_same(first.sets, photos.open());
    const auto written = fs::last_write_time(photos.cache);
    const CachedSets again = photos.cached(what);
    BOOST_TEST(again.misses == 0);
    BOOST_TEST(again.hits == 27);
    BOOST_TEST((fs::last_write_time(photos.cache) == written));
    expect_same(again.sets, photos.open());
  }
}

// Other pixels under the same size and time show that it is the cache that is read.
BOOST_AUTO_TEST_CASE(what_counts_is_size_and_time_or_size_and_content) {
  const Photos photos;
  const fs::path photo = photos.photo("train/even/0.png");
  const CachedSets first = photos.cached();
  const auto time = fs::last_write_time(photo);
  const std::string bytes = text_of(photo);
  const auto before = all_of(*first.sets.train);

  fs::last_write_time(photo, time + std::chrono::seconds(5));
  BOOST_TEST(photos.cached().misses == 0);  // the bytes are the same
  fs::last_write_time(photo, time);
  BOOST_TEST(photos.cached().misses == 0);

  std::string other = bytes;
  other[bytes.size() - 20] = static_cast<char>(other[bytes.size() - 20] + 1);  // its end is checked
  std::ofstream(photo, std::ios::binary) << other;
  fs::last_write_time(photo, time);
  std::vector<std::uint8_t> image(8 * 8 * 3), cached_image = image;
  const CachedSets trusted = photos.cached();
  BOOST_TEST(trusted.misses == 0);
  first.sets.train->read(0, image);
  trusted.sets.train->read(0, cached_image);
  BOOST_TEST((image == cached_image));

  write_photo(photo, 99, 10, 20);
  fs::last_write_time(photo, time + std::chrono::seconds(5));
  const CachedSets changed = photos.cached();
  BOOST_TEST(changed.misses == 1);
  BOOST_TEST(changed.hits == 26);
  expect_same(changed.sets, photos.open());
  BOOST_TEST((all_of(*changed.sets.train) != before));
  write_photo(photos.photo("train/odd/new.png"), 7);
  const CachedSets more = photos.cached();
  BOOST_TEST(more.misses == 1);
  expect_same(more.sets, photos.open());
}

BOOST_AUTO_TEST_CASE(another_view_or_a_damaged_file_is_made_anew) {
  Photos photos;
  photos.cached();
  photos.view.preprocessing.shorter_side = 10;
  BOOST_TEST(photos.cached().misses == 27);
  photos.view.preprocessing.order = ChannelOrder::bgr;
  const CachedSets blue_first = photos.cached();
  BOOST_TEST(blue_first.misses == 27);
  expect_same(blue_first.sets, photos.open());
  const std::string whole = text_of(photos.cache);
  for (const std::size_t size : {whole.size() - 1, whole.size() / 2, std::size_t{17}}) {
    std::ofstream(photos.cache, std::ios::binary) << whole.substr(0, size);
    expect_same(photos.cached().sets, photos.open());
    BOOST_TEST(text_of(photos.cache).size() == whole.size());
  }
  for (const std::size_t from_end : {1u, 9u, 17u, 25u, 40u, 60u}) {
    std::string broken = whole;
    broken[whole.size() - from_end] ^= 0x41;
    std::ofstream(photos.cache, std::ios::binary) << broken;
    BOOST_TEST(photos.cached().misses == 27, from_end);
  }
  for (const std::size_t from_start : {17u, 60u, 27u * 8 * 8 * 3 + 16}) {  // of some pixel
    std::string broken = whole;
    broken[from_start] ^= 0x41;
    std::ofstream(photos.cache, std::ios::binary) << broken;
    const CachedSets sets = photos.cached();
    BOOST_TEST(sets.misses == 1, from_start);
    expect_same(sets.sets, photos.open());
    BOOST_TEST((text_of(photos.cache) == whole));
  }
  // The file of the version before.
  std::ofstream(photos.cache, std::ios::binary) << "fovea pictures 1\n" << whole.substr(17);
  BOOST_TEST(photos.cached().misses == 27);
}

BOOST_AUTO_TEST_CASE(what_is_no_cache_is_left_alone) {
  const Photos photos;
  std::ofstream(photos.cache) << "a diary";
  const std::string text = message_of([&] { photos.cached(); });
  BOOST_TEST(has(text, "cache: is there and is no cache that fovea wrote"), text);
  BOOST_TEST(text_of(photos.cache) == "a diary");
  write_blocks(photos.folder / "blocks", 20, 20);
  const TrainTest blocks = datasets::open(photos.folder / "blocks");
  BOOST_TEST(has(message_of([&] { cached(blocks, photos.folder / "c", CachedPictures::views); }),
                 "only photos in files are cached"));
}

BOOST_AUTO_TEST_CASE(a_folder_gets_a_file_for_each_set_and_view) {
  Photos photos;
  fs::create_directory(photos.cache);
  const fs::path one = photos.cached().file;
  BOOST_TEST(one.parent_path() == photos.cache);
  BOOST_TEST(photos.cached().hits == 27);
  photos.view.size = {7, 7, 3};
  BOOST_TEST((photos.cached().file != one));
  BOOST_TEST(fs::exists(one));
}

BOOST_AUTO_TEST_CASE(a_picture_that_cannot_be_decoded_is_left_out) {
  const Photos photos;
  const fs::path photo = photos.photo("train/even/0.png");
  const std::string bytes = text_of(photo);
  std::ofstream(photo, std::ios::binary) << bytes.substr(0, bytes.size() / 2);
  const CachedSets sets = photos.cached();
  std::vector<std::uint8_t> image(8 * 8 * 3);
  BOOST_TEST(has(message_of([&] { sets.sets.train->read(0, image); }), "even/0.png"));
  sets.sets.train->read(1, image);
}

BOOST_AUTO_TEST_CASE(a_run_gives_the_same_bytes_with_it) {
  const Photos photos;
  const auto train = [&](const std::string& run, const std::string& more) {
    return run_program(fmt::format(
        "train mlp --hidden 8 --image-size 8 --epochs 2 --batch 4 --data '{}' --out '{}' {}",
        photos.data, photos.folder / run, more));
  };
  for (const char* augment : {"flip", "resized-crop,flip"}) {
    const std::string name = augment, more = std::string("--augment ") + augment;
    BOOST_TEST_REQUIRE(train(name, more).status == 0);
    const std::string cache = more + " --cache '" + photos.cache + "'";
    for (const char* time : {"first", "again"}) {
      const Finished run = train(name + time, cache);
      BOOST_TEST_REQUIRE(run.status == 0, run.err);
      BOOST_TEST(
          has(run.err, time == std::string("first") ? "27 decoded" : "27 pictures as they were"),
          run.err);
      for (const char* file : {"model.onnx", "recipe.json"}) {
        BOOST_TEST((text_of(photos.folder / (name + "/" + file)) ==
                    text_of(photos.folder / (name + time + "/" + file))),
                   file);
      }
    }
  }
}

// A limit on the size of files stands for a full disk.
BOOST_AUTO_TEST_CASE(a_full_disk_is_said_and_loses_nothing) {
  Photos photos;
  photos.view.size = {64, 64, 3};
  const auto train = [&](const std::string& prefix) {
    return run_program(fmt::format("train mlp --hidden 8 --image-size 64 --epochs 1 --batch 4 "
                                   "--data '{}' --out '{}' --cache '{}'",
                                   photos.data, photos.folder / "run", photos.cache),
                       -1, prefix);
  };
  photos.cached();
  const std::string old = text_of(photos.cache);
  write_photo(photos.photo("train/odd/new.png"), 7);
  const Finished full = train("ulimit -f 100;");
  BOOST_TEST(full.status == 1);
  BOOST_TEST(has(full.err, "cache: cannot write: "), full.err);
  BOOST_TEST((text_of(photos.cache) == old));
  BOOST_TEST(!fs::exists(photos.cache + ".partial"));
  const Finished enough = train("");
  BOOST_TEST(enough.status == 0, enough.err);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

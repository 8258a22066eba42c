// Parts of whole pictures: their places, the images made from them, and the loader that uses them.
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "fovea/augmentations/resized_crop.h"
#include "fovea/augmentations/scale_crop.h"
#include "fovea/datasets/loader.h"
#include "fovea/datasets/open.h"
#include "fovea/images/image.h"
#include "tests/datasets/changed_image.h"
#include "tests/support/message.h"
#include "tests/support/temporary_folder.h"

BOOST_AUTO_TEST_SUITE(augment_photos)

using namespace fovea;
using namespace fovea::test;

namespace {

// Red counts the columns, green the rows, blue is noise.
Tensor ramp(std::int64_t height, std::int64_t width) {
  Tensor picture(Shape{height, width, 3}, DType::u8);
  const Random random(4, stream_of("noise"));
  const auto pixels = picture.as<std::uint8_t>();
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      const std::size_t i = at(picture.shape(), y, x, 0);
      pixels[i] = static_cast<std::uint8_t>(x);
      pixels[i + 1] = static_cast<std::uint8_t>(y);
      pixels[i + 2] = static_cast<std::uint8_t>(random.bits(i));
    }
  }
  return picture;
}

datasets::BatchAugment photo_augment(std::string_view list) {
  return datasets::batch_augmentation(list, datasets::ImageKind::photos);
}

struct Reach {
  double left = 1e9, right = 0, top = 1e9, bottom = 0;

  void add(const datasets::PicturePart& part) {
    left = std::min(left, part.x);
    top = std::min(top, part.y);
    right = std::max(right, part.x + part.width);
    bottom = std::max(bottom, part.y + part.height);
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_part_is_cut_and_stretched) {
  const Tensor picture = ramp(20, 30);
  const auto pixels = picture.as<std::uint8_t>();
  const Tensor same = datasets::part_view(picture, {7, 5, 6, 4}, {.size = {4, 6, 3}});
  const Tensor turned = datasets::part_view(
      picture, {7, 5, 6, 4}, {.size = {4, 6, 3}, .preprocessing = {.order = ChannelOrder::bgr}});
  const Tensor halved = datasets::part_view(picture, {7, 5, 12, 8}, {.size = {4, 6, 3}});
  for (std::int64_t y = 0; y < 4; ++y) {
    for (std::int64_t x = 0; x < 6; ++x) {
      for (std::int64_t c = 0; c < 3; ++c) {
        const std::size_t to = at(same.shape(), y, x, c);
        BOOST_TEST(int{same.as<std::uint8_t>()[to]} ==
                   int{pixels[at(picture.shape(), 5 + y, 7 + x, c)]});
        BOOST_TEST(int{turned.as<std::uint8_t>()[to]} ==
                   int{pixels[at(picture.shape(), 5 + y, 7 + x, 2 - c)]});
        int sum = 0;
        for (const std::int64_t dy : {0, 1}) {
          for (const std::int64_t dx : {0, 1}) {
            sum += pixels[at(picture.shape(), 5 + 2 * y + dy, 7 + 2 * x + dx, c)];
          }
        }
        BOOST_TEST(std::abs(halved.as<std::uint8_t>()[to] - sum / 4.0) <= 0.5);
      }
    }
  }
  // Corners go to the nearest pixel.
  const Tensor near = datasets::part_view(picture, {6.6, 5.4, 6.2, 3.9}, {.size = {4, 6, 3}});
  BOOST_TEST(std::ranges::equal(near.bytes(), same.bytes()));
  for (const datasets::PicturePart& part :
       {datasets::PicturePart{25, 0, 6, 4}, {0, -1, 6, 4}, {3, 3, 0.2, 4}}) {
    BOOST_TEST(has(message_of([&] {
                     datasets::part_view(picture, part, {.size = {4, 6, 3}});
                   }),
                   "is not within a picture of 30x20"));
  }
}

BOOST_AUTO_TEST_CASE(resized_parts_have_the_area_and_the_ratio_of_the_settings) {
  const Shape picture{300, 500, 3};
  const auto part_of = datasets::random_resized_part({.least = 0.2f, .most = 0.5f, .ratio = 0.5f});
  Reach reach;
  double smallest = 1, largest = 0;
  for (int i = 0; i < 2000; ++i) {
    const datasets::PicturePart part = part_of(picture, {64, 64, 3}, draws_of(i));
    const double area = part.width * part.height / (300 * 500), ratio = part.width / part.height;
    BOOST_TEST((area > 0.198 && area < 0.502), area);
    BOOST_TEST((ratio > 0.49 && ratio < 2.04), ratio);
    reach.add(part);
    smallest = std::min(smallest, area);
    largest = std::max(largest, area);
  }
  // The parts reach all of the picture, while evaluation sees only the middle 300x300.
  BOOST_TEST((reach.left < 3 && reach.top < 3 && reach.right > 497 && reach.bottom > 297));
  BOOST_TEST((smallest < 0.21 && largest > 0.49));
}

BOOST_AUTO_TEST_CASE(scaled_parts_have_the_share_of_the_drawn_side) {
  const Shape picture{300, 500, 3}, size{64, 48, 3};
  const auto part_of = datasets::random_scale_part({.least = 64, .most = 128});
  Reach reach;
  for (int i = 0; i < 2000; ++i) {
    const datasets::Draws draws = draws_of(i);
    const datasets::PicturePart part = part_of(picture, size, draws);
    const double scale = static_cast<double>(draws.whole(0, 64, 128)) / 300;
    BOOST_TEST(std::abs(part.height * scale - 64) < 1e-9);
    BOOST_TEST(std::abs(part.width * scale - 48) < 1e-9);
    reach.add(part);
  }
  BOOST_TEST((reach.left < 3 && reach.top < 1 && reach.right > 497 && reach.bottom > 299));
  // If a picture is too narrow for the drawn side, the part has all of its height or width.
  const datasets::PicturePart all = part_of({40, 900, 3}, {64, 64, 3}, draws_of(1));
  BOOST_TEST(all.height <= 40 + 1e-9);
  BOOST_TEST(has(message_of([&] {
                   part_of(picture, {80, 90, 3}, draws_of(0));
                 }),
                 "a shorter side of 64 pixels is less than the image's 80; choose least=80"));
}

BOOST_AUTO_TEST_CASE(the_first_of_a_list_cuts_the_whole_picture) {
  const auto photo = photo_augment("resized-crop:least=0.5,flip");
  BOOST_TEST(bool{photo.part});
  const auto alone = datasets::random_resized_part({.least = 0.5f});
  const datasets::PicturePart expected = alone({300, 500, 3}, {8, 8, 3}, draws_of(3).of_change(0));
  const datasets::PicturePart part = photo.part({300, 500, 3}, {8, 8, 3}, draws_of(3));
  BOOST_TEST(part.x == expected.x);
  BOOST_TEST(part.width == expected.width);
  int mirrored = 0;
  for (int i = 0; i < 100; ++i) {
    const Bytes once = changed(photo.change, {1, 2, 3}, {1, 3, 1}, i);
    mirrored += once == Bytes{3, 2, 1};
    BOOST_TEST((once == Bytes{3, 2, 1} || once == Bytes{1, 2, 3}));
  }
  BOOST_TEST((mirrored > 25 && mirrored < 75));
  const auto only = photo_augment("scale-crop:least=64,most=64");
  BOOST_TEST(bool{only.part});
  BOOST_TEST(!only.change);
  const auto behind = photo_augment("flip,resized-crop");
  BOOST_TEST(!behind.part);
  BOOST_TEST(bool{behind.change});
  BOOST_TEST(!photo_augment("none").change);
  const auto mixed = photo_augment("cutmix,scale-crop,mixup,flip");
  BOOST_TEST((mixed.part && mixed.change && mixed.mix));
  const auto images = datasets::batch_augmentation("resized-crop", datasets::ImageKind::images);
  BOOST_TEST((!images.part && images.change && !images.mix));
  for (const char* const list : {"resized-crop:least=2", "resized-crop:lest=0.5", "resized-crap",
                                 "scale-crop:least=0", "resized-crop,flop"}) {
    BOOST_TEST(message_of([&] { photo_augment(list); }) ==
               message_of([&] { datasets::augmentation(list); }));
  }
}

BOOST_AUTO_TEST_CASE(the_loader_takes_parts_of_the_originals) {
  const TemporaryFolder folder;
  for (const char* const split : {"train", "test"}) {
    for (int i = 0; i < 3; ++i) {
      for (const char* const name : {"cat", "dog"}) {
        const std::filesystem::path place = folder.path() / split / name;
        std::filesystem::create_directories(place);
        datasets::write_png(ramp(60 + i, 90 - i), place / fmt::format("{}.png", i));
      }
    }
  }
  const datasets::View view{.size = {16, 16, 3}, .preprocessing = {.shorter_side = 20}};
  const auto train = datasets::open(folder.path().string(), view).train;
  const auto photo = photo_augment("resized-crop:least=0.1,flip");
  datasets::Loader loader(train, {.batch = 4, .seed = 9, .augment = photo});
  bool beyond = false;
  for (const std::uint32_t epoch : {0u, 2u}) {
    loader.seek(epoch);
    while (const auto batch = loader.next()) {
      for (std::size_t row = 0; row < batch->indices.size(); ++row) {
        const std::uint32_t index = batch->indices[row];
        const datasets::Draws draws(Random(9, stream_of("augment"), epoch),
                                    index * datasets::numbers_an_image);
        const datasets::Original original = train->original(index);
        const datasets::PicturePart part = photo.part(original.picture.shape(), view.size, draws);
        Tensor expected = datasets::part_view(original.picture, part, view);
        photo.change(expected.as<std::uint8_t>(), view.size, draws);
        const std::size_t bytes = 16 * 16 * 3;
        BOOST_TEST(
            std::ranges::equal(expected.bytes(), batch->image.bytes().subspan(row * bytes, bytes)));
        BOOST_TEST(batch->label.as<std::int32_t>()[row] == original.label);
        const datasets::PicturePart middle =
            datasets::centre_crop_part(original.picture.shape(), view);
        beyond |= part.x < middle.x || part.x + part.width > middle.x + middle.width;
      }
    }
  }
  BOOST_TEST(beyond);

  const auto stored = std::make_shared<datasets::MemoryDataset>(
      "stored", Tensor(Shape{4, 8, 8, 3}, DType::u8), Tensor(Shape{4}, DType::i32),
      std::vector<std::string>{"a"});
  datasets::Loader refused(stored, {.batch = 2, .augment = {.part = photo.part}});
  BOOST_TEST(has(message_of([&] { refused.next(); }), "stored: its images all have one size"));
}

BOOST_AUTO_TEST_SUITE_END()

// Augmentation, compared with plain loops and with the range that was asked for.
#include "fovea/images/augment.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <numeric>
#include <set>

#include "fovea/augmentations/affine.h"
#include "fovea/augmentations/flip.h"
#include "fovea/augmentations/shift.h"
#include "tests/datasets/changed_image.h"
#include "tests/support/message.h"

BOOST_AUTO_TEST_SUITE(augment)

using namespace fovea;
using namespace fovea::test;
using Image = Bytes;

namespace {

constexpr int images = 200;

/// The image moved by (down, right), written the plain way.
Image moved(const Image& image, const Shape& shape, std::int64_t down, std::int64_t right) {
  Image result(image.size());
  for (std::int64_t y = 0; y < shape[0]; ++y) {
    for (std::int64_t x = 0; x < shape[1]; ++x) {
      const std::int64_t from_y = y - down, from_x = x - right;
      if (from_y < 0 || from_y >= shape[0] || from_x < 0 || from_x >= shape[1]) continue;
      for (std::int64_t c = 0; c < shape[2]; ++c) {
        result[static_cast<std::size_t>((y * shape[1] + x) * shape[2] + c)] =
            image[static_cast<std::size_t>((from_y * shape[1] + from_x) * shape[2] + c)];
      }
    }
  }
  return result;
}

Image numbered(const Shape& shape) {
  Image image(static_cast<std::size_t>(shape.count()));
  std::iota(image.begin(), image.end(), std::uint8_t{1});
  return image;
}

}  // namespace

BOOST_AUTO_TEST_CASE(flip_turns_rows_around_half_of_the_time) {
  const Shape shape{2, 3, 2};
  const Image image = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  const Image turned = {4, 5, 2, 3, 0, 1, 10, 11, 8, 9, 6, 7};
  int flips = 0;
  for (int i = 0; i < 400; ++i) {
    const Image result = changed(datasets::random_flip(), image, shape, i);
    BOOST_TEST((result == image || result == turned));
    flips += result == turned;
  }
  BOOST_TEST(flips > 150);
  BOOST_TEST(flips < 250);
}

BOOST_AUTO_TEST_CASE(shift_moves_by_every_distance_and_fills_with_zeros) {
  for (const Shape& shape : {Shape{5, 4, 1}, Shape{4, 6, 3}, Shape{1, 1, 1}, Shape{2, 7, 2}}) {
    const Image image = numbered(shape);
    std::set<std::pair<int, int>> seen;
    for (int i = 0; i < images; ++i) {
      const Image result = changed(datasets::random_shift({.pixels = 2}), image, shape, i);
      bool found = false;
      for (int down = -2; down <= 2; ++down) {
        for (int right = -2; right <= 2; ++right) {
          if (result != moved(image, shape, down, right)) continue;
          seen.emplace(down, right);
          found = true;
        }
      }
      BOOST_TEST(found);
    }
    BOOST_TEST(seen.size() == 25u);
  }
}

BOOST_AUTO_TEST_CASE(affine_stays_within_its_range) {
  const Shape shape{28, 28, 3};
  Image image(28 * 28 * 3);
  // One bright square in the middle: its sum stays the same and its centre moves only as far
  // as allowed.
  for (int y = 10; y < 18; ++y) {
    for (int x = 10; x < 18; ++x) {
      for (int c = 0; c < 3; ++c) image[static_cast<std::size_t>((y * 28 + x) * 3 + c)] = 200;
    }
  }
  double left = 99, right = 0, least = 1e9, most = 0;
  for (int i = 0; i < images; ++i) {
    const Image result = changed(datasets::random_affine({}), image, shape, i);
    double mass = 0, moment = 0;
    for (int p = 0; p < 28 * 28; ++p) {
      mass += result[static_cast<std::size_t>(p * 3)];
      moment += result[static_cast<std::size_t>(p * 3)] * (p % 28);
    }
    left = std::min(left, moment / mass);
    right = std::max(right, moment / mass);
    least = std::min(least, mass / (64 * 200));
    most = std::max(most, mass / (64 * 200));
  }
  BOOST_TEST(left > 11.4);
  BOOST_TEST(left < 12);
  BOOST_TEST(right < 15.6);
  BOOST_TEST(right > 15);
  BOOST_TEST(least > 0.78);
  BOOST_TEST(least < 0.86);
  BOOST_TEST(most < 1.24);
  BOOST_TEST(most > 1.15);
}

BOOST_AUTO_TEST_CASE(affine_without_range_changes_nothing) {
  const Shape shape{6, 5, 4};
  const Image image = numbered(shape);
  BOOST_TEST((changed(datasets::random_affine({0, 0, 0}), image, shape, 3) == image));
}

BOOST_AUTO_TEST_CASE(is_a_function_of_epoch_and_index) {
  const Shape shape{9, 9, 1};
  const Image image = numbered(shape);
  for (const char* name :
       {"shift", "affine", "shift-flip", "crop", "crop:fill=reflect", "resized-crop", "rotate",
        "scale-crop:least=9,most=20", "erase:probability=1", "colour:contrast=0.9", "trivial",
        "crop,flip,affine", "crop:padding=2,erase:probability=1,trivial"}) {
    const datasets::Augment augment = datasets::augmentation(name);
    BOOST_TEST((changed(augment, image, shape, 5) == changed(augment, image, shape, 5)));
    int other_index = 0, other_epoch = 0;
    for (int i = 0; i < images; ++i) {
      const Image here = changed(augment, image, shape, i);
      other_index += here != changed(augment, image, shape, i + 1);
      other_epoch += here != changed(augment, image, shape, i, 1);
    }
    BOOST_TEST(other_index > images / 2);
    BOOST_TEST(other_epoch > images / 2);
  }
}

// The same bits as in runs that were started with these names before there were lists.
BOOST_AUTO_TEST_CASE(names_of_old_go_on) {
  const Shape shape{5, 7, 3};
  const Image image = random_image(shape);
  for (int i = 0; i < images; ++i) {
    const Random random(1, stream_of("augment"));
    const std::uint64_t first = static_cast<std::uint64_t>(i) * 256;
    const auto distance = [&](std::uint64_t place) {
      return static_cast<std::int64_t>(random.uniform(first + place) * 9) - 4;
    };
    Image expected = moved(image, shape, distance(0), distance(1));
    BOOST_TEST((changed(datasets::augmentation("shift:pixels=4"), image, shape, i) == expected));
    if (random.uniform(first + 128) >= 0.5f) {
      expected = changed(datasets::random_flip({.probability = 1}), expected, shape, 0);
    }
    BOOST_TEST((changed(datasets::augmentation("shift-flip"), image, shape, i) == expected));
  }
}

BOOST_AUTO_TEST_CASE(lists_change_in_turn) {
  const Shape shape{5, 4, 1};
  const Image image = numbered(shape);
  const datasets::Augment list = datasets::augmentation("shift:pixels=1,none,flip");
  const datasets::Augment same =
      datasets::in_turn({datasets::random_shift({.pixels = 1}), {}, datasets::random_flip()});
  int flips[2] = {};
  for (int i = 0; i < images; ++i) {
    const datasets::Draws draws = draws_of(i), shift = draws.of_change(0),
                          flip = draws.of_change(1);
    Image expected = moved(image, shape, shift.whole(0, -1, 1), shift.whole(1, -1, 1));
    if (flip.uniform(0) >= 0.5f) {
      ++flips[shift.uniform(0) >= 0.5f];
      expected = changed(datasets::random_flip({.probability = 1}), expected, shape, 0);
    }
    BOOST_TEST((changed(list, image, shape, i) == expected));
    BOOST_TEST((changed(same, image, shape, i) == expected));
  }
  BOOST_TEST(flips[0] > images / 8);  // independent of the shift
  BOOST_TEST(flips[1] > images / 8);
  // No two changes share a number, in lists of lists too.
  const auto number = [](const datasets::Draws& draws) { return draws.uniform(0); };
  std::set<float> drawn;
  for (std::uint64_t i = 0; i < 4; ++i) {
    drawn.insert(number(draws_of(3).of_change(i)));
    for (std::uint64_t j = 0; j < 4; ++j) {
      drawn.insert(number(draws_of(3).of_change(i).of_change(j)));
    }
  }
  BOOST_TEST(drawn.size() == 20u);
}

BOOST_AUTO_TEST_CASE(every_kind_takes_odd_shapes_and_its_own_name) {
  for (const datasets::AugmentationEntry& entry : datasets::augmentations()) {
    const std::string list = entry.name == "scale-crop" ? "scale-crop:least=20" : entry.name;
    const datasets::Augment augment =
        datasets::batch_augmentation(list, datasets::ImageKind::images).change;
    for (const Shape& shape : odd_shapes) {
      if (!augment || (entry.name == "pca" && shape[2] != 3)) continue;
      for (int i = 0; i < 50; ++i) changed(augment, random_image(shape), shape, i);
    }
  }
}

BOOST_AUTO_TEST_CASE(lists_that_say_nothing_are_refused) {
  const auto refusal = [](const char* list) {
    return message_of([&] { datasets::augmentation(list); });
  };
  BOOST_TEST(refusal("crop:padding=4,flop") ==
             "no augmentation is called 'flop'; did you mean 'flip'?");
  BOOST_TEST(refusal("crop:pading=4,flip") ==
             "augmentation 'crop:pading=4': crop has no setting 'pading'; did you mean 'padding'?; "
             "there are padding, fill");
  BOOST_TEST(refusal("flip,probability=1") ==
             "settings begin with a colon: write 'flip:probability=1' for 'flip,probability=1'");
  BOOST_TEST(refusal("padding=4") ==
             "'padding=4' is a setting, and no augmentation stands before it");
  BOOST_TEST(refusal("none:padding=4") ==
             "augmentation 'none:padding=4': none has no setting 'padding'; it takes none");
  BOOST_TEST(has(refusal("crop,"), "it has no name"));
  BOOST_TEST(has(refusal(""), "it has no name"));
}

BOOST_AUTO_TEST_CASE(refuses_what_it_cannot_do) {
  BOOST_TEST(!datasets::augmentation("none"));
  BOOST_TEST(message_of([] { datasets::augmentation("shfit"); }) ==
             "no augmentation is called 'shfit'; did you mean 'shift'?");
  BOOST_TEST(has(message_of([] { datasets::random_shift({.pixels = -1}); }), "no range"));
  BOOST_TEST(has(message_of([] { datasets::random_affine({.scale = 1}); }), "no range"));
  const Shape shape{2, 2, 5};
  BOOST_TEST(
      has(message_of([&] { changed(datasets::augmentation("affine"), numbered(shape), shape, 0); }),
          "1 to 4 channels"));
}

BOOST_AUTO_TEST_SUITE_END()

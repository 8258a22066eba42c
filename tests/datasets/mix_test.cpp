// Images mixed with one another: checked by hand, by the distribution of the shares, and in
// the loader.
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "datasets/beta.h"
#include "fovea/augmentations/cutmix.h"
#include "fovea/augmentations/mixup.h"
#include "fovea/datasets/loader.h"
#include "tests/datasets/changed_image.h"
#include "tests/support/message.h"

BOOST_AUTO_TEST_SUITE(mix)

using namespace fovea;
using namespace fovea::test;

// The variance of Beta(a, a) is 1 / (4 (2 a + 1)).
BOOST_AUTO_TEST_CASE(shares_follow_the_beta_distribution) {
  constexpr int count = 20000;
  for (const double alpha : {0.01, 0.2, 1.0, 5.0}) {
    double sum = 0, squares = 0;
    int below = 0;
    for (int i = 0; i < count; ++i) {
      const double share = double{datasets::beta(static_cast<float>(alpha), draws_of(i))};
      BOOST_REQUIRE((share >= 0 && share <= 1));
      sum += share;
      squares += (share - 0.5) * (share - 0.5);
      below += share < 0.25;
    }
    const double variance = 1 / (4 * (2 * alpha + 1));
    BOOST_TEST(std::abs(sum / count - 0.5) < 4 * std::sqrt(variance / count));
    BOOST_TEST(std::abs(squares / count - variance) < 0.03 * variance);
    // Beta(1, 1) is uniform.
    if (alpha == 1) BOOST_TEST(std::abs(below / double{count} - 0.25) < 0.012);
  }
}

BOOST_AUTO_TEST_CASE(mixup_is_the_weighted_mean) {
  for (const Shape& shape : odd_shapes) {
    const Bytes image = random_image(shape);
    Bytes other = image;
    std::ranges::reverse(other);
    const datasets::Mix mixup = datasets::random_mixup({.alpha = 1});
    for (int i = 0; i < 20; ++i) {
      Bytes mixed = image;
      const double share = double{mixup(mixed, other, shape, draws_of(i))};
      BOOST_TEST(share == double{datasets::beta(1, draws_of(i))});
      for (std::size_t k = 0; k < image.size(); ++k) {
        BOOST_REQUIRE(std::abs(mixed[k] - (share * image[k] + (1 - share) * other[k])) < 0.501);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(cutmix_puts_one_rectangle_in) {
  for (const Shape& shape : odd_shapes) {
    const auto pixels = static_cast<std::size_t>(shape[0] * shape[1]);
    const Bytes image(static_cast<std::size_t>(shape.count()), 1);
    const Bytes other(image.size(), 2);
    const datasets::Mix cutmix = datasets::random_cutmix();
    for (int i = 0; i < 200; ++i) {
      Bytes mixed = image;
      const float share = cutmix(mixed, other, shape, draws_of(i));
      const auto taken = static_cast<std::size_t>(std::ranges::count(mixed, 2));
      BOOST_REQUIRE(taken % static_cast<std::size_t>(shape[2]) == 0);
      const std::size_t area = taken / static_cast<std::size_t>(shape[2]);
      BOOST_TEST(std::abs(share - (1 - static_cast<float>(area) / static_cast<float>(pixels))) <
                 1e-6f);
      // All pixels between the first and the last row and column of the other image come from the
      // other image.
      std::int64_t top = shape[0], bottom = -1, left = shape[1], right = -1;
      for (std::int64_t y = 0; y < shape[0]; ++y) {
        for (std::int64_t x = 0; x < shape[1]; ++x) {
          if (mixed[at(shape, y, x, 0)] != 2) continue;
          top = std::min(top, y), bottom = std::max(bottom, y);
          left = std::min(left, x), right = std::max(right, x);
        }
      }
      if (area > 0) {
        BOOST_TEST(static_cast<std::int64_t>(area) == (bottom - top + 1) * (right - left + 1));
      }
      const double side = std::sqrt(1 - double{datasets::beta(1, draws_of(i))});
      BOOST_TEST(static_cast<double>(area) <= side * side * static_cast<double>(pixels) + 1e-3);
    }
  }
}

BOOST_AUTO_TEST_CASE(settings_out_of_range_are_refused) {
  const auto fault = [](const char* list) {
    return message_of([&] { datasets::batch_augmentation(list, datasets::ImageKind::images); });
  };
  BOOST_TEST(has(fault("mixup:alpha=0"), "alpha 0 does not lie in [0.001, 1000]"));
  BOOST_TEST(has(fault("cutmix:alpha=2000"), "alpha 2000 does not lie in"));
  BOOST_TEST(has(fault("flip,mixup:beta=1"), "beta"));
  BOOST_TEST(has(fault("mixap"), "did you mean 'mixup'?"));
  BOOST_TEST(has(message_of([] { datasets::augmentation("flip,mixup"); }), "it mixes images"));
}

// Image n has n in every byte and the label n.
BOOST_AUTO_TEST_CASE(the_loader_mixes_each_with_the_next) {
  constexpr std::int64_t count = 11, side = 6;
  Tensor images(Shape{count, side, side, 1}, DType::u8), targets(Shape{count}, DType::i32);
  std::vector<std::string> labels;
  for (std::int64_t n = 0; n < count; ++n) {
    std::ranges::fill(
        images.as<std::uint8_t>().subspan(static_cast<std::size_t>(n) * side * side, side * side),
        static_cast<std::uint8_t>(20 * n));
    targets.as<std::int32_t>()[static_cast<std::size_t>(n)] = static_cast<std::int32_t>(n);
    labels.push_back(std::to_string(n));
  }
  const auto set = std::make_shared<datasets::MemoryDataset>("counted", images, targets, labels);
  const auto augment =
      datasets::batch_augmentation("mixup:alpha=1,cutmix", datasets::ImageKind::images);
  datasets::Loader loader(set, {.batch = 4, .seed = 3, .augment = {.mix = augment.mix}});
  int swapped = 0, whole = 0;
  for (const std::uint32_t epoch : {0u, 1u, 2u}) {
    loader.seek(epoch);
    while (const auto batch = loader.next()) {
      const std::size_t rows = batch->indices.size();
      for (std::size_t row = 0; row < rows; ++row) {
        const auto own = static_cast<std::int32_t>(batch->indices[row]);
        const auto next = static_cast<std::int32_t>(batch->indices[(row + 1) % rows]);
        const std::int32_t more = batch->label.as<std::int32_t>()[row];
        const std::int32_t less = batch->other_label.as<std::int32_t>()[row];
        const double share = double{batch->label_share.as<float>()[row]};
        BOOST_TEST((share >= 0.5 && share <= 1));
        const bool in_order = more == own && less == next;
        BOOST_TEST((in_order || (more == next && less == own)));
        swapped += !in_order;
        whole += in_order;
        double mean = 0;
        for (std::size_t k = 0; k < side * side; ++k) {
          mean += batch->image.as<std::uint8_t>()[row * side * side + k] / double{side * side};
        }
        BOOST_TEST(std::abs(mean - 20 * (share * more + (1 - share) * less)) < 0.51);
      }
    }
  }
  BOOST_TEST((swapped > 0 && whole > 0));
}

BOOST_AUTO_TEST_SUITE_END()

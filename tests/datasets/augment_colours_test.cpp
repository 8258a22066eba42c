// Changes of colour, and TrivialAugment, compared with values by hand and OpenCV's functions.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <set>

#include "fovea/augmentations/affine.h"
#include "fovea/augmentations/colour.h"
#include "fovea/augmentations/pca.h"
#include "fovea/augmentations/rotate.h"
#include "fovea/augmentations/trivial.h"
#include "tests/datasets/changed_image.h"
#include "tests/support/message.h"

BOOST_AUTO_TEST_SUITE(augment_colours)

using namespace fovea;
using namespace fovea::test;
using datasets::TrivialChange;

namespace {

int rounded(double value) { return static_cast<int>(std::lround(std::clamp(value, 0.0, 255.0))); }

// The largest difference of two images.
int distance(const Bytes& one, const Bytes& other) {
  int most = 0;
  for (std::size_t i = 0; i < one.size(); ++i) most = std::max(most, std::abs(one[i] - other[i]));
  return most;
}

struct TrivialCase {
  int index, strength;
  double amount;  // with its sign
};

// The first image for which this change is drawn, with more than half of the strength.
TrivialCase case_of(TrivialChange change) {
  for (int i = 0;; ++i) {
    const datasets::Draws draws = draws_of(i);
    const auto strength = static_cast<int>(draws.whole(1, 0, 30));
    if (draws.whole(0, 0, 13) != static_cast<int>(change) || strength < 16) continue;
    return {i, strength, (draws.uniform(2) < 0.5f ? -1 : 1) * strength / 30.0};
  }
}

Bytes trivial(TrivialChange change, const Bytes& image, const Shape& shape) {
  return changed(datasets::augmentation("trivial"), image, shape, case_of(change).index);
}

Bytes warped(Bytes image, const Shape& shape, const cv::Mat& matrix) {
  const cv::Mat from(static_cast<int>(shape[0]), static_cast<int>(shape[1]),
                     CV_8UC(static_cast<int>(shape[2])), image.data());
  cv::Mat to;
  cv::warpAffine(from, to, matrix, from.size(), cv::INTER_LINEAR, cv::BORDER_CONSTANT, {});
  return {to.data, to.data + to.total() * to.elemSize()};
}

// The results of the formulas in the headers, in double.
Bytes by_formula(const Bytes& image, const Shape& shape, double brightness, double contrast,
                 double saturation) {
  std::vector<double> values(image.begin(), image.end());
  const auto n = static_cast<std::size_t>(shape[2]);
  const auto gray = [&](std::size_t i) {
    if (n == 3) return 0.299 * values[i] + 0.587 * values[i + 1] + 0.114 * values[i + 2];
    double sum = 0;
    for (std::size_t c = 0; c < n; ++c) sum += values[i + c];
    return sum / static_cast<double>(n);
  };
  double mean = 0;
  for (double& value : values) value *= brightness;
  for (std::size_t i = 0; i < values.size(); i += n) mean += gray(i);
  mean /= static_cast<double>(values.size() / n);
  for (double& value : values) value = mean + contrast * (value - mean);
  for (std::size_t i = 0; n == 3 && i < values.size(); i += n) {
    const double middle = gray(i);
    for (std::size_t c = 0; c < n; ++c) {
      values[i + c] = middle + saturation * (values[i + c] - middle);
    }
  }
  Bytes result;
  for (const double value : values) result.push_back(static_cast<std::uint8_t>(rounded(value)));
  return result;
}

}  // namespace

BOOST_AUTO_TEST_CASE(colour_follows_its_formula) {
  for (const Shape& shape : odd_shapes) {
    const Bytes image = random_image(shape);
    const datasets::Augment colour =
        datasets::augmentation("colour:brightness=0.5,contrast=0.3,saturation=0.8");
    for (int i = 0; i < 30; ++i) {
      const datasets::Draws draws = draws_of(i);
      const Bytes expected = by_formula(image, shape, draws.between(0, 0.5f, 1.5f),
                                        draws.between(1, 0.7f, 1.3f), draws.between(2, 0.2f, 1.8f));
      // A number in the middle between two bytes may be rounded either way in f32.
      BOOST_TEST(distance(changed(colour, image, shape, i), expected) <= 1);
    }
  }
}

// Red turned by a third of the circle is green, by half of it cyan.
BOOST_AUTO_TEST_CASE(hue_by_hand) {
  const datasets::Augment hue =
      datasets::random_colour({.brightness = 0, .contrast = 0, .saturation = 0, .hue = 0.5f});
  for (int i = 0; i < 100; ++i) {
    const double share = draws_of(i).between(3, -0.5f, 0.5f);
    const double degrees = share < 0 ? 360 + 360 * share : 360 * share;
    // In HSV a channel is 255 within 60 degrees of its own hue, and 0 beyond 120.
    const auto channel = [&](double own) {
      const double away = std::abs(std::remainder(degrees - own, 360.0));
      return rounded(255 * (2 - away / 60));
    };
    const Bytes result = changed(hue, {255, 0, 0}, {1, 1, 3}, i);
    const Bytes expected = {static_cast<std::uint8_t>(channel(0)),
                            static_cast<std::uint8_t>(channel(120)),
                            static_cast<std::uint8_t>(channel(240))};
    BOOST_TEST(distance(result, expected) <= 1);
    BOOST_TEST((changed(hue, {80, 80, 80}, {1, 1, 3}, i) == Bytes{80, 80, 80}));
    BOOST_TEST((changed(hue, {80, 7}, {1, 2, 1}, i) == Bytes{80, 7}));
  }
}

BOOST_AUTO_TEST_CASE(pca_adds_one_colour_to_all_pixels) {
  const Shape shape{3, 5, 3};
  const Bytes image(45, 128);
  double sum = 0, squares = 0;
  constexpr int images = 400;
  for (int i = 0; i < images; ++i) {
    const datasets::Draws draws = draws_of(i);
    const Bytes result = changed(datasets::augmentation("pca"), image, shape, i);
    const double lengths[] = {draws.normal(0) * 0.1 * 0.2175, draws.normal(1) * 0.1 * 0.0188,
                              draws.normal(2) * 0.1 * 0.0045};
    const double add[] = {255 * (-0.5675 * lengths[0] + 0.7192 * lengths[1] + 0.4009 * lengths[2]),
                          255 * (-0.5808 * lengths[0] - 0.0045 * lengths[1] - 0.8140 * lengths[2]),
                          255 * (-0.5836 * lengths[0] - 0.6948 * lengths[1] + 0.4203 * lengths[2])};
    for (std::size_t p = 0; p < result.size(); ++p) {
      BOOST_TEST(std::abs(result[p] - (128 + add[p % 3])) <= 0.5001);
    }
    sum += add[0];
    squares += add[0] * add[0];
  }
  BOOST_TEST(std::abs(sum / images) < 0.6);
  BOOST_TEST(std::abs(std::sqrt(squares / images) - 255 * 0.1 * 0.1241) < 0.4);  // by hand: 3.16
  BOOST_TEST(has(message_of([&] {
                   changed(datasets::random_pca(), {1}, {1, 1, 1}, 0);
                 }),
                 "pca takes images of 3 channels"));
}

BOOST_AUTO_TEST_CASE(rotate_and_shear_are_opencv_s_warp) {
  for (const Shape& shape : odd_shapes) {
    const Bytes image = random_image(shape);
    const cv::Point2f centre(static_cast<float>(shape[1] - 1) / 2,
                             static_cast<float>(shape[0] - 1) / 2);
    for (int i = 0; i < 20; ++i) {
      const datasets::Draws draws = draws_of(i);
      const float angle = 40 * (2 * draws.uniform(0) - 1);
      BOOST_TEST((changed(datasets::augmentation("rotate:degrees=40"), image, shape, i) ==
                  warped(image, shape, cv::getRotationMatrix2D(centre, angle, 1))));
      // x moves by the shear times the distance from the middle row.
      const double shear = 0.5f * (2 * draws.uniform(4) - 1);
      const cv::Mat slant = (cv::Mat_<double>(2, 3) << 1, shear, -shear * centre.y, 0, 1, 0);
      const datasets::Augment affine =
          datasets::random_affine({.degrees = 0, .scale = 0, .pixels = 0, .shear = 0.5f});
      BOOST_TEST((changed(affine, image, shape, i) == warped(image, shape, slant)));
    }
  }
}

BOOST_AUTO_TEST_CASE(trivial_moves_as_opencv_s_warp) {
  for (const Shape& shape : odd_shapes) {
    const Bytes image = random_image(shape);
    const double x = static_cast<double>(shape[1] - 1) / 2,
                 y = static_cast<double>(shape[0] - 1) / 2;
    const auto expected = [&](TrivialChange change, double a, double b, double c, double d,
                              double e, double f) {
      const cv::Mat matrix = (cv::Mat_<double>(2, 3) << a, b, c, d, e, f);
      BOOST_TEST(distance(trivial(change, image, shape), warped(image, shape, matrix)) <= 1);
    };
    const auto amount = [](TrivialChange change) { return case_of(change).amount; };
    const double across = 0.99 * amount(TrivialChange::shear_x),
                 down = 0.99 * amount(TrivialChange::shear_y),
                 angle = 135 * amount(TrivialChange::rotate) * std::acos(-1.0) / 180;
    expected(TrivialChange::shear_x, 1, across, -across * y, 0, 1, 0);
    expected(TrivialChange::shear_y, 1, 0, 0, down, 1, -down * x);
    expected(TrivialChange::translate_x, 1, 0, 32 * amount(TrivialChange::translate_x), 0, 1, 0);
    expected(TrivialChange::translate_y, 1, 0, 0, 0, 1, 32 * amount(TrivialChange::translate_y));
    const double c = std::cos(angle), s = std::sin(angle);
    expected(TrivialChange::rotate, c, s, (1 - c) * x - s * y, -s, c, s * x + (1 - c) * y);
  }
}

BOOST_AUTO_TEST_CASE(trivial_blends_by_formula) {
  for (const Shape& shape : odd_shapes) {
    const Bytes image = random_image(shape);
    const auto factor = [](TrivialChange change) { return 1 + 0.99 * case_of(change).amount; };
    const auto close = [&](TrivialChange change, const Bytes& expected) {
      BOOST_TEST(distance(trivial(change, image, shape), expected) <= 1);
    };
    close(TrivialChange::brighten, by_formula(image, shape, factor(TrivialChange::brighten), 1, 1));
    close(TrivialChange::contrast, by_formula(image, shape, 1, factor(TrivialChange::contrast), 1));
    close(TrivialChange::saturate, by_formula(image, shape, 1, 1, factor(TrivialChange::saturate)));
    Bytes sharp = image;
    for (std::int64_t y = 1; y + 1 < shape[0]; ++y) {
      for (std::int64_t x = 1; x + 1 < shape[1]; ++x) {
        for (std::int64_t c = 0; c < shape[2]; ++c) {
          double smooth = 4.0 * image[at(shape, y, x, c)];
          for (const int dy : {-1, 0, 1}) {
            for (const int dx : {-1, 0, 1}) smooth += image[at(shape, y + dy, x + dx, c)];
          }
          smooth = std::round(smooth / 13);
          const double own = image[at(shape, y, x, c)];
          sharp[at(shape, y, x, c)] = static_cast<std::uint8_t>(
              rounded(smooth + factor(TrivialChange::sharpen) * (own - smooth)));
        }
      }
    }
    BOOST_TEST(distance(trivial(TrivialChange::sharpen, image, shape), sharp) <= 2);
  }
}

BOOST_AUTO_TEST_CASE(trivial_maps_bytes) {
  const Shape shape{3, 4, 3};
  const Bytes image = random_image(shape);
  const int bits =
      8 - static_cast<int>(std::lround(6 * std::abs(case_of(TrivialChange::posterize).amount)));
  const double threshold = 255 * (1 - std::abs(case_of(TrivialChange::solarize).amount));
  Bytes poster = image, solar = image, stretched = image;
  for (std::uint8_t& byte : poster) {
    const int step = 1 << (8 - bits);
    byte = static_cast<std::uint8_t>(byte / step * step);
  }
  for (std::uint8_t& byte : solar) {
    if (byte >= threshold - 1e-9) byte = static_cast<std::uint8_t>(255 - byte);
  }
  for (std::size_t c = 0; c < 3; ++c) {
    int least = 255, most = 0;
    for (std::size_t i = c; i < image.size(); i += 3) {
      least = std::min<int>(least, image[i]), most = std::max<int>(most, image[i]);
    }
    for (std::size_t i = c; i < image.size(); i += 3) {
      stretched[i] =
          static_cast<std::uint8_t>(rounded(255.0 * (image[i] - least) / (most - least)));
    }
  }
  BOOST_TEST((trivial(TrivialChange::posterize, image, shape) == poster));
  BOOST_TEST((trivial(TrivialChange::solarize, image, shape) == solar));
  BOOST_TEST(distance(trivial(TrivialChange::auto_contrast, image, shape), stretched) <= 1);
  BOOST_TEST((trivial(TrivialChange::identity, image, shape) == image));
  // By hand: of 4 bytes the smallest becomes 0, the others 1, 2 and 3 thirds of 255.
  BOOST_TEST(
      (trivial(TrivialChange::equalize, {10, 12, 200, 11}, {2, 2, 1}) == Bytes{0, 170, 255, 85}));
}

BOOST_AUTO_TEST_CASE(settings_out_of_range_are_refused) {
  const auto refusal = [](const char* list) {
    return message_of([&] { datasets::augmentation(list); });
  };
  BOOST_TEST(has(refusal("colour:hue=0.6"), "hue 0.6 does not lie in [0, 0.5]"));
  BOOST_TEST(refusal("colour:brightnes=0.1") ==
             "augmentation 'colour:brightnes=0.1': colour has no setting 'brightnes'; did you mean "
             "'brightness'?; there are brightness, contrast, saturation, hue");
  BOOST_TEST(has(refusal("trivial:strength=31"), "strength 31 does not lie in [0, 30]"));
  BOOST_TEST(has(refusal("pca:sigma=much"), "sigma must be a number of at least 0, not 'much'"));
}

BOOST_AUTO_TEST_SUITE_END()

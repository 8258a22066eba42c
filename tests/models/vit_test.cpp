#include "fovea/models/vit.h"

#include <boost/test/unit_test.hpp>

#include "fovea/models/models.h"

using namespace fovea;

namespace {

// The shape of the learned rows for the tokens of an image of 11x8.
std::string positions(VitConfig config) {
  config.patch = 4, config.layers = 1, config.heads = 2;
  config.width = 6, config.feed_forward = 5;
  Graph graph;
  const Value image = graph.input("image", {Shape{2, 11, 8, 1}});
  BOOST_TEST(fovea::vit(image, 3, config).shape().str() == "(2, 3)");
  BOOST_TEST(graph.find_variable("block_1/attention/query/weight").shape().str() == "(6, 6)");
  return graph.find_variable("position").shape().str();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(vit)

BOOST_AUTO_TEST_CASE(parameters) {
  const int attention = 4 * 193 * 192, feed_forward = 193 * 384 + 385 * 192, norms = 4 * 192;
  const int stem = 3 * 3 * (3 * 48 + 48 * 96 + 96 * 192) + 2 * (48 + 96 + 192) + 193 * 192;
  BOOST_TEST(models::make("vit-tiny-cifar").parameter_count() ==
             stem + 64 * 192 + 6 * (attention + feed_forward + norms) + 2 * 192 + 193 * 10);
  // The same as torchvision.models.vit_b_16.
  BOOST_TEST(models::make("vit-b16").parameter_count() == 86'567'656);
}

// Another image size has other tokens; pixels after the last whole patch are not seen.
BOOST_AUTO_TEST_CASE(tokens_follow_the_image) { BOOST_TEST(positions({}) == "(5, 6)"); }

BOOST_AUTO_TEST_CASE(the_mean_of_tokens_needs_no_other_token) {
  BOOST_TEST(positions({.readout = VitReadout::mean}) == "(4, 6)");
}

// Each convolution of stride 2 rounds up: 11x8 pixels are 6x4, then 3x2.
BOOST_AUTO_TEST_CASE(a_stem_of_convolutions_sees_all_pixels) {
  BOOST_TEST(positions({.stem = VitStem::convolutions}) == "(7, 6)");
}

BOOST_AUTO_TEST_CASE(a_stem_of_convolutions_halves_a_patch_to_one_pixel) {
  Graph graph;
  const Value image = graph.input("image", {Shape{1, 12, 12, 3}});
  const VitConfig config{.patch = 6, .stem = VitStem::convolutions};
  BOOST_CHECK_EXCEPTION(fovea::vit(image, 3, config), Error, [](const Error& error) {
    return std::string(error.what()) ==
           "vit: a stem of convolutions needs a patch that is a power of two, not 6";
  });
}

BOOST_AUTO_TEST_CASE(an_image_smaller_than_a_patch) {
  Graph graph;
  const Value image = graph.input("image", {Shape{1, 12, 16, 3}});
  BOOST_CHECK_EXCEPTION(fovea::vit(image, 3), Error, [](const Error& error) {
    return std::string(error.what()).starts_with("patches: kernel 16x16");
  });
}

BOOST_AUTO_TEST_SUITE_END()

// Tiny forms of the networks that are too large for models_test.cpp: a training step and inference,
// on every backend, compared with the reference.
#include "fovea/models/convnext.h"
#include "fovea/models/vit.h"
#include "tests/compare/compare_step.h"

using namespace fovea;

namespace {

void check(const std::string& name, const Shape& image, const std::function<Value(Value)>& build) {
  Model model;
  model.name = name;
  model.preprocessing.mean.assign(static_cast<size_t>(image[3]), 0);
  model.preprocessing.deviation.assign(static_cast<size_t>(image[3]), 1);
  model.graph->output("logits", build(model.graph->input("image", {image})));
  model.initialize(3);
  expect_agreement(model, name);
#ifdef FOVEA_VULKAN
  if (!shared_test_vulkan() || !shared_test_vulkan()->has_halves()) return;
  ExampleStep halves = training_example(model, *make_optimizer("adamw"), 2, Precision::f16);
  reference::ReferenceBackend reference;
  advance(halves, reference);
  expect_agreement(*shared_test_vulkan(), halves, name + ", halves, training", Precision::f16);
#endif
}

void check_vit(const std::string& name, VitConfig config) {
  config.patch = 4, config.layers = 1, config.heads = 3;
  config.width = 18, config.feed_forward = 7;
  check(name, {1, 13, 9, 3}, [&](Value image) { return vit(image, 5, config); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transformers)

BOOST_AUTO_TEST_CASE(vit_agrees) {
  check("vit", {1, 13, 9, 3}, [](Value image) {
    return vit(
        image, 5,
        {.patch = 4, .layers = 2, .heads = 3, .width = 18, .feed_forward = 7, .dropout = 0.1f});
  });
}

BOOST_AUTO_TEST_CASE(vit_of_means_agrees) {
  check_vit("vit of means", {.readout = VitReadout::mean});
}

BOOST_AUTO_TEST_CASE(vit_of_convolutions_agrees) {
  check_vit("vit of convolutions", {.stem = VitStem::convolutions});
}

BOOST_AUTO_TEST_CASE(convnext_agrees) {
  check("convnext", {1, 67, 35, 3}, [](Value image) {
    return fovea::convnext(image, 5,
                           {.blocks = {1, 1, 1, 1}, .channels = {3, 8, 4, 5}, .layer_scale = 0.5f});
  });
}

BOOST_AUTO_TEST_SUITE_END()

#include "apps/pictures/classifier.h"

#include <boost/test/unit_test.hpp>
#include <numeric>

#include "apps/pictures/fully_convolutional.h"
#include "fovea/core/random.h"
#include "fovea/graph/passes/passes.h"
#include "fovea/layers/batch_norm.h"
#include "fovea/layers/conv2d.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/dropout.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/max_pool.h"
#include "fovea/layers/relu.h"
#include "fovea/layers/softmax.h"
#include "fovea/layers/transpose.h"
#include "fovea/reference/reference.h"
#include "tests/support/message.h"

namespace fovea::apps {
namespace {

Tensor noise(Shape shape) {
  Tensor images(shape, DType::u8);
  const auto bytes = images.as<std::uint8_t>();
  const Random random(1, stream_of("noise"));
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(random.bits(i));
  return images;
}

/// A convolution, a pool and two dense layers, as in VGG, for (12, 10) pixels.
Model vgg_like(Value (*end)(Value) = nullptr) {
  Model model;
  model.name = "small";
  Value x = model.graph->input("image", {{1, 12, 10, 3}, DType::f32});
  x = max_pool(relu(conv2d(x, {.channels = 4, .kernel = 3, .padding = 1})), {.kernel = 2});
  x = dropout(relu(dense(flatten(x), {.units = 7})), {.rate = 0.5f});
  x = dense(x, {.units = 5});
  model.graph->output("logits", end ? end(x) : x);
  model.initialize(3);
  model.preprocessing = {{0.4f, 0.5f, 0.6f}, {0.2f, 0.2f, 0.3f}};
  return model;
}

/// One class per channel: the brighter the red, the likelier class 0. The only convolution has a
/// weight of 1 from each channel to its class.
Model colours(int height, int width) {
  Model model;
  model.name = "colours";
  Value x = model.graph->input("image", {{1, height, width, 3}, DType::f32});
  x = conv2d(x, {.channels = 3, .bias = false, .name = "conv"});
  const Value pooled = max_pool(x, {.kernel = {height, width}});
  model.graph->output("logits", flatten(pooled));
  model.weights["conv/weight"] = Tensor::of<float>({3, 1, 1, 3}, {8, 0, 0, 0, 8, 0, 0, 0, 8});
  model.labels = {"red", "green", "blue"};
  return model;
}

float largest_difference(const Tensor& a, const Tensor& b) {
  const auto left = a.as<float>(), right = b.as<float>();
  BOOST_REQUIRE_EQUAL(left.size(), right.size());
  float most = 0;
  for (size_t i = 0; i < left.size(); ++i) most = std::max(most, std::abs(left[i] - right[i]));
  return most;
}

BOOST_AUTO_TEST_SUITE(classifier)

BOOST_AUTO_TEST_CASE(rows_are_distributions) {
  reference::ReferenceBackend backend;
  const Model plain = vgg_like(), ended = vgg_like([](Value x) { return softmax(x); });
  Classifier classifier(backend, plain), with_softmax(backend, ended);
  BOOST_TEST(classifier.classes() == 5);
  BOOST_TEST(classifier.label(4) == "class 4");
  const Tensor images = noise({3, 12, 10, 3});
  const Tensor result = classifier.probabilities(images);
  BOOST_TEST((result.shape() == Shape{3, 5}));
  for (size_t row = 0; row < 3; ++row) {
    const auto values = result.as<float>().subspan(5 * row, 5);
    BOOST_TEST(std::abs(std::accumulate(values.begin(), values.end(), 0.0f) - 1) < 1e-5f);
  }
  // A softmax at the model's end is not computed twice.
  BOOST_TEST(largest_difference(with_softmax.probabilities(images), result) < 1e-6f);
}

BOOST_AUTO_TEST_CASE(dense_layers_become_convolutions) {
  const Model model = vgg_like();
  const auto network = in_mode(*model.graph, Mode::inference);
  const auto convolutional = fully_convolutional(*network);
  BOOST_TEST((convolutional->find_output("logits").shape() == Shape{1, 1, 1, 5}));
  for (const Node& node : convolutional->nodes()) BOOST_TEST(node.layer->kind() != "dense");

  reference::ReferenceBackend backend;
  std::map<std::string, std::unique_ptr<Graph>> graphs;
  graphs["dense"] = in_mode(*model.graph, Mode::inference);
  graphs["convolutional"] = fully_convolutional(*network);
  Session session(backend, std::move(graphs));
  session.restore(model.weights);
  Tensor image({1, 12, 10, 3}, DType::f32);
  for (size_t i = 0; i < 360; ++i) image.as<float>()[i] = std::sin(static_cast<float>(i));
  const Tensor one = session.run("dense", {{"image", image}}).at("logits");
  const Tensor other = session.run("convolutional", {{"image", image}}).at("logits");
  BOOST_TEST(largest_difference(one, other.reshaped({1, 5})) < 1e-6f);
}

BOOST_AUTO_TEST_CASE(other_sizes_give_the_mean_over_places) {
  reference::ReferenceBackend backend;
  const Model model = vgg_like();
  Classifier classifier(backend, model);
  BOOST_TEST((classifier.probabilities(noise({2, 20, 16, 3})).shape() == Shape{2, 5}));
  // A picture that repeats itself every two pixels looks the same at every place but the borders.
  const Tensor flat(Shape{1, 24, 30, 3}, DType::u8);
  const Tensor large = classifier.probabilities(flat);
  BOOST_TEST((large.shape() == Shape{1, 5}));
  BOOST_CHECK_THROW(classifier.probabilities(noise({1, 6, 6, 3})), Error);
}

// A node that looks at the axes of a row cannot work on a map of rows: such a network takes only
// its own size.
BOOST_AUTO_TEST_CASE(a_network_may_take_one_size_alone) {
  reference::ReferenceBackend backend;
  const Tensor images = noise({2, 12, 10, 3});
  const Model around = vgg_like([](Value x) {
    return transpose(relu(transpose(x, {{1, 0}})), {{1, 0}});
  });
  const Model straight = vgg_like([](Value x) { return relu(x); });
  Classifier classifier(backend, around), expected(backend, straight);
  BOOST_TEST(largest_difference(classifier.probabilities(images), expected.probabilities(images)) <
             1e-6f);
  BOOST_TEST(test::has(test::message_of([&] {
                         classifier.probabilities(noise({1, 20, 16, 3}));
                       }),
                       "does not run at 16x20"));
}

BOOST_AUTO_TEST_CASE(heat_is_where_the_class_is) {
  reference::ReferenceBackend backend;
  const Model model = colours(6, 4);
  Classifier classifier(backend, model);
  Tensor image(Shape{1, 6, 4, 3}, DType::u8);
  const auto at = [](int y, int x, int c) { return static_cast<size_t>((y * 4 + x) * 3 + c); };
  image.as<std::uint8_t>()[at(4, 1, 0)] = 200;
  image.as<std::uint8_t>()[at(2, 3, 2)] = 255;
  const auto guesses = likeliest(classifier.probabilities(image).as<float>(), 2);
  BOOST_REQUIRE_EQUAL(guesses.size(), 2);
  BOOST_TEST(classifier.label(guesses[0].target) == "blue");
  BOOST_TEST(classifier.label(guesses[1].target) == "red");
  for (const auto& [target, y, x] : {std::tuple{0, 4, 1}, {2, 2, 3}}) {
    const Tensor heat = classifier.heat_map(image, target);
    BOOST_TEST((heat.shape() == Shape{6, 4}));
    for (int i = 0; i < 24; ++i) {
      BOOST_TEST(heat.as<float>()[static_cast<size_t>(i)] == (i == 4 * y + x ? 1.0f : 0.0f));
    }
  }
}

BOOST_AUTO_TEST_CASE(models_that_do_not_fit) {
  reference::ReferenceBackend backend;
  Model table;
  table.graph->output("y", dense(table.graph->input("x", {{1, 4}, DType::f32}), {.units = 2}));
  table.initialize(1);
  BOOST_CHECK_THROW(Classifier(backend, table), Error);
  Model no_places;
  const Value image = no_places.graph->input("image", {{1, 4, 4, 1}, DType::f32});
  no_places.graph->output("y", dense(flatten(image), {.units = 2}));
  no_places.initialize(1);
  Classifier classifier(backend, no_places);
  BOOST_CHECK_THROW(classifier.heat_map(noise({1, 4, 4, 1}), 0), Error);
}

BOOST_AUTO_TEST_CASE(likeliest_first) {
  const float values[] = {0.1f, 0.4f, 0.1f, 0.4f};
  const auto guesses = likeliest(values, 3);
  BOOST_REQUIRE_EQUAL(guesses.size(), 3);
  BOOST_TEST(guesses[0].target == 1);  // the first of equal ones
  BOOST_TEST(guesses[1].target == 3);
  BOOST_TEST(guesses[2].target == 0);
  BOOST_TEST(likeliest(values, 9).size() == 4);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea::apps

#include "apps/pictures/simplify.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "fovea/layers/batch_norm.h"
#include "fovea/layers/conv2d.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/dropout.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/relu.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"

namespace fovea::apps {
namespace {

Tensor run(const Model& model) {
  Tensor image({2, 6, 5, 4}, DType::f32);
  for (size_t i = 0; i < 240; ++i) image.as<float>()[i] = std::sin(static_cast<float>(i));
  reference::ReferenceBackend backend;
  Session session(backend, model);
  return session.run("run", {{"image", image}}).at("y");
}

/// Statistics and scales that differ from channel to channel.
void shake(Model& model) {
  for (auto& [name, value] : model.weights) {
    const auto numbers = value.as<float>();
    for (size_t i = 0; i < numbers.size(); ++i) {
      numbers[i] += 0.3f + 0.2f * std::cos(static_cast<float>(3 * i + name.size()));
    }
  }
}

int count(const Model& model, const std::string& kind) {
  int found = 0;
  for (const Node& node : model.graph->nodes()) found += node.layer->kind() == kind;
  return found;
}

void check_same(Model& model) {
  model.initialize(2);
  shake(model);
  const Tensor before = run(model);
  simplify(model);
  const Tensor after = run(model);
  BOOST_REQUIRE((after.type() == before.type()));
  for (size_t i = 0; i < before.as<float>().size(); ++i) {
    const float expected = before.as<float>()[i];
    BOOST_TEST(std::abs(after.as<float>()[i] - expected) <= 1e-5f * (1 + std::abs(expected)));
  }
}

BOOST_AUTO_TEST_SUITE(simplify)

BOOST_AUTO_TEST_CASE(batch_norm_goes_into_the_layer_before) {
  Model model;
  Value x = model.graph->input("image", {{2, 6, 5, 4}, DType::f32});
  x = relu(batch_norm(conv2d(x, {.channels = 6, .kernel = 3, .groups = 2, .bias = false}), {}));
  x = batch_norm(conv2d(x, {.channels = 3}), {});
  x = batch_norm(dense(dropout(flatten(x), {.rate = 0.5f}), {.units = 5}), {});
  model.graph->output("y", x);
  check_same(model);
  BOOST_TEST(count(model, "scale_shift") == 0);
  BOOST_TEST(count(model, "dropout") == 0);
  BOOST_TEST(model.graph->nodes().size() == 5);  // conv2d, relu, conv2d, flatten, dense
  BOOST_TEST(model.weights.size() == 6);
}

BOOST_AUTO_TEST_CASE(what_others_read_keeps_its_values) {
  Model model;
  Graph& graph = *model.graph;
  Value x = graph.input("image", {{2, 6, 5, 4}, DType::f32});
  x = relu(batch_norm(x, {}));  // nothing before it
  const Value weight = graph.variable({"shared", {{4, 1, 1, 4}, DType::f32}, Initializer::he()});
  x = batch_norm(conv2d(x, weight, {}, {.name = "a"}), {});
  x = conv2d(x, weight, {}, {.name = "b"});
  graph.output("between", x);
  graph.output("y", batch_norm(x, {}));
  check_same(model);
  BOOST_TEST(count(model, "scale_shift") == 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea::apps

// Which tensors of a plan become halves, on a backend made for this test: the reference, which
// accepts halves in every slot of relu and add.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "fovea/layers/add.h"
#include "fovea/layers/relu.h"
#include "fovea/layers/sigmoid.h"
#include "fovea/plan/audit.h"
#include "fovea/plan/make_plan.h"
#include "fovea/plan/plan.h"
#include "fovea/reference/reference.h"

using namespace fovea;

namespace {

class WithHalves : public reference::ReferenceBackend {
 public:
  std::set<std::string> refused = {};  // nodes that turn out not to run on halves
  bool in_place = false;

  bool has_halves() const override { return true; }
  Support query(const Step& step) const override {
    Support support = ReferenceBackend::query(step);
    if (step.kernel == "sigmoid") return support;
    support.half_inputs = support.half_outputs = 3;
    if (in_place) support.in_place = {{0, 0}};
    for (const auto* slots : {&step.inputs, &step.outputs}) {
      for (const Slot& slot : *slots) {
        if (slot.type.dtype == DType::f16 && refused.contains(step.node)) support.reason = "no";
      }
    }
    return support;
  }
};

constexpr std::int64_t count = 1024;

Value image(Graph& graph) { return graph.input("x", {Shape{1, count}}); }

DType stored(const Plan& plan, const std::string& node) {
  for (const Step& step : plan.steps) {
    if (step.node == node) return step.outputs[0].type.dtype;
  }
  throw Error("no node {}", node);
}

Plan plan_of(const Graph& graph, const Backend& backend, Reuse reuse = Reuse::full) {
  const Plan plan = make_plan(graph, backend, {.reuse = reuse, .precision = Precision::f16});
  for (const std::string& fault : audit(plan)) BOOST_ERROR(fault);
  // All readers of a tensor read it in the type in which it was written.
  for (const Step& step : plan.steps) {
    for (const Slot& slot : step.inputs) {
      for (const Step& other : plan.steps) {
        for (const Slot& written : other.outputs) {
          const bool same = written.region == slot.region && written.offset == slot.offset &&
                            reuse == Reuse::none;
          if (same) BOOST_TEST((written.type == slot.type));
        }
      }
    }
  }
  return plan;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(store_halves)

BOOST_AUTO_TEST_CASE(activations_take_half_the_memory) {
  const WithHalves backend;
  Graph graph;
  Value x = image(graph);
  for (int i = 0; i < 9; ++i) x = relu(x);
  graph.output("y", x);
  const Plan plan = plan_of(graph, backend), full = make_plan(graph, backend);
  BOOST_TEST(full.arena_bytes == 2 * 4 * count);
  BOOST_TEST(plan.arena_bytes == 2 * count + 4 * count);  // the last is the result, in f32
  BOOST_TEST(plan.unshared_bytes == 8 * 2 * count + 4 * count);
  BOOST_TEST(plan.bytes() == full.bytes() - 16 * 2 * count);
  BOOST_TEST((plan.inputs[0].slot.type.dtype == DType::f32));
  BOOST_TEST((plan.outputs[0].slot.type.dtype == DType::f32));
}

BOOST_AUTO_TEST_CASE(one_that_cannot_read_halves_is_enough) {
  const WithHalves backend;
  Graph graph;
  const Value a = relu(image(graph), "a"), b = relu(a, "b"), c = relu(b, "c");
  graph.output("y", add(sigmoid(b, "d"), relu(c, "e"), "f"));
  const Plan plan = plan_of(graph, backend);
  BOOST_TEST((stored(plan, "a") == DType::f16));
  BOOST_TEST((stored(plan, "b") == DType::f32));  // read by the sigmoid
  BOOST_TEST((stored(plan, "c") == DType::f16));
  BOOST_TEST((stored(plan, "d") == DType::f32));  // made by it
  BOOST_TEST((stored(plan, "e") == DType::f16));
  BOOST_TEST((stored(plan, "f") == DType::f32));
}

BOOST_AUTO_TEST_CASE(a_step_that_fails_in_halves_does_it_in_floats) {
  WithHalves backend;
  backend.refused = {"b"};
  Graph graph;
  const Value a = relu(image(graph), "a"), b = relu(a, "b"), c = relu(b, "c");
  graph.output("y", relu(relu(c, "d"), "e"));
  const Plan plan = plan_of(graph, backend);
  BOOST_TEST((stored(plan, "a") == DType::f32));
  BOOST_TEST((stored(plan, "b") == DType::f32));
  BOOST_TEST((stored(plan, "c") == DType::f16));
  BOOST_TEST((stored(plan, "d") == DType::f16));
}

BOOST_AUTO_TEST_CASE(variables_and_what_comes_next_stay_floats) {
  const WithHalves backend;
  Graph graph;
  const Value w = graph.variable({"w", {Shape{1, count}}, Initializer::zeros()});
  const Value fixed = graph.variable({"fixed", {Shape{1, count}}, Initializer::zeros()});
  const Value next = add(w, relu(image(graph), "change"), "next");
  graph.update(w, next);
  graph.output("y", relu(add(relu(next, "read"), relu(fixed, "prologue"), "sum"), "last"));
  const Plan plan = plan_of(graph, backend);
  BOOST_TEST((stored(plan, "change") == DType::f16));
  BOOST_TEST((stored(plan, "next") == DType::f32));
  BOOST_TEST((stored(plan, "read") == DType::f16));
  BOOST_TEST((stored(plan, "prologue") == DType::f32));
  BOOST_TEST((stored(plan, "sum") == DType::f16));
}

// A half does not use the memory of a float with twice the bytes, nor of one with the same
// number of bytes.
BOOST_AUTO_TEST_CASE(in_place_only_among_equals) {
  WithHalves backend;
  backend.in_place = true;
  Graph graph;
  const Value a = sigmoid(image(graph), "a"), b = relu(a, "b"), c = relu(b, "c");
  graph.output("y", sigmoid(relu(c, "d"), "e"));
  const Plan plan = plan_of(graph, backend);
  const auto step = [&](const std::string& node) -> const Step& {
    return *std::ranges::find(plan.steps, node, &Step::node);
  };
  BOOST_TEST(!step("b").outputs[0].overlaps(step("a").outputs[0]));
  BOOST_TEST(step("c").outputs[0].overlaps(step("b").outputs[0]));
  BOOST_TEST(!step("d").outputs[0].overlaps(step("c").outputs[0]));
}

// If every node is traced, the same tensors are stored as halves.
BOOST_AUTO_TEST_CASE(without_reuse_the_same_are_halves) {
  const WithHalves backend;
  Graph graph;
  const Value a = relu(image(graph), "a");
  graph.output("y", relu(relu(a, "b"), "c"));
  const Plan plan = plan_of(graph, backend, Reuse::none);
  BOOST_TEST((stored(plan, "a") == DType::f16));
  BOOST_TEST((stored(plan, "b") == DType::f16));
  BOOST_TEST((stored(plan, "c") == DType::f32));
  BOOST_TEST(plan.outputs.size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_backend_without_halves_says_so) {
  const reference::ReferenceBackend backend;
  Graph graph;
  graph.output("y", relu(image(graph)));
  BOOST_CHECK_EXCEPTION(make_plan(graph, backend, {.precision = Precision::f16}), Error,
                        [](const Error& error) {
                          const std::string text = error.what();
                          return text.find("backend reference") != std::string::npos &&
                                 text.find("use --precision fp32") != std::string::npos;
                        });
}

BOOST_AUTO_TEST_SUITE_END()

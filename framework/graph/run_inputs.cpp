#include "framework/graph/run_inputs.h"
#include "fovea/graph/names.h"

namespace fovea {

namespace {

Value shared_input(Graph& graph, const char* name, TensorType type) {
  for (const int id : graph.inputs()) {
    if (graph.info(id).name == name) return graph.value(id);
  }
  return graph.input(name, type);
}

}  // namespace

Value seed_input(Graph& graph) { return shared_input(graph, names::seed, {Shape{2}, DType::i32}); }

Value learning_rate_input(Graph& graph) {
  return shared_input(graph, names::learning_rate, {Shape{}, DType::f32});
}

Value share_input(Graph& graph) { return shared_input(graph, names::share, {Shape{}, DType::f32}); }

Value step_counter(Graph& graph) {
  return graph.variable({"train/step", {Shape{}, DType::i32}, Initializer::zeros(), Role::counter});
}

Value finite_flag(Graph& graph) {
  return graph.variable(
      {"train/finite", {Shape{}, DType::i32}, Initializer::constant(1), Role::counter});
}

}  // namespace fovea

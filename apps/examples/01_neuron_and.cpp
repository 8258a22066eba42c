// Chapter 1. A neuron multiplies each input by a weight, adds all products and a bias, and fires
// (1) if the sum is not below 0. With the right weights it computes AND; there is more than one
// right choice.
#include <algorithm>
#include <array>

#include "fovea/cpu/cpu.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/step.h"
#include "fovea/runtime/session.h"

using namespace fovea;

// y = step(w1 x1 + w2 x2 + bias) on the rows of the truth table.
static bool computes_and(float w1, float w2, float bias) {
  Model model;
  const Value x = model.graph->input("x", {Shape{4, 2}});
  model.graph->output("y", step(dense(x, {.units = 1, .name = "neuron"})));
  model.weights["neuron/weight"] = Tensor::of({1, 2}, {w1, w2});
  model.weights["neuron/bias"] = Tensor::of({1}, {bias});

  cpu::CpuBackend backend;
  Session session(backend, model);
  const Tensor rows = Tensor::of<float>({4, 2}, {0, 0, 0, 1, 1, 0, 1, 1});
  const Tensor result = session.run("run", {{"x", rows}}).at("y");
  const auto y = result.as<float>();
  fmt::print("weights {} and {}, bias {}: 00 -> {}, 01 -> {}, 10 -> {}, 11 -> {}\n", w1, w2, bias,
             y[0], y[1], y[2], y[3]);
  return std::ranges::equal(y, std::array{0.0f, 0.0f, 0.0f, 1.0f});
}

int main() {
  fmt::print("A neuron fires where its weighted inputs and its bias add up to 0 or more.\n");
  const bool ones = computes_and(1, 1, -1.5f);  // fires above a threshold of 1.5
  const bool halves = computes_and(0.5f, 0.5f, -0.7f);
  if (!ones || !halves) return 1;
  fmt::print("Both compute AND: they fire where both inputs are 1, and nowhere else.\n");
}

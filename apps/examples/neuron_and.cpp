// A neuron whose activation is a step computes AND, with either of two sets of weights.
#include <algorithm>
#include <array>
#include <cstdio>

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
  std::printf("w = (%g, %g), b = %4g: 00 -> %g, 01 -> %g, 10 -> %g, 11 -> %g\n", w1, w2, bias, y[0],
              y[1], y[2], y[3]);
  return std::ranges::equal(y, std::array{0.0f, 0.0f, 0.0f, 1.0f});
}

int main() {
  const bool threshold = computes_and(1, 1, -1.5f);  // fires above a threshold of 1.5
  const bool halves = computes_and(0.5f, 0.5f, -0.7f);
  return threshold && halves ? 0 : 1;
}

// No single neuron computes XOR; two layers of step neurons do: "x1 or x2, and not both".
#include <algorithm>
#include <array>
#include <cstdio>

#include "fovea/cpu/cpu.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/step.h"
#include "fovea/runtime/session.h"

using namespace fovea;

int main() {
  Model model;
  const Value x = model.graph->input("x", {Shape{4, 2}});
  const Value hidden = step(dense(x, {.units = 2, .name = "or_and"}));
  model.graph->output("y", step(dense(hidden, {.units = 1, .name = "difference"})));
  model.weights["or_and/weight"] = Tensor::of<float>({2, 2}, {1, 1, 1, 1});
  model.weights["or_and/bias"] = Tensor::of<float>({2}, {-0.5f, -1.5f});
  model.weights["difference/weight"] = Tensor::of<float>({1, 2}, {1, -1});
  model.weights["difference/bias"] = Tensor::of<float>({1}, {-0.5f});

  cpu::CpuBackend backend;
  Session session(backend, model);
  const Tensor rows = Tensor::of<float>({4, 2}, {0, 0, 0, 1, 1, 0, 1, 1});
  const Tensor result = session.run("run", {{"x", rows}}).at("y");
  const auto y = result.as<float>();
  std::printf("00 -> %g, 01 -> %g, 10 -> %g, 11 -> %g\n", y[0], y[1], y[2], y[3]);
  return std::ranges::equal(y, std::array{0.0f, 1.0f, 1.0f, 0.0f}) ? 0 : 1;
}

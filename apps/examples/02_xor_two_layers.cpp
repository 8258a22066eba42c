// Chapter 2. No neuron computes XOR. It must not fire at 00, so its bias is below 0. It must fire
// at 01 and 10, so each weight is large enough to balance the bias. But then it fires at 11 too.
// Two layers can: "one of them, and not both". Minsky and Papert, "Perceptrons", 1969.
#include <algorithm>
#include <array>

#include "fovea/cpu/cpu.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/step.h"
#include "fovea/runtime/session.h"

using namespace fovea;

constexpr size_t steps = 21, count = steps * steps * steps;

// How many of the neurons with weights and bias from -5, -4.5, ... to 5 fire only at these rows.
static int count_neurons(std::array<float, 4> rows) {
  Model model;
  model.graph->output("y", step(dense(model.graph->input("x", {Shape{4, 2}}),
                                      {.units = static_cast<int>(count), .name = "neurons"})));
  std::vector<float> weights, biases;
  const auto number = [](size_t i) { return -5 + 0.5f * static_cast<float>(i % steps); };
  for (size_t i = 0; i < count; ++i) {
    weights.insert(weights.end(), {number(i), number(i / steps)});
    biases.push_back(number(i / steps / steps));
  }
  model.weights["neurons/weight"] = Tensor::of<float>({count, 2}, weights);
  model.weights["neurons/bias"] = Tensor::of<float>({count}, biases);
  cpu::CpuBackend backend;
  Session session(backend, model);
  const Tensor x = Tensor::of<float>({4, 2}, {0, 0, 0, 1, 1, 0, 1, 1});
  const Tensor result = session.run("run", {{"x", x}}).at("y");
  const auto y = result.as<float>();
  int right = 0;
  for (size_t i = 0; i < count; ++i) {
    right += std::array{y[i], y[count + i], y[2 * count + i], y[3 * count + i]} == rows;
  }
  return right;
}

// The first layer says "one of them" and "both"; the second layer says "one of them, but not both".
static bool two_layers_compute_xor() {
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
  fmt::print("Two layers: 00 -> {}, 01 -> {}, 10 -> {}, 11 -> {}\n", y[0], y[1], y[2], y[3]);
  return std::ranges::equal(y, std::array{0.0f, 1.0f, 1.0f, 0.0f});
}

int main() {
  const int computing_and = count_neurons({0, 0, 0, 1}),
            computing_xor = count_neurons({0, 1, 1, 0});
  fmt::print("Of {} neurons {} compute AND, {} compute XOR.\n", count, computing_and,
             computing_xor);
  return computing_and > 0 && computing_xor == 0 && two_layers_compute_xor() ? 0 : 1;
}

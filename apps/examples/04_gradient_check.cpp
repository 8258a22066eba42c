// Chapter 4. The gradient says how fast the loss changes with each weight; the graph computes it by
// the chain rule. We can check it: the central difference (f(w + h) - f(w - h)) / 2h is nearly the
// same number. Steps against the gradient then make the loss small.
#include <algorithm>
#include <cmath>

#include "fovea/graph/differentiate.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/softmax_cross_entropy.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"

using namespace fovea;

int main() {
  auto graph = std::make_unique<Graph>();
  const Value x = graph->constant(Tensor::of<float>({2, 3}, {0.5f, -1, 2, 1, 0.25f, -0.5f}));
  const Value label = graph->constant(Tensor::of<int>({2}, {0, 1}));
  const Value loss = mean(softmax_cross_entropy(dense(x, {.units = 2, .name = "layer"}), label));
  const Value weight = graph->find_variable("layer/weight");
  graph->output("loss", loss);
  graph->output("gradient", differentiate(loss, std::span(&weight, 1))[0]);

  reference::ReferenceBackend backend(DType::f64);  // float is not exact enough for such a small h
  Session session(backend, std::move(graph), /*seed=*/1);
  Tensor weights = session.state().read("layer/weight");
  const auto w = weights.as<double>();
  const auto run = [&](const char* output) {
    session.state().write("layer/weight", weights);
    return session.run("run", {}).at(output);
  };
  const auto difference = [&](size_t i) {
    const double h = 1e-4, middle = w[i];
    w[i] = middle + h;
    const double above = run("loss").item<double>();
    w[i] = middle - h;
    const double below = run("loss").item<double>();
    w[i] = middle;
    return (above - below) / (2 * h);
  };

  const double before = run("loss").item<double>();
  double worst = 0;
  for (int step = 0; step < 20; ++step) {
    const Tensor gradient = run("gradient");
    for (size_t i = 0; i < 6; ++i) {
      const double g = gradient.as<double>()[i], tried = difference(i);
      if (step == 0) fmt::print("weight {}: gradient {:8.5f}, difference {:8.5f}\n", i, g, tried);
      worst = std::max(worst, std::abs(tried - g));
    }
    for (size_t i = 0; i < 6; ++i) w[i] -= 0.5 * gradient.as<double>()[i];
  }
  const double after = run("loss").item<double>();
  fmt::print("Over 20 steps no gradient is off by more than {:.0e}.\n", worst);
  fmt::print("The loss fell from {:.3f} to {:.3f}.\n", before, after);
  return worst < 1e-7 && after < 0.1 ? 0 : 1;
}

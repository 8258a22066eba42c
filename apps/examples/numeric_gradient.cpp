// Gradient descent whose every gradient is checked against (f(w + h) - f(w - h)) / 2h, h = 1e-4.
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
  reference::ReferenceBackend backend(DType::f64);  // float is too coarse for so small an h
  Session session(backend, std::move(graph), /*seed=*/1);
  Tensor weights = session.state().read("layer/weight");
  const auto w = weights.as<double>();
  const auto run = [&](const char* output) {
    return session.state().write("layer/weight", weights), session.run("run", {}).at(output);
  };
  double h = 1e-4, worst = 0;
  for (int step = 0; step < 20; ++step) {
    const Tensor gradient = run("gradient");
    for (size_t i = 0; i < 6; ++i) {
      const double above = (w[i] += h, run("loss").item<double>());
      const double below = (w[i] -= 2 * h, run("loss").item<double>());
      worst = std::max(worst, std::abs((above - below) / (2 * h) - gradient.as<double>()[i]));
      w[i] += h;
    }
    for (size_t i = 0; i < 6; ++i) w[i] -= 0.5 * gradient.as<double>()[i];
  }
  const double left = run("loss").item<double>();
  fmt::print("loss after 20 steps {:.4f}, largest error of a gradient {:.1e}\n", left, worst);
  return worst < 1e-7 && left < 0.1 ? 0 : 1;
}

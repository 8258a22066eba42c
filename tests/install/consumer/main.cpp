// Learns t = (x0 + 2 x1)^2 with a dense layer before the square: it has to learn through it.
#include <fovea/fovea.h>
#include <cmath>
#include <cstdio>

#include "square.h"

using namespace fovea;

int main() {
  constexpr int rows = 64;
  auto graph = std::make_unique<Graph>();
  const Value x = graph->input("x", {Shape{rows, 2}});
  const Value target = graph->input("target", {Shape{rows, 1}});
  const Value y = square(dense(x, {.units = 1, .name = "inner"}));
  const Value loss = mean(mean_squared_error(y, target));
  graph->output("loss", loss);
  minimize(loss, *make_optimizer("adam"));

  Tensor points(Shape{rows, 2}, DType::f32), targets(Shape{rows, 1}, DType::f32);
  const Random random(1, stream_of("points"));
  for (std::size_t i = 0; i < rows; ++i) {
    const float a = random.uniform(2 * i), b = random.uniform(2 * i + 1);
    points.as<float>()[2 * i] = a;
    points.as<float>()[2 * i + 1] = b;
    targets.as<float>()[i] = (a + 2 * b) * (a + 2 * b);
  }

  cpu::CpuBackend backend;
  add_square(backend);
  Session session(backend, std::move(graph), /*seed=*/1);
  const Feed feed = {{"x", points}, {"target", targets}, {"learning_rate", Tensor::scalar(0.05f)}};
  float error = 0;
  for (int step = 0; step < 1000; ++step) error = session.run("run", feed).at("loss").item<float>();
  const Tensor weight = session.state().read("inner/weight");
  const auto w = weight.as<float>();
  std::printf("loss %.2g, weights %.3f and %.3f\n", error, w[0], w[1]);
  const float sign = w[0] < 0 ? -1.0f : 1.0f;
  return std::abs(sign * w[0] - 1) < 0.01f && std::abs(sign * w[1] - 2) < 0.01f ? 0 : 1;
}

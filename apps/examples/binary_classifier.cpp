// A 4-8-1 sigmoid network, trained with Adam on binary cross-entropy, tells two irises apart.
#include <cstdio>

#include "apps/examples/iris.h"
#include "fovea/cpu/cpu.h"
#include "fovea/layers/binary_cross_entropy.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/sigmoid.h"
#include "fovea/optim/minimize.h"
#include "fovea/runtime/session.h"

using namespace fovea;

int main() {
  auto graph = std::make_unique<Graph>();
  const Value x = graph->input("x", {Shape{100, 4}}), target = graph->input("y", {Shape{100, 1}});
  const Value y = sigmoid(dense(sigmoid(dense(x, {.units = 8})), {.units = 1}));
  const Value loss = mean(binary_cross_entropy(y, target, {.from_logits = false}));
  graph->output("loss", loss);
  graph->output("virginica", y);
  minimize(loss, *make_optimizer("adam"));

  std::vector<float> targets(100, 0);
  std::fill(targets.begin() + 50, targets.end(), 1.0f);
  const Feed feed = {{"x", Tensor::of<float>({100, 4}, standardized_iris())},
                     {"y", Tensor::of<float>({100, 1}, targets)},
                     {"learning_rate", Tensor::scalar(0.01f)}};
  cpu::CpuBackend backend;
  Session session(backend, std::move(graph), /*seed=*/1);
  for (int step = 0; step < 1000; ++step) session.run("run", feed);
  const Results results = session.run("run", feed);
  int right = 0;
  for (size_t i = 0; i < 100; ++i)
    right += (results.at("virginica").as<float>()[i] > 0.5f) == (i >= 50);
  std::printf("loss %.4f, %d of 100 right\n", results.at("loss").item<float>(), right);
  return right >= 97 ? 0 : 1;
}

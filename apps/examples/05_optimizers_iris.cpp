// Chapter 5. Gradient descent steps against the gradient. Momentum also keeps most of the last
// step, and Adam (Kingma and Ba, ICLR 2015) gives each weight a step of its own size. With each of
// them the same 4-8-1 network learns to tell two irises apart by the sizes of sepal and petal.
#include "apps/examples/iris.h"
#include "fovea/cpu/cpu.h"
#include "fovea/layers/binary_cross_entropy.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/sigmoid.h"
#include "fovea/optim/minimize.h"
#include "fovea/runtime/session.h"

using namespace fovea;

struct IrisResult {
  float early, loss;  // after 100 steps, and after 500
  int right;
};

static IrisResult train(const char* optimizer, float learning_rate) {
  auto graph = std::make_unique<Graph>();
  const Value x = graph->input("x", {Shape{100, 4}}), target = graph->input("y", {Shape{100, 1}});
  const Value y = sigmoid(dense(sigmoid(dense(x, {.units = 8})), {.units = 1}));
  const Value loss = mean(binary_cross_entropy(y, target, {.from_logits = false}));
  graph->output("loss", loss);
  graph->output("virginica", y);
  minimize(loss, *make_optimizer(optimizer));

  std::vector<float> targets(100, 0);
  std::fill(targets.begin() + 50, targets.end(), 1.0f);
  const Feed feed = {{"x", Tensor::of<float>({100, 4}, standardized_iris())},
                     {"y", Tensor::of<float>({100, 1}, targets)},
                     {"learning_rate", Tensor::scalar(learning_rate)}};
  cpu::CpuBackend backend;
  Session session(backend, std::move(graph), /*seed=*/1);
  IrisResult outcome{};
  for (int step = 0; step <= 500; ++step) {
    const Results results = session.run("run", feed);
    outcome.loss = results.at("loss").item<float>();
    if (step == 100) outcome.early = outcome.loss;
    outcome.right = 0;
    for (size_t i = 0; i < 100; ++i)
      outcome.right += (results.at("virginica").as<float>()[i] > 0.5f) == (i >= 50);
  }
  fmt::print("{:16} loss {:.3f} after 100 steps, {:.3f} after 500, then {} of 100 right\n",
             optimizer, outcome.early, outcome.loss, outcome.right);
  return outcome;
}

int main() {
  const IrisResult plain = train("sgd", 0.1f), momentum = train("sgd:momentum=0.9", 0.1f),
                   adam = train("adam", 0.02f);
  const bool sooner = momentum.early < plain.early && adam.early < plain.early;
  fmt::print("Momentum and Adam are {}.\n", sooner ? "there sooner" : "no better");
  return sooner && plain.right >= 90 && momentum.right >= 95 && adam.right >= 95 ? 0 : 1;
}

// Chapter 3. A network gives each class a number, its logit. Softmax turns these into
// probabilities, and the cross-entropy loss is -log p for the probability p of the right class. A
// dense 3-2-2 network that makes this loss small learns the majority of three bits.
#include <cmath>

#include "fovea/cpu/cpu.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/sigmoid.h"
#include "fovea/layers/softmax.h"
#include "fovea/layers/softmax_cross_entropy.h"
#include "fovea/optim/minimize.h"
#include "fovea/runtime/session.h"

using namespace fovea;

// softmax (2, 3), and its loss if the second class is right, or the first.
static bool two_logits() {
  Model model;
  const Value logits = model.graph->input("logits", {Shape{2, 2}});
  const Value labels = model.graph->input("labels", {Shape{2}, DType::i32});
  model.graph->output("softmax", softmax(logits));
  model.graph->output("loss", softmax_cross_entropy(logits, labels));
  cpu::CpuBackend backend;
  Session session(backend, model);
  const Results results = session.run("run", {{"logits", Tensor::of<float>({2, 2}, {2, 3, 2, 3})},
                                              {"labels", Tensor::of<int>({2}, {1, 0})}});
  const auto p = results.at("softmax").as<float>(), loss = results.at("loss").as<float>();
  fmt::print(
      "Logits 2 and 3 are probabilities {:.3f} and {:.3f}; the loss is {:.3f} if the second "
      "class is right, {:.3f} if the first.\n",
      p[0], p[1], loss[0], loss[1]);
  const auto near = [](float a, float b) { return std::abs(a - b) < 0.0005f; };
  return near(p[0], 0.269f) && near(p[1], 0.731f) && near(loss[0], 0.313f) && near(loss[1], 1.313f);
}

static bool learns_majority() {
  auto graph = std::make_unique<Graph>();
  const Value x = graph->input("x", {Shape{8, 3}});
  const Value label = graph->input("label", {Shape{8}, DType::i32});
  const Value logits = dense(sigmoid(dense(x, {.units = 2})), {.units = 2});
  const Value loss = mean(softmax_cross_entropy(logits, label));
  graph->output("loss", loss);
  graph->output("probability", softmax(logits));
  minimize(loss, *make_optimizer("adam"));
  cpu::CpuBackend backend;
  Session session(backend, std::move(graph), /*seed=*/1);
  const Feed feed = {{"x", Tensor::of<float>({8, 3}, {0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1,  //
                                                      1, 0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1})},
                     {"label", Tensor::of<int>({8}, {0, 0, 0, 1, 0, 1, 1, 1})},
                     {"learning_rate", Tensor::scalar(0.05f)}};
  const float before = session.run("run", feed).at("loss").item<float>();
  for (int step = 0; step < 500; ++step) session.run("run", feed);
  const Results results = session.run("run", feed);
  fmt::print("Learning the majority of three bits: loss {:.3f} before, {:.3f} after 500 steps.\n",
             before, results.at("loss").item<float>());
  const auto p = results.at("probability").as<float>();
  bool right = true;
  for (size_t row = 0; row < 8; ++row) {
    const float no = p[2 * row], yes = p[2 * row + 1];
    fmt::print("{:03b}: most are 1 with probability {:.3f}\n", row, yes);
    const bool majority = row / 4 + row / 2 % 2 + row % 2 >= 2;
    right &= (majority ? yes : no) > 0.9f && std::abs(no + yes - 1) < 1e-6f;
  }
  return right;
}

int main() { return two_logits() && learns_majority() ? 0 : 1; }

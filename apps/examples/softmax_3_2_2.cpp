// A 3-2-2 network with softmax learns the majority of three bits.
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

int main() {
  auto graph = std::make_unique<Graph>();
  const Value x = graph->input("x", {Shape{8, 3}});
  const Value label = graph->input("label", {Shape{8}, DType::i32});
  const Value logits = dense(sigmoid(dense(x, {.units = 2})), {.units = 2});
  graph->output("probability", softmax(logits));
  minimize(mean(softmax_cross_entropy(logits, label)), *make_optimizer("adam"));
  cpu::CpuBackend backend;
  Session session(backend, std::move(graph), /*seed=*/1);
  const Feed feed = {{"x", Tensor::of<float>({8, 3}, {0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1,  //
                                                      1, 0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1})},
                     {"label", Tensor::of<int>({8}, {0, 0, 0, 1, 0, 1, 1, 1})},
                     {"learning_rate", Tensor::scalar(0.05f)}};
  for (int step = 0; step < 500; ++step) session.run("run", feed);
  const Results results = session.run("run", feed);
  const auto p = results.at("probability").as<float>();
  bool right = true;
  for (size_t row = 0; row < 8; ++row) {
    const float no = p[2 * row], yes = p[2 * row + 1];
    std::printf("%zu%zu%zu -> (%.3f, %.3f)\n", row / 4, row / 2 % 2, row % 2, no, yes);
    const bool majority = row / 4 + row / 2 % 2 + row % 2 >= 2;
    right &= (majority ? yes : no) > 0.9f && std::abs(no + yes - 1) < 1e-6f;
  }
  return right ? 0 : 1;
}

// softmax (2, 3) = (0.269, 0.731), and what cross-entropy charges for either class.
#include <cmath>
#include <cstdio>

#include "fovea/cpu/cpu.h"
#include "fovea/layers/softmax.h"
#include "fovea/layers/softmax_cross_entropy.h"
#include "fovea/runtime/session.h"

using namespace fovea;

int main() {
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
  std::printf("softmax (2, 3) = (%.3f, %.3f)\n", p[0], p[1]);
  std::printf("cross-entropy: %.3f if it is the second class, %.3f if the first\n", loss[0],
              loss[1]);
  const auto near = [](float a, float b) { return std::abs(a - b) < 0.0005f; };
  const bool right = near(p[0], 0.269f) && near(p[1], 0.731f);
  return right && near(loss[0], 0.313f) && near(loss[1], 1.313f) ? 0 : 1;
}

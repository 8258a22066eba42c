// Chapter 7. LeNet-5: convolutions find strokes, pooling forgets their exact places, and dense
// layers decide. LeCun, Bottou, Bengio and Haffner, "Gradient-Based Learning Applied to Document
// Recognition", Proc. IEEE, 1998. It learns digits that this program draws: at any place, more or
// less bright, with noise.
#include "fovea/core/random.h"
#include "fovea/cpu/cpu.h"
#include "fovea/layers/count_correct.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/softmax_cross_entropy.h"
#include "fovea/models/lenet5.h"
#include "fovea/optim/minimize.h"
#include "fovea/runtime/session.h"

using namespace fovea;

// Each digit is 5 rows of 3 dots. Each row is a number of 3 bits: 7 is ###, 5 is #.#, 1 is ..#.
constexpr const char* digits[] = {"75557", "26227", "71747", "71717", "55711",
                                  "74717", "74757", "71222", "75757", "75717"};

constexpr size_t batch = 50;

// Batch number `step`: its pictures and labels are a function of the seed and this number.
static Feed draw(std::uint64_t seed, std::uint32_t step) {
  const Random random(seed, stream_of("digits"), step), noise(seed, stream_of("noise"), step);
  Tensor image(Shape{batch, 28, 28, 1}, DType::f32), label(Shape{batch}, DType::i32);
  for (size_t i = 0; i < batch; ++i) {
    const size_t digit = i % 10, top = random.below(3 * i, 9), left = random.below(3 * i + 1, 17);
    const float bright = 0.5f + 0.5f * random.uniform(3 * i + 2);
    label.as<int>()[i] = static_cast<int>(digit);
    for (size_t y = 0; y < 28; ++y) {
      for (size_t x = 0; x < 28; ++x) {
        const bool inside = y >= top && y < top + 20 && x >= left && x < left + 12;
        const bool ink =  // dots are drawn 4 pixels wide
            inside && (digits[digit][(y - top) / 4] - '0') >> (2 - (x - left) / 4) & 1;
        const size_t at = (i * 28 + y) * 28 + x;
        image.as<float>()[at] = (ink ? bright : 0) + 0.2f * noise.normal(at);
      }
    }
  }
  return {{"image", image}, {"label", label}};
}

int main() {
  auto graph = std::make_unique<Graph>();
  const Value image = graph->input("image", {Shape{batch, 28, 28, 1}});
  const Value label = graph->input("label", {Shape{batch}, DType::i32});
  const Value logits = lenet5(image, 10);
  const Value loss = mean(softmax_cross_entropy(logits, label));
  graph->output("loss", loss);
  graph->output("right", count_correct(logits, label));
  minimize(loss, *make_optimizer("adam"));
  cpu::CpuBackend backend;
  Session session(backend, std::move(graph), /*seed=*/1);
  const auto run = [&](std::uint64_t seed, std::uint32_t step, float learning_rate) {
    Feed feed = draw(seed, step);
    feed["learning_rate"] = Tensor::scalar(learning_rate);
    return session.run("run", feed);
  };
  for (std::uint32_t step = 0; step <= 200; ++step) {
    const Results results = run(/*seed=*/1, step, 0.002f);
    const float now = results.at("loss").item<float>();
    if (step % 50 == 0) fmt::print("step {:3}: loss {:.2f}\n", step, now);
  }
  int right = 0;
  for (std::uint32_t step = 0; step < 20; ++step)  // with a learning rate of 0 nothing is learned
    right += run(/*seed=*/2, step, 0).at("right").item<int>();
  fmt::print("Of {} pictures that it has not seen {} are right.\n", 20 * batch, right);
  return right > 900 ? 0 : 1;
}

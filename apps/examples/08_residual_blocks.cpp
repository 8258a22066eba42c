// Chapter 8. More layers should not hurt: the extra ones only need to pass on their input. But
// plain layers cannot learn even that easily: 41 of them are worse than 5. A shortcut around every
// two layers adds their input to their output. So a block passes on its input from the start, and
// all 41 learn. He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", CVPR 2016.
#include "fovea/core/random.h"
#include "fovea/cpu/cpu.h"
#include "fovea/graph/passes/in_mode.h"
#include "fovea/layers/add.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/global_average_pool.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/softmax_cross_entropy.h"
#include "fovea/models/blocks.h"
#include "fovea/optim/minimize.h"
#include "fovea/runtime/session.h"

using namespace fovea;

constexpr size_t batch = 32, side = 8;

// Pictures of stripes in one of four directions, with noise as bright as the stripes.
static Feed stripes(std::uint32_t step) {
  const Random random(/*seed=*/1, stream_of("stripes"), step);
  Tensor image(Shape{batch, side, side, 1}, DType::f32), label(Shape{batch}, DType::i32);
  for (size_t i = 0; i < batch; ++i) {
    const size_t direction = i % 4, shift = random.below(i, 4);
    label.as<int>()[i] = static_cast<int>(direction);
    for (size_t y = 0; y < side; ++y) {
      for (size_t x = 0; x < side; ++x) {
        const size_t across[] = {x, y, x + y, x + side - y};
        const size_t at = (i * side + y) * side + x;
        const float bright = (across[direction] + shift) % 4 < 2 ? 1.0f : -1.0f;
        image.as<float>()[at] = bright + random.normal(batch + at);
      }
    }
  }
  return {{"image", image}, {"label", label}, {"learning_rate", Tensor::scalar(0.05f)}};
}

static Value network(Value x, int blocks, bool shortcuts) {
  const Conv2dConfig conv = {
      .channels = 8, .kernel = 3, .padding = 1, .initializer = Initializer::he()};
  x = conv_norm_relu(x, conv);
  for (int i = 0; i < blocks; ++i) {
    const Value y = conv_norm(conv_norm_relu(x, conv), conv);
    x = relu(shortcuts ? add(y, x) : y);
  }
  return dense(flatten(global_average_pool(x)), {.units = 4});
}

// The mean loss of the last 20 of 120 steps.
static float train(const char* what, int blocks, bool shortcuts) {
  Graph model;
  const Value image = model.input("image", {Shape{batch, side, side, 1}});
  const Value label = model.input("label", {Shape{batch}, DType::i32});
  model.output("loss", mean(softmax_cross_entropy(network(image, blocks, shortcuts), label)));
  auto graph = in_mode(model, Mode::training);  // batch norm uses the statistics of the batch
  minimize(graph->find_output("loss"), *make_optimizer("sgd:momentum=0.9"));
  cpu::CpuBackend backend;
  Session session(backend, std::move(graph), /*seed=*/1);
  float sum = 0;
  for (std::uint32_t step = 0; step < 120; ++step) {
    const float loss = session.run("run", stripes(step)).at("loss").item<float>();
    if (step >= 100) sum += loss;
  }
  fmt::print("{:2} convolutions, {}: loss {:.2f}\n", 2 * blocks + 1, what, sum / 20);
  return sum / 20;
}

int main() {
  const float shallow = train("plain", 2, false), deep = train("plain", 20, false),
              residual = train("with shortcuts", 20, true);
  const bool helped = deep > 2 * residual;
  fmt::print("The shortcuts {}.\n", helped ? "make the deep network learn" : "do not help");
  return helped && shallow < 0.15f && residual < 0.15f && deep > 0.2f ? 0 : 1;
}

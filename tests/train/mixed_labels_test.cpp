// Two labels per image: loss and gradients by hand, and a whole run.
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "fovea/layers/sigmoid.h"
#include "framework/train/training_graph.h"
#include "tests/support/message.h"
#include "tests/support/program.h"
#include "tests/train/cut_models.h"

using namespace fovea;
using namespace fovea::test;

namespace {

constexpr int batch = 4, classes = 3, inputs = 4;
constexpr double smoothing = 0.15;
const std::int32_t labels[] = {0, 2, 1, 1}, others[] = {1, 2, 0, 2};
const float shares[] = {0.5f, 0.75f, 1, 0.6f};
const float weights[] = {0.3f, -0.2f, 0.8f, 0.1f, -0.6f, 0.4f,
                         0.9f, -0.7f, 0.2f, 0.5f, -0.1f, 0.6f};

Model one_layer(bool independent) {
  Model model;
  model.name = "one layer";
  const Value x = model.graph->input("image", {{1, 2, 2, 1}, DType::f32});
  const Value scores = dense(flatten(x), {.units = classes, .bias = false, .name = "top"});
  model.graph->output("scores", independent ? sigmoid(scores) : scores);
  model.weights["top/weight"] = Tensor(Shape{classes, inputs}, DType::f32);
  std::ranges::copy(weights, model.weights["top/weight"].as<float>().begin());
  return model;
}

std::uint8_t pixel(int image, int k) { return static_cast<std::uint8_t>(37 * image + 61 * k); }

double truth(int image, int c) {
  const auto smooth = [&](int label) {
    return (label == c ? 1 - smoothing : 0) + smoothing / classes;
  };
  const double share = double{shares[image]};
  return share * smooth(labels[image]) + (1 - share) * smooth(others[image]);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mixed_labels)

BOOST_AUTO_TEST_CASE(losses_and_gradients_by_hand) {
  for (const bool independent : {false, true}) {
    double loss = 0, gradient[classes][inputs] = {};
    for (int i = 0; i < batch; ++i) {
      double scores[classes] = {}, sum = 0;
      for (int c = 0; c < classes; ++c) {
        for (int k = 0; k < inputs; ++k) {
          scores[c] += double{weights[c * inputs + k]} * pixel(i, k) / 255;
        }
        sum += std::exp(scores[c]);
      }
      for (int c = 0; c < classes; ++c) {
        const double t = truth(i, c);
        const double p = independent ? 1 / (1 + std::exp(-scores[c])) : std::exp(scores[c]) / sum;
        loss -= independent ? (t * std::log(p) + (1 - t) * std::log(1 - p)) / classes / batch
                            : t * std::log(p) / batch;
        const double error = (p - t) / batch / (independent ? classes : 1);
        for (int k = 0; k < inputs; ++k) gradient[c][k] += error * pixel(i, k) / 255;
      }
    }

    const Model model = one_layer(independent);
    reference::ReferenceBackend plain;
    cpu::CpuBackend fast({.threads = 2});
    for (Backend* const backend : {static_cast<Backend*>(&plain), static_cast<Backend*>(&fast)}) {
      Session session(*backend,
                      training_graph(model, *make_optimizer("sgd"), batch,
                                     {.objective = fmt::format(":label_smoothing={}", smoothing),
                                      .fields = {"other_label", "label_share"}}));
      session.state().write("top/weight", model.weights.at("top/weight"));
      Tensor images(Shape{batch, 2, 2, 1}, DType::u8);
      for (int i = 0; i < batch * inputs; ++i) {
        images.as<std::uint8_t>()[static_cast<size_t>(i)] = pixel(i / inputs, i % inputs);
      }
      const Results results = session.run(
          "run", {{"image", images},
                  {"label", Tensor::of<std::int32_t>(Shape{batch}, {0, 2, 1, 1})},
                  {"other_label", Tensor::of<std::int32_t>(Shape{batch}, {1, 2, 0, 2})},
                  {"label_share", Tensor::of<float>(Shape{batch}, {0.5f, 0.75f, 1, 0.6f})},
                  {"learning_rate", Tensor::scalar(1.0f)}});
      BOOST_TEST(std::abs(double{results.at("loss").item<float>()} - loss) < 1e-6);
      const Tensor after = session.state().read("top/weight");
      for (int i = 0; i < classes * inputs; ++i) {
        const double step = double{weights[i]} - double{after.as<float>()[static_cast<size_t>(i)]};
        BOOST_TEST(std::abs(step - gradient[i / inputs][i % inputs]) < 1e-6);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(runs_that_mix_are_the_same_on_any_threads_and_resumed) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 250, 50);
  const auto train = [&](const std::string& out, const std::string& more) {
    return run_program(
        fmt::format("train lenet5 --data '{}' --batch 40 --accumulate 2 --ema 0.9 "
                    "--out '{}' {}",
                    folder / "data", folder / out, more));
  };
  const Finished whole = train("whole", "--epochs 4 --threads 2 --augment shift,mixup,cutmix");
  BOOST_TEST_REQUIRE(whole.status == 0, whole.err);
  BOOST_TEST_REQUIRE(train("parts", "--epochs 2 --threads 1 --augment shift,mixup,cutmix").status ==
                     0);
  const Finished rest = run_program(
      fmt::format("train --resume '{}' --epochs 4 --threads 4", folder / "parts"), -1, "cd / &&");
  BOOST_TEST_REQUIRE(rest.status == 0, rest.err);
  BOOST_TEST((read_file(folder / "parts/model.onnx") == read_file(folder / "whole/model.onnx")));
  BOOST_TEST_REQUIRE(train("plain", "--epochs 4 --augment shift").status == 0);
  BOOST_TEST((read_file(folder / "plain/model.onnx") != read_file(folder / "whole/model.onnx")));
}

BOOST_AUTO_TEST_SUITE_END()

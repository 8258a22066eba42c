// Clipping by norm and moving averages of weights, by hand, on the reference and the CPU. Random
// training graphs with both are compared on the CPU and on Vulkan (tests/compare/random_graph.cpp).
#include "fovea/optim/minimize.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "fovea/cpu/cpu.h"
#include "fovea/layers/add.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/reduce.h"
#include "fovea/onnx/onnx.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"
#include "fovea/train/checkpoint.h"
#include "framework/formats/safetensors.h"
#include "tests/support/message.h"
#include "tests/support/program.h"

using namespace fovea;
using namespace fovea::test;

namespace {

// loss = sum(a * da) + sum(b * db): the fed values da and db are the gradients of a (2) and b (1).
std::unique_ptr<Graph> two_gradients(MinimizeConfig config, const char* optimizer) {
  auto graph = std::make_unique<Graph>();
  const auto parameter = [&](const char* name, Shape shape) {
    return graph->variable({name, {shape, DType::f32}, Initializer::constant(1)});
  };
  const auto term = [&](const char* name, Shape shape) {
    const Value gradient = graph->input("d" + std::string(name), {shape, DType::f32});
    return reduce_sum(multiply(parameter(name, shape), gradient), {.axes = {}, .keep_axes = false});
  };
  const Value loss = add(term("a", Shape{2}), term("b", Shape{1}));
  graph->output("loss", loss);
  graph->output("finite", minimize(loss, *make_optimizer(optimizer), config));
  return graph;
}

Feed gradients(float a0, float a1, float b, float rate = 1) {
  return {{"da", Tensor::of<float>(Shape{2}, {a0, a1})},
          {"db", Tensor::of<float>(Shape{1}, {b})},
          {"learning_rate", Tensor::scalar(rate)}};
}

float at(const Session& session, const std::string& variable, size_t i = 0) {
  const Tensor value = session.save().at(variable);
  return value.as<float>()[i];
}

void close(double actual, double expected) { BOOST_TEST(std::abs(actual - expected) < 2e-6); }

template <typename Check>
void on_both(const Check& check) {
  reference::ReferenceBackend plain;
  cpu::CpuBackend fast({.threads = 2});
  check(static_cast<Backend&>(plain));
  check(static_cast<Backend&>(fast));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clip_and_average)

// Gradients (3, 0) and 4 have the norm 5: with 1 they become (0.6, 0) and 0.8.
BOOST_AUTO_TEST_CASE(clips_all_gradients_by_one_norm) {
  on_both([](Backend& backend) {
    Session session(backend, two_gradients({.clip_norm = 1}, "sgd"), 1);
    const Results results = session.run("run", gradients(3, 0, 4));
    close(results.at("gradient_norm").item<float>(), 5);
    close(at(session, "a", 0), 1 - 0.6);
    close(at(session, "a", 1), 1);
    close(at(session, "b"), 1 - 0.8);
    session.run("run", gradients(0.3f, 0, -0.4f));  // short ones stay
    close(at(session, "a", 0), 1 - 0.9);
    close(at(session, "b"), 1 - 0.4);
    session.run("run", gradients(0, 0, 0));
    close(at(session, "b"), 1 - 0.4);
  });
}

BOOST_AUTO_TEST_CASE(average_follows_its_formula) {
  on_both([](Backend& backend) {
    constexpr double decay = 0.5;
    Session session(backend, two_gradients({.average_decay = decay}, "sgd:momentum=0.5"), 1);
    for (const char* const name : {"a", "b"}) {
      session.state().write(average_of(name), session.state().read(name));
    }
    double average[] = {1, 1};
    for (int step = 1; step <= 15; ++step) {
      const float gradient = step % 3 ? 0.25f : -0.5f;
      session.run("run", gradients(gradient, 1, -gradient));
      const double kept = std::min(decay, step / (9.0 + step));
      average[0] += (1 - kept) * (at(session, "a") - average[0]);
      average[1] += (1 - kept) * (at(session, "b") - average[1]);
      close(at(session, "a/average"), average[0]);
      close(at(session, "b/average"), average[1]);
    }
    // A step with infinite results changes nothing.
    const auto before = session.save();
    session.run("run", gradients(std::numeric_limits<float>::infinity(), 1, 1));
    for (const char* const name : {"a", "b", "a/average", "b/average", "train/step"}) {
      BOOST_TEST(std::ranges::equal(before.at(name).bytes(), session.save().at(name).bytes()),
                 name);
    }
  });
}

BOOST_AUTO_TEST_CASE(without_settings_the_graph_is_as_it_was) {
  const auto graph = two_gradients({}, "sgd");
  BOOST_TEST(graph->variables().size() == 4u);  // a, b, train/finite, train/step
  BOOST_TEST(message_of([] { two_gradients({.clip_norm = -1}, "sgd"); }) ==
             "a clip norm of -1 is not a number of at least 0");
  BOOST_TEST(message_of([] { two_gradients({.average_decay = 1}, "sgd"); }) ==
             "a moving average with a decay of 1 is not in [0, 1)");
}

// A run saves and measures the averages, also of the statistics of batch norm.
BOOST_AUTO_TEST_CASE(a_run_hands_over_the_average) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 200, 60);
  const std::string options =
      "--epochs 2 --batch 20 --lr 0.01 --ema 0.9 --clip-norm 2 --schedule cosine";
  const Finished run = run_program(fmt::format("train resnet20-cifar --data '{}' {} --out '{}'",
                                               folder / "data", options, folder / "run"));
  BOOST_TEST_REQUIRE(run.status == 0, run.err);
  const safetensors::File saved = safetensors::read(folder / "run/checkpoint.safetensors");
  const Model model = load_onnx(folder / "run/model.onnx");
  int compared = 0;
  for (const auto& [name, weight] : model.weights) {
    if (!saved.tensors.contains(average_of(name))) continue;
    ++compared;
    BOOST_TEST(std::ranges::equal(weight.bytes(), saved.tensors.at(average_of(name)).bytes()),
               name);
    BOOST_TEST(!std::ranges::equal(weight.bytes(), saved.tensors.at(name).bytes()), name);
  }
  BOOST_TEST(compared >= 10);
  const std::string metrics = read_file(folder / "run/metrics.jsonl");
  const Finished tested = run_program(
      fmt::format("evaluate '{}' --data '{}' --json", folder / "run/model.onnx", folder / "data"));
  const auto field = [](const std::string& text, const std::string& key) {
    const size_t from = text.rfind("\"" + key + "\":") + key.size() + 3;
    return text.substr(from, text.find_first_of(",}", from) - from);
  };
  BOOST_TEST(field(metrics, "test_accuracy") == field(tested.out, "accuracy"),
             metrics << tested.out);

  const Finished other = run_program(fmt::format("train --resume '{}' --ema 0.5", folder / "run"));
  BOOST_TEST(other.status == 1);
  BOOST_TEST(has(other.err, "decay of the average is '0.9' there and '0.5' here"), other.err);
}

BOOST_AUTO_TEST_SUITE_END()

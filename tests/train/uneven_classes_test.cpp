// Weights of classes by hand, balanced classes in the program, and ending a run early.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "fovea/train/trainer.h"
#include "framework/train/training_graph.h"
#include "tests/support/message.h"
#include "tests/support/program.h"
#include "tests/train/cut_models.h"

using namespace fovea;
using namespace fovea::test;

namespace {

std::vector<nlohmann::json> epochs_of(const std::filesystem::path& run) {
  std::vector<nlohmann::json> epochs;
  std::istringstream lines(read_file(run / "metrics.jsonl"));
  for (std::string line; std::getline(lines, line);) epochs.push_back(nlohmann::json::parse(line));
  return epochs;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(uneven_classes)

// The logits are only the biases: the gradient of bias c is the mean of weight * (p - truth).
BOOST_AUTO_TEST_CASE(weights_of_classes_by_hand) {
  Model model;
  model.name = "biases";
  const Value x = model.graph->input("image", {{1, 1, 1, 1}, DType::f32});
  model.graph->output("scores", dense(flatten(x), {.units = 3, .name = "top"}));
  model.weights["top/weight"] = Tensor(Shape{3, 1}, DType::f32);
  model.weights["top/bias"] = Tensor::of<float>(Shape{3}, {0.5f, -1, 2});
  const double biases[] = {0.5, -1, 2}, weights[] = {0.25, 3, 1};
  const std::int32_t labels[] = {2, 1, 0, 1};
  double sum = 0, loss = 0, gradient[3] = {};
  for (const double bias : biases) sum += std::exp(bias);
  for (const std::int32_t label : labels) {
    loss -= weights[label] * (biases[label] - std::log(sum)) / 4;
    for (int c = 0; c < 3; ++c) {
      gradient[c] += weights[label] * (std::exp(biases[c]) / sum - (c == label)) / 4;
    }
  }
  reference::ReferenceBackend plain;
  cpu::CpuBackend fast({.threads = 2});
  for (Backend* const backend : {static_cast<Backend*>(&plain), static_cast<Backend*>(&fast)}) {
    for (const bool mixed : {false, true}) {
      std::set<std::string> fields;
      if (mixed) fields = {"other_label", "label_share"};
      Session session(*backend,
                      training_graph(model, *make_optimizer("sgd"), 4,
                                     {.objective = ":class_weights=0.25|3|1", .fields = fields}));
      for (const auto& [name, value] : model.weights) session.state().write(name, value);
      Feed feed{{"image", Tensor(Shape{4, 1, 1, 1}, DType::u8)},
                {"label", Tensor::of<std::int32_t>(Shape{4}, {2, 1, 0, 1})},
                {"learning_rate", Tensor::scalar(1.0f)}};
      if (mixed) {  // both labels are the same: nothing changes
        feed["other_label"] = feed["label"];
        feed["label_share"] = Tensor::of<float>(Shape{4}, {0.5f, 0.75f, 1, 0.6f});
      }
      const Results results = session.run("run", feed);
      BOOST_TEST(std::abs(double{results.at("loss").item<float>()} - loss) < 1e-6);
      const Tensor after = session.state().read("top/bias");
      for (size_t c = 0; c < 3; ++c) {
        BOOST_TEST(std::abs(biases[c] - double{after.as<float>()[c]} - gradient[c]) < 1e-6);
      }
    }
  }
  BOOST_TEST(message_of([&] {
               training_graph(model, *make_optimizer("sgd"), 4,
                              {.objective = ":class_weights=1|2"});
             }) == "2 class weights for 3 classes");
}

BOOST_AUTO_TEST_CASE(the_program_balances_and_goes_on) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 205, 40);  // five classes have one image more
  const auto train = [&](const std::string& out, const std::string& more) {
    return run_program(fmt::format("train lenet5 --data '{}' --batch 40 --out '{}' {}",
                                   folder / "data", folder / out, more));
  };
  const std::string balanced = "--class-weights balanced --sampling balanced --augment shift ";
  BOOST_TEST_REQUIRE(train("plain", "--epochs 2 --augment shift").status == 0);
  const Finished whole = train("whole", balanced + "--epochs 2 --threads 2");
  BOOST_TEST_REQUIRE(whole.status == 0, whole.err);
  BOOST_TEST_REQUIRE(train("parts", balanced + "--epochs 1 --threads 1").status == 0);
  const Finished rest =
      run_program(fmt::format("train --resume '{}' --epochs 2", folder / "parts"));
  BOOST_TEST_REQUIRE(rest.status == 0, rest.err);
  const std::string bytes = read_file(folder / "whole/model.onnx");
  BOOST_TEST((read_file(folder / "parts/model.onnx") == bytes));
  BOOST_TEST((read_file(folder / "plain/model.onnx") != bytes));
  const Finished other = run_program(
      fmt::format("train --resume '{}' --epochs 3 --class-weights none", folder / "parts"));
  BOOST_TEST(other.status == 1);
  BOOST_TEST(has(other.err, "class weights"), other.err);
  const Finished wrong = train("wrong", "--class-weights balance");
  BOOST_TEST(wrong.status == 2);
  BOOST_TEST(has(wrong.err, "did you mean 'balanced'?"), wrong.err);
}

// With a learning rate that is too high, the validation loss soon stops getting better.
BOOST_AUTO_TEST_CASE(patience_ends_a_run) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 120, 40);
  const auto train = [&](const std::string& out, const std::string& more) {
    return run_program(fmt::format(
        "train lenet5 --data '{}' --batch 20 --lr 0.3 --validation 0.2 --epochs 40 --out '{}' {}",
        folder / "data", folder / out, more));
  };
  const Finished run = train("run", "--patience 3");
  BOOST_TEST_REQUIRE(run.status == 0, run.err);
  BOOST_TEST(has(run.err, "no better validation loss for 3 epochs: stopped"), run.err);
  const auto epochs = epochs_of(folder.path() / "run");
  BOOST_TEST_REQUIRE(epochs.size() < 40u);
  size_t best = 0;
  for (size_t i = 0; i < epochs.size(); ++i) {
    const auto loss = [&](size_t epoch) {
      return epochs[epoch].at("validation_loss").get<double>();
    };
    BOOST_TEST(i - best <= 3);
    if (loss(i) < loss(best)) best = i;
  }
  BOOST_TEST(epochs.size() == best + 4);

  // The run is finished: resuming changes nothing, unless there is more patience.
  const std::string model = read_file(folder / "run/model.onnx");
  const Finished over = run_program(fmt::format("train --resume '{}'", folder / "run"));
  BOOST_TEST_REQUIRE(over.status == 0, over.err);
  BOOST_TEST((read_file(folder / "run/model.onnx") == model));
  BOOST_TEST(epochs_of(folder.path() / "run").size() == epochs.size());
  const Finished more = run_program(fmt::format("train --resume '{}' --epochs {} --patience 30",
                                                folder / "run", epochs.size() + 1));
  BOOST_TEST_REQUIRE(more.status == 0, more.err);
  BOOST_TEST(epochs_of(folder.path() / "run").size() == epochs.size() + 1);

  const Finished without =
      run_program(fmt::format("train lenet5 --data '{}' --patience 2 --batch 20 --out '{}'",
                              folder / "data", folder / "no"));
  BOOST_TEST(without.status == 1);
  BOOST_TEST(has(without.err, "early stopping needs a validation set; add --validation 0.1"),
             without.err);
}

BOOST_AUTO_TEST_SUITE_END()

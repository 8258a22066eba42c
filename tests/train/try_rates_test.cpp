// Trying learning rates: on a loss whose values are known, and in the program.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "fovea/train/trainer.h"
#include "tests/support/message.h"
#include "tests/support/program.h"
#include "tests/train/cut_models.h"

using namespace fovea;
using namespace fovea::test;

namespace {

// One pixel, always 255, that is always of class 1: two logits.
class One : public BatchSource {
 public:
  std::int64_t size() const override { return 3; }
  void start(int, std::int64_t first) override { left_ = size() - first; }
  bool next(Batch& batch) override {
    if (left_-- <= 0) return false;
    batch = {{"image", Tensor(Shape{1, 1, 1, 1}, DType::u8)},
             {"label", Tensor::of<std::int32_t>(Shape{1}, {1})}};
    batch["image"].as<std::uint8_t>()[0] = 255;
    return true;
  }

 private:
  std::int64_t left_ = 0;
};

Model two_logits() {
  Model model;
  model.name = "two logits";
  const Value x = model.graph->input("image", {{1, 1, 1, 1}, DType::f32});
  model.graph->output("scores", dense(flatten(x), {.units = 2, .bias = false, .name = "top"}));
  model.weights["top/weight"] = Tensor(Shape{2, 1}, DType::f32);
  return model;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(try_rates)

// The weights are -m and m after each step: loss log(1 + exp(-2 m)), gradient 1 / (1 + exp(2 m)).
BOOST_AUTO_TEST_CASE(losses_follow_the_rates) {
  Model model = two_logits();
  reference::ReferenceBackend backend;
  One train, test;
  Trainer trainer(model, backend, train, nullptr, test, {.batch = 1, .optimizer = "sgd"});
  const auto before = trainer.session().save();
  const std::vector<TriedRate> tried = trainer.try_rates(0.001, 1, 7);
  BOOST_TEST_REQUIRE(tried.size() == 7u);
  double m = 0, sum = 0, weight = 0;
  for (size_t i = 0; i < tried.size(); ++i) {
    const double rate = 0.001 * std::pow(1000, static_cast<double>(i) / 6);
    const double loss = std::log1p(std::exp(-2 * m));
    sum = 0.9 * sum + loss;
    weight = 0.9 * weight + 1;
    BOOST_TEST(std::abs(tried[i].learning_rate - rate) < 1e-9);
    BOOST_TEST(std::abs(tried[i].loss - loss) < 1e-6);
    BOOST_TEST(std::abs(tried[i].smoothed - sum / weight) < 1e-6);
    m += rate / (1 + std::exp(2 * m));
  }
  for (const auto& [name, value] : trainer.session().save()) {
    BOOST_TEST(std::ranges::equal(value.bytes(), before.at(name).bytes()), name);
  }
  BOOST_TEST(has(message_of([&] { trainer.try_rates(1, 0.1, 5); }), "cannot be tried"));
  BOOST_TEST(has(message_of([&] { trainer.try_rates(0.1, 1, 1); }), "cannot be tried"));
}

BOOST_AUTO_TEST_CASE(the_rate_is_a_tenth_of_that_with_the_lowest_loss) {
  const std::vector<TriedRate> tried = {{0.1, 3, 3}, {0.2, 1, 2.5}, {0.4, 4, 2}, {0.8, 9, 5}};
  BOOST_TEST(std::abs(suggested_rate(tried) - 0.04) < 1e-12);
  BOOST_TEST(has(message_of([&] { suggested_rate(std::span(tried).first(1)); }), "is no number"));
}

BOOST_AUTO_TEST_CASE(the_program_names_one_and_trains_nothing) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 200, 20);
  const std::string command =
      fmt::format("train lenet5 --data '{}' --batch 40 --accumulate 2 --find-lr --out '{}'",
                  folder / "data", folder / "run");
  const Finished run = run_program(command + " --json");
  BOOST_TEST_REQUIRE(run.status == 0, run.err);
  std::istringstream lines(run.out);
  std::vector<nlohmann::json> all;
  for (std::string line; std::getline(lines, line);) all.push_back(nlohmann::json::parse(line));
  BOOST_TEST_REQUIRE(all.size() > 50u);
  const double rate = all.back().at("suggested").get<double>();
  BOOST_TEST((rate > 1e-4 && rate < 0.3), rate);
  BOOST_TEST(all.front().at("learning_rate") == 1e-6);
  const Finished table = run_program(command);
  BOOST_TEST(has(table.out, fmt::format("take --lr {:.2g}", rate)), table.out);
  BOOST_TEST(!std::filesystem::exists(folder.path() / "run"));
}

BOOST_AUTO_TEST_SUITE_END()

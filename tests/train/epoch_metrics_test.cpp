// What an epoch reports besides loss and accuracy: the norm of its gradients, checked by the change
// of the weights, and the time that it waited for data.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <thread>

#include "fovea/cpu/cpu.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/flatten.h"
#include "fovea/train/checkpoint.h"
#include "fovea/train/trainer.h"
#include "tests/support/temporary_folder.h"

namespace fovea {
namespace {

BOOST_AUTO_TEST_SUITE(epoch_metrics)

// The same four images in every batch; each batch takes some time.
class SlowSource : public BatchSource {
 public:
  SlowSource(int batches, std::chrono::milliseconds delay) : batches_(batches), delay_(delay) {}
  std::int64_t size() const override { return 4 * batches_; }
  void start(int, std::int64_t first) override { next_ = first; }
  bool next(Batch& batch) override {
    if (next_ == batches_) return false;
    std::this_thread::sleep_for(delay_);
    ++next_;
    batch = {{"image", Tensor(Shape{4, 3, 3, 1}, DType::u8)},
             {"label", Tensor::of<std::int32_t>(Shape{4}, {0, 1, 1, 0})}};
    std::uint8_t value = 7;
    for (std::uint8_t& byte : batch["image"].as<std::uint8_t>()) byte = value *= 13;
    return true;
  }

 private:
  std::int64_t batches_, next_ = 0;
  std::chrono::milliseconds delay_;
};

Model linear_model() {
  Model model;
  model.name = "linear";
  const Value image = model.graph->input("image", {{1, 3, 3, 1}, DType::f32});
  model.graph->output("scores", dense(flatten(image), {.units = 2}));
  model.initialize(3);
  return model;
}

using Weights = std::map<std::string, Tensor>;

double distance(const Weights& one, const Weights& other) {
  double sum = 0;
  for (const auto& [name, weight] : one) {
    const auto a = weight.as<float>(), b = other.at(name).as<float>();
    for (size_t i = 0; i < a.size(); ++i) sum += std::pow(double{a[i]} - double{b[i]}, 2);
  }
  return std::sqrt(sum);
}

std::vector<EpochMetrics> trained(
    Model& model, SlowSource train, const TrainingOptions& options,
    const std::function<void()>& after_epoch = [] {}) {
  cpu::CpuBackend backend({.threads = 2});
  SlowSource test(1, {});
  Trainer trainer(model, backend, train, nullptr, test, options);
  std::vector<EpochMetrics> epochs;
  TrainingObserver observer;
  observer.epoch = [&](const EpochMetrics& metrics) {
    epochs.push_back(metrics);
    after_epoch();
  };
  trainer.run(observer);
  return epochs;
}

// Plain steps at the rate 0.5 move the weights by half the gradient.
BOOST_AUTO_TEST_CASE(gradient_norm_is_that_of_the_step) {
  Model model = linear_model();
  std::vector<Weights> weights = {model.weights};
  const std::vector<EpochMetrics> epochs =
      trained(model, {1, {}},
              {.epochs = 3, .batch = 4, .learning_rate = 0.5, .optimizer = "sgd", .clip_norm = 1e6},
              [&] { weights.push_back(model.weights); });
  BOOST_TEST_REQUIRE(epochs.size() == 3u);
  for (size_t i = 0; i < epochs.size(); ++i) {
    const double norm = distance(weights[i + 1], weights[i]) / 0.5;
    BOOST_TEST_REQUIRE(epochs[i].gradient_norm.has_value());
    BOOST_TEST(std::abs(*epochs[i].gradient_norm - norm) < 1e-5 * norm, i);
  }
}

// Three steps on the same images that change almost nothing, in parts or not.
BOOST_AUTO_TEST_CASE(gradient_norm_is_the_mean_over_the_steps) {
  TrainingOptions options{.epochs = 1, .batch = 4, .learning_rate = 1e-7, .clip_norm = 1e6};
  Model one = linear_model(), three = linear_model(), parts = linear_model();
  const double norm = trained(one, {1, {}}, options)[0].gradient_norm.value();
  BOOST_TEST(norm > 0);
  BOOST_TEST(std::abs(trained(three, {3, {}}, options)[0].gradient_norm.value() - norm) < 1e-4);
  options.parts = 2;
  BOOST_TEST(std::abs(trained(parts, {3, {}}, options)[0].gradient_norm.value() - norm) < 1e-4);
  Model unclipped = linear_model();
  BOOST_TEST(!trained(unclipped, {1, {}}, {.epochs = 1, .batch = 4})[0].gradient_norm);
}

BOOST_AUTO_TEST_CASE(waiting_for_data_is_part_of_the_time) {
  Model model = linear_model();
  const EpochMetrics epoch =
      trained(model, {5, std::chrono::milliseconds(20)}, {.epochs = 1, .batch = 4})[0];
  BOOST_TEST(epoch.data_seconds >= 5 * 0.02);
  BOOST_TEST(epoch.data_seconds <= epoch.seconds);
}

BOOST_AUTO_TEST_CASE(a_checkpoint_keeps_the_sums) {
  const TemporaryFolder folder;
  Checkpoint checkpoint;
  checkpoint.norm_sum = 1.0 / 3;
  checkpoint.data_seconds = 0.7;
  save_checkpoint(folder / "checkpoint", checkpoint);
  const Checkpoint back = load_checkpoint(folder / "checkpoint", {});
  BOOST_TEST(back.norm_sum == 1.0 / 3);
  BOOST_TEST(back.data_seconds == 0.7);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

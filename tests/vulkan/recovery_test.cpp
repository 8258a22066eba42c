// A device that is lost while a model is trained on it, at many points of the run: the run goes on
// from its last checkpoint on a new device and ends with the same bits as one without a loss.
#include <boost/test/unit_test.hpp>

#include "fovea/cpu/cpu.h"
#include "fovea/models/models.h"
#include "tests/vulkan/pictures.h"
#include "tests/vulkan/vulkan_device.h"

using namespace fovea;

namespace {

struct Trained {
  std::map<std::string, Tensor> weights;
  std::vector<double> losses;  // of the epochs, as reported
  int devices = 1;
};

// The first device is lost at this submission (0: never).
Trained train(int lose_at, const std::filesystem::path& out, int checkpoint_steps) {
  Trained trained;
  Model model = models::make("lenet5");
  Pictures pictures(28, 8), validation(8, 8), test(8, 8);
  const TemporaryFolder cache;
  auto backend = test_vulkan({.self_check = false, .lose_at_submission = lose_at}, cache.path());
  TrainingOptions options;
  options.epochs = 2;
  options.batch = 8;
  options.schedule = "plateau:patience=0";
  options.out = out;
  options.checkpoint_steps = checkpoint_steps;
  options.reopen = [&]() -> Backend& {
    ++trained.devices;
    backend.reset();
    backend = test_vulkan({.self_check = false}, cache.path());
    return *backend;
  };
  Trainer trainer(model, *backend, pictures, &validation, test, options);
  TrainingObserver observer;
  observer.epoch = [&](const EpochMetrics& epoch) {
    trained.losses.push_back(epoch.train.at("loss"));
  };
  BOOST_TEST((trainer.run(observer) == Outcome::finished));
  trained.losses.push_back(trainer.evaluate(test).values.at("loss"));
  trained.weights = model.weights;
  return trained;
}

void expect_same(const Trained& whole, const Trained& lossy) {
  BOOST_TEST(lossy.losses == whole.losses, boost::test_tools::per_element());
  for (const auto& [name, weights] : whole.weights) {
    BOOST_TEST((std::ranges::equal(weights.bytes(), lossy.weights.at(name).bytes())), name);
  }
}

// Losses spread over the run, until one would come after its end.
int lose_everywhere(const Trained& whole, bool on_disk, int checkpoint_steps, int stride) {
  int lost = 0;
  for (int k = 1;; k += stride) {
    BOOST_TEST_CONTEXT("lost at submission " << k) {
      const TemporaryFolder folder;
      const Trained lossy =
          train(k, on_disk ? folder.path() : std::filesystem::path(), checkpoint_steps);
      expect_same(whole, lossy);
      if (lossy.devices == 1) return lost;
      BOOST_TEST(lossy.devices == 2);
      ++lost;
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(recovery, *boost::unit_test::precondition(has_test_vulkan))

BOOST_AUTO_TEST_CASE(a_lost_device_changes_nothing) {
  const Trained whole = train(0, {}, 0);
  BOOST_TEST(whole.devices == 1);
  BOOST_TEST(whole.losses.size() == 3u);
  BOOST_TEST(lose_everywhere(whole, true, 2, 41) >= 5);   // checkpoints within epochs
  BOOST_TEST(lose_everywhere(whole, false, 0, 67) >= 2);  // kept in memory, one per epoch
}

BOOST_AUTO_TEST_CASE(three_fresh_devices_are_tried) {
  Model model = models::make("lenet5");
  Pictures pictures(28, 8), test(8, 8);
  const TemporaryFolder out, cache;
  int devices = 1;
  auto backend = test_vulkan({.self_check = false, .lose_at_submission = 80}, cache.path());
  TrainingOptions options;
  options.epochs = 1;
  options.batch = 8;
  options.out = out.path();
  options.reopen = [&]() -> Backend& {
    ++devices;
    backend.reset();
    backend = test_vulkan({.self_check = false, .lose_at_submission = 80}, cache.path());
    return *backend;
  };
  Trainer trainer(model, *backend, pictures, nullptr, test, options);
  BOOST_CHECK_EXCEPTION(trainer.run({}), DeviceLost, [](const DeviceLost& lost) {
    return std::string(lost.what()).find("so were 3 fresh ones") != std::string::npos;
  });
  BOOST_TEST(devices == 4);

  // The CPU resumes from its checkpoint.
  Model other = models::make("lenet5");
  cpu::CpuBackend cpu;
  options.resume = true;
  options.reopen = {};
  Trainer on_cpu(other, cpu, pictures, nullptr, test, options);
  BOOST_TEST((on_cpu.run({}) == Outcome::finished));
}

BOOST_AUTO_TEST_CASE(a_device_that_does_not_open_again_is_told) {
  Model model = models::make("lenet5");
  Pictures pictures(28, 8), test(8, 8);
  const TemporaryFolder cache;
  const auto backend = test_vulkan({.self_check = false, .lose_at_submission = 80}, cache.path());
  TrainingOptions options;
  options.epochs = 1;
  options.batch = 8;
  options.reopen = []() -> Backend& { throw Error("it is gone"); };
  Trainer trainer(model, *backend, pictures, nullptr, test, options);
  BOOST_CHECK_EXCEPTION(trainer.run({}), DeviceLost, [](const DeviceLost& lost) {
    return std::string(lost.what()).find("no fresh one opens: it is gone") != std::string::npos;
  });
}

BOOST_AUTO_TEST_SUITE_END()

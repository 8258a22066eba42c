// Activations stored as halves: LeNet-5's losses compared with the reference's, memory, barriers,
// and a step whose gradients overflow.
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "fovea/core/half.h"
#include "fovea/cpu/cpu.h"
#include "fovea/layers/identity.h"
#include "fovea/models/models.h"
#include "fovea/plan/audit.h"
#include "fovea/plan/make_plan.h"
#include "fovea/reference/reference.h"
#include "framework/train/training_graph.h"
#include "framework/transfer/example_step.h"
#include "tests/vulkan/pictures.h"
#include "tests/vulkan/vulkan_device.h"

using namespace fovea;

namespace {

constexpr int batch_size = 8;

boost::test_tools::assertion_result has_halves(boost::unit_test::test_unit_id id) {
  return has_test_vulkan(id) && shared_test_vulkan()->has_halves();
}

std::unique_ptr<Session> lenet5_on(Backend& backend, Precision precision, LossScaling scaling,
                                   int batch = batch_size) {
  Model model = models::make("lenet5");
  model.preprocessing = {{0.1307f}, {0.3081f}};
  auto graph = training_graph(model, *make_optimizer("sgd:momentum=0.9"), batch,
                              {.minimize = {.scaling = scaling}});
  return std::make_unique<Session>(backend, std::move(graph), 1, precision);
}

std::unique_ptr<Session> in_halves() {
  return lenet5_on(*shared_test_vulkan(), Precision::f16, LossScaling::dynamic);
}

Feed next_feed(Pictures& pictures, float learning_rate = 0.01f) {
  Batch batch;
  BOOST_REQUIRE(pictures.next(batch));
  return {{"image", batch.at("image")},
          {"label", batch.at("label")},
          {"learning_rate", Tensor::scalar(learning_rate)}};
}

std::int64_t arena_bytes(const std::string& name, bool training, Precision precision) {
  const Model model = models::make(name);
  ExampleStep step =
      training ? training_example(model, *make_optimizer("sgd:momentum=0.9"), 8, precision)
               : inference_example(model, 8);
  const Plan plan = make_plan(*step.graph, *shared_test_vulkan(), {.precision = precision});
  for (const std::string& fault : audit(plan)) BOOST_ERROR(fault);
  return plan.arena_bytes;
}

// Trains for an epoch of 10 steps from this loss scale.
EpochMetrics trained_from(float scale, Model& model, double learning_rate = 0.01) {
  Pictures pictures(10 * batch_size, batch_size), test(batch_size, batch_size);
  TrainingOptions options;
  options.epochs = 1;
  options.batch = batch_size;
  options.learning_rate = learning_rate;
  options.precision = Precision::f16;
  Trainer trainer(model, *shared_test_vulkan(), pictures, nullptr, test, options);
  trainer.session().state().write("train/loss_scale", Tensor::scalar(scale));
  EpochMetrics metrics;
  trainer.run({.epoch = [&](const EpochMetrics& epoch) { metrics = epoch; }});
  return metrics;
}

bool same(const Tensor& a, const Tensor& b) { return std::ranges::equal(a.bytes(), b.bytes()); }

}  // namespace

BOOST_AUTO_TEST_SUITE(halves, *boost::unit_test::precondition(has_halves))

// A value is written as exactly the nearest half, and is read back exactly.
BOOST_AUTO_TEST_CASE(the_device_rounds_to_the_nearest) {
  std::vector<float> values = {0.0f, -0.0f, 1.0f, 65504.0f, 65519.99f, 65520.0f, -1e30f, INFINITY};
  for (const float middle : {1 + 0x1p-11f, 1 + 3 * 0x1p-11f, 2047.5f, 0x1p-14f - 0x1p-25f, 0.1f}) {
    for (const float x : {std::nextafter(middle, 0.0f), middle, std::nextafter(middle, 9e9f)}) {
      values.insert(values.end(), {x, -x});
    }
  }
  Graph graph;
  const TensorType type{Shape{static_cast<std::int64_t>(values.size())}};
  graph.output("y", identity(identity(graph.input("x", type))));
  Backend& device = *shared_test_vulkan();
  const Plan plan = make_plan(graph, device, {.precision = Precision::f16});
  BOOST_REQUIRE((plan.steps[0].outputs[0].type.dtype == DType::f16));
  const auto state = device.make_state({});
  const auto executable = device.load(plan, *state);
  const Tensor x = Tensor::of<float>(type.shape, values);
  const Tensor y = executable->wait(executable->submit({{"x", x}})).at("y");
  for (size_t i = 0; i < values.size(); ++i) {
    BOOST_TEST(y.as<float>()[i] == to_float(to_half(values[i])), "of " << values[i]);
  }
}

// In fast training, small differences between two runs grow: weights that differ by 2^-12 at the
// start give losses that differ by 2e-2 with batches of 8 and a rate of 0.01. With these settings
// they grow slowly.
BOOST_AUTO_TEST_CASE(twenty_losses_stay_with_the_reference) {
  constexpr int batch = 32;
  reference::ReferenceBackend reference;
  const auto actual = lenet5_on(*shared_test_vulkan(), Precision::f16, LossScaling::dynamic, batch);
  const auto expected = lenet5_on(reference, Precision::f32, LossScaling::none, batch);
  Pictures pictures(20 * batch, batch);
  float first = 0, last = 0;
  double difference = 0;
  for (int step = 0; step < 20; ++step) {
    const Feed feed = next_feed(pictures, 0.005f);
    last = expected->run("run", feed).at("loss").item<float>();
    if (step == 0) first = last;
    const float loss = actual->run("run", feed).at("loss").item<float>();
    difference = std::max(difference, double{std::abs(loss - last)});
    BOOST_TEST(loss == last, boost::test_tools::tolerance(1e-2f));
  }
  BOOST_TEST(last < 0.9f * first);
  BOOST_TEST(difference > 0);  // else there were no halves
}

BOOST_AUTO_TEST_CASE(activations_take_half_the_memory) {
  for (const auto& [name, training, low, high] :
       {std::tuple("resnet20-cifar", false, 0.5, 0.5),
        std::tuple("resnet20-cifar", true, 0.5, 0.56), std::tuple("lenet5", false, 0.5, 0.55)}) {
    const double ratio = static_cast<double>(arena_bytes(name, training, Precision::f16)) /
                         static_cast<double>(arena_bytes(name, training, Precision::f32));
    BOOST_TEST_MESSAGE(name << (training ? ", training: " : ": ") << ratio);
    BOOST_TEST(ratio >= low, name);
    BOOST_TEST(ratio <= high, name);
  }
}

BOOST_AUTO_TEST_CASE(every_barrier_is_recorded) {
  ExampleStep step =
      training_example(models::make("resnet20-cifar"), *make_optimizer("adam"), 1, Precision::f16);
  Backend& device = *shared_test_vulkan();
  const Plan plan = make_plan(*step.graph, device, {.precision = Precision::f16});
  const auto state = device.make_state(plan.variables);
  for (const auto& [name, value] : step.variables) state->write(name, value);
  const auto executable = device.load(plan, *state);
  const auto results = executable->wait(executable->submit(step.feed));
  BOOST_TEST(std::isfinite(results.at("loss").item<float>()));
  for (const std::string& fault : vulkan::audit_recording(*executable)) BOOST_ERROR(fault);
}

BOOST_AUTO_TEST_CASE(a_step_that_overflows_changes_nothing_but_the_scale) {
  const auto session = in_halves();
  Pictures pictures(3 * batch_size, batch_size);
  session->run("run", next_feed(pictures));
  session->state().write("train/loss_scale", Tensor::scalar(0x1p60f));
  const auto before = session->save();
  Results results = session->run("run", next_feed(pictures));
  BOOST_TEST(results.at("finite").item<std::int32_t>() == 0);
  BOOST_TEST(results.at("loss_scale").item<float>() == 0x1p59f);
  BOOST_TEST(std::isfinite(results.at("loss").item<float>()));
  for (const auto& [name, value] : session->save()) {
    const bool of_scale = name.starts_with("train/loss_scale");
    BOOST_TEST(same(value, before.at(name)) == !of_scale, name);
  }
  // The flag does not stay 0: the next step works again.
  session->state().write("train/loss_scale", Tensor::scalar(1024.0f));
  results = session->run("run", next_feed(pictures));
  BOOST_TEST(results.at("finite").item<std::int32_t>() == 1);
  BOOST_TEST(session->state().read("train/step").item<std::int32_t>() == 2);
}

BOOST_AUTO_TEST_CASE(the_trainer_skips_and_counts_and_gives_up_below_1) {
  Model model = models::make("lenet5");
  BOOST_TEST(trained_from(65536, model).skipped == 0);
  Model other = models::make("lenet5");
  const EpochMetrics metrics = trained_from(0x1p29f, other);
  BOOST_TEST(metrics.skipped > 3);
  BOOST_TEST(metrics.skipped < 10);
  BOOST_TEST(std::isfinite(metrics.train.at("loss")));
  // If the forward pass overflows, no scale can help.
  Model hopeless = models::make("lenet5");
  hopeless.initialize(1);
  for (float& weight : hopeless.weights.begin()->second.as<float>()) weight = 1e30f;
  BOOST_CHECK_EXCEPTION(trained_from(2, hopeless), Error, [](const Error& error) {
    const std::string text = error.what();
    return text.find("not finite at step 2 (epoch 1, batch 2): node ") != std::string::npos;
  });
}

// Saved with halves, resumed without, and back.
BOOST_AUTO_TEST_CASE(checkpoints_move_between_precisions) {
  const TemporaryFolder folder;
  cpu::CpuBackend cpu;
  TrainingOptions options;
  options.batch = batch_size;
  options.out = folder.path();
  std::vector<double> losses;
  for (const Precision precision : {Precision::f16, Precision::f32, Precision::f16}) {
    const bool halves = precision == Precision::f16;
    Model model = models::make("lenet5");
    Pictures pictures(4 * batch_size, batch_size), test(batch_size, batch_size);
    options.epochs = static_cast<int>(losses.size()) + 1;
    options.precision = precision;
    Backend& backend = halves ? static_cast<Backend&>(*shared_test_vulkan()) : cpu;
    Trainer trainer(model, backend, pictures, nullptr, test, options);
    BOOST_TEST(trainer.completed_epochs() == options.epochs - 1);
    TrainingObserver observer;
    observer.epoch = [&](const EpochMetrics& epoch) { losses.push_back(epoch.train.at("loss")); };
    BOOST_TEST((trainer.run(observer) == Outcome::finished));
    options.resume = true;
  }
  BOOST_TEST(losses.size() == 3u);
  BOOST_TEST(losses[2] < losses[0]);
}

BOOST_AUTO_TEST_CASE(a_device_without_16_bit_storage_says_so) {
  const TemporaryFolder cache;
  const auto device = test_vulkan({.without_halves = true}, cache.path());
  BOOST_TEST(!device->has_halves());
  BOOST_CHECK_THROW(lenet5_on(*device, Precision::f16, LossScaling::dynamic)
                        ->plan("run", {{"image", {Shape{8, 28, 28, 1}, DType::u8}},
                                       {"label", {Shape{8}, DType::i32}},
                                       {"learning_rate", {Shape{}, DType::f32}}}),
                    Error);
  BOOST_CHECK_NO_THROW(lenet5_on(*device, Precision::f32, LossScaling::none));
}

BOOST_AUTO_TEST_SUITE_END()

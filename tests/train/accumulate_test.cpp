// A batch in parts makes the same update as the whole batch, if no layer looks at the whole batch.
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "fovea/layers/gelu.h"
#include "fovea/train/trainer.h"
#include "framework/formats/safetensors.h"
#include "framework/train/training_graph.h"
#include "tests/support/message.h"
#include "tests/support/program.h"
#include "tests/train/cut_models.h"

using namespace fovea;
using namespace fovea::test;

namespace {

Model small_model() {
  Model model;
  model.name = "small";
  Value x = model.graph->input("image", {{1, 7, 5, 3}, DType::f32});
  x = gelu(conv2d(x, {.channels = 5, .kernel = 3, .name = "conv"}));
  model.graph->output("scores", dense(flatten(x), {.units = 3, .name = "top"}));
  model.initialize(3);
  return model;
}

// 23 images of noise in batches.
class Noise : public BatchSource {
 public:
  explicit Noise(std::int64_t batch) : batch_(batch) {}
  std::int64_t size() const override { return 23; }
  void start(int, std::int64_t first) override { next_ = first * batch_; }
  bool next(Batch& batch) override {
    const std::int64_t images = std::min(batch_, size() - next_);
    if (images <= 0) return false;
    batch = {{"image", Tensor(Shape{images, 7, 5, 3}, DType::u8)},
             {"label", Tensor(Shape{images}, DType::i32)}};
    const Random random(6, stream_of("noise"));
    const auto bytes = batch["image"].as<std::uint8_t>();
    for (size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] =
          static_cast<std::uint8_t>(random.bits(static_cast<std::uint64_t>(next_) * 105 + i));
    }
    for (std::int64_t i = 0; i < images; ++i) {
      batch["label"].as<std::int32_t>()[static_cast<size_t>(i)] =
          static_cast<std::int32_t>((next_ + i) % 3);
    }
    next_ += images;
    return true;
  }

 private:
  std::int64_t batch_, next_ = 0;
};

struct Trained {
  std::map<std::string, Tensor> weights;
  std::vector<EpochMetrics> epochs;
  std::int64_t memory = 0;
};

Trained trained(Backend& backend, TrainingOptions options) {
  Model model = small_model();
  Noise train(options.batch), test(8);
  options.epochs = 3;
  Trainer trainer(model, backend, train, nullptr, test, options);
  Trained result;
  result.memory = trainer.plan().arena_bytes;
  TrainingObserver observer;
  observer.epoch = [&](const EpochMetrics& metrics) { result.epochs.push_back(metrics); };
  trainer.run(observer);
  result.weights = model.weights;
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(accumulate)

// Batches of 10, 10 and 3: in 4 parts of 3, 3, 3, 1 and 3; in 2 parts of 5, 5 and 3; in 10
// parts of one.
BOOST_AUTO_TEST_CASE(parts_make_the_update_of_the_whole) {
  reference::ReferenceBackend plain;
  cpu::CpuBackend fast({.threads = 2});
  for (Backend* const backend : {static_cast<Backend*>(&plain), static_cast<Backend*>(&fast)}) {
    for (const char* const optimizer : {"sgd:momentum=0.9,weight_decay=0.01", "adam"}) {
      const TrainingOptions options{.batch = 10,
                                    .learning_rate = 0.02,
                                    .optimizer = optimizer,
                                    .schedule = "cosine",
                                    .objective = "classification:label_smoothing=0.1",
                                    .clip_norm = 1,
                                    .average_decay = 0.9};
      const Trained whole = trained(*backend, options);
      for (const int parts : {2, 3, 4, 10}) {
        TrainingOptions in_parts = options;
        in_parts.parts = parts;
        const Trained other = trained(*backend, in_parts);
        BOOST_TEST(other.memory < whole.memory);
        for (const auto& [name, value] : whole.weights) {
          const float difference =
              largest_difference(value.as<float>(), other.weights.at(name).as<float>());
          BOOST_TEST(difference < 1e-5f,
                     fmt::format("{} in {} parts: {}", name, parts, difference));
          const Tensor start = small_model().weights.at(name);
          BOOST_TEST(largest_difference(value.as<float>(), start.as<float>()) > 1e-3f);
        }
        for (size_t epoch = 0; epoch < 3; ++epoch) {
          const EpochMetrics &a = whole.epochs[epoch], &b = other.epochs[epoch];
          BOOST_TEST(std::abs(a.train.at("loss") - b.train.at("loss")) < 1e-5);
          BOOST_TEST(a.train.at("accuracy") == b.train.at("accuracy"));
          BOOST_TEST(a.steps == b.steps);
        }
      }
    }
  }
  for (const int parts : {0, 11}) {
    BOOST_TEST(message_of([&] { trained(plain, {.batch = 10, .parts = parts}); }) ==
               fmt::format("a batch of 10 cannot be taken in {} parts", parts));
  }
}

// Each part has dropout of its own, and batch norm follows every part.
BOOST_AUTO_TEST_CASE(parts_differ_in_what_is_random) {
  const Model model = model_with(
      "random", [](Value x) { return dense(flatten(dropout(x, {.rate = 0.5f})), {.units = 3}); });
  reference::ReferenceBackend backend;
  const auto losses_of = [&](UpdatePart part, std::int32_t seed) {
    Session session(backend,
                    training_graph(model, *make_optimizer("sgd"), 2, {.minimize = {.part = part}}));
    for (const auto& [name, value] : model.weights) session.state().write(name, value);
    const Results results =
        session.run("run", {{"image", Tensor(Shape{2, 7, 5, 3}, DType::u8)},
                            {"label", Tensor(Shape{2}, DType::i32)},
                            {"share", Tensor::scalar(0.5f)},
                            {"seed", Tensor::of<std::int32_t>(Shape{2}, {seed, 0})}});
    BOOST_TEST(!std::ranges::equal(session.save().at("batch_norm_1/mean").bytes(),
                                   model.weights.at("batch_norm_1/mean").bytes()));
    return results.at("loss").item<float>();
  };
  BOOST_TEST(losses_of(UpdatePart::first, 1) == losses_of(UpdatePart::middle, 1));
  BOOST_TEST(losses_of(UpdatePart::first, 1) != losses_of(UpdatePart::first, 2));
}

BOOST_AUTO_TEST_CASE(a_part_that_is_not_finite_ends_the_run) {
  Model model = small_model();
  model.weights["top/bias"].as<float>()[0] = std::numeric_limits<float>::infinity();
  reference::ReferenceBackend backend;
  Noise train(10), test(8);
  Trainer trainer(model, backend, train, nullptr, test, {.batch = 10, .parts = 3});
  BOOST_TEST(has(message_of([&] { trainer.run({}); }),
                 "the loss or a gradient is not finite at step 1 (epoch 1, batch 1)"));
}

BOOST_AUTO_TEST_CASE(the_program_goes_on_in_parts) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 120, 40);
  const auto train = [&](const std::string& out, int epochs, int threads) {
    return run_program(fmt::format(
        "train lenet5 --data '{}' --batch 50 --accumulate 4 --epochs {} --threads {} --out '{}'",
        folder / "data", epochs, threads, folder / out));
  };
  BOOST_REQUIRE(train("whole", 3, 2).status == 0);
  BOOST_REQUIRE(train("parts", 1, 1).status == 0);
  const Finished rest =
      run_program(fmt::format("train --resume '{}' --epochs 3", folder / "parts"));
  BOOST_TEST_REQUIRE(rest.status == 0, rest.err);
  BOOST_TEST((read_file(folder / "parts/model.onnx") == read_file(folder / "whole/model.onnx")));
  const Finished other =
      run_program(fmt::format("train --resume '{}' --epochs 4 --accumulate 2", folder / "parts"));
  BOOST_TEST(has(other.err, "parts of a batch is '4' there and '2' here"), other.err);
  const Finished many =
      run_program(fmt::format("train lenet5 --data '{}' --batch 4 --accumulate 5 --out '{}'",
                              folder / "data", folder / "x"));
  BOOST_TEST(many.status == 1);
  BOOST_TEST(has(many.err, "a batch of 4 cannot be taken in 5 parts"), many.err);
}

BOOST_AUTO_TEST_SUITE_END()

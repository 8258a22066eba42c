// Built with FOVEA_EXTENSIONS=tests/extension: the data set and the objective in that folder work
// like all others.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>

#include "fovea/datasets/open.h"
#include "fovea/models/models.h"
#include "fovea/reference/reference.h"
#include "fovea/train/trainer.h"
#include "tests/support/temporary_folder.h"

using namespace fovea;

namespace {

int faults = 0;

void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  ++faults;
}

// The images of a data set in their order.
class Images : public BatchSource {
 public:
  Images(const datasets::Dataset& set, std::int64_t batch) : set_(set), batch_(batch) {}
  std::int64_t size() const override { return set_.size(); }
  void start(int, std::int64_t first) override { at_ = first * batch_; }
  bool next(Batch& batch) override {
    const std::int64_t count = std::min(batch_, size() - at_);
    if (count <= 0) return false;
    const Shape& image = set_.image();
    batch = {{"image", Tensor(Shape{count, image[0], image[1], image[2]}, DType::u8)},
             {"label", Tensor(Shape{count}, DType::i32)}};
    const auto bytes = static_cast<std::size_t>(image.count());
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
      batch.at("label").as<std::int32_t>()[i] =
          set_.read(static_cast<std::uint32_t>(at_) + static_cast<std::uint32_t>(i),
                    batch.at("image").as<std::uint8_t>().subspan(i * bytes, bytes));
    }
    at_ += count;
    return true;
  }

 private:
  const datasets::Dataset& set_;
  std::int64_t batch_, at_ = 0;
};

// The trainer knows it only from the table.
void train_by_squares(const std::string& data) {
  expect(objectives::table().contains("classification"), "the other objectives are there too");
  const datasets::TrainTest both = datasets::open(data);
  Model model = models::make("perceptron", {.image = both.train->image(), .classes = 2});
  reference::ReferenceBackend backend;
  Images train(*both.train, 5), test(*both.test, 2);
  Trainer trainer(
      model, backend, train, &test, test,
      {.epochs = 8, .batch = 5, .learning_rate = 0.02, .optimizer = "sgd", .objective = "squares"});
  std::vector<EpochMetrics> epochs;
  trainer.run({.epoch = [&](const EpochMetrics& epoch) { epochs.push_back(epoch); }});
  const auto last = epochs.back();
  expect(last.train.at("squares") < 0.5 * epochs.front().train.at("squares"), "it learns");
  expect(last.test.at("right") == 1, "it tells the classes");
  expect(last.test.begin()->first == "right", "its metrics come in its order");
}

// Each step changes only its own part: with an optimiser that counts steps, the first model learns
// exactly what it learns alone.
void train_two_models(const std::string& data) {
  const datasets::TrainTest both = datasets::open(data);
  const auto new_model = [&] {
    return models::make("mlp", {.image = both.train->image(), .classes = 1, .hidden = {4}});
  };
  Model alone = new_model(), first = new_model(), second = new_model();
  reference::ReferenceBackend backend;
  Images train(*both.train, 4), test(*both.test, 2);
  std::vector<EpochMetrics> epochs;
  const TrainingObserver observer{
      .epoch = [&](const EpochMetrics& epoch) { epochs.push_back(epoch); }};
  TrainingOptions options{
      .epochs = 6, .batch = 4, .learning_rate = 0.01, .optimizer = "adam", .objective = "leader"};
  Trainer(alone, backend, train, nullptr, test, options).run(observer);
  options.objective = "pair";
  const MetricValues by_itself = epochs.back().test;
  const std::map<std::string, Model*> parts = {{"first", &first}, {"second", &second}};
  Trainer(parts, backend, train, nullptr, &test, options).run(observer);
  for (const auto& [name, weight] : alone.weights) {
    expect(std::ranges::equal(weight.bytes(), first.weights.at(name).bytes()), name.c_str());
  }
  expect(epochs.back().test.at("first") == by_itself.at("first"), "the first model alone");
  // A model that does not learn ends at about 1.
  expect(epochs.back().test.at("second") < 0.3, "the second follows the first");
  expect(epochs.back().train.contains("second"), "both losses are reported");
  // Both with batches in parts: the same except for rounding.
  Model other = new_model(), another = new_model();
  TrainingOptions in_parts = options;
  in_parts.parts = 2;
  Trainer({{"first", &other}, {"second", &another}}, backend, train, nullptr, &test, in_parts)
      .run(observer);
  const double apart = epochs.back().test.at("first") - by_itself.at("first");
  expect(std::abs(apart) < 1e-4, "a batch in parts");
}

}  // namespace

int main() {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "stripes");
  std::ofstream(folder / "stripes/stripes") << "5";
  setenv("FOVEA_DATA", folder.path().c_str(), 1);
  for (const std::string& data : {std::string("stripes"), folder / "stripes"}) {
    const datasets::TrainTest both = datasets::open(data);
    expect(both.train->size() == 10 && both.test->size() == 2, "the sizes");
    expect(both.train->labels().at(1) == "level", "the classes");
  }
  expect(datasets::known_sets().find("stripes, 8x8 gray") != std::string::npos, "the list of sets");
  expect(datasets::known_sets().find("mnist") != std::string::npos, "the others are there too");
  std::string complaint;
  try {
    datasets::open("stipes");
  } catch (const Error& error) {
    complaint = error.what();
  }
  expect(complaint.find("did you mean 'stripes'?") != std::string::npos, complaint.c_str());
  train_by_squares(folder / "stripes");
  train_two_models(folder / "stripes");
  return faults;
}

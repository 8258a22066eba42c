#include "fovea/transfer/example_store.h"

#include <algorithm>
#include <cmath>

#include "fovea/core/random.h"

namespace fovea {

ExampleStore::ExampleStore(int classes, const TensorType& features, std::uint64_t seed, int most)
    : type_(features), seed_(seed) {
  if (classes < 1) throw Error("{} classes are too few", classes);
  if (most < 1) throw Error("{} examples of a class are too few", most);
  const std::int64_t fitting = most_bytes / classes / std::max<std::int64_t>(1, type_.bytes());
  capacity_ = static_cast<int>(std::clamp<std::int64_t>(fitting, 1, most));
  examples_.resize(static_cast<size_t>(classes));
}

void ExampleStore::add(int target, const Tensor& features) {
  if (target < 0 || target >= classes()) {
    throw Error("there is no class {} of {}", target, classes());
  }
  if (features.type() != type_) {
    throw Error("an example is {}, not {}", type_.str(), features.type().str());
  }
  Example example{features.clone(), 0};
  const auto numbers = example.features.as<float>();
  for (const float number : numbers) example.magnitude += std::abs(double{number});
  example.magnitude /= static_cast<double>(numbers.size());
  if (!std::isfinite(example.magnitude)) throw Error("the features are not finite");

  auto& examples = examples_[static_cast<size_t>(target)];
  Addition addition{target, examples.size(), {}};
  if (examples.size() < static_cast<size_t>(capacity_)) {
    examples.push_back(std::move(example));
  } else {
    addition.place = Random(seed_, stream_of("replaced")).below(added_, examples.size());
    addition.replaced = std::exchange(examples[addition.place], std::move(example));
  }
  ++added_;
  additions_.push_back(std::move(addition));
  if (additions_.size() > static_cast<size_t>(capacity_)) additions_.pop_front();
}

int ExampleStore::undo() {
  if (additions_.empty()) return -1;
  Addition last = std::move(additions_.back());
  additions_.pop_back();
  auto& examples = examples_[static_cast<size_t>(last.target)];
  if (last.replaced.features.empty()) {
    examples.pop_back();
  } else {
    examples[last.place] = std::move(last.replaced);
  }
  return last.target;
}

int ExampleStore::count(int target) const {
  return static_cast<int>(examples_.at(static_cast<size_t>(target)).size());
}

std::vector<int> ExampleStore::taught() const {
  std::vector<int> targets;
  for (int target = 0; target < classes(); ++target) {
    if (count(target) > 0) targets.push_back(target);
  }
  return targets;
}

double ExampleStore::magnitude() const {
  double sum = 0, count = 0;
  for (const auto& examples : examples_) {
    for (const Example& example : examples) sum += example.magnitude;
    count += static_cast<double>(examples.size());
  }
  return count > 0 ? sum / count : 0;
}

ExampleStore::DrawnExamples ExampleStore::draw(int batch, std::uint32_t step) const {
  const std::vector<int> targets = taught();
  if (targets.empty()) throw Error("there are no examples to train on");
  DrawnExamples drawn{Tensor(type_.shape.with(0, batch), DType::f32),
                      Tensor(Shape{batch}, DType::i32)};
  const auto features = drawn.features.as<float>();
  const auto labels = drawn.labels.as<std::int32_t>();
  const size_t size = features.size() / labels.size();
  const Random random(seed_, stream_of("examples"), step);
  // If the number of classes does not divide the batch, each step starts with another class.
  const size_t first = random.below(labels.size(), targets.size());
  for (size_t i = 0; i < labels.size(); ++i) {
    labels[i] = targets[(first + i) % targets.size()];
    const auto& examples = examples_[static_cast<size_t>(labels[i])];
    const Example& example = examples[random.below(i, examples.size())];
    std::ranges::copy(example.features.as<float>(), features.subspan(i * size, size).begin());
  }
  return drawn;
}

}  // namespace fovea

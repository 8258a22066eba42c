#include "apps/webcam/teacher.h"

#include <algorithm>
#include <chrono>

namespace fovea::apps {

namespace {

constexpr std::uint64_t seed = 1;

std::vector<std::string> checked(std::vector<std::string> names) {
  const size_t most = Teacher::most_classes;
  if (names.empty()) {
    for (size_t i = 1; i <= most; ++i) names.push_back(fmt::format("class {}", i));
  }
  if (names.size() < 2 || names.size() > most) {
    throw Error("from 2 to {} classes can be taught, not {}", most, names.size());
  }
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) throw Error("class {} has an empty name", i + 1);
    if (std::ranges::count(names, names[i]) > 1) throw Error("two classes are '{}'", names[i]);
  }
  return names;
}

std::map<std::string, Tensor> fresh_head(const HeadCut& cut, int classes) {
  Graph graph;
  cut.logits(graph.input("features", cut.features()), classes);
  std::map<std::string, Tensor> head;
  for (const Variable& variable : graph.variables()) {
    head[variable.name] = variable.initializer.make(variable.type, seed, variable.name);
  }
  return head;
}

Model with_names(const HeadCut& cut, const std::vector<std::string>& names) {
  return cut.model(names, fresh_head(cut, static_cast<int>(names.size())));
}

}  // namespace

Teacher::Teacher(const Model& base, std::vector<std::string> names)
    : cut_(base),
      named_(!names.empty()),
      model_(with_names(cut_, checked(std::move(names)))),
      examples_(static_cast<int>(model_.labels.size()), cut_.features(), seed) {}

std::unique_ptr<HeadTraining> Teacher::make_head(Backend& backend) const {
  const HeadTrainingOptions options{.classes = static_cast<int>(model_.labels.size()),
                                    .seed = seed};
  return std::make_unique<HeadTraining>(backend, cut_, options);
}

std::vector<Teacher::Class> Teacher::classes() const {
  const std::scoped_lock lock(mutex_);
  std::vector<Class> classes;
  for (int target = 0; target < examples_.classes(); ++target) {
    classes.push_back({model_.labels[static_cast<size_t>(target)], examples_.count(target)});
  }
  return classes;
}

int Teacher::record(int target, const Tensor& features) {
  const std::scoped_lock lock(mutex_);
  examples_.add(target, features);
  due_ = steps_a_change;
  return examples_.count(target);
}

std::optional<int> Teacher::undo() {
  const std::scoped_lock lock(mutex_);
  const int target = examples_.undo();
  if (target < 0) return {};
  due_ = steps_a_change;
  return target;
}

Teacher::TeachingState Teacher::state() const {
  const std::scoped_lock lock(mutex_);
  return state_;
}

Model Teacher::taught() const {
  const std::scoped_lock lock(mutex_);
  if (!state_.ready) throw Error("nothing is taught yet: at least 2 classes need examples");
  std::vector<std::string> labels;
  for (const int target : trained_) labels.push_back(model_.labels[static_cast<size_t>(target)]);
  return cut_.model(std::move(labels), head_);
}

void Teacher::saved(int steps) {
  const std::scoped_lock lock(mutex_);
  state_.saved = state_.steps == steps;
}

std::vector<Guess> Teacher::guesses(HeadTraining& head, const Tensor& features) const {
  const std::vector<int> taught = [&] {
    const std::scoped_lock lock(mutex_);
    return examples_.taught();
  }();
  if (taught.size() < 2) return {};
  const auto probabilities = head.probabilities(features, taught);
  std::vector<Guess> guesses = likeliest(probabilities, static_cast<int>(taught.size()));
  for (Guess& guess : guesses) guess.target = taught[static_cast<size_t>(guess.target)];
  return guesses;
}

std::optional<HeadTraining::Inputs> Teacher::next_inputs(const HeadTraining& head) {
  const std::scoped_lock lock(mutex_);
  if (examples_.taught().size() < 2) {
    state_.ready = false;
    return {};
  }
  if (due_ == 0) return {};
  --due_;
  return head.draw(examples_);
}

void Teacher::train(HeadTraining& head, double seconds) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  TeachingState state{.saved = false};
  std::vector<int> trained;
  while (const auto inputs = next_inputs(head)) {
    state.loss = head.step(*inputs);
    state.steps = head.steps();
    trained = inputs->taught;
    if (Clock::now() >= end) break;
  }
  if (trained.empty()) return;
  auto parameters = head.head(trained);
  const std::scoped_lock lock(mutex_);
  state.ready = examples_.taught().size() >= 2;  // examples may have been taken back
  state_ = state;
  trained_ = std::move(trained);
  head_ = std::move(parameters);
}

}  // namespace fovea::apps

#include "apps/webcam/webcam_teaching.h"
#include "apps/cli/output_file.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "apps/cli/labels_file.h"
#include "apps/webcam/live_output.h"
#include "fovea/onnx/onnx.h"

namespace fovea::apps {

namespace {

std::vector<std::string> names(const WebcamOptions& options) {
  if (options.labels.empty()) return options.classes;
  std::vector<std::string> names = read_labels(options.labels);
  if (names.size() < 2 || names.size() > size_t{Teacher::most_classes}) {
    throw Error("names {} classes; from 2 to {} can be taught", names.size(), Teacher::most_classes)
        .at(options.labels.string());
  }
  return names;
}

/// The class of a key: 1 to 9, then 0.
std::optional<int> class_of(char key) {
  if (key < '0' || key > '9') return {};
  return key == '0' ? 9 : key - '1';
}

}  // namespace

WebcamTeaching::WebcamTeaching(const WebcamOptions& options, const Model& base)
    : options_(options), teacher_(base, names(options)) {
  // Checked now, not after teaching.
  if (!options.save_model.empty()) expect_replaceable(options.save_model, OutputKind::model);
}

void WebcamTeaching::look_at(const Tensor& features) {
  features_ = features;
  recorded_.clear();
}

bool WebcamTeaching::press(char key) {
  if (const auto target = class_of(key)) {
    record(*target);
  } else if (key == 'u') {
    const auto undone = teacher_.undo();
    if (undone) recorded_.clear();
    print_line(undone ? "took back an example of " + teacher_.name(*undone)
                      : "there is nothing to take back");
  } else if (key == 'm') {
    try {
      save();
    } catch (const Error& error) {
      print_line(fmt::format("fovea: {}", error.what()));
    }
  } else {
    return false;
  }
  return true;
}

// A picture counts only once for a class, however long its key is pressed.
void WebcamTeaching::record(int target) {
  const auto classes = std::ssize(teacher_.classes());
  if (target >= classes) return print_line(fmt::format("there are {} classes to teach", classes));
  if (features_.empty() || std::ranges::count(recorded_, target) > 0) return;
  recorded_.push_back(target);
  try {
    const int count = teacher_.record(target, features_);
    print_line(
        fmt::format("{}: {} example{}", teacher_.name(target), count, count == 1 ? "" : "s"));
  } catch (const Error& error) {
    print_line(fmt::format("fovea: {}", error.what()));
  }
}

void WebcamTeaching::save() {
  const int steps = teacher_.state().steps;  // read before saving: later steps are not saved
  const Model taught = teacher_.taught();
  const auto file = options_.save_model.empty() ? free_name(options_.save, "taught", ".onnx")
                                                : options_.save_model;
  save_onnx(taught, file);
  teacher_.saved(steps);
  print_line(fmt::format("saved {}: {}", file.string(), fmt::join(taught.labels, ", ")));
}

void WebcamTeaching::keep() {
  const Teacher::TeachingState state = teacher_.state();
  if (options_.save_model.empty()) {
    if (state.ready && !state.saved) print_line("what was taught is not saved: see --save-model");
  } else if (!state.ready) {
    print_line(fmt::format("fovea: {} is not written: fewer than 2 classes have examples",
                           options_.save_model.string()));
  } else if (!state.saved) {
    save();
  }
}

std::vector<Bar> WebcamTeaching::bars(const std::vector<Guess>& guesses) const {
  std::vector<Bar> bars;
  const auto classes = teacher_.classes();
  for (size_t i = 0; i < classes.size(); ++i) {
    const auto& [name, examples] = classes[i];
    if (!teacher_.named() && examples == 0) continue;
    const auto guess = std::ranges::find(guesses, static_cast<int>(i), &Guess::target);
    bars.push_back({fmt::format("{}  {}  ({})", (i + 1) % 10, drawable(name, 18), examples),
                    guess == guesses.end() ? -1 : guess->probability});
  }
  return bars;
}

std::string WebcamTeaching::status() const {
  const Teacher::TeachingState state = teacher_.state();
  if (!state.ready) return "record examples of at least 2 classes";
  return fmt::format("{} steps   loss {:.3f}{}", state.steps, state.loss,
                     state.saved ? "   saved" : "");
}

void WebcamTeaching::describe(nlohmann::ordered_json& line) const {
  auto examples = nlohmann::ordered_json::array();
  for (const Teacher::Class& known : teacher_.classes()) examples.push_back(known.examples);
  line["examples"] = examples;
  line["steps"] = teacher_.state().steps;
}

}  // namespace fovea::apps

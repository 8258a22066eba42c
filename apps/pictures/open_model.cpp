#include "apps/pictures/open_model.h"

#include <algorithm>
#include <filesystem>

#include "apps/cli/say.h"
#include "fovea/core/terminal_text.h"
#include "fovea/onnx/onnx.h"

namespace fovea::apps {

bool is_model_file(const std::string& name_or_file) {
  std::error_code ignored;
  if (models::find(name_or_file)) return false;
  return name_or_file.ends_with(".onnx") || name_or_file.find('/') != std::string::npos ||
         std::filesystem::exists(name_or_file, ignored);
}

void expect_model_file(const std::string& name_or_file) {
  if (is_model_file(name_or_file)) return;
  throw Error("'{}' is no ONNX file", name_or_file)
      .hint("train it first: fovea train " + name_or_file);
}

Shape image_of(const std::string& name, int side) {
  const models::ModelEntry* const entry = models::find(name);
  const Shape own = entry && entry->image.rank() == 3 ? entry->image : Shape{224, 224, 3};
  return side ? Shape{side, side, own[2]} : own;
}

Shape image_option(const std::string& name, int side) {
  return side ? image_of(name, side) : Shape{};
}

Model open_file(const std::string& file, int image_size) { return load_onnx(file, {}, image_size); }

Model open_model_layers(const std::string& name_or_file, const models::ModelOptions& options) {
  if (is_model_file(name_or_file)) {
    if (!options.hidden.empty() || !options.activation.empty()) {
      throw Error("the layers of a file cannot be chosen").at(name_or_file);
    }
    return open_file(name_or_file, options.image.rank() ? static_cast<int>(options.image[0]) : 0);
  }
  return models::make(name_or_file, options);
}

Model open_model(const std::string& name_or_file, const models::ModelOptions& options,
                 std::uint64_t seed) {
  Model model = open_model_layers(name_or_file, options);
  if (!is_model_file(name_or_file)) model.initialize(seed);
  return model;
}

void expect_classes(const Model& model) {
  const bool has_none = model.objective == "regression" || model.objective == "language";
  if (!has_none || model.scores) return;
  throw Error("model '{}' is trained for {}: it has no classes", model.title(), model.objective)
      .hint("if its output holds scores all the same, --scores says which");
}

namespace {

std::vector<std::string> outputs_of(const Model& model) {
  std::vector<std::string> names;
  for (const auto& [name, value] : model.graph->outputs()) {
    if (std::ranges::count(model.auxiliary, name, &AuxiliaryOutput::name)) continue;
    names.push_back(name);
  }
  return names;
}

void choose(Model& model, const OutputOptions& options) {
  if (!options.name.empty()) take_output(model, options.name);
  if (!options.scores.empty()) model.scores = score_kind_named(options.scores);
  expect_classes(model);
  const Scores scores = find_scores(model);
  const std::string output_name = terminal_text(model.graph->outputs().front().first);
  const std::vector<std::string> outputs = outputs_of(model);
  if (options.name.empty() && outputs.size() > 1) {
    say("the model has {} outputs: taking '{}', not {}; see {}\n", outputs.size(), output_name,
        terminal_text(listed(std::span(outputs).subspan(1))), options.option);
  }
  if (!scores.doubt.empty()) {
    say("output '{}' is taken as {}: {}; see --scores\n", output_name, name_of(scores.kind),
        scores.doubt);
  }
}

}  // namespace

void choose_output(Model& model, const OutputOptions& options, const std::string& model_argument) {
  try {
    choose(model, options);
  } catch (const Error& error) {
    if (!is_model_file(model_argument)) throw;
    throw error.at(model_argument);
  }
}

}  // namespace fovea::apps

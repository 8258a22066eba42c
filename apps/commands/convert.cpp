#include "apps/commands/convert.h"

#include <algorithm>
#include <cmath>

#include "apps/cli/json_line.h"
#include "apps/cli/labels_file.h"
#include "apps/cli/output_file.h"
#include "apps/cli/say.h"
#include "apps/cli/text_table.h"
#include "apps/commands/backend.h"
#include "apps/pictures/open_model.h"
#include "apps/pictures/simplify.h"
#include "fovea/core/terminal_text.h"
#include "fovea/graph/names.h"
#include "fovea/onnx/onnx.h"
#include "fovea/runtime/session.h"
#include "framework/transfer/example_step.h"

namespace fovea::apps {

namespace {

std::vector<std::string> labels_of(const std::filesystem::path& file, const Model& model) {
  expect_classes(model);
  const int classes = find_scores(model).classes;
  std::vector<std::string> labels = read_labels(file);
  const bool yes_or_no = classes == 1 && labels.size() == 2;
  if (static_cast<std::int64_t>(labels.size()) != classes && !yes_or_no) {
    throw Error("names {} classes, the model has {}", labels.size(), classes).at(file.string());
  }
  return labels;
}

// What a file gives for two pictures at once, which are made up.
Results results_for_two(const std::filesystem::path& file, int image_size,
                        const std::string& output) {
  Model model = load_onnx(file, {}, image_size, 2);
  if (!output.empty()) take_output(model, output);
  ExampleStep step = inference_example(model, 2);
  const auto backend = make_backend("cpu", 0);
  Session session(*backend, std::move(step.graph));
  for (const auto& [name, value] : step.variables) session.state().write(name, value);
  return session.run(names::run, step.feed);
}

bool is_like(const Tensor& one, const Tensor& other) {
  if (one.type() != other.type()) return false;
  if (one.type().dtype != DType::f32) return std::ranges::equal(one.bytes(), other.bytes());
  const std::span<const float> a = one.as<float>(), b = other.as<float>();
  float largest = 0;
  for (const float value : a) largest = std::max(largest, std::abs(value));
  constexpr float share = 1e-3f;
  return std::ranges::equal(a, b, [&](float x, float y) {
    return std::abs(x - y) <= share * largest || (std::isnan(x) && std::isnan(y)) || x == y;
  });
}

// Empty for a file that takes one picture alone.
std::optional<Results> tried_with_two(const std::filesystem::path& file, int image_size,
                                      const std::string& output) {
  try {
    return results_for_two(file, image_size, output);
  } catch (const Error&) {
    return {};
  }
}

// Whether two pictures give in the written file what they give in the original. They may not where
// the original computes with their number or along their axis, as a file is read for one picture.
bool are_like(const std::optional<Results>& written, const std::optional<Results>& original) {
  return written && original && std::ranges::all_of(*written, [&](const auto& result) {
           const auto other = original->find(result.first);
           return other != original->end() && is_like(result.second, other->second);
         });
}

}  // namespace

int convert(const ConvertOptions& options) {
  expect_replaceable(options.out, OutputKind::model);
  Model model =
      open_model(options.model, {.image = image_option(options.model, options.image_size)});
  if (model.graph->outputs().empty()) throw Error("model '{}' has no output", model.title());
  if (!options.output.name.empty()) take_output(model, options.output.name);
  if (!options.output.scores.empty()) model.scores = score_kind_named(options.output.scores);
  if (!options.labels.empty()) model.labels = labels_of(options.labels, model);
  set_preprocessing(model, options.pixels);
  const size_t before = model.graph->nodes().size();
  simplify(model);
  const size_t after = model.graph->nodes().size();
  using onnx::WeightStorage;
  const auto save = [&] {
    save_onnx(model, options.out, {},
              options.external_data ? WeightStorage::beside : WeightStorage::inside);
  };
  const bool is_open = is_model_file(options.model) && model.file_batch == FileBatch::open;
  std::optional<Results> original;  // before it is replaced, as the output may have its name
  if (is_open) original = tried_with_two(options.model, options.image_size, options.output.name);
  save();
  if (is_open && !are_like(tried_with_two(options.out, 0, ""), original)) {
    model.file_batch = FileBatch::mixed;
    save();
    say("what '{}' gives for several pictures cannot be written: '{}' takes one at a time\n",
        terminal_text(options.model), terminal_text(options.out.string()));
  }
  if (options.json) {
    print_json({{"model", options.out.string()},
                {"nodes_before", before},
                {"nodes", after},
                {"parameters", model.parameter_count()},
                {"labels", model.labels.size()}});
  } else {
    fmt::print("{}: {} nodes out of {}, {} parameters, {} labels\n",
               terminal_text(options.out.string()), after, before, grouped(model.parameter_count()),
               grouped(static_cast<std::int64_t>(model.labels.size())));
  }
  return 0;
}

}  // namespace fovea::apps

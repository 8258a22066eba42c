#include "apps/commands/convert.h"

#include "apps/cli/json_line.h"
#include "apps/cli/labels_file.h"
#include "apps/cli/output_file.h"
#include "apps/cli/text_table.h"
#include "apps/pictures/open_model.h"
#include "apps/pictures/simplify.h"
#include "fovea/core/terminal_text.h"
#include "fovea/onnx/onnx.h"

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
  save_onnx(model, options.out, {},
            options.external_data ? WeightStorage::beside : WeightStorage::inside);
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

#include "apps/commands/convert.h"

#include <charconv>
#include <cmath>

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
  const int classes = find_scores(model).classes;
  std::vector<std::string> labels = read_labels(file);
  const bool yes_or_no = classes == 1 && labels.size() == 2;
  if (static_cast<std::int64_t>(labels.size()) != classes && !yes_or_no) {
    throw Error("names {} classes, the model has {}", labels.size(), classes).at(file.string());
  }
  return labels;
}

// One number for each channel; `white` is what a white pixel was when they were measured.
std::vector<float> per_channel(std::vector<float> numbers, const char* option,
                               std::int64_t channels, int white) {
  if (numbers.size() == 1) numbers.resize(static_cast<size_t>(channels), numbers[0]);
  if (static_cast<std::int64_t>(numbers.size()) != channels) {
    throw Error("--{} has {} numbers, the model's input {} channels", option, numbers.size(),
                channels);
  }
  for (float& number : numbers) {
    number /= static_cast<float>(white);
    if (!std::isfinite(number)) throw Error("--{} has a number that is not finite", option);
  }
  return numbers;
}

int shorter_side(const std::string& resize, const Shape& input) {
  if (resize == "stretch") return 0;
  int side = 0;
  const auto [end, fault] = std::from_chars(resize.data(), resize.data() + resize.size(), side);
  const std::int64_t least = std::min(input[1], input[2]);
  const bool number = fault == std::errc() && end == resize.data() + resize.size();
  if (!number || side < least || side > Preprocessing::longest_shorter_side) {
    throw Error(
        "--resize takes 'stretch', or the pixels of the shorter side, from {} to {}, not '{}'",
        least, Preprocessing::longest_shorter_side, resize);
  }
  return side;
}

void set_preprocessing(Model& model, const ConvertOptions& options) {
  const bool any = !options.mean.empty() || !options.std.empty() || !options.resize.empty() ||
                   !options.channels.empty() || options.white != 1;
  if (!any) return;
  const Shape& input = model.input_type().shape;
  if (input.rank() != 4) {
    throw Error("model '{}' takes {}, not images: it has no preprocessing", model.name,
                input.str());
  }
  const bool scaled = !options.mean.empty() || !options.std.empty() || options.white != 1;
  if (scaled && model.input_type().dtype != DType::f32) {
    throw Error(
        "model '{}' takes pixels as whole numbers, as they are: --mean and --std are for "
        "models that take floats",
        model.name);
  }
  Preprocessing& preprocessing = model.preprocessing;
  const auto list = [&](const std::vector<float>& numbers, const char* option) {
    return per_channel(numbers, option, input[3], options.white);
  };
  if (!options.mean.empty()) preprocessing.mean = list(options.mean, "mean");
  if (!options.std.empty()) preprocessing.deviation = list(options.std, "std");
  if (options.std.empty() && options.white != 1) preprocessing.deviation = list({1}, "std");
  for (const float deviation : preprocessing.deviation) {
    if (!(deviation > 0) || !std::isfinite(255 / deviation)) {
      throw Error("--std has {}, by which no pixel can be divided", deviation);
    }
  }
  if (!options.resize.empty()) preprocessing.shorter_side = shorter_side(options.resize, input);
  if (!options.channels.empty()) {
    if (input[3] != 3) throw Error("--channels is for inputs of 3 channels, not {}", input[3]);
    preprocessing.order = options.channels == "bgr" ? ChannelOrder::bgr : ChannelOrder::rgb;
  }
}

}  // namespace

int convert(const ConvertOptions& options) {
  expect_replaceable(options.out, OutputKind::model);
  Model model =
      open_model(options.model, {.image = image_given(options.model, options.image_size)});
  if (model.graph->outputs().empty()) throw Error("model '{}' has no output", model.name);
  if (!options.output.name.empty()) take_output(model, options.output.name);
  if (!options.output.scores.empty()) model.scores = score_kind_named(options.output.scores);
  if (!options.labels.empty()) model.labels = labels_of(options.labels, model);
  set_preprocessing(model, options);
  const size_t before = model.graph->nodes().size();
  simplify(model);
  const size_t after = model.graph->nodes().size();
  using onnx::Weights;
  save_onnx(model, options.out, {}, options.external_data ? Weights::beside : Weights::inside);
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

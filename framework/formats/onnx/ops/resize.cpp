// Resize, and its older form Upsample, over the rows and columns of images. It is always written
// with scales: sizes would hold the batch size too.
#include "fovea/layers/resize.h"

#include <algorithm>
#include <cmath>

#include "framework/formats/onnx/windows.h"

namespace fovea::onnx {

namespace {

using ResizeMode = ResizeConfig::Mode;
using Position = ResizeConfig::Position;
using Rounding = ResizeConfig::Rounding;

const std::map<std::string, ResizeMode> modes = {
    {"nearest", ResizeMode::nearest}, {"linear", ResizeMode::linear}, {"cubic", ResizeMode::cubic}};
const std::map<std::string, Position> transformations = {
    {"half_pixel", Position::half_pixel},
    {"align_corners", Position::corners},
    {"asymmetric", Position::asymmetric},
    {"pytorch_half_pixel", Position::pytorch},
    {"tf_half_pixel_for_nn", Position::half_pixel_up}};
const std::map<std::string, Rounding> roundings = {{"floor", Rounding::down},
                                                   {"ceil", Rounding::up},
                                                   {"round_prefer_floor", Rounding::halves_down},
                                                   {"round_prefer_ceil", Rounding::halves_up}};

template <typename T>
T named(const ImportNode& node, const std::map<std::string, T>& names, const char* attribute,
        const char* otherwise) {
  const std::string name = node.text(attribute, otherwise);
  const auto entry = names.find(name);
  if (entry == names.end()) throw Error("{} {} is not supported", attribute, name);
  return entry->second;
}

template <typename T>
std::string name_of(const std::map<std::string, T>& names, T value) {
  return std::ranges::find(names, value, [](const auto& entry) { return entry.second; })->first;
}

/// A scale with floor(input * scale) = output.
float scale_of(std::int64_t input, std::int64_t output) {
  float scale = static_cast<float>(static_cast<double>(output) / static_cast<double>(input));
  while (std::floor(static_cast<double>(input) * double{scale}) < static_cast<double>(output)) {
    scale = std::nextafter(scale, std::numeric_limits<float>::infinity());
  }
  return scale;
}

void write(ExportNode& node) {
  const ResizeConfig& config = node.layer<ResizeLayer>().config();
  const Shape &x = node.input_type(0).shape, &y = node.output_type().shape;
  const float h = config.height > 0 ? scale_of(x[1], y[1]) : config.scale_h;
  const float w = config.width > 0 ? scale_of(x[2], y[2]) : config.scale_w;
  const std::string input = node.input(0, Layout::channels());
  ExportNode::Attributes attributes = {
      {"mode", name_of(modes, config.mode)},
      {"coordinate_transformation_mode", name_of(transformations, config.position)}};
  if (config.mode == ResizeMode::nearest)
    attributes["nearest_mode"] = name_of(roundings, config.rounding);
  if (config.mode == ResizeMode::cubic) attributes["cubic_coeff_a"] = config.cubic;
  if (config.exclude_outside) attributes["exclude_outside"] = std::int64_t{1};
  node.result("Resize", {input, "", node.floats("scales", {1, 1, h, w})}, attributes,
              Layout::channels());
}

/// The numbers for rows and columns, from a list for all axes or for the axes that are named.
std::pair<double, double> rows_and_columns(const ImportNode& node,
                                           const std::vector<double>& numbers, const Shape& x,
                                           bool sizes) {
  std::vector<double> all = {1, 1, 1, 1};
  Ints axes = node.ints("axes", {0, 1, 2, 3});
  if (numbers.size() != axes.size())
    throw Error("{} numbers for {} axes", numbers.size(), axes.size());
  for (int axis = 0; axis < 4 && sizes; ++axis)
    all[static_cast<size_t>(axis)] = static_cast<double>(x[axis]);
  for (size_t i = 0; i < axes.size(); ++i) {
    if (axes[i] < -4 || axes[i] > 3) throw Error("axis {} of 4", axes[i]);
    all[static_cast<size_t>(axes[i] < 0 ? axes[i] + 4 : axes[i])] = numbers[i];
  }
  for (const int axis : {0, 1}) {
    const double same = sizes ? static_cast<double>(x[axis]) : 1;
    if (all[static_cast<size_t>(axis)] != same) throw Error("only rows and columns can be resized");
  }
  return {all[2], all[3]};
}

void set_scales(const ImportNode& node, const std::vector<double>& scales, ResizeConfig& config) {
  const auto [h, w] = rows_and_columns(node, scales, node.operand(0).shape(), false);
  config.scale_h = static_cast<float>(h);
  config.scale_w = static_cast<float>(w);
}

std::vector<double> numbers(const ImportNode& node, size_t i) {
  const auto values = node.floats(i).as<float>();
  return {values.begin(), values.end()};
}

void read_resize(ImportNode& node) {
  const bool first = node.opset() < 11;  // it has no coordinates attribute: they were asymmetric
  if (node.integer("antialias", 0) != 0) throw Error("antialias is not supported");
  if (node.text("keep_aspect_ratio_policy", "stretch") != "stretch") {
    throw Error("only the keep_aspect_ratio_policy stretch is supported");
  }
  ResizeConfig config{
      .mode = named(node, modes, "mode", "nearest"),
      .position = named(node, transformations, "coordinate_transformation_mode",
                        first ? "asymmetric" : "half_pixel"),
      .rounding = named(node, roundings, "nearest_mode", first ? "floor" : "round_prefer_floor"),
      .cubic = node.number("cubic_coeff_a", -0.75f),
      .exclude_outside = node.integer("exclude_outside", 0) != 0};
  const Value x = image_input(node);
  if (node.has_input(3)) {
    const Ints& sizes = node.integers(3);
    const auto [h, w] =
        rows_and_columns(node, {sizes.begin(), sizes.end()}, node.operand(0).shape(), true);
    config.height = to_int(static_cast<std::int64_t>(h), "sizes");
    config.width = to_int(static_cast<std::int64_t>(w), "sizes");
    if (config.height < 1 || config.width < 1) throw Error("a size below 1");
  } else {
    set_scales(node, numbers(node, first ? 1 : 2), config);
  }
  node.result(resize(x, config, node.name()), Layout::channels());
}

void read_upsample(ImportNode& node) {
  ResizeConfig config{.mode = named(node, modes, "mode", "nearest"),
                      .position = Position::asymmetric,
                      .rounding = Rounding::down};
  const Value x = image_input(node);
  const auto attribute = node.definition().attributes.find("scales");
  std::vector<double> scales;
  if (attribute != node.definition().attributes.end()) {
    if (const auto* list = std::get_if<std::vector<float>>(&attribute->second)) {
      scales.assign(list->begin(), list->end());
    }
  }
  set_scales(node, node.has_input(1) ? numbers(node, 1) : scales, config);
  node.result(resize(x, config, node.name()), Layout::channels());
}

}  // namespace

void register_resize(OpTable& table) {
  table.exporters["resize"] = {write};
  table.importers["Resize"] = read_resize;
  table.importers["Upsample"] = read_upsample;
}

}  // namespace fovea::onnx

// ArgMax, whose result is i32 here and int64 there: a Cast follows.
#include "fovea/layers/argmax.h"

#include "fovea/onnx/export_node.h"
#include "framework/formats/onnx/reshaped.h"

namespace fovea::onnx {

namespace {

constexpr std::int64_t int32 = 6;

void write(ExportNode& node) {
  const ArgmaxConfig& config = node.layer<ArgmaxLayer>().config();
  const Layout layout = node.layout(0);
  const int rank = node.input_type(0).shape.rank();
  const std::int64_t axis = file_axis(layout, config.axis < 0 ? config.axis + rank : config.axis);
  const std::string where =
      node.step("int64", "ArgMax", {node.input(0)},
                {{"axis", axis}, {"select_last_index", std::int64_t{config.select_last}}});
  node.result("Cast", {where}, {{"to", int32}}, layout);
}

void read(ImportNode& node) {
  const Operand& x = node.operand(0);
  const Layout layout = x.layout.kind == Layout::Kind::flat ? Layout::plain() : x.layout;
  const Shape shape = x.shape();
  std::int64_t axis = node.integer("axis", 0);
  if (axis < 0) axis += shape.rank();
  if (axis < 0 || axis >= shape.rank()) {
    throw Error("axis {} does not exist in {}", node.integer("axis", 0), shape.str());
  }
  const bool keep = node.integer("keepdims", 1) != 0;
  const ArgmaxConfig config{axis_here(layout, static_cast<int>(axis)),
                            node.integer("select_last_index", 0) != 0};
  const Value y = argmax(node.value(0, layout), config, keep ? node.name() : "");
  if (keep) return node.result(y, layout);
  const auto without_axis = [&](const Shape& of) {
    Ints rest(of.dims().begin(), of.dims().end());
    rest.erase(rest.begin() + axis);
    return rest;
  };
  reshape_to(node, {y, layout}, without_axis(shape), without_axis(node.doubled_shape(0)));
}

std::optional<Fusion> fuse(const Matcher& graph, const NodeDef& cast) {
  const auto to = cast.attributes.find("to");
  const auto* type = to == cast.attributes.end() ? nullptr : std::get_if<std::int64_t>(&to->second);
  if (!type || *type != int32) return {};
  const NodeDef* argmax = graph.inner(cast.inputs.at(0), "ArgMax");
  if (!argmax) return {};
  return Fusion{{"ArgMax", cast.name, argmax->inputs, cast.outputs, argmax->attributes}, {argmax}};
}

}  // namespace

void register_argmax(OpTable& table) {
  table.exporters["argmax"] = {write};
  table.importers["ArgMax"] = read;
  table.patterns.emplace("Cast", fuse);
}

}  // namespace fovea::onnx

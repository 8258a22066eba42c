// Each value of the file has an Operand here: a value of our graph with its layout, or a constant
// that is not yet a variable of the graph. A rank-4 input is an image and becomes (N, H, W, C); if
// the file turns its input into (N, C, H, W), the input is (N, H, W, C) already. Layers pass the
// layout on, and a Transpose between the two orders only changes the layout.
#include "fovea/onnx/import.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "fovea/layers/reshape.h"
#include "fovea/layers/transpose.h"
#include "framework/formats/onnx/fold.h"
#include "framework/formats/onnx/fuse_attention.h"
#include "framework/formats/onnx/image_inputs.h"
#include "framework/formats/onnx/known.h"
#include "framework/formats/onnx/metadata.h"
#include "framework/formats/onnx/prepare.h"
#include "framework/formats/printable.h"

namespace fovea::onnx {

namespace {

constexpr std::int64_t most_numbers = 1 << 26;  // of an input

/// Whole numbers as i32, as the graph needs them.
Tensor narrowed(const Constant& constant) {
  Tensor tensor(constant.shape, DType::i32);
  size_t i = 0;
  for (const std::int64_t value : std::get<Ints>(constant.values)) {
    tensor.as<std::int32_t>()[i++] = to_int(value, "a constant");
  }
  return tensor;
}

Initializer initializer_for(const Shape& shape) {
  return shape.rank() > 1 ? Initializer::glorot() : Initializer::zeros();
}

}  // namespace

Import::Import(GraphDef file, const OpTable& table) : file_(std::move(file)), table_(table) {}

Model Import::run() {
  Prepared prepared = prepare(file_, table_);
  file_.nodes = std::move(prepared.nodes);
  file_.initializers.clear();
  take_constants(std::move(prepared.constants));
  count_uses(file_.nodes, file_.outputs);
  model_.name = file_.name;
  model_.graph->number_taken_names();
  reserve_names(file_.nodes);
  add_inputs();
  add_nodes(file_.nodes);
  add_outputs();
  if (!file_.ours) fuse_attention(model_);
  read_metadata(file_.metadata, model_);
  return std::move(model_);
}

void Import::take_constants(std::map<std::string, Constant> constants) {
  for (auto& [name, constant] : constants) {
    in_file_ += constant.shape.count();
    operands_[name] = {Value(), Layout::plain(), std::move(constant)};
  }
}

void Import::reserve_names(const std::vector<NodeDef>& nodes) {
  for (const NodeDef& node : nodes) {
    model_.graph->reserve_name(node.name);
    for (const std::string& output : node.outputs) model_.graph->reserve_name(output);
  }
}

void Import::add_nodes(const std::vector<NodeDef>& nodes) {
  for (const NodeDef& node : nodes) {
    try {
      add_node(node);
    } catch (const Error& error) {
      throw error.at(place_of(node));
    }
    drop_used(node.inputs);
  }
}

void Import::count_uses(const std::vector<NodeDef>& nodes, const std::vector<ValueDef>& outputs) {
  for (const NodeDef& node : nodes) {
    for (const std::string& input : node.inputs) ++uses_[input];
  }
  for (const ValueDef& output : outputs) ++uses_[output.name];
}

void Import::drop_used(const std::vector<std::string>& inputs) {
  for (const std::string& input : inputs) {
    const auto operand = operands_.find(input);
    if (--uses_[input] > 0) continue;
    if (const auto fold_count = fold_counts_.find(input); fold_count != fold_counts_.end()) {
      in_folds_ -= fold_count->second;
      fold_counts_.erase(fold_count);
    }
    if (operand != operands_.end()) operand->second.constant.values = Ints();
    lazy_constants_.erase(input);
  }
}

void Import::count_fold(const std::string& value, const Constant& constant) {
  constexpr std::int64_t few = 1 << 25;
  in_folds_ += fold_counts_[value] = constant.shape.count();
  if (in_folds_ > few + 4 * in_file_) {
    throw Error("what is known would be {} million numbers, made of the {} in the file",
                in_folds_ >> 20, in_file_);
  }
}

void Import::add_inputs() {
  for (const ValueDef& input : file_.inputs) {
    Ints dims = input.dims;
    if (!dims.empty() && dims[0] < 0) dims[0] = 1;
    for (const std::int64_t dim : dims) {
      if (dim >= 1) continue;
      if (dims.size() == 4) {
        throw Error("its size is left open: an image size has to be given (--image-size)")
            .at(fmt::format("input '{}'", printable(input.name)));
      }
      throw Error("its shape is not fixed: only the first axis, the batch, may be left open")
          .at(fmt::format("input '{}'", printable(input.name)));
    }
    const bool image = dims.size() == 4 && !has_channels_last(file_, input);
    const Layout layout = image ? Layout::channels() : Layout::plain();
    const TensorType type{shape_here(layout, Shape(dims)), input.dtype};
    if (type.shape.count() > most_numbers) {
      throw Error("{} is more than the {} million numbers of an example", Shape(dims).str(),
                  most_numbers / 1'000'000)
          .at(fmt::format("input '{}'", printable(input.name)));
    }
    operands_[input.name] = {model_.graph->input(input.name, type), layout};
    const bool open = !input.dims.empty() && input.dims[0] < 0;
    if (!open && !input.dims.empty()) model_.file_batch = FileBatch::fixed;
    if (open) open_inputs_.insert(operands_[input.name].value.id());
    nodes_.insert(input.name);
  }
}

std::string Import::unique_node(const NodeDef& node) {
  for (const std::string& name : {node.name, node.outputs.at(0)}) {
    if (!name.empty() && nodes_.insert(name).second) return name;
  }
  for (int count = 2;; ++count) {
    const std::string name = fmt::format("{}_{}", node.outputs.at(0), count);
    if (nodes_.insert(name).second) return name;
  }
}

void Import::add_node(const NodeDef& node) {
  if (node.outputs.empty()) throw Error("it has no output");
  ImportNode view(*this, node, unique_node(node));
  if (node.outputs[0].empty()) throw Error("its first output is left out");
  if (node.op == "ConstantOfShape" && view.is_constant(0)) {
    lazy_constants_[node.outputs[0]] = {&node, Shape(view.integers(0))};
    return;
  }
  std::vector<Constant> known = fold(view);
  for (size_t k = 0; k < known.size() && k < node.outputs.size(); ++k) {
    if (!node.outputs[k].empty()) count_fold(node.outputs[k], known[k]);
    view.result(k, std::move(known[k]));
  }
  if (!known.empty()) {
    return double_results(node, [&] {
      std::vector<Constant> doubled = fold(view);
      for (size_t k = 0; k < doubled.size() && k < node.outputs.size(); ++k) {
        view.result(k, std::move(doubled[k]));
      }
    });
  }
  const auto importer = table_.importers.find(node.op);
  if (importer == table_.importers.end()) {
    throw Error("only what is known as the file is read can be computed");
  }
  all_known_ = true;
  for (size_t i = 0; i < node.inputs.size(); ++i) {
    all_known_ = all_known_ && (!view.has_input(i) || view.is_constant(i));
  }
  importer->second(view);
  double_results(node, [&] { importer->second(view); });
}

void Import::add_outputs() {
  for (const ValueDef& output : file_.outputs) {
    try {
      const int rank = operand(output.name).shape().rank();
      const Layout layout = rank == 4 ? Layout::channels() : Layout::plain();
      model_.graph->output(output.name, value_of(output.name, layout));
    } catch (const Error& error) {
      throw error.at(fmt::format("output '{}'", printable(output.name)));
    }
  }
}

const Operand& Import::operand(const std::string& value) {
  if (const auto lazy = lazy_constants_.find(value); lazy != lazy_constants_.end()) {
    operands_[value] = {Value(), Layout::plain(),
                        constant_of_shape(*lazy->second.node, lazy->second.shape)};
    lazy_constants_.erase(lazy);
    count_fold(value, operands_[value].constant);
  }
  const auto entry = operands_.find(value);
  if (entry != operands_.end()) return entry->second;
  throw Error("reads '{}', an output that is not supported", printable(value));
}

Value Import::value_of(const std::string& name, const Layout& layout) {
  const Operand& source = operand(name);
  if (source.is_constant()) {
    const Tensor tensor = source.constant.is_float() ? std::get<Tensor>(source.constant.values)
                                                     : narrowed(source.constant);
    if (layout.kind == Layout::Kind::plain) return leaf(name, "", tensor, Role::parameter);
    if (layout.kind == Layout::Kind::image && tensor.shape().rank() == 4) {
      constexpr int order[] = {0, 2, 3, 1};
      return leaf(name, "0231", transposed(tensor, order), Role::parameter);
    }
    throw Error("constant '{}' of {} cannot be laid out like the tensor it meets", printable(name),
                tensor.type().str());
  }
  return turned(source, layout);
}

Value Import::turned(const Operand& source, const Layout& layout) {
  if (source.layout == layout) return source.value;
  Value& known = turned_[{source.value.id(), layout.kind}];
  if (known) return known;
  const auto to_image = [](Value x) { return transpose(x, {{0, 2, 3, 1}}); };
  const auto to_file = [](Value x) { return transpose(x, {{0, 3, 1, 2}}); };
  const auto as = [](Value x, std::int64_t a, std::int64_t b, std::int64_t c) {
    return reshape(x, {{0, a, b, c}});
  };
  const Shape& shape = source.value.shape();
  Value plain = source.value;
  if (source.layout.kind == Layout::Kind::image) {
    // For one channel or one pixel the two orders are the same: only the name changes.
    plain = same_order(shape) ? as(plain, shape[3], shape[1], shape[2]) : to_file(plain);
  } else if (source.layout.kind == Layout::Kind::flat) {
    const Shape& hwc = source.layout.image;
    plain = reshape(to_file(as(plain, hwc[0], hwc[1], hwc[2])), {{0, -1}});
  }
  if (layout.kind == Layout::Kind::plain) return known = plain;
  if (layout.kind == Layout::Kind::flat) {
    const Shape& hwc = layout.image;
    return known = reshape(to_image(as(plain, hwc[2], hwc[0], hwc[1])), {{0, -1}});
  }
  const Shape& file = plain.shape();
  if (file.rank() != 4) throw Error("{} is no image (N, C, H, W)", file.str());
  const Shape image{file[0], file[2], file[3], file[1]};
  return known = same_order(image) ? as(plain, image[1], image[2], image[3]) : to_image(plain);
}

Value Import::leaf(const std::string& value, const std::string& form, const Tensor& tensor,
                   Role role) {
  const std::string& initializer = operand(value).constant.initializer;
  Value& known = leaves_[{initializer.empty() ? "constant " + value : initializer,
                          fmt::format("{} {}", form, tensor.shape().str())}];
  if (known) return known;
  // A layer needs an input that is not constant. If all are constants, they become statistics.
  const bool alone = all_known_ && tensor.dtype() == DType::f32;
  if ((initializer.empty() && !alone) || tensor.dtype() != DType::f32) {
    return known = model_.graph->constant(tensor, value);
  }
  const std::string& base = initializer.empty() ? value : initializer;
  if (initializer.empty()) role = Role::statistic;
  std::string name = base;
  for (int count = 2; !variables_.insert(name).second; ++count) {
    name = fmt::format("{}_{}", base, count);
  }
  model_.weights[name] = tensor;
  return known =
             model_.graph->variable({name, tensor.type(), initializer_for(tensor.shape()), role});
}

}  // namespace fovea::onnx

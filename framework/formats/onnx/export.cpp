// A value of the graph keeps its layout in the file as far as possible: images are (N, C, H, W)
// from the input on, and layers that work element by element pass the layout on. A Transpose is
// written where a layer needs the other order (only reshape and flatten do).
#include "fovea/onnx/export.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "framework/formats/onnx/metadata.h"
#include "framework/model/picture_types.h"

namespace fovea::onnx {

namespace {

Ints dims_of(const Shape& shape) { return {shape.dims().begin(), shape.dims().end()}; }

constexpr std::array<int, 4> image_to_file = {0, 3, 1, 2};

}  // namespace

Layout Export::usual_layout(const TensorType& type) {
  return type.shape.rank() == 4 ? Layout::channels() : Layout::plain();
}

Export::Export(const Model& model, const OpTable& table)
    : model_(model),
      graph_(*model.graph),
      table_(table),
      live_(graph_.nodes().size()),
      written_(static_cast<size_t>(graph_.value_count())) {}

GraphDef Export::run() {
  mark_live();
  check_supported();
  find_file_columns();
  const bool open_batch = model_.file_batch == FileBatch::open ||
                          (model_.file_batch == FileBatch::fixed && keeps_pictures_apart());
  add_inputs(open_batch);
  for (const auto& [name, id] : graph_.outputs()) {
    if (!names_.insert(name).second) throw Error("an input and an output are named '{}'", name);
  }
  for (size_t i = 0; i < live_.size(); ++i) {
    if (!live_[i]) continue;
    const Node& node = graph_.nodes()[i];
    ExportNode view(*this, node);
    try {
      table_.exporters.at(node.layer->kind()).run(view);
    } catch (const Error& error) {
      throw error.at(node.name);
    }
  }
  add_outputs(open_batch);
  file_.name = onnx::name_of(model_);
  file_.metadata = write_metadata(model_);
  return std::move(file_);
}

bool Export::keeps_pictures_apart() const {
  try {
    PictureTypes pictures(model_);
    return std::ranges::all_of(graph_.outputs(), [&](const auto& output) {
      const int id = output.second;
      return !pictures.is_data(id) || pictures.keeps_pictures_apart(id);
    });
  } catch (const Error&) {
    return false;  // it does not run on one picture
  }
}

void Export::mark_live() {
  std::vector<bool> needed(written_.size());
  for (const auto& [name, id] : graph_.outputs()) needed[static_cast<size_t>(id)] = true;
  for (size_t i = live_.size(); i-- > 0;) {
    const Node& node = graph_.nodes()[i];
    for (const int id : node.outputs) live_[i] = live_[i] || needed[static_cast<size_t>(id)];
    if (!live_[i]) continue;
    for (const int id : node.inputs) needed[static_cast<size_t>(id)] = true;
  }
}

void Export::check_supported() const {
  std::string unknown;
  for (size_t i = 0; i < live_.size(); ++i) {
    const Node& node = graph_.nodes()[i];
    if (!live_[i] || table_.exporters.contains(node.layer->kind())) continue;
    unknown += fmt::format("{}{} '{}'", unknown.empty() ? "" : ", ", node.layer->kind(), node.name);
  }
  if (!unknown.empty()) throw Error("layers that have no form in ONNX: {}", unknown);
}

void Export::add_inputs(bool open_batch) {
  for (const int id : graph_.inputs()) {
    const TensorType& type = info(id).type;
    const Layout layout = usual_layout(type);
    const std::string name = unique(info(id).name);
    written_[static_cast<size_t>(id)] = {name, layout};
    file_.inputs.push_back({name, type.dtype, dims_of(file_shape(layout, type.shape))});
    if (open_batch && type.shape.rank() > 0) file_.inputs.back().dims[0] = -1;
  }
}

void Export::add_outputs(bool open_batch) {
  std::map<std::string, std::string> renamed;  // from the names that the nodes' outputs got
  std::set<std::string> outputs;               // by the first `node_count` nodes
  size_t node_count = 0;
  for (const auto& [name, id] : graph_.outputs()) {
    const TensorType& type = info(id).type;
    const Layout layout = usual_layout(type);
    std::string value = name_of(id, layout);
    for (; node_count < file_.nodes.size(); ++node_count) {
      outputs.insert(file_.nodes[node_count].outputs.begin(),
                     file_.nodes[node_count].outputs.end());
    }
    if (!outputs.contains(value) || renamed.contains(value)) {
      value = add(name + "/identity", "Identity", {value}, {});
    }
    renamed[value] = name;
    file_.outputs.push_back({name, type.dtype, dims_of(file_shape(layout, type.shape))});
    const bool batched = open_batch && type.shape.rank() > 0 && !graph_.inputs().empty() &&
                         type.shape[0] == model_.input_type().shape[0];
    if (batched) file_.outputs.back().dims[0] = -1;
  }
  const auto rename = [&](std::string& name) {
    const auto entry = renamed.find(name);
    if (entry != renamed.end()) name = entry->second;
  };
  for (NodeDef& node : file_.nodes) {
    std::ranges::for_each(node.inputs, rename);
    std::ranges::for_each(node.outputs, rename);
  }
}

std::string Export::unique(const std::string& name) {
  if (names_.insert(name).second) return name;
  for (int& number = numbers_.try_emplace(name, 2).first->second;; ++number) {
    std::string candidate = fmt::format("{}_{}", name, number);
    if (names_.insert(candidate).second) return candidate;
  }
}

const Export::Written& Export::written(int value) const {
  const auto& written = written_[static_cast<size_t>(value)];
  if (!written) throw Error("reads '{}', which has no form in ONNX", info(value).name);
  return *written;
}

std::string Export::name_of(int value, const Layout& layout) {
  const ValueKind kind = info(value).kind;
  if (kind == ValueKind::variable || kind == ValueKind::constant) {
    const bool turned = layout.kind == Layout::Kind::image;
    return weight(value, turned ? std::span<const int>(image_to_file) : std::span<const int>());
  }
  const Written& as_it_is = written(value);
  if (as_it_is.layout == layout) return as_it_is.name;
  const std::string& turned = turned_[value];
  if (!turned.empty()) return turned;
  if (info(value).type.shape.rank() != 4) {
    throw Error("'{}' was flattened in the wrong order", info(value).name);
  }
  const bool to_file = layout.kind == Layout::Kind::image;
  const Ints order = to_file ? Ints{0, 3, 1, 2} : Ints{0, 2, 3, 1};
  return turned_[value] = add(as_it_is.name + (to_file ? "/nchw" : "/nhwc"), "Transpose",
                              {as_it_is.name}, {{"perm", order}});
}

std::string Export::add(const std::string& name, const std::string& op,
                        const std::vector<std::string>& inputs,
                        std::map<std::string, Attribute> attributes) {
  const std::string output = unique(name);
  file_.nodes.push_back({op, name, inputs, {output}, std::move(attributes)});
  return output;
}

const Tensor& Export::known(int value) const {
  const ValueInfo& value_info = info(value);
  if (value_info.kind != ValueKind::variable && value_info.kind != ValueKind::constant) {
    throw Error("'{}' is computed by the graph, which has no form in ONNX here", value_info.name);
  }
  if (value_info.kind == ValueKind::constant) {
    return graph_.constants()[static_cast<size_t>(value_info.index)];
  }
  const auto weight = model_.weights.find(value_info.name);
  if (weight == model_.weights.end()) {
    throw Error("variable '{}' has no value: the model is not initialised", value_info.name);
  }
  if (weight->second.type() != value_info.type) {
    throw Error("variable '{}' is {} but its value {}", value_info.name, value_info.type.str(),
                weight->second.type().str());
  }
  return weight->second;
}

std::string Export::leaf(int value, const std::string& form, const Tensor& tensor) {
  std::string& name = leaves_[{value, form}];
  if (!name.empty()) return name;
  Constant constant{tensor.shape(), tensor};
  if (tensor.dtype() == DType::i32) {
    constant.values = Ints(tensor.as<std::int32_t>().begin(), tensor.as<std::int32_t>().end());
  }
  if (info(value).kind == ValueKind::constant) {
    return name = add(info(value).name, "Constant", {}, {{"value", constant}});
  }
  name = unique(info(value).name);
  file_.initializers.emplace_back(name, constant);
  return name;
}

std::string Export::weight(int value, std::span<const int> order) {
  const ValueKind kind = info(value).kind;
  if (kind == ValueKind::variable || kind == ValueKind::constant) {
    const Tensor& tensor = known(value);
    if (order.empty()) return leaf(value, "", tensor);
    return leaf(value, fmt::format("{}", fmt::join(order, "")), transposed(tensor, order));
  }
  const std::string plain = name_of(value, Layout::plain());
  if (order.empty()) return plain;
  return add(plain + "/turned", "Transpose", {plain}, {{"perm", Ints(order.begin(), order.end())}});
}

// From the last node to the first, so the readers of each value are known before it.
void Export::find_file_columns() {
  file_columns_.assign(written_.size(), true);
  for (const auto& [name, id] : graph_.outputs()) file_columns_[static_cast<size_t>(id)] = false;
  for (size_t i = live_.size(); i-- > 0;) {
    const Node& node = graph_.nodes()[i];
    if (!live_[i]) continue;
    const Columns columns = table_.exporters.at(node.layer->kind()).columns;
    for (size_t k = 0; k < node.inputs.size(); ++k) {
      const bool ends = columns == Columns::ends && k == 0;
      const bool handed_on =
          columns == Columns::any && k == 0 && keeps_file_columns(node.outputs[0]);
      if (!ends && !handed_on) file_columns_[static_cast<size_t>(node.inputs[k])] = false;
    }
  }
}

}  // namespace fovea::onnx

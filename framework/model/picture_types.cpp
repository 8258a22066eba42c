#include "framework/model/picture_types.h"

#include <algorithm>
#include <map>

#include "fovea/graph/passes/passes.h"
#include "framework/model/picture_axes.h"

namespace fovea {

PictureTypes::PictureTypes(const Model& model) : graph_(*model.graph) {
  data_.resize(static_cast<size_t>(graph_.value_count()));
  for (const int id : graph_.inputs()) data_[static_cast<size_t>(id)] = true;
  for (const Node& node : graph_.nodes()) {
    bool any = false;
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      any = any || (is_data(node.inputs[i]) && node.layer->reads(static_cast<int>(i)));
    }
    for (const int id : node.outputs) data_[static_cast<size_t>(id)] = any;
  }
  try {
    one_ = with_batch(1);
  } catch (const Error& error) {
    throw error.at(fmt::format("model '{}' does not run on one picture", model.title()));
  }
}

bool PictureTypes::keeps_pictures_apart(int id) {
  return try_two() && shape(id).rank() > 0 && axes_[static_cast<size_t>(id)] == 0;
}

bool PictureTypes::grows_with_batch(int id) {
  return keeps_pictures_apart(id) && shape(id)[0] == 1;
}

bool PictureTypes::has_more_rows(int id) {
  const Shape& single = shape(id);
  if (!try_two() || single.rank() == 0 || single[0] == 1) return false;
  return type_in(*two_, id).shape == single.with(0, 2 * single[0]);
}

// The graph for two pictures, if there can be one.
bool PictureTypes::try_two() {
  if (!two_ && !one_by_one_) {
    try {
      two_ = with_batch(2);
      axes_ = picture_axes(graph_, [&](int id) {
        return PictureShapes{shape(id), type_in(*two_, id).shape};
      });
    } catch (const Error&) {
      one_by_one_ = true;  // the shapes in the file are fixed to a batch of one
    }
  }
  return two_ != nullptr;
}

std::unique_ptr<Graph> PictureTypes::with_batch(std::int64_t batch) const {
  std::map<std::string, TensorType> types;
  for (const int id : graph_.inputs()) {
    const ValueInfo& info = graph_.info(id);
    if (info.type.shape.rank() == 0) continue;
    types[info.name] = {info.type.shape.with(0, batch), info.type.dtype};
  }
  return with_inputs(graph_, types);
}

// The copy has the same nodes, inputs and outputs in the same order.
const TensorType& PictureTypes::type_in(const Graph& copy, int id) const {
  const ValueInfo& info = graph_.info(id);
  if (info.kind == ValueKind::node) {
    const Node& node = graph_.nodes()[static_cast<size_t>(info.index)];
    const auto k = std::ranges::find(node.outputs, id) - node.outputs.begin();
    const Node& same = copy.nodes()[static_cast<size_t>(info.index)];
    return copy.info(same.outputs[static_cast<size_t>(k)]).type;
  }
  if (info.kind == ValueKind::input) {
    const auto k = std::ranges::find(graph_.inputs(), id) - graph_.inputs().begin();
    return copy.info(copy.inputs()[static_cast<size_t>(k)]).type;
  }
  return info.type;
}

}  // namespace fovea

// ScatterND: other tools write an assignment to a part of a tensor as this, such as the regions
// of a mask.
#include "framework/formats/onnx/known.h"

namespace fovea::onnx {

namespace {

/// Replaces parts of x: `indices` (..., k) hold the indices of each part along the first k axes.
std::vector<Constant> scattered(const ImportNode& node) {
  if (node.text("reduction", "none") != "none") return {};
  const Constant &x = node.operand(0).constant, &updates = node.operand(2).constant;
  const Ints& indices = node.integers(1);
  const Shape& of_indices = node.operand(1).constant.shape;
  if (of_indices.rank() < 1 || x.is_float() != updates.is_float()) return {};
  const std::int64_t named = of_indices.back();
  if (named < 1 || named > x.shape.rank()) {
    throw Error("indices of {} axes for {}", named, x.shape.str());
  }
  const int first = static_cast<int>(named);
  const std::int64_t run = x.shape.count(first, x.shape.rank());
  const std::int64_t runs = of_indices.count() / named;
  if (updates.shape.count() != runs * run) {
    throw Error("{} are no updates for {} of {}", updates.shape.str(), runs, x.shape.str());
  }
  std::vector<size_t> places;
  for (std::int64_t i = 0; i < runs; ++i) {
    std::int64_t place = 0;
    for (int axis = 0; axis < first; ++axis) {
      const std::int64_t index = indices[static_cast<size_t>(i * named + axis)];
      const std::int64_t size = x.shape[axis];
      if (index < -size || index >= size) throw Error("index {} of {} elements", index, size);
      place = place * size + (index < 0 ? index + size : index);
    }
    places.push_back(static_cast<size_t>(place * run));
  }
  const auto replaced = [&](auto all, const auto& by) {
    for (size_t i = 0; i < places.size(); ++i) {
      for (size_t k = 0; k < static_cast<size_t>(run); ++k) {
        all[places[i] + k] = by[i * static_cast<size_t>(run) + k];
      }
    }
    return make_constant(x.shape, std::move(all));
  };
  if (x.is_float()) return {replaced(floats_of(x), floats_of(updates))};
  return {replaced(std::get<Ints>(x.values), std::get<Ints>(updates.values))};
}

}  // namespace

void add_known_scatters(KnownTable& table) { table["ScatterND"] = scattered; }

}  // namespace fovea::onnx

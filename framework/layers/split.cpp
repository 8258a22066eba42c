#include "fovea/layers/split.h"

#include <fmt/ranges.h>

#include <numeric>

#include "fovea/layers/slice.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

std::vector<Value> split(Value x, const SplitConfig& config, const std::string& name) {
  const Shape& shape = x.shape();
  const int axis = config.axis < 0 ? config.axis + shape.rank() : config.axis;
  at_node(name.empty() ? "split" : name, "split", x, [&] {
    if (axis < 0 || axis >= shape.rank()) {
      throw Error("axis {} does not exist in {}", config.axis, shape.str());
    }
    std::int64_t whole = 0;
    for (const std::int64_t size : config.sizes) {
      if (size < 1 || size > shape[axis] - whole) break;
      whole += size;
    }
    if (whole != shape[axis] || config.sizes.empty()) {
      throw Error("parts of {} are not the {} of axis {}", fmt::join(config.sizes, ", "),
                  shape[axis], config.axis);
    }
  });
  std::vector<Value> parts;
  std::int64_t start = 0;
  for (const std::int64_t size : config.sizes) {
    const bool first = parts.empty() || name.empty();
    parts.push_back(slice(x, {.starts = {start}, .ends = {start + size}, .axes = {axis}},
                          first ? name : fmt::format("{}_{}", name, parts.size() + 1)));
    start += size;
  }
  return parts;
}

}  // namespace fovea

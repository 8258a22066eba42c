#include "framework/layers/common/row_norm.h"

#include "fovea/core/error.h"

namespace fovea {

int norm_axis(int axis, const Shape& x) {
  const int own = axis < 0 ? axis + x.rank() : axis;
  if (own < 0 || own >= x.rank()) throw Error("axis {} does not exist in {}", axis, x.str());
  return own;
}

Shape norm_shape(int axis, const Shape& x) {
  return Shape(x.dims().subspan(static_cast<size_t>(norm_axis(axis, x))));
}

}  // namespace fovea

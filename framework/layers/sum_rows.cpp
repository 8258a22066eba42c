#include "fovea/layers/sum_rows.h"

#include "fovea/kernels/sum_rows.h"
#include "fovea/layers/common/activation.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

std::vector<TensorType> SumRowsLayer::infer(Types inputs) const {
  expect_f32("sum_rows", inputs, 1);
  const Shape& x = inputs[0].shape;
  if (x.rank() < 1) throw Error("sum_rows needs at least one axis");
  return {{Shape{x.back()}, DType::f32}};
}

KernelCall SumRowsLayer::lower(Types inputs, Types) const {
  const Shape& x = inputs[0].shape;
  return {"sum_rows", SumRowsParams{to_uint(x.count(0, x.rank() - 1)), to_uint(x.back())},
          static_cast<double>(x.count())};
}

Value sum_rows(Value x, std::string name) {
  return add_node(std::make_shared<SumRowsLayer>(), {x}, std::move(name));
}

}  // namespace fovea

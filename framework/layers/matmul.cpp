#include "fovea/layers/matmul.h"

#include "fovea/kernels/matmul.h"
#include "fovea/layers/common/activation.h"
#include "fovea/layers/reduce.h"
#include "framework/layers/common/broadcast.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

Shape batch_of(const Shape& x) { return Shape(x.dims().first(static_cast<size_t>(x.rank() - 2))); }

// The two extents of a matrix as the product sees them.
std::pair<std::int64_t, std::int64_t> matrix_of(const Shape& x, bool turned) {
  const std::int64_t outer = x[x.rank() - 2], inner = x[x.rank() - 1];
  return turned ? std::pair{inner, outer} : std::pair{outer, inner};
}

}  // namespace

std::vector<TensorType> MatmulLayer::infer(Types inputs) const {
  expect_f32("matmul", inputs, 2);
  const Shape &a = inputs[0].shape, &b = inputs[1].shape;
  if (a.rank() < 2 || b.rank() < 2) throw Error("matmul takes matrices, or batches of them");
  const auto [rows, depth] = matrix_of(a, config_.transpose_a);
  const auto [other_depth, columns] = matrix_of(b, config_.transpose_b);
  if (depth != other_depth || depth < 1) {
    throw Error("the {} columns of a do not fit the {} rows of b", depth, other_depth);
  }
  const Shape batch = broadcast(batch_of(a), batch_of(b));
  std::vector<std::int64_t> dims(batch.dims().begin(), batch.dims().end());
  dims.push_back(rows);
  dims.push_back(columns);
  return {{Shape(dims), DType::f32}};
}

KernelCall MatmulLayer::lower(Types inputs, Types outputs) const {
  const Shape &a = inputs[0].shape, &b = inputs[1].shape, &y = outputs[0].shape;
  const auto [rows, depth] = matrix_of(a, config_.transpose_a);
  MatmulParams params{};
  params.rows = to_uint(rows);
  params.depth = to_uint(depth);
  params.columns = to_uint(y.back());
  params.turned_a = uint{config_.transpose_a};
  params.turned_b = uint{config_.transpose_b};
  params.rank = StridedAxes(batch_of(y))
                    .broadcast(batch_of(a))
                    .broadcast(batch_of(b))
                    .write(params.size, {params.a_stride, params.b_stride});
  return {"matmul", params, 2 * static_cast<double>(y.count()) * static_cast<double>(depth)};
}

// y = op(a) op(b), so d op(a) = dy op(b)^T and d op(b) = op(a)^T dy.
std::vector<Value> MatmulLayer::gradient(const GradientCall& call) const {
  const Value a = call.inputs[0], b = call.inputs[1], dy = call.gradients[0];
  const auto [turned_a, turned_b] = config_;
  std::vector<Value> results(2);
  if (call.needs_gradient[0]) {
    const Value da = turned_a ? matmul(b, dy, {turned_b, true}) : matmul(dy, b, {false, !turned_b});
    results[0] = sum_to(da, a);
  }
  if (call.needs_gradient[1]) {
    const Value db = turned_b ? matmul(dy, a, {true, turned_a}) : matmul(a, dy, {!turned_a, false});
    results[1] = sum_to(db, b);
  }
  return results;
}

Value matmul(Value a, Value b, MatmulConfig config, std::string name) {
  return add_node(std::make_shared<MatmulLayer>(config), {a, b}, std::move(name));
}

}  // namespace fovea

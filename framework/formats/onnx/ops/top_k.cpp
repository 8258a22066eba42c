// TopK: an element's rank is the number of elements before it in order: larger ones, and equal ones
// on its left. The element of rank r is a sum in which all others count 0. So values have
// gradients, and n elements need n^2 comparisons.
#include <numeric>

#include "fovea/layers/add.h"
#include "fovea/layers/binary.h"
#include "fovea/layers/cast.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/reduce.h"
#include "fovea/layers/reshape.h"
#include "fovea/layers/transpose.h"
#include "fovea/layers/unary.h"
#include "fovea/layers/where.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

constexpr std::int64_t most = 4096;  // elements in a row

Value numbers(Graph& graph, const Shape& shape) {
  Tensor tensor(shape, DType::f32);
  std::iota(tensor.as<float>().begin(), tensor.as<float>().end(), 0.0f);
  return graph.constant(tensor);
}

/// (n, n): 1 where the column is on the left of the row.
Value on_the_left(Graph& graph, std::int64_t n) {
  Tensor tensor({n, n}, DType::f32);
  for (std::int64_t i = 0; i < n * n; ++i) {
    tensor.as<float>()[static_cast<size_t>(i)] = i % n < i / n;
  }
  return graph.constant(tensor);
}

std::int64_t count_of(const ImportNode& node, std::int64_t n) {
  const bool is_input = node.opset() >= 10;
  if (is_input && node.integers(1).size() != 1) throw Error("its k is not one number");
  const std::int64_t k = is_input ? node.integers(1)[0] : node.integer("k", 0);
  if (k < 1 || k > n) throw Error("the first {} of {} elements", k, n);
  if (n > most) throw Error("{} elements in a row, at most {} are supported", n, most);
  return k;
}

void read(ImportNode& node) {
  Value x = node.value(0, Layout::plain());
  Graph& graph = node.graph();
  const int rank = x.shape().rank(), last = rank - 1;
  const std::int64_t attribute = node.integer("axis", -1);
  const int axis = to_int(attribute < 0 ? attribute + rank : attribute, "axis");
  if (axis < 0 || axis > last)
    throw Error("axis {} does not exist in {}", attribute, x.shape().str());
  TransposeConfig swap;
  for (int i = 0; i < rank; ++i) swap.order.push_back(i == axis ? last : i == last ? axis : i);
  if (axis != last) x = transpose(x, swap);
  const std::int64_t n = x.shape().back(), k = count_of(node, n);
  const bool largest = node.integer("largest", 1) != 0;

  // (..., n, 1) against (..., 1, n): where a column is before a row.
  const auto with_axis = [&](std::int64_t rows, std::int64_t columns) {
    ReshapeConfig config{{x.shape().dims().begin(), x.shape().dims().end()}};
    config.shape[0] = rank == 1 ? rows : -1;
    if (rank > 1) config.shape.back() = rows;
    config.shape.push_back(columns);
    return reshape(x, config);
  };
  const Value rows = with_axis(n, 1), columns = with_axis(1, n);
  const Value before = largest ? less(rows, columns) : less(columns, rows);
  const Value ties = multiply(equal(rows, columns), on_the_left(graph, n));
  const Value ranks = reduce_sum(add(before, ties), {.axes = {rank}});  // (..., n, 1)
  const Value is_best = equal(ranks, numbers(graph, {k}));              // (..., n, k)
  const Value zero = graph.constant(Tensor::scalar(0.0f));
  const auto best_of = [&](Value of) {
    const Value sum =
        reduce_sum(where(is_best, of, zero), {.axes = {rank - 1}, .keep_axes = false});
    return axis == last ? sum : transpose(sum, swap);
  };
  node.result(0, best_of(rows));
  if (node.definition().outputs.size() > 1) {
    node.result(1, cast(best_of(numbers(graph, {n, 1})), {.to = DType::i32}));
  }
}

}  // namespace

void register_top_k(OpTable& table) { table.importers["TopK"] = read; }

}  // namespace fovea::onnx

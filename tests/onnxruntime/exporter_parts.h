// Common parts of the models that exporters write.
#pragma once

#include <cmath>

#include "tests/support/onnx_writer.h"

namespace fovea {

/// Each member adds nodes and returns the name of their result.
class ExporterParts : public OnnxWriter {
 public:
  ExporterParts() : OnnxWriter(17) {}

  std::string extent(const std::string& x, std::int64_t axis) {
    return node("Gather", {node("Shape", {x}), whole(axis)}, {{"axis", std::int64_t{0}}});
  }
  /// A shape made from computed numbers ("" means the next of `known`).
  std::string shape_of(const Names& computed, const Ints& known) {
    Names parts;
    size_t next = 0;
    for (const std::string& number : computed) {
      parts.push_back(number.empty() ? ints({known[next++]})
                                     : node("Unsqueeze", {number, ints({0})}));
    }
    return node("Concat", parts, {{"axis", std::int64_t{0}}});
  }
  /// x as (size of axis 0, dims...).
  std::string batched(const std::string& x, const Ints& dims, const std::string& like = "") {
    Names names{extent(like.empty() ? x : like, 0)};
    names.resize(dims.size() + 1);
    return node("Reshape", {x, shape_of(names, dims)}, {{"allowzero", std::int64_t{0}}});
  }
  std::string reshape(const std::string& x, const Ints& dims) {
    return node("Reshape", {x, ints(dims)});
  }
  std::string transpose(const std::string& x, const Ints& perm) {
    return node("Transpose", {x}, {{"perm", perm}});
  }
  std::string slice(const std::string& x, std::int64_t axis, std::int64_t from, std::int64_t to,
                    std::int64_t step = 1) {
    return node("Slice", {x, ints({from}), ints({to}), ints({axis}), ints({step})});
  }
  std::string concat(const Names& parts, std::int64_t axis) {
    return node("Concat", parts, {{"axis", axis}});
  }
  std::string gather(const std::string& x, std::int64_t index, std::int64_t axis) {
    return node("Gather", {x, whole(index)}, {{"axis", axis}});
  }
  std::string add(const std::string& a, const std::string& b) { return node("Add", {a, b}); }
  std::string mul(const std::string& a, const std::string& b) { return node("Mul", {a, b}); }

  std::string linear(const std::string& x, std::int64_t inputs, std::int64_t units) {
    return add(weight({units}), node("MatMul", {x, weight({inputs, units})}));
  }
  std::string gemm(const std::string& x, std::int64_t inputs, std::int64_t units) {
    return node("Gemm", {x, weight({units, inputs}), weight({units})},
                {{"alpha", 1.0f}, {"beta", 1.0f}, {"transB", std::int64_t{1}}});
  }
  std::string layer_norm(const std::string& x, std::int64_t units) {
    return node("LayerNormalization", {x, weight({units}, 0.2f, 1), weight({units})},
                {{"axis", std::int64_t{-1}}, {"epsilon", 1e-6f}});
  }
  std::string gelu(const std::string& x) {
    const std::string erf = node("Erf", {node("Div", {x, number(std::sqrt(2.0f))})});
    return mul(mul(x, add(erf, number(1))), number(0.5f));
  }
  std::string softmax(const std::string& x) {
    return node("Softmax", {x}, {{"axis", std::int64_t{-1}}});
  }
  std::string conv(const std::string& x, std::int64_t from, std::int64_t to, std::int64_t kernel,
                   std::int64_t stride, std::int64_t padding, std::int64_t group = 1) {
    return node("Conv", {x, weight({to, from / group, kernel, kernel}), weight({to})},
                {{"kernel_shape", Ints{kernel, kernel}},
                 {"strides", Ints{stride, stride}},
                 {"pads", Ints(4, padding)},
                 {"dilations", Ints{1, 1}},
                 {"group", group}});
  }
  std::string feed_forward(const std::string& x, std::int64_t units) {
    return linear(gelu(linear(layer_norm(x, units), units, 2 * units)), 2 * units, units);
  }
  /// Rows of a table, by the distance of two tokens in a window: (heads, tokens, tokens).
  std::string position_bias(std::int64_t side, std::int64_t heads) {
    const std::int64_t tokens = side * side, reach = 2 * side - 1;
    Ints rows;
    for (std::int64_t a = 0; a < tokens; ++a) {
      for (std::int64_t b = 0; b < tokens; ++b) {
        rows.push_back((a / side - b / side + side - 1) * reach + a % side - b % side + side - 1);
      }
    }
    const std::string taken =
        node("Gather", {weight({reach * reach, heads}), ints(rows)}, {{"axis", std::int64_t{0}}});
    return transpose(reshape(taken, {tokens, tokens, -1}), {2, 0, 1});
  }
};

}  // namespace fovea

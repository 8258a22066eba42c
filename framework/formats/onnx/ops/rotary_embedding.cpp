// RotaryEmbedding of operator set 23: pairs of elements of each head, turned by angles. Their
// cosines and sines are inputs: one row per token or, if the numbers of the tokens are an input, a
// table of rows. On (N, T, heads * size) or (N, heads, T, size).
#include "fovea/layers/add.h"
#include "fovea/layers/binary.h"
#include "fovea/layers/concat.h"
#include "fovea/layers/gather.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/reshape.h"
#include "fovea/layers/split.h"
#include "fovea/layers/transpose.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

/// The cosines or sines, input i, as (N, T, 1, pairs).
Value waves(const ImportNode& node, size_t i, std::int64_t pairs) {
  Value rows = node.value(i, Layout::plain());
  if (node.has_input(3)) rows = gather(rows, node.value(3, Layout::plain()));
  if (rows.shape().rank() != 3 || rows.shape()[2] != pairs) {
    throw Error("input {} is {}, but {} pairs are turned", i + 1, rows.shape().str(), pairs);
  }
  return reshape(rows, {{0, rows.shape()[1], 1, pairs}});
}

/// x (N, T, heads, 2 pairs) turned.
Value turned(Value x, Value cosine, Value sine, bool interleaved) {
  const std::int64_t tokens = x.shape()[1], heads = x.shape()[2], pairs = x.shape()[3] / 2;
  const auto half = [&](Value part) { return reshape(part, {{0, tokens, heads, pairs}}); };
  const Value whole = interleaved ? reshape(x, {{0, tokens, heads, pairs, 2}}) : x;
  const std::int64_t size = interleaved ? 1 : pairs;
  const std::vector<Value> parts = split(whole, {.sizes = {size, size}});
  const Value a = half(parts[0]), b = half(parts[1]);
  const Value first = subtract(multiply(a, cosine), multiply(b, sine));
  const Value second = add(multiply(a, sine), multiply(b, cosine));
  if (!interleaved) return concat({first, second});
  const auto column = [&](Value part) { return reshape(part, {{0, tokens, heads, pairs, 1}}); };
  return reshape(concat({column(first), column(second)}), {{0, tokens, heads, 2 * pairs}});
}

void read(ImportNode& node) {
  if (node.opset() < 23) throw Error("it is no operator of set {}, only from 23 on", node.opset());
  const Value x = node.value(0, Layout::plain());
  const Shape& shape = x.shape();
  const bool has_axes = shape.rank() == 4;
  if (shape.rank() != 3 && !has_axes) throw Error("{} holds no tokens", shape.str());
  const std::int64_t heads = has_axes ? shape[1] : node.integer("num_heads", 0);
  if (heads < 1 || (!has_axes && shape[2] % heads != 0)) {
    throw Error("num_heads {} must divide {} units", heads, shape[2]);
  }
  const std::int64_t size = has_axes ? shape[3] : shape[2] / heads;
  const std::int64_t tokens = has_axes ? shape[2] : shape[1];
  const std::int64_t attribute = node.integer("rotary_embedding_dim", 0);
  const std::int64_t moving = attribute == 0 ? size : attribute;
  if (moving < 2 || moving > size || moving % 2 != 0) {
    throw Error("{} of {} elements of a head are no pairs", moving, size);
  }
  const Value by_tokens =
      has_axes ? transpose(x, {{0, 2, 1, 3}}) : reshape(x, {{0, tokens, heads, size}});
  const Value cosine = waves(node, 1, moving / 2), sine = waves(node, 2, moving / 2);
  const bool interleaved = node.integer("interleaved", 0) != 0;
  Value y;
  if (moving == size) {
    y = turned(by_tokens, cosine, sine, interleaved);
  } else {
    const std::vector<Value> parts = split(by_tokens, {.sizes = {moving, size - moving}});
    y = concat({turned(parts[0], cosine, sine, interleaved), parts[1]});
  }
  node.result(has_axes ? transpose(y, {{0, 2, 1, 3}}, node.name())
                       : reshape(y, {{0, tokens, heads * size}}, node.name()));
}

}  // namespace

void register_rotary_embedding(OpTable& table) { table.importers["RotaryEmbedding"] = read; }

}  // namespace fovea::onnx

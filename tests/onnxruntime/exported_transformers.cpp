#include "tests/onnxruntime/exported_transformers.h"

#include <cmath>

#include "tests/onnxruntime/exporter_parts.h"

namespace fovea {

namespace {

using Ints = OnnxWriter::Ints;
using Names = OnnxWriter::Names;

// nn.MultiheadAttention of tokens (N, T, units), with scaled_dot_product_attention written as
// single nodes.
std::string multi_head_attention(ExporterParts& w, const std::string& tokens, std::int64_t units,
                                 std::int64_t heads) {
  const std::int64_t size = units / heads;
  const std::string x = w.transpose(tokens, {1, 0, 2});
  const std::string t = w.extent(x, 0), n = w.extent(x, 1);
  const std::string packed = w.linear(x, units, 3 * units);
  const std::string four = w.node("Reshape", {packed, w.shape_of({t, n, "", ""}, {3, units})});
  const std::string first = w.transpose(w.node("Unsqueeze", {four, w.ints({0})}), {3, 1, 2, 0, 4});
  const std::string parts = w.node("Squeeze", {first, w.ints({-2})});
  const std::string rows = w.mul(n, w.whole(heads));
  const auto by_heads = [&](std::int64_t which) {
    const std::string part = w.gather(parts, which, 0);
    const std::string split = w.node("Reshape", {part, w.shape_of({t, rows, ""}, {size})});
    const std::string turned = w.transpose(split, {1, 0, 2});
    return w.node("Reshape", {turned, w.shape_of({n, "", t, ""}, {heads, size})});
  };
  const std::string q = by_heads(0), k = by_heads(1), v = by_heads(2);
  const std::string last = w.slice(w.node("Shape", {q}), 0, -1, INT64_MAX);
  const std::string root =
      w.node("Sqrt", {w.node("Cast", {last}, {{"to", std::int64_t{OnnxWriter::f32}}})});
  const std::string scale = w.node("Div", {w.number(1), root});
  const std::string scaled_q = w.mul(q, w.node("Sqrt", {scale}));
  const std::string scaled_k = w.mul(w.transpose(k, {0, 1, 3, 2}), w.node("Sqrt", {scale}));
  const std::string shares = w.softmax(w.node("MatMul", {scaled_q, scaled_k}));
  const std::string sums = w.transpose(w.node("MatMul", {shares, v}), {2, 0, 1, 3});
  const std::string flat = w.node("Reshape", {sums, w.shape_of({w.mul(n, t), ""}, {units})});
  const std::string mixed = w.gemm(flat, units, units);
  const std::string y = w.node("Reshape", {mixed, w.shape_of({t, n, ""}, {units})});
  return w.transpose(y, {1, 0, 2});
}

// tensor.expand of a parameter (1, 1, units): -1 keeps an extent.
std::string expanded(ExporterParts& w, const std::string& token, const std::string& n) {
  const std::string shape = w.shape_of({n, "", ""}, {-1, -1});
  const std::string ones = w.node("ConstantOfShape", {w.node("Shape", {shape})});
  const std::string one =
      w.node("Add", {w.node("Cast", {ones}, {{"to", std::int64_t{7}}}), w.ints({1})});
  const std::string keeps = w.node("Equal", {shape, w.mul(one, w.whole(-1))});
  return w.node("Expand", {token, w.node("Where", {keeps, one, shape})});
}

// Shifted windows of torchvision: tokens (N, H, W, units).
class SwinBlock {
 public:
  SwinBlock(ExporterParts& w, std::int64_t side, std::int64_t units, std::int64_t heads,
            std::int64_t window, std::int64_t shift)
      : w_(w),
        side_(side),
        padded_((side + window - 1) / window * window),
        units_(units),
        heads_(heads),
        window_(window),
        shift_(shift) {}

  std::string run(const std::string& x) {
    const std::string y = w_.add(x, attention(w_.layer_norm(x, units_)));
    return w_.add(y, w_.feed_forward(y, units_));
  }

 private:
  std::string rolled(std::string x, std::int64_t by) {
    for (const std::int64_t axis : {1, 2}) {
      x = w_.concat({w_.slice(x, axis, by, INT64_MAX), w_.slice(x, axis, 0, by)}, axis);
    }
    return x;
  }

  std::string attention(const std::string& input) {
    const std::int64_t more = padded_ - side_, count = padded_ / window_;
    const std::int64_t tokens = window_ * window_, size = units_ / heads_;
    std::string x = w_.node("Pad", {input, w_.ints({0, 0, 0, 0, 0, more, more, 0}), w_.number(0)},
                            {{"mode", std::string("constant")}});
    if (shift_ > 0) x = rolled(x, shift_);
    x = w_.transpose(w_.batched(x, {count, window_, count, window_, units_}), {0, 1, 3, 2, 4, 5});
    const std::string n = w_.extent(input, 0);
    const std::string windows = w_.mul(n, w_.whole(count * count));
    x = w_.node("Reshape", {x, w_.shape_of({windows, "", ""}, {tokens, units_})});
    const std::string packed = w_.linear(x, units_, 3 * units_);
    const std::string parts =
        w_.transpose(w_.batched(packed, {tokens, 3, heads_, size}), {2, 0, 3, 1, 4});
    const float scale = 1 / std::sqrt(static_cast<float>(size));
    const std::string q = w_.mul(w_.gather(parts, 0, 0), w_.number(scale));
    const std::string k = w_.transpose(w_.gather(parts, 1, 0), {0, 1, 3, 2});
    std::string scores = w_.node("MatMul", {q, k});
    const std::string bias =
        w_.node("Unsqueeze", {w_.position_bias(window_, heads_), w_.ints({0})});
    scores = w_.add(scores, bias);
    if (shift_ > 0) scores = masked(scores, windows, count);
    const std::string sums =
        w_.transpose(w_.node("MatMul", {w_.softmax(scores), w_.gather(parts, 2, 0)}), {0, 2, 1, 3});
    x = w_.linear(w_.batched(sums, {tokens, units_}), units_, units_);
    x = w_.node("Reshape", {x, w_.shape_of({n, "", "", "", "", ""},
                                           {count, count, window_, window_, units_})});
    x = w_.batched(w_.transpose(x, {0, 1, 3, 2, 4, 5}), {padded_, padded_, units_});
    if (shift_ > 0) x = rolled(x, -shift_);
    return w_.slice(w_.slice(x, 1, 0, side_), 2, 0, side_);
  }

  // Tokens of different regions do not see each other: numbers of regions are written into a plane.
  std::string masked(const std::string& scores, const std::string& windows, std::int64_t count) {
    const std::int64_t tokens = window_ * window_;
    std::string plane = w_.node("ConstantOfShape", {w_.ints({padded_, padded_})});
    float region = 0;
    const Ints borders{0, padded_ - window_, padded_ - shift_, padded_};
    for (size_t row = 0; row < 3; ++row) {
      for (size_t column = 0; column < 3; ++column) {
        Ints places;
        for (std::int64_t i = borders[row]; i < borders[row + 1]; ++i) {
          for (std::int64_t j = borders[column]; j < borders[column + 1]; ++j) {
            places.insert(places.end(), {i, j});
          }
        }
        const std::int64_t height = borders[row + 1] - borders[row],
                           width = borders[column + 1] - borders[column];
        const std::string value =
            w_.node("Expand", {w_.number(region++), w_.ints({height, width})});
        plane = w_.node("ScatterND", {plane, w_.ints(places, {height, width, 2}), value});
      }
    }
    plane = w_.transpose(w_.reshape(plane, {count, window_, count, window_}), {0, 2, 1, 3});
    plane = w_.reshape(plane, {count * count, tokens});
    const std::string apart = w_.node("Sub", {w_.node("Unsqueeze", {plane, w_.ints({1})}),
                                              w_.node("Unsqueeze", {plane, w_.ints({2})})});
    const std::string same = w_.node("Equal", {apart, w_.number(0)});
    const std::string far = w_.node("Where", {w_.node("Not", {same}), w_.number(-100), apart});
    const std::string mask = w_.node("Where", {same, w_.number(0), far});
    const std::string n = w_.node("Div", {windows, w_.whole(count * count)});
    const std::string by_windows = w_.node(
        "Reshape",
        {scores, w_.shape_of({n, "", "", "", ""}, {count * count, heads_, tokens, tokens})});
    const std::string wide =
        w_.node("Unsqueeze", {w_.node("Unsqueeze", {mask, w_.ints({1})}), w_.ints({0})});
    return w_.reshape(w_.add(by_windows, wide), {-1, heads_, tokens, tokens});
  }

  ExporterParts& w_;
  std::int64_t side_, padded_, units_, heads_, window_, shift_;
};

// Windows of maxvit: x (N, C, side, side). In a grid the distance of tokens is
// side / window pixels.
std::string partition_attention(ExporterParts& w, const std::string& x, std::int64_t side,
                                std::int64_t units, std::int64_t heads, std::int64_t window,
                                bool grid) {
  const std::int64_t part = grid ? side / window : window, count = side / part;
  const std::int64_t groups = count * count, tokens = part * part, size = units / heads;
  std::string y = w.batched(x, {units, count, part, count, part});
  y = w.batched(w.transpose(y, {0, 2, 4, 3, 5, 1}), {groups, tokens, units});
  if (grid) y = w.transpose(y, {0, 2, 1, 3});
  const std::int64_t rows = grid ? tokens : groups, each = grid ? groups : tokens;
  const std::string normed = w.layer_norm(y, units);
  const Names parts = w.nodes("Split", {w.linear(normed, units, 3 * units), w.ints(Ints(3, units))},
                              {{"axis", std::int64_t{-1}}}, 3);
  const auto by_heads = [&](const std::string& value) {
    return w.transpose(w.batched(value, {rows, each, heads, size}), {0, 1, 3, 2, 4});
  };
  const std::string k =
      w.mul(by_heads(parts[1]), w.number(1 / std::sqrt(static_cast<float>(units))));
  const std::string products = w.node("Einsum", {by_heads(parts[0]), k},
                                      {{"equation", "B G H I D, B G H J D -> B G H I J"}});
  const std::string bias =
      w.node("Unsqueeze", {w.position_bias(grid ? count : part, heads), w.ints({0})});
  const std::string shares = w.softmax(w.add(products, bias));
  const std::string sums = w.node("Einsum", {shares, by_heads(parts[2])},
                                  {{"equation", "B G H I J, B G H J D -> B G H I D"}});
  const std::string together = w.batched(w.transpose(sums, {0, 1, 3, 2, 4}), {rows, each, units});
  y = w.add(y, w.linear(together, units, units));
  y = w.add(y, w.feed_forward(y, units));
  if (grid) y = w.transpose(y, {0, 2, 1, 3});
  y = w.transpose(w.batched(y, {count, count, part, part, units}), {0, 5, 1, 3, 2, 4});
  return w.batched(y, {units, side, side});
}

std::string batch_norm(ExporterParts& w, const std::string& x, std::int64_t units) {
  return w.node("BatchNormalization",
                {x, w.weight({units}, 0.2f, 1), w.weight({units}), w.weight({units}),
                 w.weight({units}, 0.1f, 1)},
                {{"epsilon", 1e-3f}, {"momentum", 0.99f}, {"training_mode", std::int64_t{0}}});
}

// Conv1D of Hugging Face: x (N, T, inputs) as a matrix, and back.
std::string conv1d(ExporterParts& w, const std::string& x, std::int64_t inputs,
                   std::int64_t units) {
  const std::string n = w.extent(x, 0), t = w.extent(x, 1);
  const std::string flat = w.reshape(x, {-1, inputs});
  const std::string y = w.node("Gemm", {flat, w.weight({inputs, units}), w.weight({units})},
                               {{"alpha", 1.0f}, {"beta", 1.0f}});
  return w.node("Reshape", {y, w.shape_of({n, t, ""}, {units})});
}

}  // namespace

OnnxWriter exported_vit() {
  constexpr std::int64_t units = 12, patches = 9;
  ExporterParts w;
  const std::string x = w.input("x", {0, 3, 12, 12});
  const std::string n = w.extent(x, 0);
  const std::string h = w.node("Div", {w.extent(x, 2), w.whole(4)});
  const std::string count = w.mul(h, w.node("Div", {w.extent(x, 3), w.whole(4)}));
  const std::string embedded = w.conv(x, 3, units, 4, 4, 0);
  const std::string rows = w.node("Reshape", {embedded, w.shape_of({n, "", count}, {units})});
  std::string y =
      w.concat({expanded(w, w.weight({1, 1, units}), n), w.transpose(rows, {0, 2, 1})}, 1);
  y = w.add(y, w.weight({1, patches + 1, units}));
  for (int block = 0; block < 2; ++block) {
    y = w.add(multi_head_attention(w, w.layer_norm(y, units), units, 3), y);
    y = w.add(y, w.feed_forward(y, units));
  }
  const std::string token = w.gather(w.layer_norm(y, units), 0, 1);
  w.output(w.gemm(token, units, 5), "y", {0, 5});
  return w;
}

OnnxWriter exported_swin() {
  ExporterParts w;
  const std::string x = w.input("x", {0, 3, 20, 20});
  std::string y = w.layer_norm(w.transpose(w.conv(x, 3, 8, 4, 4, 0), {0, 2, 3, 1}), 8);
  y = SwinBlock(w, 5, 8, 2, 3, 0).run(y);
  y = SwinBlock(w, 5, 8, 2, 3, 1).run(y);
  // Merges 2 x 2 tokens: the fifth row and column are padded with zeros.
  y = w.node("Pad", {y, w.ints({0, 0, 0, 0, 0, 1, 1, 0}), w.number(0)});
  Names quarters;
  for (const std::int64_t column : {0, 1}) {
    for (const std::int64_t row : {0, 1}) {
      quarters.push_back(w.slice(w.slice(y, 1, row, INT64_MAX, 2), 2, column, INT64_MAX, 2));
    }
  }
  y = w.layer_norm(w.concat(quarters, -1), 32);
  y = w.node("MatMul", {y, w.weight({32, 16})});
  y = SwinBlock(w, 3, 16, 4, 3, 0).run(y);
  y = w.transpose(w.layer_norm(y, 16), {0, 3, 1, 2});
  y = w.node("Flatten", {w.node("GlobalAveragePool", {y})}, {{"axis", std::int64_t{1}}});
  w.output(w.gemm(y, 16, 5), "y", {0, 5});
  return w;
}

OnnxWriter exported_maxvit() {
  constexpr std::int64_t units = 8, wide = 16;
  ExporterParts w;
  const std::string x = w.input("x", {0, 3, 16, 16});
  const std::string stem = w.gelu(batch_norm(w, w.conv(x, 3, units, 3, 2, 1), units));
  // MBConv with weighted channels, and a shortcut.
  std::string y = batch_norm(w, stem, units);
  y = w.gelu(batch_norm(w, w.conv(y, units, wide, 1, 1, 0), wide));
  y = w.gelu(batch_norm(w, w.conv(y, wide, wide, 3, 2, 1, wide), wide));
  std::string squeezed = w.conv(w.node("GlobalAveragePool", {y}), wide, 4, 1, 1, 0);
  squeezed = w.mul(squeezed, w.node("Sigmoid", {squeezed}));
  y = w.mul(w.node("Sigmoid", {w.conv(squeezed, 4, wide, 1, 1, 0)}), y);
  y = w.conv(y, wide, units, 1, 1, 0);
  const std::string pooled = w.node("AveragePool", {stem},
                                    {{"kernel_shape", Ints{3, 3}},
                                     {"strides", Ints{2, 2}},
                                     {"pads", Ints(4, 1)},
                                     {"count_include_pad", std::int64_t{1}}});
  y = w.add(w.conv(pooled, units, units, 1, 1, 0), y);
  y = partition_attention(w, y, 4, units, 2, 2, false);
  y = partition_attention(w, y, 4, units, 2, 2, true);
  y = w.node("Flatten", {w.node("GlobalAveragePool", {y})}, {{"axis", std::int64_t{1}}});
  y = w.node("Tanh", {w.gemm(w.layer_norm(y, units), units, units)});
  w.output(w.node("MatMul", {y, w.weight({units, 5})}), "y", {0, 5});
  return w;
}

OnnxWriter exported_gpt2() {
  constexpr std::int64_t units = 12, heads = 3, size = 4, vocabulary = 11, tokens = 7, context = 9;
  ExporterParts w;
  const std::string ids = w.input("x", {0, tokens}, OnnxWriter::i64);
  const std::string t = w.extent(ids, 1);
  const std::string rows = w.node("Reshape", {ids, w.shape_of({"", t}, {-1})});
  const std::string places =
      w.node("Unsqueeze", {w.node("Range", {w.whole(0), t, w.whole(1)}), w.ints({0})});
  const std::string table = w.weight({vocabulary, units});
  std::string y = w.add(w.node("Gather", {table, rows}),
                        w.node("Gather", {w.weight({context, units}), places}));
  for (int block = 0; block < 2; ++block) {
    const std::string normed = w.layer_norm(y, units);
    const Names parts =
        w.nodes("Split", {conv1d(w, normed, units, 3 * units), w.ints(Ints(3, units))},
                {{"axis", std::int64_t{2}}}, 3);
    const auto by_heads = [&](const std::string& part, const Ints& order) {
      const std::string split =
          w.node("Reshape",
                 {part, w.shape_of({w.extent(part, 0), w.extent(part, 1), "", ""}, {heads, size})});
      return w.transpose(split, order);
    };
    const std::string products =
        w.node("MatMul", {by_heads(parts[0], {0, 2, 1, 3}), by_heads(parts[1], {0, 2, 3, 1})});
    const std::string scaled = w.node("Div", {products, w.number(std::sqrt(float{size}))});
    std::vector<bool> lower;
    for (std::int64_t i = 0; i < context * context; ++i)
      lower.push_back(i % context <= i / context);
    const std::string triangle = w.booleans(lower, {1, 1, context, context});
    const std::string mask = w.slice(w.slice(triangle, 2, 0, tokens), 3, 0, tokens);
    const std::string masked = w.node("Where", {mask, scaled, w.number(-3.4028235e38f)});
    const std::string sums = w.transpose(
        w.node("MatMul", {w.softmax(masked), by_heads(parts[2], {0, 2, 1, 3})}), {0, 2, 1, 3});
    const std::string together =
        w.node("Reshape", {sums, w.shape_of({w.extent(sums, 0), w.extent(sums, 1), ""}, {units})});
    y = w.add(conv1d(w, together, units, units), y);
    const std::string u = conv1d(w, w.layer_norm(y, units), units, 4 * units);
    const std::string cube = w.mul(w.node("Pow", {u, w.number(3)}), w.number(0.044715f));
    const std::string bent = w.mul(w.add(u, cube), w.number(0.7978845608f));
    const std::string share = w.add(w.node("Tanh", {bent}), w.number(1));
    y = w.add(y, conv1d(w, w.mul(w.mul(u, w.number(0.5f)), share), 4 * units, units));
  }
  const std::string head = w.transpose(table, {1, 0});
  w.output(w.node("MatMul", {w.layer_norm(y, units), head}), "y", {0, tokens, vocabulary});
  return w;
}

}  // namespace fovea

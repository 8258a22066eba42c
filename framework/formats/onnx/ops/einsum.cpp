// Einsum of one or two operands: a product of matrices between transposes and reshapes. A label
// that only one operand has, and not the result, is summed first. A label that both have is an
// axis of the batch if the result has it too, else the depth. "..." means axes that are counted
// from the end.
#include <algorithm>
#include <map>

#include "fovea/layers/gather.h"
#include "fovea/layers/matmul.h"
#include "fovea/layers/reduce.h"
#include "fovea/layers/reshape.h"
#include "fovea/layers/transpose.h"
#include "fovea/onnx/import_node.h"
#include "framework/formats/printable.h"

namespace fovea::onnx {

namespace {

/// Letters, and for the axes of an ellipsis '0' for the last one, '1' for the one before, ...
using Labels = std::string;

bool has(const Labels& labels, char label) { return labels.find(label) != Labels::npos; }

/// A term with labels for the `hidden` axes of its ellipsis.
Labels spelled(const std::string& term, std::int64_t hidden) {
  const size_t dots = term.find("...");
  if (dots == std::string::npos) return term;
  Labels labels = term.substr(0, dots);
  for (std::int64_t i = hidden; i-- > 0;) labels += static_cast<char>('0' + i);
  return labels + term.substr(dots + 3);
}

std::int64_t letters_in(const std::string& term) {
  return static_cast<std::int64_t>(term.size()) - (term.find("...") == std::string::npos ? 0 : 3);
}

struct Equation {
  std::vector<Labels> operands;
  Labels result;
};

Equation parsed(const std::string& text, const std::vector<Shape>& shapes) {
  std::string equation = text;
  std::erase(equation, ' ');
  const Error fault("equation '{}' is not understood", printable(text));
  const size_t arrow = equation.find("->");
  std::vector<std::string> terms{""};
  for (const char c : equation.substr(0, arrow)) {
    if (c == ',') {
      terms.emplace_back();
    } else {
      terms.back() += c;
    }
  }
  if (terms.size() != shapes.size()) {
    throw Error("equation '{}' is of {} operands, not {}", printable(text), terms.size(),
                shapes.size());
  }
  const auto is_term = [](std::string term) {
    if (const size_t dots = term.find("..."); dots != std::string::npos) term.erase(dots, 3);
    return std::ranges::all_of(
        term, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
  };
  Equation result;
  std::int64_t hidden = 0;
  for (size_t i = 0; i < terms.size(); ++i) {
    const bool dots = terms[i].find("...") != std::string::npos;
    const std::int64_t own = shapes[i].rank() - letters_in(terms[i]);
    if (!is_term(terms[i])) throw fault;
    if (own < 0 || (own > 0 && !dots)) {
      throw Error("'{}' names {} axes of {}", printable(terms[i]), letters_in(terms[i]),
                  shapes[i].str());
    }
    hidden = std::max(hidden, own);
    result.operands.push_back(spelled(terms[i], own));
  }
  if (arrow != std::string::npos) {
    const std::string term = equation.substr(arrow + 2);
    if (!is_term(term)) throw fault;
    result.result = spelled(term, hidden);
  } else {  // the labels that occur once, in alphabetical order
    std::map<char, int> counts;
    for (const Labels& labels : result.operands) {
      for (const char label : labels) ++counts[label];
    }
    result.result = spelled("...", hidden);
    for (const auto& [label, count] : counts) {
      if (count == 1 && label > '9') result.result += label;
    }
  }
  for (const char label : result.result) {
    const bool known = std::ranges::any_of(
        result.operands, [&](const Labels& labels) { return has(labels, label); });
    if (!known || std::ranges::count(result.result, label) != 1) throw fault;
  }
  return result;
}

/// A tensor whose axes have labels. One of them may be the batch, which may be larger later.
struct Labelled {
  Value value;
  Labels labels;
  char batch = 0;

  std::int64_t extent(char label) const {
    return value.shape()[static_cast<int>(labels.find(label))];
  }
};

Labelled in_order(Labelled x, const Labels& order) {
  if (x.labels == order) return x;
  TransposeConfig config;
  for (const char label : order) config.order.push_back(static_cast<int>(x.labels.find(label)));
  return {transpose(x.value, config), order, x.batch};
}

Labelled without(Labelled x, const Labels& summed) {
  ReduceConfig config{.axes = {}, .keep_axes = false};
  Labels rest;
  for (size_t i = 0; i < x.labels.size(); ++i) {
    if (has(summed, x.labels[i])) {
      config.axes.push_back(static_cast<int>(i));
    } else {
      rest += x.labels[i];
    }
  }
  if (config.axes.empty()) return x;
  return {reduce_sum(x.value, config), rest, x.batch};
}

/// With each label once: of axes with the same label only the diagonal is kept.
Labelled without_twins(Labelled x) {
  for (size_t i = 0; i < x.labels.size(); ++i) {
    const size_t twin = x.labels.find(x.labels[i], i + 1);
    if (twin == Labels::npos) continue;
    const int a = static_cast<int>(i), b = static_cast<int>(twin);
    const std::int64_t extent = x.value.shape()[a];
    if (x.value.shape()[b] != extent) {
      throw Error("'{}' is {} and {}", x.labels[i], extent, x.value.shape()[b]);
    }
    TransposeConfig order;
    ReshapeConfig flat;
    Labels rest;
    for (int axis = 0; axis < x.value.shape().rank(); ++axis) {
      if (axis == a || axis == b) continue;
      order.order.push_back(axis);
      rest += x.labels[static_cast<size_t>(axis)];
      flat.shape.push_back(rest.back() == x.batch ? -1 : x.value.shape()[axis]);
    }
    order.order.insert(order.order.end(), {a, b});
    flat.shape.push_back(extent * extent);
    Tensor places(Shape{extent}, DType::i32);
    for (std::int64_t k = 0; k < extent; ++k) {
      places.as<std::int32_t>()[static_cast<size_t>(k)] = to_int(k * (extent + 1), "a diagonal");
    }
    const Value rows = reshape(transpose(x.value, order), flat);
    x.value = gather(rows, rows.graph().constant(places), {.axis = -1});
    x.labels = rest + x.labels[i];
    i = static_cast<size_t>(-1);  // from the start again
  }
  return x;
}

/// Without axes of extent 1 that are longer in the other operand: they would be repeated.
Labelled without_single(Labelled x, const Labelled& other) {
  Labels single;
  for (const char label : x.labels) {
    if (x.extent(label) == 1 && has(other.labels, label) && other.extent(label) != 1) {
      single += label;
    }
  }
  return without(std::move(x), single);
}

/// (batch ..., rows, columns) of an operand; rows and columns are products of extents.
Value as_matrices(const Labelled& x, const Labels& batch, const Labels& rows,
                  const Labels& columns) {
  const Labelled ordered = in_order(x, batch + rows + columns);
  ReshapeConfig shape;
  const auto append = [&](const Labels& labels) {
    std::int64_t extent = 1;
    for (const char label : labels) extent *= x.extent(label);
    shape.shape.push_back(x.batch != 0 && has(labels, x.batch) ? -1 : extent);
  };
  for (const char label : batch) append(Labels(1, label));
  append(rows);
  append(columns);
  return reshape(ordered.value, shape);
}

Labelled product(Labelled a, Labelled b, const Labels& result) {
  Labels batch, rows, columns, depth;
  for (const char label : a.labels) {
    const bool shared = has(b.labels, label);
    (!shared ? rows : has(result, label) ? batch : depth) += label;
    if (shared && a.extent(label) != b.extent(label)) {
      throw Error("'{}' is {} in one operand and {} in the other", label, a.extent(label),
                  b.extent(label));
    }
  }
  for (const char label : b.labels) columns += has(a.labels, label) ? "" : Labels(1, label);
  const Value matrices =
      matmul(as_matrices(a, batch, rows, depth), as_matrices(b, batch, depth, columns));
  Labelled y{{}, batch + rows + columns};
  for (const Labelled* operand : {&b, &a}) {
    if (has(y.labels, operand->batch)) y.batch = operand->batch;
  }
  ReshapeConfig shape;
  for (const char label : y.labels) {
    const std::int64_t extent = has(a.labels, label) ? a.extent(label) : b.extent(label);
    shape.shape.push_back(label == y.batch ? -1 : extent);
  }
  y.value = reshape(matrices, shape);
  return y;
}

void read(ImportNode& node) {
  if (node.input_count() > 2) throw Error("{} operands, at most 2", node.input_count());
  std::vector<Shape> shapes;
  for (size_t i = 0; i < node.input_count(); ++i) shapes.push_back(node.shape(i));
  const Equation equation = parsed(node.text("equation", ""), shapes);
  std::vector<Labelled> operands;
  for (size_t i = 0; i < node.input_count(); ++i) {
    const Labels& labels = equation.operands[i];
    const bool varies = !node.operand(i).is_constant() && !labels.empty();
    operands.push_back({node.value(i, Layout::plain()), labels, varies ? labels[0] : char{0}});
  }
  for (size_t i = 0; i < operands.size(); ++i) {
    operands[i] = without_twins(std::move(operands[i]));
    Labels alone;
    for (const char label : operands[i].labels) {
      const bool other = operands.size() == 2 && has(operands[1 - i].labels, label);
      if (!other && !has(equation.result, label)) alone += label;
    }
    operands[i] = without(std::move(operands[i]), alone);
  }
  if (operands.size() == 1) {
    const Labelled y = in_order(operands[0], equation.result);
    return node.result(y.value);
  }
  const Labelled a = without_single(operands[0], operands[1]);
  const Labelled b = without_single(operands[1], a);
  node.result(in_order(product(a, b, equation.result), equation.result).value);
}

}  // namespace

void register_einsum(OpTable& table) { table.importers["Einsum"] = read; }

}  // namespace fovea::onnx

// The operators on constants: fold.cpp uses this table. Whole numbers are always int64, so that
// shapes and their special values (the largest number for "to the end") are exact; floats are f32,
// with sums in f64.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

using Floats = std::vector<float>;

/// Computes every output of a node whose inputs are all constants, or returns an empty list for a
/// form of the operator that it does not know.
using Known = std::function<std::vector<Constant>(const ImportNode&)>;
using KnownTable = std::map<std::string, Known>;

void add_known_arithmetic(KnownTable& table);
void add_known_moves(KnownTable& table);
void add_known_reductions(KnownTable& table);
void add_known_scatters(KnownTable& table);

/// The result of a ConstantOfShape.
Constant constant_of_shape(const NodeDef& node, const Shape& shape);

/// Throws Error if a result of this shape would have many more numbers than the `operand_count`
/// ones that it is made from, or would need more memory than is free. To be called before anything
/// is allocated.
void expect_result_room(const Shape& shape, std::int64_t operand_count);

Floats floats_of(const Constant& constant);
Constant make_constant(const Shape& shape, const Floats& values);
Constant make_constant(const Shape& shape, Ints values);

/// Calls f with the elements of a constant, of either type.
template <typename F>
Constant with_elements(const Constant& constant, F&& f) {
  return constant.is_float() ? f(floats_of(constant)) : f(std::get<Ints>(constant.values));
}

/// The elements of a constant at these places of its flat order, under this shape.
Constant elements_at(const Constant& from, const Shape& shape, const Ints& places);

/// `of` is broadcast to `shape`: the place in `of` of element i of `shape`.
size_t broadcast_place(const Shape& of, const Shape& shape, std::int64_t i);

/// An axis of this shape, counted from the start; throws Error if there is none.
int axis_in(std::int64_t axis, const Shape& shape);

/// The numbers of input i, or of an attribute, as in older operator sets.
Ints list_of(const ImportNode& node, size_t i, const char* attribute, const Ints& otherwise);

}  // namespace fovea::onnx

// Layers of two inputs that are broadcast to one shape; add and multiply by a constant, one number
// or one per channel, are scale_shift here.
#pragma once

#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

using PairLayer = std::function<Value(Value a, Value b, std::string name)>;

/// Registers an operator of two inputs. `neutral`: the number that changes nothing, 0 for a sum and
/// 1 for a product; an operator that has one can be scale_shift.
void register_pair(OpTable& table, const std::string& kind, const std::string& op, PairLayer layer,
                   std::optional<float> neutral = {});
/// Registers an operator of one or more inputs, which are combined two by two from the first on.
void register_chain(OpTable& table, const std::string& op, PairLayer layer);

/// Input i, a constant, as a vector over the channels of a value that it is broadcast to; throws
/// Error for another shape.
Value channel_vector(const ImportNode& node, size_t i, const Operand& x);

/// Whether channel_vector takes this constant.
bool has_channel_vector(const Constant& constant, const Operand& x);

/// The layout for the result of operands: their own if they agree; else that of images for
/// four axes.
Layout common_layout(std::initializer_list<const Operand*> operands);

/// An operand (input i if it is a constant), to be broadcast to a tensor of `rank` axes in this
/// layout. Whole numbers of a constant become f32.
Value aligned(const ImportNode& node, const Operand& x, size_t i, int rank, const Layout& layout);

/// The layer on two operands, broadcast; those that are constants are inputs 0 and 1.
Operand pair(const ImportNode& node, const Operand& a, const Operand& b, const PairLayer& layer,
             const std::string& name);

/// The names in the file of the two inputs of a layer, to be broadcast, and the layout of
/// the result.
struct WrittenPair {
  std::string a, b;
  Layout layout;
};
WrittenPair write_pair(ExportNode& node);

/// The layer on `so_far` and input i, broadcast; if `so_far` is a constant it is input i - 1.
Operand pair(const ImportNode& node, const Operand& so_far, size_t i, const PairLayer& layer,
             const std::string& name);

}  // namespace fovea::onnx

// Layers of two inputs that are broadcast to one shape; add and multiply of a constant, a number or
// one a channel, are scale_shift here.
#pragma once

#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

using PairLayer = std::function<Value(Value a, Value b, std::string name)>;

/// An operator of two inputs. `neutral`: with this number, 0 for a sum and 1 for a product, nothing
/// changes; then it can be scale_shift.
void register_pair(OpTable& table, const std::string& kind, const std::string& op, PairLayer layer,
                   std::optional<float> neutral = {});
/// An operator of one or more inputs, taken two by two from the first on.
void register_chain(OpTable& table, const std::string& op, PairLayer layer);

/// Input i, a constant, as a vector over the channels of a value that it is broadcast to; throws
/// Error for another shape.
Value channel_vector(const ImportNode& node, size_t i, const Operand& x);

/// Whether a constant is what channel_vector takes.
bool has_channel_vector(const Constant& constant, const Operand& x);

/// How the result of operands should lie: as they do if they agree, else an image as one.
Layout common_layout(std::initializer_list<const Operand*> operands);

/// An operand, input i if it is a constant, broadcast to a tensor of `rank` axes that lies in this
/// layout. Whole numbers of a constant are f32.
Value aligned(const ImportNode& node, const Operand& x, size_t i, int rank, const Layout& layout);

/// The layer on two operands, broadcast; those that are constants are inputs 0 and 1.
Operand pair(const ImportNode& node, const Operand& a, const Operand& b, const PairLayer& layer,
             const std::string& name);

/// The names in the file of the two inputs of a layer, broadcast, and how the result lies there.
struct WrittenPair {
  std::string a, b;
  Layout layout;
};
WrittenPair write_pair(ExportNode& node);

/// The layer on `so_far` and input i, broadcast; if `so_far` is a constant it is input i - 1.
Operand pair(const ImportNode& node, const Operand& so_far, size_t i, const PairLayer& layer,
             const std::string& name);

}  // namespace fovea::onnx

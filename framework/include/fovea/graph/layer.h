// What a node does: the shapes it makes, the kernel it lowers to, its gradient. A layer is
// immutable and shared between the nodes of several graphs; it holds its config and nothing
// that depends on the batch size. To add one, write its files; nothing here lists layers.
#pragma once

#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "fovea/core/tensor.h"
#include "fovea/graph/epilogue.h"
#include "fovea/graph/value.h"

namespace fovea {

using Types = std::span<const TensorType>;

/// A kernel's parameters: one plain struct of 32-bit fields, kept as bytes.
class Params {
 public:
  Params() = default;
  template <typename T>
  requires std::is_class_v<T> Params(const T& value)
      : bytes_(sizeof(T)) {  // implicit: a params struct is one
    static_assert(std::is_trivially_copyable_v<T> && sizeof(T) % 4 == 0 && alignof(T) == 4);
    std::memcpy(bytes_.data(), &value, sizeof(T));
  }
  /// Params from their words, for callers that do not know the struct.
  static Params of_words(std::span<const std::uint32_t> words) {
    Params params;
    const auto bytes = std::as_bytes(words);
    params.bytes_.assign(bytes.begin(), bytes.end());
    return params;
  }
  template <typename T>
  const T& as() const {
    if (bytes_.size() != sizeof(T)) throw Error("params of another kernel");
    return *reinterpret_cast<const T*>(bytes_.data());
  }
  std::span<const std::byte> bytes() const { return bytes_; }
  bool operator==(const Params&) const = default;

 private:
  std::vector<std::byte> bytes_;
};

/// The one kernel that a node becomes.
struct KernelCall {
  std::string kernel;  // its name: the layer's stem, gradients with a suffix
  Params params;
  double flops = 0;  // of one run; a multiply-add counts 2
};

enum class Mode { inference, training };

/// What a layer is told when its gradient is built: `gradients[k]` is the gradient of outputs[k],
/// or an empty Value if nothing depends on that output.
struct GradientCall {
  std::span<const Value> inputs, outputs, gradients;
  std::vector<bool> needs_gradient;  // for each input: does anybody need its gradient?
};

class Layer {
 public:
  virtual ~Layer() = default;

  /// The stem: "conv2d". The layer's files, kernels and default node names carry it.
  virtual std::string kind() const = 0;
  /// The types of the outputs (1 to 8). Throws Error with the rule that the inputs break; the
  /// graph adds the node's name and the shapes.
  virtual std::vector<TensorType> infer(Types inputs) const = 0;
  virtual KernelCall lower(Types inputs, Types outputs) const = 0;

  /// False if only the input's shape is used, not its values: it need not be computed or kept.
  virtual bool reads(int /*input*/) const { return true; }
  /// The gradient of each input, built as nodes; an empty Value where there is none.
  virtual std::vector<Value> gradient(const GradientCall&) const;
  /// The outputs of the node in a graph of this mode, built again on `inputs` under `name`. The
  /// default is the same layer again; dropout and batch_norm differ.
  virtual std::vector<Value> rebuild(std::shared_ptr<const Layer> self, Mode,
                                     std::span<const Value> inputs, const std::string& name) const;

  /// The node as an epilogue of the kernel that makes its input `from`, its other inputs in
  /// order becoming the operands. Asked only for nodes with one output.
  virtual std::optional<Epilogue> epilogue(Types /*inputs*/, int /*from*/) const { return {}; }
  /// This layer with `tail` at its end, whose operands follow its inputs; null if it cannot.
  virtual std::shared_ptr<const Layer> fuse(const Epilogue& /*tail*/) const { return nullptr; }
};

}  // namespace fovea

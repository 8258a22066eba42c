// The arguments of a kernel on a CPU: its step's params and the addresses of its tensors.
#pragma once

#include <cstddef>
#include <vector>

#include "fovea/plan/plan.h"

namespace fovea {

struct KernelArgs {
  const Step& step;
  std::vector<std::byte*> inputs, outputs;
  std::byte* scratch = nullptr;

  template <typename P>
  const P& params() const {
    return step.params.as<P>();
  }
  template <typename T>
  const T* input(size_t i) const {
    return reinterpret_cast<const T*>(inputs.at(i));
  }
  template <typename T>
  T* output(size_t i) const {
    return reinterpret_cast<T*>(outputs.at(i));
  }
  /// Elements of input or output i.
  std::int64_t input_count(size_t i) const { return step.inputs.at(i).type.shape.count(); }
  std::int64_t output_count(size_t i) const { return step.outputs.at(i).type.shape.count(); }
};

}  // namespace fovea

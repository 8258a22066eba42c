// The packed forms of weights (outputs, kernel_h, kernel_w, inputs) that multiply_rows takes,
// made by steps of their own. A group is a matrix of its own; groups follow each other.
//   pack_weight             k = (kernel_h, kernel_w, input), n = output
//   pack_weight_depthwise   (kernel_h, kernel_w, group)         a group is one channel
//   pack_weight_grad_input  k = (kernel_h, output), n = (input block, kernel_w, input in block)
#pragma once

#include "backends/cpu/gemm/gemm.h"
#include "fovea/runtime/backend.h"

namespace fovea::cpu {

/// A dense weight is the weight of a 1x1 kernel.
struct PackParams {
  std::uint32_t groups, outputs, kernel_h, kernel_w, inputs;  // outputs, inputs: of one group

  Index taps() const { return Index{kernel_h} * kernel_w; }
  Index group_count() const { return outputs * taps() * inputs; }

  /// The input channels that the input gradient treats together: their (kernel_w, inputs)
  /// columns fill whole panels unless the block is all there is.
  Index input_block() const { return inputs > 64 && inputs % panel_width == 0 ? 64 : inputs; }
  Index input_blocks() const { return divide_up(inputs, input_block()); }
  /// The start of a block in the packed group, in floats.
  Index block_start(Index block) const {
    return block * input_block() * kernel_w * kernel_h * outputs;
  }

  Index forward_count() const { return packed_count(taps() * inputs, outputs); }
  Index grad_input_count() const {
    return packed_count(Index{kernel_h} * outputs, Index{kernel_w} * inputs);
  }
};

/// Input `input` of a step in the form for the forward pass, or for the input gradient.
inline Pack pack_weight(int input, const PackParams& params) {
  return {input, "pack_weight", params, {Shape{params.groups * params.forward_count()}}};
}
inline Pack pack_weight_grad_input(int input, const PackParams& params) {
  return {
      input, "pack_weight_grad_input", params, {Shape{params.groups * params.grad_input_count()}}};
}
inline Pack pack_weight_depthwise(int input, const PackParams& params) {
  return {input, "pack_weight_depthwise", params, {Shape{params.groups * params.taps()}}};
}

}  // namespace fovea::cpu

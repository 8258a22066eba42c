// A backend that uses Winograd's kernels for every convolution that they can compute, on tiles of
// one size and for kernels of one size, against its own rule; also for gradients of weights if it
// has the kernel. Fused: without a step that transforms the weight.
#pragma once

#include "backends/common/conv2d_winograd.h"
#include "fovea/runtime/forwarding_backend.h"

namespace fovea {

class WinogradBackend : public ForwardingBackend {
 public:
  WinogradBackend(Backend& backend, uint tile, bool fused = false, uint kernel = 3)
      : ForwardingBackend(backend), tile_(tile), kernel_(kernel), fused_(fused) {}

  Support query(const Step& step) const override {
    Support support = ForwardingBackend::query(step);
    support.instead = as_winograd(step, tile_, kernel_);
    if (support.instead && fused_) support.instead = as_winograd_fused(*support.instead);
    if (!support.instead) support.instead = grad_weight(step);
    return support;
  }

 private:
  std::optional<OtherKernel> grad_weight(Step step) const {
    std::optional<OtherKernel> other = as_winograd_grad_weight(step, tile_);
    if (!other) return {};
    step.kernel = other->kernel;
    step.params = other->params;
    return ForwardingBackend::query(step).reason.empty() ? other : std::nullopt;
  }

  uint tile_, kernel_;
  bool fused_;
};

}  // namespace fovea

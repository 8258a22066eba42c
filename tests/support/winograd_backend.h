// A backend that computes every convolution by Winograd's kernel that this can compute at all, on
// tiles of one size, whatever its own rule would take.
#pragma once

#include "backends/common/conv2d_winograd.h"
#include "fovea/runtime/forwarding_backend.h"

namespace fovea {

class WinogradBackend : public ForwardingBackend {
 public:
  WinogradBackend(Backend& backend, uint tile) : ForwardingBackend(backend), tile_(tile) {}

  Support query(const Step& step) const override {
    Support support = ForwardingBackend::query(step);
    support.instead = as_winograd(step, tile_);
    return support;
  }

 private:
  uint tile_;
};

}  // namespace fovea

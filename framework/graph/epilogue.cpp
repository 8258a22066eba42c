#include "fovea/graph/epilogue.h"

#include <algorithm>

namespace fovea {

bool Epilogue::activates() const {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  return slope != 1 || low != -infinity || high != infinity;
}

std::optional<Epilogue> Epilogue::then(const Epilogue& next) const {
  if (next.scale && (shift || residual || scale || activates())) return {};
  if (next.shift && (shift || residual || activates())) return {};
  if (next.residual && (residual || activates())) return {};
  if (next.activates() && activates()) return {};
  Epilogue both = *this;
  both.scale |= next.scale;
  both.shift |= next.shift;
  both.residual |= next.residual;
  if (next.activates()) {
    both.slope = next.slope;
    both.low = next.low;
    both.high = next.high;
  }
  return both;
}

EpilogueParams Epilogue::params() const {
  return {uint{scale}, uint{shift}, uint{residual}, slope, low, high};
}

}  // namespace fovea

#include "fovea/kernels/cast.h"

#include <cmath>
#include <limits>

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

/// x rounded towards 0, and limited to the range of T.
template <typename T, typename Real>
T whole(Real x) {
  if (std::isnan(x)) return 0;
  const double low = std::numeric_limits<T>::min(), high = std::numeric_limits<T>::max();
  return static_cast<T>(std::min(std::max(std::trunc(static_cast<double>(x)), low), high));
}

template <typename Real, typename From>
void cast_from(const KernelArgs& args) {
  const auto& p = args.params<CastParams>();
  const From* x = args.input<From>(0);
  for (size_t i = 0; i < p.count; ++i) {
    if (p.to == cast_boolean) {
      args.output<std::uint8_t>(0)[i] = x[i] != 0;
    } else if (p.to == cast_f32) {
      args.output<Real>(0)[i] = static_cast<Real>(x[i]);
    } else if constexpr (std::is_floating_point_v<From>) {
      if (p.to == cast_i32) args.output<std::int32_t>(0)[i] = whole<std::int32_t>(x[i]);
      if (p.to == cast_u8) args.output<std::uint8_t>(0)[i] = whole<std::uint8_t>(x[i]);
    } else {
      if (p.to == cast_i32) args.output<std::int32_t>(0)[i] = x[i];
      if (p.to == cast_u8) args.output<std::uint8_t>(0)[i] = static_cast<std::uint8_t>(x[i]);
    }
  }
}

template <typename Real>
void cast(const KernelArgs& args) {
  const std::uint32_t from = args.params<CastParams>().from;
  if (from == cast_f32) return cast_from<Real, Real>(args);
  if (from == cast_i32) return cast_from<Real, std::int32_t>(args);
  cast_from<Real, std::uint8_t>(args);
}

}  // namespace

void register_cast(KernelTable& table) { table["cast"] = {cast<float>, cast<double>}; }

}  // namespace fovea::reference

// Convolutions in the form for check_layer.
#pragma once

#include <initializer_list>

#include "fovea/layers/conv2d.h"
#include "tests/layers/check_layer.h"

namespace fovea {

struct ConvCase {
  Shape x;
  Conv2dConfig config;
};

inline void check_convolutions(std::initializer_list<ConvCase> cases, float range = 1,
                               size_t probes = 12) {
  for (const auto& [x, config] : cases) {
    check_layer({.label = fmt::format("{} -> {} by {}x{}", x.str(), config.channels,
                                      config.kernel.h, config.kernel.w),
                 .inputs = {{x}},
                 .build = [&, &config = config](
                              auto&, auto v) { return std::vector{fovea::conv2d(v[0], config)}; },
                 .ranges = {{-range, range}},
                 .probes = probes});
  }
}

}  // namespace fovea

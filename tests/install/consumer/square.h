// square: y = x * x, a layer that fovea does not have, with its gradient 2 x dy.
#pragma once

#include <fovea/fovea.h>

/// x of any shape -> the same shape.
fovea::Value square(fovea::Value x);

/// Teaches a backend the layer's two kernels.
void add_square(fovea::cpu::CpuBackend& backend);

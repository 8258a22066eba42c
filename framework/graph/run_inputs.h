// What changes from run to run besides the batch: inputs and counters that layers share by name.
#pragma once

#include "fovea/graph/graph.h"

namespace fovea {

/// Input "seed", i32 (2): low and high word of the run's seed.
Value seed_input(Graph& graph);
/// Input "learning_rate", f32 scalar.
Value learning_rate_input(Graph& graph);
/// Input "share", f32 scalar: the share of the batch, if a step takes it in parts.
Value share_input(Graph& graph);
/// Variable "train/step", i32 scalar: how many updates have been made.
Value step_counter(Graph& graph);
/// Variable "train/finite", i32 scalar: 1 until a loss or gradient was not finite.
Value finite_flag(Graph& graph);

}  // namespace fovea

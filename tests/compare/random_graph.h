// Unusual random networks: odd shapes, branches that join again, every layer. Each is a function
// of its seed.
#pragma once

#include <cstdint>
#include <memory>

#include "fovea/graph/graph.h"
#include "framework/transfer/example_step.h"

namespace fovea {

/// A network on u8 images (1 to 3 of up to 12x12 pixels) with its loss, before a mode is chosen:
/// output "loss", f32 scalar.
std::unique_ptr<Graph> random_network(std::uint64_t seed);

/// The network in inference mode, with numbers for its inputs and variables.
ExampleStep random_inference(std::uint64_t seed);

/// A whole training step of it: forward, loss, backward and the update by an optimiser that the
/// seed chooses. In every fourth the statistics of batch_norm are frozen.
ExampleStep random_training(std::uint64_t seed);

}  // namespace fovea

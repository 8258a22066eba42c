// A training image as it is in an epoch, for people to look at.
#pragma once

#include <cstdint>
#include <vector>

#include "fovea/datasets/dataset.h"
#include "fovea/images/augment.h"

namespace fovea::apps {

/// The bytes of image `index`, changed as in this epoch, and mixed with image `next` if images are
/// mixed; in a run that is the next one in its batch.
std::vector<std::uint8_t> image_in_epoch(const datasets::Dataset& dataset,
                                         const datasets::BatchAugment& augment, std::uint32_t index,
                                         std::uint32_t next, std::uint64_t seed,
                                         std::uint32_t epoch);

}  // namespace fovea::apps

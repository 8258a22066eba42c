// The images that a run trains on, written down so that a later run can say what has changed.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "fovea/datasets/dataset.h"

namespace fovea::apps {

/// The number of images of each class by its name, and Dataset::identity(), in the form for
/// run.json; `labels` are those of all images.
nlohmann::ordered_json training_images(const datasets::Dataset& train,
                                       std::span<const std::int32_t> labels);

/// Throws Error, which says what has changed, unless these are the images with which the run in
/// this folder began, as far as that is written down.
void expect_same_images(const std::filesystem::path& run, const nlohmann::ordered_json& images);

}  // namespace fovea::apps

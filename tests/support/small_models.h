// The models by name in a form for tests: for small images, with ten classes.
#pragma once

#include <cstdlib>
#include <string>
#include <vector>

#include "fovea/models/models.h"

namespace fovea {

/// Networks for photos get images of 64x64, except AlexNet, whose strides are large: 96x96.
inline Model small_model(const std::string& name) {
  Shape image = models::table().at(name).image;
  if (image[0] > 64) image = name.starts_with("alexnet") ? Shape{96, 96, 3} : Shape{64, 64, 3};
  return models::make(name, {.image = image, .classes = 10});
}

/// All models for images, without those with more parameters, which differ from others only in
/// depth; with FOVEA_ALL_MODELS=1 these too.
inline std::vector<std::string> tested_models(std::int64_t most_parameters) {
  std::vector<std::string> names;
  for (const auto& [name, entry] : models::table()) {
    if (!entry.reads_images()) continue;
    const bool small = small_model(name).parameter_count() <= most_parameters;
    if (small || std::getenv("FOVEA_ALL_MODELS")) names.push_back(name);
  }
  return names;
}

}  // namespace fovea

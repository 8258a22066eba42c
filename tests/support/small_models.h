// The models by name as tests want them: for small images, with ten classes.
#pragma once

#include <cstdlib>
#include <string>
#include <vector>

#include "fovea/models/models.h"

namespace fovea {

/// For a network that takes photos an image of 64x64, or for AlexNet, which strides far, of 96x96.
inline Model small_model(const std::string& name) {
  Shape image = models::table().at(name).image;
  if (image[0] > 64) image = name.starts_with("alexnet") ? Shape{96, 96, 3} : Shape{64, 64, 3};
  return models::make(name, {.image = image, .classes = 10});
}

/// All that look at images but those with more parameters, which differ from others in depth alone;
/// with FOVEA_ALL_MODELS=1 those too.
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

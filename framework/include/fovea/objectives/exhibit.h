// What an objective shows in the report besides curves and numbers.
#pragma once

#include <string>
#include <vector>

#include "fovea/core/tensor.h"

namespace fovea {

struct Exhibit {
  std::string title;                       // "A text that it wrote"
  std::string note = {};                   // a line below
  std::string text = {};                   // shown unchanged, in a box
  Tensor pictures = {};                    // u8 (N, H, W, C), of 1 channel or as red, green, blue
  std::vector<std::string> captions = {};  // one per picture, or none
};

}  // namespace fovea

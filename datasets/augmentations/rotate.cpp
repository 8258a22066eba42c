#include "fovea/augmentations/rotate.h"

#include "datasets/augmentations/pixels.h"
#include "fovea/augmentations/affine.h"

namespace fovea::datasets {

Augment random_rotate(Rotate most) {
  return random_affine({.degrees = most.degrees, .scale = 0, .pixels = 0, .shear = 0});
}

void register_rotate(AugmentationTable& table) {
  table.push_back({"rotate", "turns about the centre: degrees=15", [](Spec& spec) {
                     Rotate most;
                     most.degrees = setting(spec, "degrees", most.degrees);
                     return random_rotate(most);
                   }});
}

}  // namespace fovea::datasets

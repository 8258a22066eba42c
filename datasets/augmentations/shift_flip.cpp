// shift-flip: a shift by up to 4 pixels and a flip, as He et al., "Deep Residual Learning for Image
// Recognition", section 4.2, do for CIFAR-10. It is crop:padding=4,flip with another name and other
// random numbers.
#include "fovea/augmentations/flip.h"
#include "fovea/augmentations/shift.h"

namespace fovea::datasets {

void register_shift_flip(AugmentationTable& table) {
  table.push_back({"shift-flip", "shift:pixels=4 and flip, as He et al. for CIFAR-10", [](Spec&) {
                     return [shift = random_shift({.pixels = 4}), flip = random_flip()](
                                std::span<std::uint8_t> image, const Shape& shape,
                                const Draws& draws) {
                       shift(image, shape, draws);
                       flip(image, shape, draws.from(128));
                     };
                   }});
}

}  // namespace fovea::datasets

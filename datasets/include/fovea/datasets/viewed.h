// Shows a network a data set whose images all have one size.
#pragma once

#include "fovea/datasets/dataset.h"
#include "fovea/images/image_resize.h"

namespace fovea::datasets {

/// The images as `view` shows pictures: like a photo of the same colours, with the size, the
/// channels and the order of channels of the view. Images of 1 channel are gray pictures. Returns
/// the set itself if that changes nothing, and for images with other numbers of channels.
std::shared_ptr<const Dataset> viewed(std::shared_ptr<const Dataset> set, const View& view);

/// Both splits; photos were made for a view when they were opened, so they are not changed.
TrainTest viewed(TrainTest splits, const View& view);

}  // namespace fovea::datasets

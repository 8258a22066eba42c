// What the markers of a JPEG say, up to its end.
#pragma once

#include "datasets/images/image_bytes.h"
#include "datasets/images/image_header.h"

namespace fovea::datasets {

/// Of bytes that begin as a JPEG does. Throws Error for a file that nothing can be decoded of and
/// for one of so many scans that it would take too long; what is missing at the end is a fault.
ImageHeader read_jpeg_header(const ImageBytes& file);

}  // namespace fovea::datasets

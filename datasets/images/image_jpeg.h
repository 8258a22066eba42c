// Reads the markers of a JPEG, up to its end.
#pragma once

#include "datasets/images/image_bytes.h"
#include "datasets/images/image_header.h"

namespace fovea::datasets {

/// The header of a file that begins like a JPEG. Throws Error if nothing of it can be decoded, or
/// if it has so many scans that decoding would take too long. If something is missing at the end,
/// that is in ImageHeader::fault.
ImageHeader read_jpeg_header(const ImageBytes& file);

}  // namespace fovea::datasets

// Files that may disappear, be cut short or hold nonsense without harm. They are in the user's
// cache folder, one per purpose, device and driver, and are written as a whole. A file whose
// checksum does not fit counts as missing.
#pragma once

#include <optional>
#include <string>

#include "backends/vulkan/host/device.h"

namespace fovea::vulkan {

/// What was stored for this purpose, device and driver; nothing if it is missing or damaged.
std::optional<std::string> read_cache(const Device& device, const std::string& purpose);

/// It is no error if the folder cannot be written: only the next start is slower.
void write_cache(const Device& device, const std::string& purpose, const std::string& content);

}  // namespace fovea::vulkan

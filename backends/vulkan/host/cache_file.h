// Files that may vanish, be cut short or be rubbish without harm: kept in the user's cache folder,
// one a purpose, device and driver, written as a whole, and read as absent unless the checksum in
// their head fits.
#pragma once

#include <optional>
#include <string>

#include "backends/vulkan/host/device.h"

namespace fovea::vulkan {

/// What was stored under this purpose for the device and its driver; nothing when that is missing
/// or damaged.
std::optional<std::string> read_cache(const Device& device, const std::string& purpose);

/// A folder that cannot be written is no error: the next start is slower, that is all.
void write_cache(const Device& device, const std::string& purpose, const std::string& content);

}  // namespace fovea::vulkan

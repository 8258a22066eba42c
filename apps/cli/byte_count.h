// Sizes of memory as people write them: "2GiB", "500MB", "1.5G".
#pragma once

#include <cstdint>
#include <string>

namespace fovea::apps {

/// Units are B, KiB, MiB, GiB, TiB and their short forms K, M, G, T, all powers of 1024, and KB,
/// MB, GB, TB, powers of 1000; capital or small letters. Throws Error for anything else, and for
/// less than a byte.
std::int64_t byte_count(const std::string& text);

}  // namespace fovea::apps

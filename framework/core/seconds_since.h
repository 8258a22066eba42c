// How long ago a point in time was.
#pragma once

#include <chrono>

namespace fovea {

inline double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace fovea

// Shared libraries that are loaded when they are used first.
#pragma once

namespace fovea::datasets {

/// Loads a shared library that a program was linked to by fovea_link_late (cmake/late.cmake), so
/// that calls into it find it from here on; the file name as the linker knows it. Does nothing for
/// one that is there already. Throws Error where the system does not have it.
void load_late(const char* library);

}  // namespace fovea::datasets

// Shared libraries that are loaded when they are first used.
#pragma once

namespace fovea::datasets {

/// Loads a shared library that a program was linked to by fovea_link_late (cmake/late.cmake), so
/// that calls into it work from now on. `library` is the file name as the linker knows it. Does
/// nothing if it is loaded already. Throws Error if the system does not have it.
void load_late(const char* library);

}  // namespace fovea::datasets

#include "fovea/core/version.h"

namespace fovea {

const std::string_view version = FOVEA_VERSION;  // from CMake, for this file alone

}  // namespace fovea

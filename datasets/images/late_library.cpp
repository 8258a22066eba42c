#include "datasets/images/late_library.h"

#include <dlfcn.h>

#include "fovea/core/error.h"

namespace fovea::datasets {

void load_late(const char* library) {
  // Global, because the calls to it are in the program itself. It is never unloaded, as calls may
  // come at any time.
  if (dlopen(library, RTLD_LAZY | RTLD_GLOBAL)) return;
  throw Error("cannot be loaded: {}", dlerror()).at(library);
}

}  // namespace fovea::datasets

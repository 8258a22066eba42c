#include "datasets/images/late_library.h"

#include <dlfcn.h>

#include "fovea/core/error.h"

namespace fovea::datasets {

void load_late(const char* library) {
  // Global: the calls that wait for it are the program's own. It stays, as calls do.
  if (dlopen(library, RTLD_LAZY | RTLD_GLOBAL)) return;
  throw Error("cannot be loaded: {}", dlerror()).at(library);
}

}  // namespace fovea::datasets

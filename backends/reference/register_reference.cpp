#include "fovea/reference/reference.h"
#include "fovea/runtime/backend_table.h"

namespace fovea {

void register_reference(BackendTable& table) {
  table["reference"] = {
      .description = "plain loops on one thread, which the others are held against",
      .make = [](const BackendRequest&) {
        return std::make_unique<reference::ReferenceBackend>();
      }};
}

}  // namespace fovea

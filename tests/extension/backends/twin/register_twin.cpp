// The reference backend under another name.
#include "fovea/reference/reference.h"
#include "fovea/runtime/backend_table.h"

namespace fovea {

namespace {

class Twin : public reference::ReferenceBackend {
 public:
  DeviceInfo info() const override {
    DeviceInfo info = ReferenceBackend::info();
    info.backend = "twin";
    return info;
  }
};

}  // namespace

void register_twin(BackendTable& table) {
  table["twin"] = {.description = "a backend from outside",
                   .make = [](const BackendRequest&) { return std::make_unique<Twin>(); }};
}

}  // namespace fovea

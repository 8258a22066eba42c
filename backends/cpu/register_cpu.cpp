#include "fovea/cpu/cpu.h"
#include "fovea/runtime/backend_table.h"

namespace fovea {

void register_cpu(BackendTable& table) {
  table["cpu"] = {.description = "the processor: all its cores and its widest vectors",
                  .make =
                      [](const BackendRequest& request) {
                        return std::make_unique<cpu::CpuBackend>(
                            cpu::Options{.threads = request.threads,
                                         .join_caller = request.join_caller,
                                         .caller_waits = request.caller_waits});
                      },
                  .limits_threads = true};
}

}  // namespace fovea

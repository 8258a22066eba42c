#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

void increment(const KernelArgs& args) {
  args.output<std::int32_t>(0)[0] = args.input<std::int32_t>(0)[0] + args.input<std::int32_t>(1)[0];
}

}  // namespace

void register_increment(KernelTable& table) { table["increment"] = {increment, increment}; }

}  // namespace fovea::reference

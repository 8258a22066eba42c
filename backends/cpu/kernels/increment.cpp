#include "fovea/cpu/kernel.h"

namespace fovea::cpu {

namespace {

void increment(const KernelArgs& args) {
  args.output<std::int32_t>(0)[0] = args.input<std::int32_t>(0)[0] + args.input<std::int32_t>(1)[0];
}

}  // namespace

void register_increment(KernelTable& table) {
  table["increment"] = {increment, in_place({{0, 0}})};
}

}  // namespace fovea::cpu

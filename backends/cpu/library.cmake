fovea_library(cpu FOLDER backends/cpu
  GLOBS backends/cpu/*.cpp backends/cpu/runtime/*.cpp backends/cpu/gemm/*.cpp backends/cpu/conv/*.cpp
        backends/cpu/simd/*.cpp
  LINK PUBLIC fovea::framework PRIVATE fovea::common TBB::tbb hwy::hwy
  PRECOMPILE <fovea/cpu/kernel.h>)
fovea_table(cpu backends/cpu/kernels fovea::cpu "KernelTable" fovea/cpu/kernel.h)
fovea_kernel_flags(cpu)
# Whoever lacks SSE4 gets the scalar kernels: SSSE3 would be a fifth copy of each for no machine.
target_compile_definitions(fovea_cpu PRIVATE HWY_DISABLED_TARGETS=HWY_SSSE3)
fovea_backend(cpu)

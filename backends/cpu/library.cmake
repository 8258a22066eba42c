fovea_library(cpu FOLDER backends/cpu
  GLOBS backends/cpu/*.cpp backends/cpu/runtime/*.cpp backends/cpu/gemm/*.cpp backends/cpu/conv/*.cpp
        backends/cpu/simd/*.cpp
  LINK PUBLIC fovea::framework PRIVATE fovea::common TBB::tbb hwy::hwy
  PRECOMPILE <fovea/cpu/kernel.h>)
fovea_table(cpu backends/cpu/kernels fovea::cpu "KernelTable" fovea/cpu/kernel.h)
fovea_kernel_flags(cpu)
# Whoever lacks SSE4 gets the scalar kernels: SSSE3 would be a fifth copy of each for no machine. The
# sanitizers look at AVX2 and at what there is without it: of
# SSE4 and AVX-512 other builds test the results.
set(disabled HWY_SSSE3)
if(FOVEA_SANITIZE)
  string(APPEND disabled "|HWY_SSE4|HWY_AVX3")
endif()
set_property(TARGET fovea_cpu PROPERTY FOVEA_HIGHWAY "HWY_DISABLED_TARGETS=(${disabled})")
target_compile_definitions(fovea_cpu PRIVATE $<TARGET_PROPERTY:fovea_cpu,FOVEA_HIGHWAY>)
fovea_backend(cpu)

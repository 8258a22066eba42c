fovea_library(reference FOLDER backends/reference
  GLOBS backends/reference/*.cpp
  LINK PUBLIC fovea::framework
  PRECOMPILE <fovea/reference/reference.h>)
fovea_table(reference backends/reference/kernels fovea::reference "KernelTable"
            fovea/reference/reference.h)
fovea_kernel_flags(reference)
fovea_backend(reference)

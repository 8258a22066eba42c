// Sums and maxima over a workgroup of `group_size` invocations (a power of two), by a tree of fixed
// shape, so the bits are the same for any size of subgroups. The includer defines GROUP_SIZE.
layout(local_size_x = GROUP_SIZE) in;
shared float reduced[GROUP_SIZE];

#define REDUCE(name, expression)                                        \
  float name(float value) {                                             \
    const uint i = gl_LocalInvocationID.x;                              \
    barrier(); /* the last result has been read */                      \
    reduced[i] = value;                                                 \
    barrier();                                                          \
    for (uint half_size = GROUP_SIZE / 2; half_size > 0; half_size /= 2) { \
      if (i < half_size) {                                              \
        const float a = reduced[i], b = reduced[i + half_size];         \
        reduced[i] = expression;                                        \
      }                                                                 \
      barrier();                                                        \
    }                                                                   \
    return reduced[0];                                                  \
  }
REDUCE(group_sum, a + b)
REDUCE(group_max, max(a, b))

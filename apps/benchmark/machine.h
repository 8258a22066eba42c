// The limits of a device, measured now with two kernels that run like all others: as steps of a
// plan, timed by the backend itself.
#pragma once

#include "fovea/graph/graph.h"
#include "fovea/graph/names.h"
#include "fovea/runtime/session.h"

namespace fovea::apps {

struct MachineLimits {
  double flops_per_second = 0;  // multiply-adds in registers count 2
  double bytes_per_second = 0;  // read and written by a triad on arrays larger than any cache
};

/// The best of some runs of each, about a second in all: on a busy machine the limits are lower.
MachineLimits measure_limits(Backend& backend);

/// Puts the result into a variable of this name, which stays on the device: it is not an output.
void keep_on_device(const std::string& name, Value result);

/// Fills the caches of a device with other data.
class CacheFlush {
 public:
  /// Needs 384 MiB on the backend, which must outlive this.
  explicit CacheFlush(Backend& backend);
  void run() { session_.run(names::run, feed_); }

 private:
  Session session_;
  Feed feed_;
};

/// (count): 16 * rounds times v = v * factors[0] + factors[1] from v = i % 64 on; factors is (2).
Value probe_fma(Value factors, int count, int rounds);
/// x + factor * y; x and y are (count), factor is a scalar.
Value probe_triad(Value x, Value y, Value factor);

}  // namespace fovea::apps

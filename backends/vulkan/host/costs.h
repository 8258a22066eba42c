// How long a step will run on this device: at first a guess from its FLOPs and bytes, then what was
// measured, as one factor a kernel, kept from one start to the next. After the loss of a device
// more is predicted, so that all is cut finer: what was lost may have run for too long.
#pragma once

#include <map>

#include "backends/vulkan/host/device.h"
#include "fovea/plan/plan.h"

namespace fovea::vulkan {

class Costs {
 public:
  explicit Costs(Device& device);
  ~Costs();

  /// Seconds.
  double predict(const Step& step) const;
  /// Seconds by the first guess alone.
  double guess(const Step& step) const;
  /// Learns from a submission: the guessed seconds of each kernel in it, the seconds it was cut
  /// for, and those it took.
  void correct(const std::map<std::string, double>& guessed, double planned, double measured);
  /// Changes when predictions changed so much that what was cut by them should be cut again.
  std::uint64_t version() const { return version_; }

 private:
  Device& device_;
  double flops_per_second_, bytes_per_second_;
  std::map<std::string, double> factors_;
  std::string stored_;
  std::uint64_t version_ = 1;
};

}  // namespace fovea::vulkan

// Predicts how long a step runs on this device: first a guess from its FLOPs and bytes, later
// corrected by one measured factor per kernel, which is kept between starts. After the loss of a
// device, whose work may have run too long, predictions are longer: work is cut into smaller parts.
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
  /// Seconds by the first guess only.
  double guess(const Step& step) const;
  /// Learns from a submission: the guessed seconds of each kernel in it, the seconds it was cut
  /// for, and those it took.
  void correct(const std::map<std::string, double>& guessed, double planned, double measured);
  /// Changes when predictions have changed so much that submissions should be cut again.
  std::uint64_t version() const { return version_; }

 private:
  Device& device_;
  double flops_per_second_, bytes_per_second_;
  std::map<std::string, double> factors_;
  std::string stored_;
  std::uint64_t version_ = 1;
};

}  // namespace fovea::vulkan

#include "backends/vulkan/host/costs.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "backends/vulkan/host/cache_file.h"

namespace fovea::vulkan {

namespace {

constexpr double largest_factor = 1e3;
// Its factor is used for kernels that are not measured yet. It starts high because a watchdog that
// ends a submission leaves no measured time; a loss of the device raises all factors.
constexpr const char* unmeasured = "*";
constexpr double caution = 4;

}  // namespace

Costs::Costs(Device& device) : device_(device), factors_{{unmeasured, caution}} {
  // Low on purpose: the first run must not be cut into parts that are too large.
  const bool software = device.is_software();
  const bool discrete = device.info().kind == "discrete GPU";
  flops_per_second_ = software ? 0.5e9 : discrete ? 200e9 : 50e9;
  bytes_per_second_ = software ? 0.2e9 : discrete ? 50e9 : 5e9;
  stored_ = read_cache(device, "tuning").value_or("");
  std::istringstream lines(stored_);
  std::string kernel;
  for (double factor = 0; lines >> kernel >> factor;) {
    if (factor > 1 / largest_factor && factor <= largest_factor) factors_[kernel] = factor;
  }
}

Costs::~Costs() {
  const double more = device_.compute().drain() ? 1 : caution;
  std::string text;
  for (const auto& [kernel, factor] : factors_) {
    text += fmt::format("{} {:.2g}\n", kernel, std::min(more * factor, largest_factor));
  }
  if (text != stored_) write_cache(device_, "tuning", text);
}

double Costs::guess(const Step& step) const {
  return 1e-6 + std::max(step.flops / flops_per_second_,
                         static_cast<double>(step.bytes) / bytes_per_second_);
}

double Costs::predict(const Step& step) const {
  const bool measured = factors_.contains(step.kernel);
  return factors_.at(measured ? step.kernel : unmeasured) * guess(step);
}

void Costs::correct(const std::map<std::string, double>& guessed, double planned, double measured) {
  const double longest = device_.options().longest_submission;
  // A short submission measures overhead, unless it was planned long.
  if (measured < 1e-3 && planned < longest / 2) return;
  double sum = 0;
  for (const auto& [kernel, seconds] : guessed) {
    sum += seconds * factors_.try_emplace(kernel, factors_.at(unmeasured)).first->second;
  }
  // The share of a kernel in the correction is its share in the prediction.
  const double ratio = std::clamp(measured / sum, 0.1, 10.0);
  for (const auto& [kernel, seconds] : guessed) {
    double& factor = factors_[kernel];
    const double share = seconds * factor / sum;
    factor = std::clamp(factor * std::pow(ratio, share), 1 / largest_factor, largest_factor);
  }
  const bool too_long = measured > longest && measured > 1.1 * planned;
  const bool too_short = planned > longest / 2 && measured < planned / 4;
  if (too_long || too_short) ++version_;
}

}  // namespace fovea::vulkan

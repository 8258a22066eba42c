#include "framework/train/part_optimizers.h"

#include <cmath>

#include "fovea/core/terminal_text.h"

namespace fovea {

namespace {

template <typename T>
void expect_parts(const std::map<std::string, T>& own, const Parts& parts, const char* what) {
  for (const auto& [part, value] : own) {
    if (parts.size() > 1 && parts.contains(part)) continue;
    std::vector<std::string> known;
    for (const auto& [name, model] : parts) known.push_back(name);
    throw Error("{} is for '{}', and what is trained is {}", what, part,
                parts.size() > 1 ? listed(known) : "one model");
  }
}

}  // namespace

PartOptimizers::PartOptimizers(const TrainingOptions& options, const Parts& parts)
    : several_(parts.size() > 1) {
  expect_parts(options.optimizers, parts, "an optimiser");
  expect_parts(options.learning_rates, parts, "a learning rate");
  for (const auto& [part, model] : parts) {
    const auto own = options.optimizers.find(part);
    const auto rate = options.learning_rates.find(part);
    const bool is_own = own != options.optimizers.end();
    optimizers_[part] = make_optimizer(is_own ? own->second : options.optimizer);
    if (is_own) identity_["optimizer of " + part] = own->second;
    rates_[part] =
        options.learning_rate > 0 ? options.learning_rate : optimizers_[part]->learning_rate();
    if (rate == options.learning_rates.end()) continue;
    rates_[part] = rate->second;
    if (!(rate->second > 0) || !std::isfinite(rate->second)) {
      throw Error("a learning rate of {} for '{}' is not positive", rate->second, part);
    }
    identity_["learning rate of " + part] = fmt::format("{}", rate->second);
  }
  rate_ = options.learning_rate != 0 ? options.learning_rate : rates_.begin()->second;
}

std::string PartOptimizers::part_of(const std::string& variable) const {
  return several_ ? variable.substr(0, variable.find('/')) : rates_.begin()->first;
}

void PartOptimizers::update(Graph& graph, Value parameter, Value gradient, Value rate,
                            Value finite) const {
  optimizers_.at(part_of(parameter.name()))->update(graph, parameter, gradient, rate, finite);
}

}  // namespace fovea

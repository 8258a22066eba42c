#include "fovea/layers/activations.h"

#include <fmt/ranges.h>

#include <vector>

#include "fovea/core/error.h"

namespace fovea {

void register_all(ActivationTable& table);

const ActivationTable& activations() {
  static const ActivationTable table = [] {
    ActivationTable all;
    register_all(all);
    return all;
  }();
  return table;
}

Value activation(const std::string& name, Value x) {
  const auto it = activations().find(name);
  if (it != activations().end()) return it->second(x);
  std::vector<std::string> known;
  for (const auto& [other, build] : activations()) known.push_back(other);
  throw Error("no activation named '{}'{}", name, did_you_mean(name, known))
      .hint(fmt::format("there are {}", fmt::join(known, ", ")));
}

}  // namespace fovea

#include "apps/cli/byte_count.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "fovea/core/error.h"

namespace fovea::apps {

namespace {

// 0 for no unit.
double unit_of(std::string name) {
  std::ranges::transform(name, name.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (name.empty() || name == "b") return 1;
  const size_t power = std::string("kmgt").find(name.front());
  if (power == std::string::npos) return 0;
  const std::string rest = name.substr(1);
  const double base = rest == "b" ? 1000 : 1024;
  return rest.empty() || rest == "b" || rest == "ib" ? std::pow(base, power + 1) : 0;
}

}  // namespace

std::int64_t byte_count(const std::string& text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [behind, fault] = std::from_chars(text.data(), end, number);
  const double bytes = fault == std::errc() ? number * unit_of({behind, end}) : 0;
  if (!(bytes >= 1 && bytes < 9e18)) {
    throw Error("'{}' is no size of memory", text).hint("write 2GiB or 500MB");
  }
  return static_cast<std::int64_t>(bytes);
}

}  // namespace fovea::apps

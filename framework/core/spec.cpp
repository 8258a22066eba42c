#include "fovea/core/spec.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace fovea {

namespace {

template <typename T>
std::optional<T> parse(const std::string& text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

}  // namespace

Spec::Spec(std::string what, std::string_view text) : what_(std::move(what)), text_(text) {
  const size_t colon = text.find(':');
  name_ = text.substr(0, colon);
  if (name_.empty()) throw Error("it has no name").at(place());
  if (colon == std::string_view::npos) return;
  for (std::string_view rest = text.substr(colon + 1);;) {
    const bool last = rest.starts_with("then=");
    const size_t comma = last ? std::string_view::npos : rest.find(',');
    const std::string_view setting = rest.substr(0, comma);
    const size_t equals = setting.find('=');
    if (equals == 0 || equals == std::string_view::npos) {
      throw Error("'{}' is not of the form key=value", setting).at(place());
    }
    const std::string key(setting.substr(0, equals));
    if (!settings_.emplace(key, setting.substr(equals + 1)).second) {
      throw Error("'{}' is given twice", key).at(place());
    }
    if (comma == std::string_view::npos) return;
    rest = rest.substr(comma + 1);
  }
}

double Spec::number(const std::string& key, double fallback, double low, double high) {
  const std::string* setting = find(key);
  if (!setting) return fallback;
  const auto value = parse<double>(*setting);
  if (!value || !(*value >= low && *value < high)) {
    refuse(key, std::isinf(high) ? fmt::format("be a number of at least {}", low)
                                 : fmt::format("be a number from {} to below {}", low, high));
  }
  return *value;
}

std::int64_t Spec::integer(const std::string& key, std::int64_t fallback, std::int64_t low) {
  const std::string* setting = find(key);
  if (!setting) return fallback;
  const auto value = parse<std::int64_t>(*setting);
  constexpr std::int64_t most = 1'000'000'000;
  if (!value || *value < low || *value > most) {
    refuse(key, fmt::format("be a whole number from {} to {}", low, most));
  }
  return *value;
}

bool Spec::flag(const std::string& key, bool fallback) {
  const std::string* setting = find(key);
  if (!setting) return fallback;
  if (*setting != "0" && *setting != "1") refuse(key, "be 0 or 1");
  return *setting == "1";
}

std::string Spec::text(const std::string& key, std::string fallback) {
  const std::string* setting = find(key);
  return setting ? *setting : fallback;
}

void Spec::done() const {
  for (const auto& [key, value] : settings_) {
    if (std::find(asked_.begin(), asked_.end(), key) != asked_.end()) continue;
    throw Error("{} has no setting '{}'{}", name_, key, did_you_mean(key, asked_))
        .at(place())
        .hint(asked_.empty() ? "it takes none"
                             : fmt::format("there are {}", fmt::join(asked_, ", ")));
  }
}

Error Spec::unknown_name(const std::vector<std::string>& known) const {
  return Error("no {} named '{}'{}", what_, name_, did_you_mean(name_, known))
      .hint(fmt::format("there are {}", fmt::join(known, ", ")));
}

std::string Spec::place() const { return fmt::format("{} '{}'", what_, text_); }

const std::string* Spec::find(const std::string& key) {
  asked_.push_back(key);
  const auto it = settings_.find(key);
  return it == settings_.end() ? nullptr : &it->second;
}

void Spec::refuse(const std::string& key, const std::string& rule) const {
  throw Error("{} must {}, not '{}'", key, rule, settings_.at(key)).at(place());
}

}  // namespace fovea

// A choice with settings, written as text: "name" or "name:key=value,key=value".
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "fovea/core/error.h"

namespace fovea {

/// The caller asks for settings by key; then done() refuses those that nobody asked for.
class Spec {
 public:
  /// `what` names the kind of choice in errors: "optimizer". The value of the key `then`, itself
  /// a spec, reaches to the end of the text. Throws Error for text of another form.
  Spec(std::string what, std::string_view text);

  const std::string& name() const { return name_; }
  bool has(const std::string& key) const { return settings_.contains(key); }
  /// Throws Error for a value that is not a number in [low, high).
  double number(const std::string& key, double fallback, double low, double high);
  /// Throws Error for a value that is not an integer from `low` to 10^9.
  std::int64_t integer(const std::string& key, std::int64_t fallback, std::int64_t low);
  /// Throws Error for a value that is neither 0 nor 1.
  bool flag(const std::string& key, bool fallback);
  std::string text(const std::string& key, std::string fallback);
  /// Throws Error naming the nearest for a key that no call above has asked for.
  void done() const;
  /// For a name that is not among `known`: the error naming the nearest.
  Error unknown_name(const std::vector<std::string>& known) const;
  /// "optimizer 'sgd:momentum=2'": errors begin with it.
  std::string place() const;

 private:
  const std::string* find(const std::string& key);
  [[noreturn]] void refuse(const std::string& key, const std::string& rule) const;

  std::string what_, text_, name_;
  std::map<std::string, std::string> settings_;
  std::vector<std::string> asked_;
};

}  // namespace fovea

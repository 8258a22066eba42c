// A benchmark against an earlier one of the same work, from the JSON lines that it printed.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fovea::apps {

/// How much longer a call takes than before, and how far such a figure is off by chance.
struct Change {
  double relative = 0;  // 0.1: ten percent longer
  double noise = 0;     // two standard errors of `relative`; infinite where there is one round
  bool is_real() const;
};

/// From the medians of the rounds of each run: the change is that of their medians, its noise comes
/// from how much the rounds of each run differ. The standard error of a median of n values that
/// scatter normally is 1.2533 times that of their mean (Kenney and Keeping, "Mathematics of
/// Statistics", part 1, 1962).
Change change_between(std::span<const double> before, std::span<const double> after);

/// The lines of an earlier benchmark, from a file of JSON lines.
class EarlierBenchmark {
 public:
  /// Throws Error, with file and line, for what is no output of 'fovea benchmark --json'.
  explicit EarlierBenchmark(const std::string& file);
  /// The change of the same work on the same backend with as many threads; nothing where it is not
  /// in the file.
  std::optional<Change> change_of(const nlohmann::ordered_json& line) const;

 private:
  std::vector<nlohmann::json> lines_;
};

/// "-12.3 % +-1.0", or "no change (+-1.0 %)".
std::string described(const Change& change);

}  // namespace fovea::apps

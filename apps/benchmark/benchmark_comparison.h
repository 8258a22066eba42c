// Compares a benchmark with an earlier one of the same work, from the JSON lines that it printed.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fovea::apps {

/// How much longer a call takes than before, and how much such a number varies by chance.
struct Change {
  double relative = 0;  // 0.1: ten percent longer
  double noise = 0;     // two standard errors of `relative`; infinite for one round
  bool is_real() const;
};

/// From the medians of the rounds of each run: the change is that of their medians; its noise comes
/// from the differences between the rounds of each run. The standard error of the median of n
/// normally distributed values is 1.2533 times that of their mean (Kenney and Keeping, "Mathematics
/// of Statistics", part 1, 1962).
Change change_between(std::span<const double> before, std::span<const double> after);

/// The lines of an earlier benchmark, from a file of JSON lines.
class EarlierBenchmark {
 public:
  /// Throws Error, with file and line, for text that is not output of 'fovea benchmark --json'.
  explicit EarlierBenchmark(const std::string& file);
  /// The change for the same work on the same backend with the same number of threads; nothing if
  /// it is not in the file.
  std::optional<Change> change_of(const nlohmann::ordered_json& line) const;

 private:
  std::vector<nlohmann::json> lines_;
};

/// "-12.3 % +-1.0", or "no change (+-1.0 %)".
std::string change_text(const Change& change);

}  // namespace fovea::apps

#include "apps/benchmark/benchmark_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "apps/benchmark/benchmark_statistics.h"
#include "fovea/core/error.h"

namespace fovea::apps {

namespace {

// The fields that identify a piece of work. Lines have those that apply.
constexpr const char* identity[] = {"what",  "model", "dir",     "ic",      "oc",
                                    "h",     "w",     "k",       "stride",  "pad",
                                    "batch", "cold",  "backend", "threads", "precision"};

// The relative standard error of the median of these values.
double standard_error(std::span<const double> values, double median) {
  const auto count = static_cast<double>(values.size());
  if (count < 2) return INFINITY;
  double mean = 0, squares = 0;
  for (const double value : values) mean += value / count;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return 1.2533 * std::sqrt(squares / (count - 1) / count) / median;
}

bool is_same_work(const nlohmann::json& one, const nlohmann::ordered_json& other) {
  return std::ranges::all_of(identity, [&](const char* key) {
    const bool has = one.contains(key);
    return has == other.contains(key) && (!has || nlohmann::json(other.at(key)) == one.at(key));
  });
}

}  // namespace

bool Change::is_real() const { return std::abs(relative) > noise; }

Change change_between(std::span<const double> before, std::span<const double> after) {
  const double old_median = spread_of({before.begin(), before.end()}).median;
  const double new_median = spread_of({after.begin(), after.end()}).median;
  const double relative = new_median / old_median - 1;
  const double error =
      std::hypot(standard_error(before, old_median), standard_error(after, new_median));
  return {relative, 2 * error * (1 + relative)};
}

EarlierBenchmark::EarlierBenchmark(const std::string& file) {
  std::ifstream stream(file);
  if (!stream) throw Error("cannot be opened").at(file);
  int number = 0;
  for (std::string text; std::getline(stream, text);) {
    ++number;
    if (text.empty()) continue;
    const auto line = nlohmann::json::parse(text, nullptr, false);
    const auto fault = [&](const std::string& what) {
      return Error("{}", what)
          .at(fmt::format("{}:{}", file, number))
          .hint("give a file with the output of 'fovea benchmark --json'");
    };
    if (!line.is_object() || !line.contains("record")) throw fault("is no line of a benchmark");
    if (line["record"] != "benchmark") continue;
    const auto rounds = line.find("ms_rounds");
    const auto is_time = [](const nlohmann::json& ms) { return ms.is_number() && ms > 0; };
    if (rounds == line.end() || !rounds->is_array() || rounds->empty() ||
        !std::ranges::all_of(*rounds, is_time)) {
      throw fault("has no list of times 'ms_rounds'");
    }
    lines_.push_back(line);
  }
  if (lines_.empty()) throw Error("holds no benchmark").at(file);
}

std::optional<Change> EarlierBenchmark::change_of(const nlohmann::ordered_json& line) const {
  for (const nlohmann::json& earlier : lines_) {
    if (!is_same_work(earlier, line)) continue;
    const std::vector<double> before = earlier.at("ms_rounds"), after = line.at("ms_rounds");
    return change_between(before, after);
  }
  return {};
}

std::string change_text(const Change& change) {
  const std::string noise =
      std::isfinite(change.noise) ? fmt::format("+-{:.1f}", 100 * change.noise) : "+-?";
  if (!change.is_real()) return fmt::format("{:+.1f} % {}: noise", 100 * change.relative, noise);
  return fmt::format("{:+.1f} % {}", 100 * change.relative, noise);
}

}  // namespace fovea::apps

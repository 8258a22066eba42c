#include "apps/benchmark/benchmark_output.h"

#include <algorithm>
#include <cmath>

#include "apps/cli/json_line.h"
#include "apps/cli/text_table.h"

namespace fovea::apps {

namespace {

// With four digits.
std::string milliseconds(double seconds) {
  const double ms = 1000 * seconds;
  const int before = ms >= 1 ? static_cast<int>(std::log10(ms)) + 1 : 1;
  return fmt::format("{:.{}f}", ms, std::max(0, 4 - before));
}

}  // namespace

nlohmann::ordered_json machine_json(const BenchmarkResult& result) {
  return {{"record", "machine"},
          {"backend", result.backend},
          {"device", result.device.name},
          {"threads", result.device.threads},
          {"gflops_per_second", result.limits.flops_per_second / 1e9},
          {"gbytes_per_second", result.limits.bytes_per_second / 1e9}};
}

nlohmann::ordered_json result_json(const BenchmarkResult& result, const BenchmarkOptions& options) {
  const Spread& time = result.seconds;
  nlohmann::ordered_json line{{"record", "benchmark"}, {"what", options.what}};
  if (options.what == "conv") {
    const ConvWork& conv = options.conv;
    line.update({{"dir", conv.direction},
                 {"ic", conv.in_channels},
                 {"oc", conv.out_channels},
                 {"h", conv.height},
                 {"w", conv.width},
                 {"k", conv.kernel},
                 {"stride", conv.stride},
                 {"pad", conv.padding}});
  } else {
    line["model"] = str(options.model);
  }
  line.update({{"batch", options.batch},
               {"cold", options.cold},
               {"backend", result.backend},
               {"precision", options.precision},
               {"device", result.device.name},
               {"threads", result.device.threads},
               {"reps", time.count},
               {"ms_median", 1e3 * time.median},
               {"ms_min", 1e3 * time.least},
               {"ms_p10", 1e3 * time.p10},
               {"ms_p90", 1e3 * time.p90},
               {"ms_p99", 1e3 * time.p99},
               {"ms_max", 1e3 * time.most},
               {"ms_mean", 1e3 * time.mean},
               {"ms_first", 1e3 * result.first_seconds},
               {"images_per_second", options.batch / time.median},
               {"gflops_per_second", result.flop_rate() / 1e9},
               {"share_of_peak", result.flop_rate() / result.limits.flops_per_second},
               {"gbytes_per_second", result.byte_rate() / 1e9},
               {"share_of_bandwidth", result.byte_rate() / result.limits.bytes_per_second},
               {"peak_bytes", result.peak_bytes}});
  for (const double seconds : result.round_medians) line["ms_rounds"].push_back(1e3 * seconds);
  if (result.out_abs_sum) line["out_abs_sum"] = *result.out_abs_sum;
  return line;
}

namespace {

std::string machine_table(const std::vector<BenchmarkResult>& results) {
  TextTable table({{"backend"},
                   {"device", Align::left, 48},
                   {"threads", Align::right},
                   {"GFLOP/s", Align::right},
                   {"GB/s", Align::right},
                   {"FLOP/byte", Align::right}});
  for (const BenchmarkResult& result : results) {
    const MachineLimits& limits = result.limits;
    table.add({result.backend, result.device.name,
               result.device.threads ? std::to_string(result.device.threads) : "",
               fmt::format("{:.1f}", limits.flops_per_second / 1e9),
               fmt::format("{:.1f}", limits.bytes_per_second / 1e9),
               fmt::format("{:.1f}", limits.flops_per_second / limits.bytes_per_second)});
  }
  return table.str();
}

std::string result_table(const std::vector<BenchmarkResult>& results,
                         const BenchmarkOptions& options) {
  std::vector<TextTable::Column> columns = {{"backend"}};
  if (!options.scaling.empty()) {
    columns.insert(columns.end(), {{"threads", Align::right}, {"speed-up", Align::right}});
  }
  for (const char* title : {"median ms", "mean", "p10", "p90", "p99", "images/s", "GFLOP/s",
                            "of peak", "GB/s", "of peak", "memory", "first result"}) {
    columns.push_back({title, Align::right});
  }
  TextTable table(columns);
  const auto first_of = [&](const std::string& backend) {
    return std::ranges::find(results, backend, &BenchmarkResult::backend)->seconds.median;
  };
  for (const BenchmarkResult& result : results) {
    const Spread& time = result.seconds;
    std::vector<std::string> cells = {result.backend};
    if (!options.scaling.empty()) {
      cells.push_back(std::to_string(result.device.threads));
      cells.push_back(fmt::format("{:.2f}", first_of(result.backend) / time.median));
    }
    cells.insert(cells.end(), {milliseconds(time.median), milliseconds(time.mean),
                               milliseconds(time.p10), milliseconds(time.p90),
                               milliseconds(time.p99), speed(options.batch / time.median),
                               fmt::format("{:.1f}", result.flop_rate() / 1e9),
                               percent(result.flop_rate() / result.limits.flops_per_second),
                               fmt::format("{:.1f}", result.byte_rate() / 1e9),
                               percent(result.byte_rate() / result.limits.bytes_per_second),
                               bytes(result.peak_bytes), duration(result.first_seconds)});
    table.add(cells);
  }
  return table.str();
}

std::string comparison_table(const std::vector<BenchmarkResult>& results,
                             const BenchmarkOptions& options, const EarlierBenchmark& earlier) {
  TextTable table(
      {{"backend"}, {"threads", Align::right}, {"median ms", Align::right}, {"change"}});
  for (const BenchmarkResult& result : results) {
    const auto change = earlier.change_of(result_json(result, options));
    table.add({result.backend, std::to_string(result.device.threads),
               milliseconds(result.seconds.median),
               change ? change_text(*change) : "is not in that file"});
  }
  return table.str();
}

std::string heading(const BenchmarkOptions& options) {
  const std::string what = options.what == "conv"    ? options.conv.computes()
                           : options.what == "train" ? "a training step"
                                                     : "inference";
  return fmt::format("{}: {} of {} image{}, {}{}", subject(options), what, options.batch,
                     options.batch == 1 ? "" : "s", options.precision,
                     options.cold ? ", cold caches" : "");
}

}  // namespace

std::string subject(const BenchmarkOptions& options) {
  return options.what == "conv" ? options.conv.str() : str(options.model);
}

void print_results(const BenchmarkOptions& options, const std::vector<BenchmarkResult>& results,
                   const EarlierBenchmark* earlier) {
  if (options.json) {
    for (const BenchmarkResult& result : results) print_json(machine_json(result));
    if (options.what == "machine") return;
    for (const BenchmarkResult& result : results) {
      nlohmann::ordered_json line = result_json(result, options);
      const auto change = earlier ? earlier->change_of(line) : std::nullopt;
      if (change) {
        line["change"] = change->relative;
        line["change_noise"] = change->noise;
      }
      print_json(line);
    }
    return;
  }
  if (options.what != "machine") {
    fmt::print("{}, {}\n\n{}\n", heading(options), si(results.front().flops, "FLOP"),
               result_table(results, options));
    if (earlier) {
      fmt::print("Against {}, two standard errors as noise:\n\n{}\n", options.compare,
                 comparison_table(results, options, *earlier));
    }
    fmt::print("The most that each reaches here:\n\n");
  }
  fmt::print("{}", machine_table(results));
}

}  // namespace fovea::apps

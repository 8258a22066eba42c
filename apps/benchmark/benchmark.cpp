#include "apps/benchmark/benchmark.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <thread>

#include "apps/benchmark/benchmark_result.h"
#include "apps/benchmark/benchmark_workload.h"
#include "apps/cli/json_line.h"
#include "apps/cli/say.h"
#include "apps/cli/text_table.h"
#include "apps/commands/backend.h"
#include "apps/pictures/open_model.h"
#include "framework/formats/atomic_file.h"

namespace fovea::apps {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double first_warm_up = 0.3, later_warm_up = 0.03;  // seconds: once, and at every turn
constexpr int least_calls = 5;                               // over all rounds
constexpr int most_profiles = 15;
constexpr double time_for_profiles = 1;  // seconds

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Whoever takes part, and what is known of it so far.
struct Contender {
  std::unique_ptr<Backend> backend;
  std::unique_ptr<Workload> workload;  // none: only the machine is measured
  std::vector<double> seconds;         // of each call
  BenchmarkResult result;
};

Contender start(const std::string& name, const BenchmarkOptions& options, const Model* model) {
  const Clock::time_point begin = Clock::now();
  Contender contender;
  contender.backend = make_backend(name, options.threads);
  BenchmarkResult& result = contender.result;
  result.device = contender.backend->info();
  result.backend = name == "auto" ? result.device.backend : name;
  if (model) {
    const Work work = options.what == "train" ? Work::train : Work::infer;
    contender.workload = std::make_unique<Workload>(*model, work, options.batch, *contender.backend,
                                                    precision_named(options.precision));
    Workload& workload = *contender.workload;
    const Results first = workload.run();
    result.first_seconds = seconds_since(begin);
    result.out_abs_sum = workload.abs_sum(first);
    result.flops = workload.flops();
    result.bytes = workload.bytes();
    result.peak_bytes = workload.plan().peak_bytes();
  }
  return contender;
}

// Calls until so many seconds and calls are over; returns the seconds of each.
std::vector<double> repeat(Workload& workload, double least_seconds, int calls) {
  std::vector<double> seconds;
  const Clock::time_point begin = Clock::now();
  while (static_cast<int>(seconds.size()) < calls || seconds_since(begin) < least_seconds) {
    const Clock::time_point start = Clock::now();
    workload.run();
    seconds.push_back(seconds_since(start));
  }
  return seconds;
}

// A slow spell of the machine hits all of them, because they take turns.
void take_turns(std::vector<Contender>& contenders, const BenchmarkOptions& options) {
  const int calls = (least_calls + options.rounds - 1) / options.rounds;
  for (int round = 0; round < options.rounds; ++round) {
    for (Contender& contender : contenders) {
      contender.workload->rewind();
      repeat(*contender.workload, round == 0 ? first_warm_up : later_warm_up, 1);
      const auto more = repeat(*contender.workload, options.milliseconds / 1000, calls);
      contender.seconds.insert(contender.seconds.end(), more.begin(), more.end());
    }
  }
  for (Contender& contender : contenders) {
    contender.result.seconds = spread_of(contender.seconds);
  }
}

std::vector<NodeTime> node_times(Workload& workload) {
  std::vector<std::vector<double>> seconds(workload.plan().steps.size());
  const Clock::time_point begin = Clock::now();
  for (int i = 0; i < most_profiles && (i < 2 || seconds_since(begin) < time_for_profiles); ++i) {
    for (const StepTime& time : workload.profile()) {
      seconds[static_cast<size_t>(time.step)].push_back(time.seconds);
    }
  }
  std::vector<NodeTime> nodes;
  for (size_t i = 0; i < seconds.size(); ++i) {
    const Step& step = workload.plan().steps[i];
    if (step.prologue || seconds[i].empty()) continue;
    // A reshape in place is a step that moves nothing.
    const bool stays = step.flops == 0 && !step.inputs.empty() && !step.outputs.empty() &&
                       step.inputs.front().overlaps(step.outputs.front());
    nodes.push_back({step.node, step.kernel, step.flops,
                     stays ? 0 : static_cast<double>(step.bytes), spread_of(seconds[i]).median});
  }
  return nodes;
}

// Four digits.
std::string milliseconds(double seconds) {
  const double ms = 1000 * seconds;
  const int before = ms >= 1 ? static_cast<int>(std::log10(ms)) + 1 : 1;
  return fmt::format("{:.{}f}", ms, std::max(0, 4 - before));
}

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
  nlohmann::ordered_json line{
      {"record", "benchmark"},
      {"what", options.what},
      {"model", options.model},
      {"batch", options.batch},
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
      {"peak_bytes", result.peak_bytes}};
  if (result.out_abs_sum) line["out_abs_sum"] = *result.out_abs_sum;
  return line;
}

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

std::string result_table(const std::vector<BenchmarkResult>& results, int batch) {
  TextTable table({{"backend"},
                   {"median ms", Align::right},
                   {"mean", Align::right},
                   {"p10", Align::right},
                   {"p90", Align::right},
                   {"p99", Align::right},
                   {"images/s", Align::right},
                   {"GFLOP/s", Align::right},
                   {"of peak", Align::right},
                   {"GB/s", Align::right},
                   {"of peak", Align::right},
                   {"memory", Align::right},
                   {"first result", Align::right}});
  for (const BenchmarkResult& result : results) {
    const Spread& time = result.seconds;
    table.add({result.backend, milliseconds(time.median), milliseconds(time.mean),
               milliseconds(time.p10), milliseconds(time.p90), milliseconds(time.p99),
               speed(batch / time.median), fmt::format("{:.1f}", result.flop_rate() / 1e9),
               percent(result.flop_rate() / result.limits.flops_per_second),
               fmt::format("{:.1f}", result.byte_rate() / 1e9),
               percent(result.byte_rate() / result.limits.bytes_per_second),
               bytes(result.peak_bytes), duration(result.first_seconds)});
  }
  return table.str();
}

void warn_if_busy() {
  double load = 0;
  const double cores = std::max(1u, std::thread::hardware_concurrency());
  if (getloadavg(&load, 1) != 1 || load < std::max(0.5, cores / 10)) return;
  say("other programs are running (load {:.1f}): expect low, unsteady figures\n", load);
}

void print(const BenchmarkOptions& options, const std::vector<BenchmarkResult>& results) {
  if (options.json) {
    for (const BenchmarkResult& result : results) print_json(machine_json(result));
    if (options.what == "machine") return;
    for (const BenchmarkResult& result : results) print_json(result_json(result, options));
    return;
  }
  if (options.what != "machine") {
    fmt::print("{}: {} of {} image{}, {}, {}\n\n{}\nThe most that each reaches here:\n\n",
               options.model, options.what == "train" ? "a training step" : "inference",
               options.batch, options.batch == 1 ? "" : "s", options.precision,
               si(results.front().flops, "FLOP"), result_table(results, options.batch));
  }
  fmt::print("{}", machine_table(results));
}

void check(const BenchmarkOptions& options) {
  if (options.what != "machine" && options.model.empty()) {
    throw Error("'benchmark {}' needs a model", options.what).hint("add --model lenet5");
  }
  // Better now than after minutes of measuring.
  if (!options.html.empty()) expect_writable(options.html);
}

}  // namespace

int benchmark(const BenchmarkOptions& options) {
  check(options);
  std::optional<Model> model;
  if (!options.model.empty()) model.emplace(open_model(options.model));
  warn_if_busy();
  std::vector<Contender> contenders;
  for (const std::string& name : options.backends) {
    contenders.push_back(start(name, options, model ? &*model : nullptr));
    say("running on {}\n", described(contenders.back().result.device));
  }
  for (Contender& contender : contenders) {
    contender.result.limits = measure_limits(*contender.backend);
  }
  if (model) take_turns(contenders, options);
  std::vector<BenchmarkResult> results;
  for (Contender& contender : contenders) {
    if (!options.html.empty()) contender.result.nodes = node_times(*contender.workload);
    results.push_back(contender.result);
  }
  print(options, results);
  if (!options.html.empty()) {
    write_atomically(options.html, benchmark_page(options, model->name, results));
    say("the page is {}\n", options.html);
  }
  return 0;
}

}  // namespace fovea::apps

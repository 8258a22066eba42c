#include "apps/benchmark/benchmark.h"
#include "apps/cli/output_file.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <thread>

#include "apps/benchmark/benchmark_output.h"
#include "apps/benchmark/benchmark_page.h"
#include "apps/benchmark/benchmark_workload.h"
#include "apps/benchmark/machine.h"
#include "apps/cli/say.h"
#include "apps/commands/backend.h"
#include "apps/training/open_models.h"
#include "framework/core/seconds_since.h"
#include "framework/formats/atomic_file.h"

namespace fovea::apps {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double first_warm_up = 0.3, later_warm_up = 0.03;  // seconds: once, and on every turn
constexpr int least_calls = 5;                               // over all rounds
constexpr int most_profiles = 15;
constexpr double time_for_profiles = 1;  // seconds

// Repeats calls until this many seconds and calls are over; returns the seconds of each call.
std::vector<double> repeat(Workload& workload, CacheFlush* flush, double least_seconds, int calls) {
  std::vector<double> seconds;
  const Clock::time_point begin = Clock::now();
  while (static_cast<int>(seconds.size()) < calls || seconds_since(begin) < least_seconds) {
    if (flush) flush->run();
    const Clock::time_point start = Clock::now();
    workload.run();
    seconds.push_back(seconds_since(start));
  }
  return seconds;
}

std::vector<NodeTime> node_times(Workload& workload) {
  std::map<std::pair<const Plan*, int>, std::vector<double>> seconds;  // by plan and step
  std::vector<const Plan*> plans;
  const Clock::time_point begin = Clock::now();
  for (int i = 0; i < most_profiles && (i < 2 || seconds_since(begin) < time_for_profiles); ++i) {
    for (const StepProfile& profile : workload.profile()) {
      if (i == 0) plans.push_back(profile.plan);
      for (const StepTime& time : profile.times) {
        seconds[{profile.plan, time.step}].push_back(time.seconds);
      }
    }
  }
  std::vector<NodeTime> nodes;
  for (const Plan* const plan : plans) {
    for (size_t i = 0; i < plan->steps.size(); ++i) {
      const Step& step = plan->steps[i];
      const auto times = seconds.find({plan, static_cast<int>(i)});
      if (step.prologue || times == seconds.end()) continue;
      // A reshape in place is a step that moves nothing.
      const bool stays = step.flops == 0 && !step.inputs.empty() && !step.outputs.empty() &&
                         step.inputs.front().overlaps(step.outputs.front());
      nodes.push_back({step.node, step.kernel, step.flops,
                       stays ? 0 : static_cast<double>(step.bytes),
                       spread_of(times->second).median});
    }
  }
  return nodes;
}

// One of those that are compared: a backend with a number of threads.
class Contender {
 public:
  // `models` is empty if none is measured; models and options must outlive this.
  Contender(std::string name, int threads, const BenchmarkOptions& options, Parts models)
      : name_(std::move(name)), threads_(threads), options_(options), models_(std::move(models)) {}

  bool is_open() const { return backend_ != nullptr; }
  // Opens the device and runs the work once.
  void open() {
    const Clock::time_point begin = Clock::now();
    backend_ = make_backend(name_, threads_);
    const bool first_time = result_.backend.empty();
    result_.device = backend_->info();
    result_.backend = name_ == "auto" ? result_.device.backend : name_;
    if (options_.what == "machine") return;
    const Precision precision = precision_named(options_.precision);
    if (options_.what == "conv") {
      workload_ = std::make_unique<Workload>(options_.conv, options_.batch, *backend_);
    } else if (options_.what == "train") {
      workload_ = std::make_unique<Workload>(models_, options_.objective, options_.batch, *backend_,
                                             precision);
    } else {
      workload_ = std::make_unique<Workload>(*models_.begin()->second, options_.batch, *backend_,
                                             precision);
    }
    const Results outputs = workload_->run();
    if (!first_time) return;
    result_.first_seconds = seconds_since(begin);
    result_.out_abs_sum = workload_->abs_sum(outputs);
    result_.flops = workload_->flops();
    result_.bytes = workload_->bytes();
    result_.peak_bytes = workload_->peak_bytes();
  }
  void close() {
    flush_.reset();
    workload_.reset();
    backend_.reset();
  }

  void find_limits() { result_.limits = measure_limits(*backend_); }
  void take_turn(double warm_up) {
    if (options_.cold && !flush_) flush_.emplace(*backend_);
    CacheFlush* const flush = flush_ ? &*flush_ : nullptr;
    const int calls = (least_calls + options_.rounds - 1) / options_.rounds;
    workload_->rewind();
    repeat(*workload_, flush, warm_up, 1);
    const auto seconds = repeat(*workload_, flush, options_.milliseconds / 1000, calls);
    result_.round_medians.push_back(spread_of(seconds).median);
    seconds_.insert(seconds_.end(), seconds.begin(), seconds.end());
    result_.seconds = spread_of(seconds_);
  }
  void find_node_times() { result_.nodes = node_times(*workload_); }
  const BenchmarkResult& result() const { return result_; }

 private:
  std::string name_;
  int threads_;
  const BenchmarkOptions& options_;
  Parts models_;
  std::unique_ptr<Backend> backend_;
  std::unique_ptr<Workload> workload_;
  std::optional<CacheFlush> flush_;
  std::vector<double> seconds_;  // of each call
  BenchmarkResult result_;
};

// They take turns, so a slow time of the machine affects all of them. A limit on threads is valid
// for the whole process as long as its backend exists, so backends with different limits are never
// open together.
std::vector<BenchmarkResult> take_turns(std::vector<Contender>& contenders,
                                        const BenchmarkOptions& options) {
  const bool one_at_a_time = options.scaling.size() > 1;
  for (Contender& contender : contenders) {
    contender.open();
    say("running on {}\n", device_text(contender.result().device));
    contender.find_limits();
    if (one_at_a_time) contender.close();
  }
  if (options.what != "machine") {
    for (int round = 0; round < options.rounds; ++round) {
      for (Contender& contender : contenders) {
        if (!contender.is_open()) contender.open();
        contender.take_turn(round == 0 || one_at_a_time ? first_warm_up : later_warm_up);
        if (round + 1 == options.rounds && !options.html.empty()) contender.find_node_times();
        if (one_at_a_time) contender.close();
      }
    }
  }
  std::vector<BenchmarkResult> results;
  for (const Contender& contender : contenders) results.push_back(contender.result());
  return results;
}

void warn_if_busy() {
  double load = 0;
  const double cores = std::max(1u, std::thread::hardware_concurrency());
  if (getloadavg(&load, 1) != 1 || load < std::max(0.5, cores / 10)) return;
  say("other programs are running (load {:.1f}): expect low, unsteady figures\n", load);
}

void expect_sizes(const ConvWork& conv) {
  for (const auto& [name, value] : {std::pair{"--ic", conv.in_channels},
                                    {"--oc", conv.out_channels},
                                    {"--h", conv.height},
                                    {"--w", conv.width},
                                    {"--k", conv.kernel}}) {
    if (value > 0) continue;
    throw Error("'benchmark conv' needs {}", name)
        .hint("give --ic 64 --oc 64 --h 56 --w 56 --k 3, with --stride and --pad if need be");
  }
}

void check(const BenchmarkOptions& options) {
  const bool of_model = options.what == "infer" || options.what == "train";
  if (options.what == "infer" && options.model.several()) {
    throw Error("'benchmark infer' takes one model").hint("several are for benchmark train");
  }
  if (of_model && str(options.model).empty()) {
    throw Error("'benchmark {}' needs a model", options.what).hint("add --model lenet5");
  }
  if (options.what == "conv") expect_sizes(options.conv);
  // This is checked now, not after minutes of measuring.
  if (!options.html.empty()) expect_replaceable(options.html, OutputKind::page);
}

}  // namespace

int benchmark(const BenchmarkOptions& options) {
  check(options);
  std::optional<EarlierBenchmark> earlier;
  if (!options.compare.empty()) earlier.emplace(options.compare);
  Models models;
  if (!str(options.model).empty()) {
    models = open_models(options.model, [](const std::string&) { return models::ModelOptions(); });
  }
  warn_if_busy();
  const std::vector<int> threads =
      options.scaling.empty() ? std::vector{options.threads} : options.scaling;
  std::vector<Contender> contenders;
  for (const std::string& name : options.backends) {
    for (const int count : threads) {
      contenders.emplace_back(name, count, options, parts_of(models));
    }
  }
  const std::vector<BenchmarkResult> results = take_turns(contenders, options);
  print_results(options, results, earlier ? &*earlier : nullptr);
  if (!options.html.empty()) {
    write_atomically(
        options.html,
        benchmark_page(options, models.size() == 1 ? models.begin()->second.name : subject(options),
                       results));
    say("the page is {}\n", options.html);
  }
  return 0;
}

}  // namespace fovea::apps

#include "fovea/cpu/cpu.h"

#include <hwy/targets.h>
#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>
#include <unistd.h>

#include <fstream>
#include <mutex>
#include <optional>

#include "backends/common/flush_denormals.h"
#include "backends/cpu/runtime/processor_name.h"
#include "fovea/core/random.h"
#include "fovea/runtime/host_memory.h"

namespace fovea::cpu {

void register_all(KernelTable& table);

void parallel_for(int chunks, const std::function<void(int)>& body) {
  if (chunks == 1) {
    const FlushDenormals flush;
    return body(0);
  }
  tbb::this_task_arena::isolate([&] {
    tbb::parallel_for(
        tbb::blocked_range<int>(0, chunks, 1),
        [&](const tbb::blocked_range<int>& range) {
          const FlushDenormals flush;
          for (int i = range.begin(); i < range.end(); ++i) body(i);
        },
        tbb::simple_partitioner());
  });
}

std::byte* thread_scratch(std::size_t bytes) {
  thread_local std::shared_ptr<std::byte[]> memory;
  thread_local std::size_t capacity = 0;
  if (bytes > capacity) {
    memory = nullptr;
    capacity = 0;  // allocate() may throw
    memory = allocate(bytes);
    capacity = bytes;
  }
  return memory.get();
}

namespace {

// One flow graph for the prologue and one for the rest, each with one node per step and the plan's
// edges. They are built once, inside the arena whose threads will run them.
class CpuExecutable : public HostExecutable {
 public:
  CpuExecutable(const Plan& plan, State& state, const KernelTable& kernels, tbb::task_arena& arena,
                std::uint64_t shuffle)
      : HostExecutable(plan, state), arena_(arena), shuffle_(shuffle) {
    for (const Step& step : plan.steps) kernels_.push_back(kernels.at(step.kernel).run);
    arena_.execute([&] {
      build(prologue_, true);
      build(main_, false);
    });
  }

 private:
  struct Flow {
    std::optional<tbb::flow::graph> graph;
    std::optional<tbb::flow::broadcast_node<tbb::flow::continue_msg>> start;
    std::vector<std::unique_ptr<tbb::flow::continue_node<tbb::flow::continue_msg>>> nodes;
  };

  void build(Flow& flow, bool prologue) {
    flow.graph.emplace();
    flow.start.emplace(*flow.graph);
    const std::vector<Step>& steps = this->plan().steps;
    flow.nodes.resize(steps.size());
    for (size_t i = 0; i < steps.size(); ++i) {
      if (steps[i].prologue != prologue) continue;
      flow.nodes[i] = std::make_unique<tbb::flow::continue_node<tbb::flow::continue_msg>>(
          *flow.graph, [this, i](const tbb::flow::continue_msg&) {
            step(i);
            return tbb::flow::continue_msg();
          });
      bool first = true;
      for (const int before : steps[i].after) {
        auto& source = flow.nodes[static_cast<size_t>(before)];
        if (!source) continue;  // a prologue step: done before the others start
        tbb::flow::make_edge(*source, *flow.nodes[i]);
        first = false;
      }
      if (first) tbb::flow::make_edge(*flow.start, *flow.nodes[i]);
    }
  }

  void step(size_t i) {
    const FlushDenormals flush;
    timed(i, [&] { kernels_[i](args(i)); });
  }

  void run(bool prologue) override {
    arena_.execute([&] {
      if (shuffle_) return run_shuffled(prologue);
      Flow& flow = prologue ? prologue_ : main_;
      flow.start->try_put(tbb::flow::continue_msg());
      try {
        flow.graph->wait_for_all();
      } catch (...) {
        flow.graph->reset();  // its nodes have counted some of their predecessors
        throw;
      }
    });
  }

  // One step after another, each drawn from those whose predecessors are done.
  void run_shuffled(bool prologue) {
    const std::vector<Step>& steps = this->plan().steps;
    const Random random(shuffle_, stream_of("step order"), ++runs_);
    std::vector<bool> done(steps.size());
    for (size_t i = 0; i < steps.size(); ++i) done[i] = steps[i].prologue != prologue;
    for (std::uint64_t draw = 0;; ++draw) {
      std::vector<size_t> ready;
      for (size_t i = 0; i < steps.size(); ++i) {
        bool free = !done[i];
        for (const int before : steps[i].after) free = free && done[static_cast<size_t>(before)];
        if (free) ready.push_back(i);
      }
      if (ready.empty()) return;
      const size_t i = ready[random.below(draw, ready.size())];
      step(i);
      done[i] = true;
    }
  }

  std::vector<std::function<void(const KernelArgs&)>> kernels_;
  tbb::task_arena& arena_;
  std::uint64_t shuffle_;
  std::uint32_t runs_ = 0;
  Flow prologue_, main_;
};

tbb::task_arena make_arena(const Options& options, int threads) {
  // The default arena of a thread has no more threads than cores.
  if (!options.join_caller || threads > tbb::info::default_concurrency()) {
    return tbb::task_arena(threads);
  }
  tbb::this_task_arena::isolate([] {});  // a thread has none before it first uses TBB
  return tbb::task_arena(tbb::task_arena::attach());
}

std::string name_of_this_processor() {
  std::ifstream file("/proc/cpuinfo");
  return processor_name(file);
}

}  // namespace

struct CpuBackend::Impl {
  explicit Impl(const Options& settings)
      : options(settings),
        threads(options.threads > 0 ? options.threads : tbb::info::default_concurrency()),
        control(tbb::global_control::max_allowed_parallelism,
                static_cast<size_t>(threads + (options.caller_waits ? 1 : 0))),
        arena(make_arena(options, threads)) {
    register_all(kernels);
  }

  Options options;
  int threads;
  tbb::global_control control;
  tbb::task_arena arena;
  KernelTable kernels;
};

CpuBackend::CpuBackend(Options options) {
  if (options.threads < 0 || options.threads > 4096) {
    throw Error("{} threads are not possible", options.threads)
        .hint("give 1 to 4096, or 0 for all");
  }
  impl_ = std::make_unique<Impl>(options);
}

CpuBackend::~CpuBackend() = default;

void CpuBackend::add(const std::string& name, Kernel kernel) {
  impl_->kernels[name] = std::move(kernel);
}

DeviceInfo CpuBackend::info() const {
  DeviceInfo info;
  info.backend = "cpu";
  info.name = name_of_this_processor();
  info.kind = "CPU";
  info.memory_bytes = std::int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGE_SIZE);
  info.threads = impl_->threads;
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    info.features.emplace_back(hwy::TargetName(target));
  }
  return info;
}

Support CpuBackend::query(const Step& step) const {
  const auto it = impl_->kernels.find(step.kernel);
  if (it != impl_->kernels.end()) return it->second.query ? it->second.query(step) : Support{};
  std::vector<std::string> known;
  for (const auto& [name, kernel] : impl_->kernels) known.push_back(name);
  Support support;
  support.reason = "it has no such kernel" + did_you_mean(step.kernel, known);
  return support;
}

std::unique_ptr<State> CpuBackend::make_state(std::span<const Variable> variables) {
  return std::make_unique<HostState>(variables, DType::f32);
}

std::unique_ptr<Executable> CpuBackend::load(const Plan& plan, State& state) {
  return std::make_unique<CpuExecutable>(plan, state, impl_->kernels, impl_->arena,
                                         impl_->options.shuffle);
}

}  // namespace fovea::cpu

// Times the convolution kernels of the Vulkan backend on the shapes of ResNet-18, tile by tile,
// and also the plain shaders (one invocation per result). docs/vulkan.md has its tables from
// this program.
//
//   vulkan_tiles [--device NAME] [--batch 1] [--rounds 3] [--kernel conv2d] [--shape layer1]
//                [--tile 32x64]
//
// "chosen" is the tile that fovea takes for the shape; --tile adds those whose line in the shader
// contains the text, every one with --tile x. "Winograd" is conv2d_winograd on tiles of this many
// results per side, with the transform of the weight, if the shape allows it. At the end it prints
// what each tile needs from a device. On a software device the time is the CPU time of this
// process, which includes the driver's and which other programs do not disturb; elsewhere it is the
// device's own time. Rounds are interleaved.
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "backends/common/conv2d_winograd.h"
#include "backends/vulkan/shapes/gemm_shape.h"
#include "backends/vulkan/shapes/winograd_shape.h"
#include "fovea/core/random.h"
#include "fovea/vulkan/vulkan.h"

using namespace fovea;

namespace {

struct ConvLayer {
  const char* name;
  uint size, channels, out_channels, kernel, stride;
};

constexpr ConvLayer resnet18[] = {
    {"conv1", 224, 3, 64, 7, 2},          {"layer1 3x3", 56, 64, 64, 3, 1},
    {"layer2 3x3/2", 56, 64, 128, 3, 2},  {"layer2 1x1/2", 56, 64, 128, 1, 2},
    {"layer2 3x3", 28, 128, 128, 3, 1},   {"layer3 3x3/2", 28, 128, 256, 3, 2},
    {"layer3 1x1/2", 28, 128, 256, 1, 2}, {"layer3 3x3", 14, 256, 256, 3, 1},
    {"layer4 3x3/2", 14, 256, 512, 3, 2}, {"layer4 1x1/2", 14, 256, 512, 1, 2},
    {"layer4 3x3", 7, 512, 512, 3, 1},
};

Conv2dParams params_of(const ConvLayer& layer, uint batch) {
  Conv2dParams p{};
  const uint pad = layer.kernel / 2, out = (layer.size + 2 * pad - layer.kernel) / layer.stride + 1;
  p.batch = batch;
  p.height = p.width = layer.size;
  p.channels = layer.channels;
  p.out_height = p.out_width = out;
  p.out_channels = layer.out_channels;
  p.kernel_h = p.kernel_w = layer.kernel;
  p.stride_h = p.stride_w = layer.stride;
  p.dilation_h = p.dilation_w = 1;
  p.pad_top = p.pad_left = pad;
  p.groups = 1;
  p.epilogue.slope = 1;
  p.epilogue.low = -std::numeric_limits<float>::infinity();
  p.epilogue.high = std::numeric_limits<float>::infinity();
  return p;
}

double flops_of(const Conv2dParams& p) {
  return 2.0 * p.batch * p.out_height * p.out_width * p.out_channels * p.kernel_h * p.kernel_w *
         p.channels;
}

// One step over random tensors.
struct Problem {
  Plan plan;
  Feed feed;

  Problem(const std::string& kernel, const std::string& shader, const Conv2dParams& p,
          std::int64_t scratch) {
    const TensorType x{{p.batch, p.height, p.width, p.channels}},
        y{{p.batch, p.out_height, p.out_width, p.out_channels}},
        w{{p.out_channels, p.kernel_h, p.kernel_w, p.channels}};
    Step step;
    step.kernel = step.node = shader;
    step.params = Params(p);
    step.flops = flops_of(p);
    const bool input = kernel == "conv2d_grad_input", weight = kernel == "conv2d_grad_weight";
    for (const TensorType& type : {input ? y : x, weight ? y : w}) {
      const int number = static_cast<int>(plan.inputs.size());
      const std::string name = "x" + std::to_string(number);
      plan.inputs.push_back({name, {Region::input, number, 0, type}});
      step.inputs.push_back(plan.inputs.back().slot);
      Tensor tensor(type);
      const Random random(7, static_cast<std::uint32_t>(number));
      for (size_t i = 0; i < static_cast<size_t>(type.shape.count()); ++i) {
        tensor.as<float>()[i] = 2 * random.uniform(i) - 1;
      }
      feed[name] = tensor;
    }
    step.outputs = {in_arena(input ? x : weight ? w : y)};
    plan.outputs.push_back({"y", step.outputs[0]});
    step.scratch = in_arena({Shape{scratch}, DType::u8});
    plan.steps.push_back(std::move(step));
  }

  // The same by Winograd's algorithm: a step before it transforms the weight.
  void run_as(const OtherKernel& winograd) {
    Step pack, step = plan.steps[0];
    pack.kernel = pack.node = winograd.packs[0].kernel;
    pack.params = winograd.packs[0].params;
    pack.inputs = {step.inputs[1]};
    pack.outputs = {in_arena(winograd.packs[0].type)};
    step.kernel = winograd.kernel;
    step.params = winograd.params;
    step.inputs[1] = pack.outputs[0];
    step.after = {0};
    const auto& params = step.params.as<Conv2dWinogradParams>();
    step.scratch = in_arena({Shape{conv2d_winograd_scratch(params)}, DType::u8});
    plan.steps = {std::move(pack), std::move(step)};
  }

  Slot in_arena(TensorType type) {
    const Slot slot{Region::arena, 0, plan.arena_bytes, type};
    plan.arena_bytes += (type.bytes() + 63) / 64 * 64;
    return slot;
  }
};

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Candidate {
  std::string label;
  std::unique_ptr<Problem> problem;
  std::unique_ptr<State> state = nullptr;
  std::unique_ptr<Executable> executable = nullptr;
  std::vector<double> seconds = {};
  std::map<std::string, Tensor> result = {};
};

double median(std::vector<double> v) {
  std::ranges::sort(v);
  return v.empty() ? 0 : v[v.size() / 2];
}

std::string text_of(const vulkan::Tile& tile) {
  std::string text = std::to_string(tile.size[0]) + "x" + std::to_string(tile.size[1]);
  for (const uint constant : tile.constants) text += " " + std::to_string(constant);
  if (!tile.matrix.empty()) text += fmt::format(" matrices/{}", tile.lanes);
  return text;
}

double difference(const Tensor& a, const Tensor& b) {
  double most = 0, scale = 1;
  for (size_t i = 0; i < static_cast<size_t>(a.shape().count()); ++i) {
    most = std::max(most, std::abs(double{a.as<float>()[i]} - double{b.as<float>()[i]}));
    scale = std::max(scale, std::abs(double{a.as<float>()[i]}));
  }
  return most / scale;
}

using Settings = std::map<std::string, std::string>;

// Interleaved, so that a slow time of the machine affects all equally.
void measure(std::vector<Candidate>& candidates, int rounds, bool software) {
  for (int round = 0; round <= rounds; ++round) {
    for (Candidate& c : candidates) {
      const double before = cpu_seconds();
      c.result = c.executable->wait(c.executable->submit(c.problem->feed));
      const double after = cpu_seconds();
      if (round == 0) continue;  // compiles
      double seconds = 0;
      for (const StepTime& time : c.executable->profile()) seconds += time.seconds;
      c.seconds.push_back(software ? after - before : seconds);
    }
  }
}

void print(const std::string& shape, const Conv2dParams& p, std::span<const Candidate> candidates) {
  const Candidate& plain = candidates[0];
  for (const Candidate& c : candidates) {
    const double seconds = median(c.seconds);
    std::printf("%-13s %-36s %9.2f ms %8.2f GFLOP/s %6.1fx  differs %.0e\n", shape.c_str(),
                c.label.c_str(), seconds * 1e3, flops_of(p) / seconds * 1e-9,
                median(plain.seconds) / seconds,
                difference(c.result.at("y"), plain.result.at("y")));
  }
  std::fflush(stdout);
}

void compare(const std::string& kernel, const ConvLayer& layer, const vulkan::ShaderTable& table,
             Settings& settings) {
  vulkan::VulkanBackend backend({.device = settings["--device"], .self_check = false});
  const bool software = backend.info().kind == "software";
  const Conv2dParams p = params_of(layer, static_cast<uint>(std::stoul(settings["--batch"])));
  std::vector<Candidate> candidates;
  const auto load = [&](const std::string& label, std::unique_ptr<Problem> problem) {
    Candidate c{label, std::move(problem)};
    c.state = backend.make_state({});
    c.executable = backend.load(c.problem->plan, *c.state);
    c.executable->set_profiling(!software);
    candidates.push_back(std::move(c));
  };
  const auto add = [&](const std::string& label, vulkan::Shader shader) {
    shader.name = label;
    backend.add(shader);
    const std::int64_t scratch = shader.scratch ? shader.scratch(Params(p)) : 0;
    load(label, std::make_unique<Problem>(kernel, label, p, scratch));
  };
  const vulkan::Shader& shader = table.at(kernel);
  add(kernel + " plain", table.at(kernel + "_plain"));
  add(kernel + " chosen", shader);
  for (const vulkan::Tile& tile : shader.tiles) {
    if (settings["--tile"].empty() || text_of(tile).find(settings["--tile"]) == std::string::npos)
      continue;
    vulkan::Shader one = shader;
    one.tiles = {tile};
    add(kernel + " " + text_of(tile), one);
  }
  for (const uint tile : {2u, 4u}) {
    auto problem = std::make_unique<Problem>(kernel, kernel, p, 0);
    const std::optional<OtherKernel> winograd = as_winograd(problem->plan.steps[0], tile);
    if (!winograd) continue;
    problem->run_as(*winograd);
    load(fmt::format("{} Winograd {}x{}", kernel, tile, tile), std::move(problem));
  }
  measure(candidates, std::stoi(settings["--rounds"]), software);
  print(layer.name, p, candidates);
}

// Registers and the invocations that fit are estimates: the sums, a column and a row of operands,
// three numbers per walk and a dozen more; on a multiprocessor with 65536 registers, 100 KiB of
// shared memory and room for 2048 invocations.
void print_demands(const vulkan::Shader& shader) {
  std::printf("\n%-27s %11s %15s %10s %9s\n", "tile", "bytes/FLOP", "shared memory", "registers",
              "occupancy");
  for (const vulkan::Tile& tile : shader.tiles) {
    const auto [x, y, z] = tile.size;
    const uint threads = tile.constants[0], rows = tile.constants[1], columns = tile.constants[2];
    const uint depth = tile.constants[3];
    const bool halves = !tile.matrix.empty();
    const uint element = halves ? 2 : 4, padding = halves ? 8 : 1;
    // Registers of a sum and of an operand: of one number, or of an invocation's part of a matrix.
    const uint sum = halves ? tile.matrix[0] * tile.matrix[1] / tile.lanes : 1;
    const uint operand = halves ? tile.matrix[0] * tile.matrix[2] / tile.lanes / 2 : 1;
    const uint walks = depth ? (x + y) * depth / threads : x / threads + columns;
    const uint registers = rows * columns * sum + (rows + columns) * operand + 3 * walks + 12;
    const uint shared =
        depth ? element * depth * (x + y + 2 * padding) + 4 * (x + x / rows * y) : 4 * x * y;
    const double groups = std::min(65536.0 / (registers * threads), 102400.0 / shared);
    std::printf("%-27s %11.3f %13u B %10u %7.0f %%\n", text_of(tile).c_str(),
                element * (x + y) / (2.0 * x * y), shared, registers,
                100 * std::min(1.0, std::floor(groups) * threads / 2048));
  }
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings = {{"--batch", "1"}, {"--rounds", "3"}, {"--kernel", ""},
                       {"--shape", ""},  {"--device", ""},  {"--tile", ""}};
  for (int i = 1; i + 1 < argc; i += 2) settings.at(argv[i]) = argv[i + 1];
  vulkan::ShaderTable table;
  vulkan::register_shaders(table);
  for (const std::string kernel : {"conv2d", "conv2d_grad_input", "conv2d_grad_weight"}) {
    if (!settings["--kernel"].empty() && kernel != settings["--kernel"]) continue;
    for (const ConvLayer& layer : resnet18) {
      if (std::string_view(layer.name).find(settings["--shape"]) == std::string::npos) continue;
      compare(kernel, layer, table, settings);
    }
  }
  print_demands(table.at("conv2d"));
}

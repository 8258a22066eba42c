// Times the convolution kernels of the Vulkan backend on the shapes of ResNet-18, tile by tile, and
// beside them the plain shaders (one invocation a result): how docs/vulkan.md got its tables.
//
//   vulkan_tiles [--batch 1] [--rounds 3] [--kernel conv2d] [--shape NAME] [--device NAME] [--all]
//
// On a software device the time is the CPU time of this process, for it is its driver's too and
// other programs do not disturb it; elsewhere it is the device's own. Rounds are interleaved.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "backends/vulkan/gemm_shape.h"
#include "backends/vulkan/vulkan.h"
#include "framework/core/random.h"

using namespace fovea;

namespace fovea::vulkan {
void register_shaders(ShaderTable& table);
}

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
  double first = 0;
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

}  // namespace

int main(int argc, char** argv) {
  std::map<std::string, std::string> options = {{"--batch", "1"}, {"--rounds", "3"},
                                                {"--kernel", ""}, {"--shape", ""},
                                                {"--device", ""}, {"--tile", ""}};
  for (int i = 1; i + 1 < argc; i += 2) options.at(argv[i]) = argv[i + 1];
  const uint batch = static_cast<uint>(std::stoul(options["--batch"]));
  vulkan::VulkanBackend backend({.device = options["--device"], .self_check = false});
  const bool software = backend.info().kind == "software";
  vulkan::ShaderTable table;
  vulkan::register_shaders(table);
  for (const std::string kernel : {"conv2d", "conv2d_grad_input", "conv2d_grad_weight"}) {
    if (!options["--kernel"].empty() && options["--kernel"] != kernel) continue;
    for (const ConvLayer& layer : resnet18) {
      if (std::string(layer.name).find(options["--shape"]) == std::string::npos) continue;
      const Conv2dParams p = params_of(layer, batch);
      std::vector<Candidate> candidates;
      const auto add = [&](const std::string& label, vulkan::Shader shader) {
        shader.name = label;
        backend.add(shader);
        Candidate c{label, std::make_unique<Problem>(
                               kernel, label, p, shader.scratch ? shader.scratch(Params(p)) : 0)};
        c.state = backend.make_state({});
        c.executable = backend.load(c.problem->plan, *c.state);
        c.executable->set_profiling(!software);
        candidates.push_back(std::move(c));
      };
      add(kernel + "_plain", table.at(kernel + "_plain"));
      for (const vulkan::Tile& tile : table.at(kernel).tiles) {
        vulkan::Shader one = table.at(kernel);
        one.tiles = {tile};
        if (text_of(tile).find(options["--tile"]) == std::string::npos) continue;
        add(kernel + " " + text_of(tile), one);
      }
      const int rounds = std::stoi(options["--rounds"]);
      for (int round = 0; round <= rounds; ++round) {  // the first is not counted
        for (Candidate& c : candidates) {
          const double before = cpu_seconds();
          c.result = c.executable->wait(c.executable->submit(c.problem->feed));
          const double after = cpu_seconds();
          if (round == 0) c.first = after - before;
          if (round == 0) continue;
          c.seconds.push_back(software ? after - before : c.executable->profile().at(0).seconds);
        }
      }
      for (const Candidate& c : candidates) {
        const double seconds = median(c.seconds);
        std::printf("%-14s %-44s %8.2f ms %7.2f GFLOP/s %6.2fx  first %.0f ms diff %.1e\n",
                    layer.name, c.label.c_str(), seconds * 1e3, flops_of(p) / seconds * 1e-9,
                    median(candidates[0].seconds) / seconds, c.first * 1e3,
                    difference(c.result.at("y"), candidates[0].result.at("y")));
      }
      std::fflush(stdout);
    }
  }
}

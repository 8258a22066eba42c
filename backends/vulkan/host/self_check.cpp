#include "backends/vulkan/host/self_check.h"

#include <fmt/ranges.h>

#include <cmath>
#include <sstream>

#include "backends/vulkan/host/cache_file.h"
#include "fovea/core/half.h"
#include "fovea/core/random.h"
#include "fovea/reference/reference.h"

namespace fovea::vulkan {

namespace {

constexpr double tolerance = 1e-4;         // relative to 1 + the largest value of the tensor
constexpr double half_rounding = 0x1p-11;  // of an f16 element, relative to its value

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
  return parts;
}

// "f32 3 5", "f32+ 3" (positive), "i32<10 3" (0 .. 9), "u8 4"
struct RandomTensor {
  TensorType type;
  bool positive = false;
  std::uint64_t bound = 2;

  explicit RandomTensor(const std::string& text) {
    std::istringstream words(text);
    std::string kind;
    words >> kind;
    positive = kind == "f32+";
    if (kind.starts_with("i32<")) bound = std::stoul(kind.substr(4));
    type.dtype = kind.starts_with("f32")   ? DType::f32
                 : kind.starts_with("i32") ? DType::i32
                                           : DType::u8;
    std::vector<std::int64_t> dims;
    for (std::int64_t extent = 0; words >> extent;) dims.push_back(extent);
    type.shape = Shape(dims);
  }

  Tensor draw(std::uint32_t stream) const {
    Tensor tensor(type);
    const Random random(7, stream);
    for (size_t i = 0; i < static_cast<size_t>(type.shape.count()); ++i) {
      if (type.dtype == DType::f32) {
        const float x = random.uniform(i);
        tensor.as<float>()[i] = positive ? 0.5f + x : 2 * x - 1;
      } else if (type.dtype == DType::i32) {
        tensor.as<std::int32_t>()[i] = static_cast<std::int32_t>(random.below(i, bound));
      } else {
        tensor.as<std::uint8_t>()[i] = static_cast<std::uint8_t>(random.bits(i));
      }
    }
    return tensor;
  }
};

// The words of params; those with a point are floats.
Params params_of(const std::string& text) {
  std::vector<std::uint32_t> words;
  for (const std::string& word : split(text, ',')) {
    if (word.find_first_not_of(' ') == std::string::npos) continue;
    const bool real = word.find('.') != std::string::npos || word.find("inf") != std::string::npos;
    words.push_back(real ? std::bit_cast<std::uint32_t>(std::stof(word))
                         : static_cast<std::uint32_t>(std::stoul(word)));
  }
  return Params::of_words(words);
}

// The one step that a proof line of a shader describes, as a plan with its inputs.
struct Problem {
  Plan plan;
  Feed feed;

  // If some slots hold halves, the inputs are numbers that halves can hold exactly.
  Problem(const Shader& shader, const std::string& text, uint halves) {
    const std::vector<std::string> parts = split(text, '|');
    Step step;
    step.kernel = step.node = shader.name;
    step.params = params_of(parts.at(0));
    for (const std::string& input : split(parts.at(1), ',')) {
      const RandomTensor random(input);
      const int number = static_cast<int>(plan.inputs.size());
      const std::string name = fmt::format("x{}", number);
      const TensorType type = stored(random.type, halves >> number & 1);
      plan.inputs.push_back({name, {Region::input, number, 0, type}});
      step.inputs.push_back(plan.inputs.back().slot);
      const Tensor value = random.draw(static_cast<std::uint32_t>(number));
      feed[name] = value.to(type.dtype).to(random.type.dtype);
    }
    for (const std::string& output : split(parts.at(2), ',')) {
      const size_t bit = 16 + step.outputs.size();
      step.outputs.push_back(in_arena(stored(RandomTensor(output).type, halves >> bit & 1)));
      plan.outputs.push_back({fmt::format("y{}", plan.outputs.size()), step.outputs.back()});
    }
    const std::int64_t scratch = shader.scratch ? shader.scratch(step.params) : 0;
    step.scratch = in_arena({Shape{scratch}, DType::u8});
    plan.steps.push_back(std::move(step));
  }

  static TensorType stored(TensorType type, bool as_half) {
    if (as_half && type.dtype == DType::f32) type.dtype = DType::f16;
    return type;
  }

  Slot in_arena(TensorType type) {
    const Slot slot{Region::arena, 0, plan.arena_bytes, type};
    plan.arena_bytes += (type.bytes() + 63) / 64 * 64;
    return slot;
  }
};

// The kernel that a shader computes: X for the plain variant X_plain.
std::string kernel_of(const Shader& shader) {
  const std::string& name = shader.name;
  return name.ends_with("_plain") ? name.substr(0, name.size() - 6) : name;
}

bool close(const Tensor& expected, const Tensor& actual) {
  if (expected.dtype() != DType::f64) {
    return std::ranges::equal(expected.bytes(), actual.bytes());
  }
  const bool as_half = actual.dtype() == DType::f16;
  const Tensor numbers = actual.to(DType::f32);
  const auto a = expected.as<double>();
  const auto b = numbers.as<float>();
  double largest = 0;
  for (const double x : a) {
    if (std::isfinite(x)) largest = std::max(largest, std::abs(x));
  }
  for (size_t i = 0; i < a.size(); ++i) {
    const float rounded = static_cast<float>(a[i]);  // it may be infinite as a half
    const bool same = double{as_half ? to_float(to_half(rounded)) : rounded} == double{b[i]} ||
                      (std::isnan(a[i]) && std::isnan(b[i]));
    const double allowed =
        tolerance * (1 + largest) + (as_half ? half_rounding * std::abs(a[i]) : 0);
    if (!same && !(std::abs(a[i] - double{b[i]}) <= allowed)) return false;
  }
  return true;
}

}  // namespace

SelfCheck::SelfCheck(Shared shared) : shared_(shared) {
  std::istringstream lines(read_cache(shared.device, "proofs").value_or(""));
  std::string key;
  for (bool passed = false; lines >> key >> passed;) known_[key] = passed;
  for (const auto& [known, passed] : known_) {
    if (!passed) forbid_known(known);
  }
}

// Forbids the variant of this key, if it is still the same code.
void SelfCheck::forbid_known(const std::string& known) {
  const std::vector<std::string> parts = split(known, '.');
  const auto& table = shared_.kernels.table();
  const auto shader = table.find(parts.front());
  size_t tile = 0;
  uint halves = 0;
  if (parts.size() != 4 || shader == table.end() || !(std::istringstream(parts[1]) >> tile) ||
      !(std::istringstream(parts[2]) >> std::hex >> halves)) {
    return;
  }
  if (tile < shader->second.tiles.size() && key(shader->second, tile, halves) == known) {
    shared_.kernels.forbid(shader->first, tile, halves);
  }
}

SelfCheck::~SelfCheck() {
  if (!changed_) return;
  std::string text;
  for (const auto& [key, passed] : known_) text += fmt::format("{} {:d}\n", key, passed);
  write_cache(shared_.device, "proofs", text);
}

// A key for exactly the code that was checked.
std::string SelfCheck::key(const Shader& shader, size_t tile, uint halves) const {
  std::string bytes;
  for (const Shader* stage = &first_stage(shader); stage;
       stage = shared_.kernels.find(stage->then, halves)) {
    const auto code = stage->code_of(stage == &shader ? tile : 0, halves);
    bytes.append(reinterpret_cast<const char*>(code.data()), code.size_bytes());
  }
  for (const std::string& proof : proofs(shader)) bytes += proof;
  const auto& [size, constants, matrix, lanes] = shader.tiles[tile];
  bytes += fmt::format("{} {} {} {}", fmt::join(size, " "), fmt::join(constants, " "),
                       fmt::join(matrix, " "), lanes);
  return fmt::format("{}.{}.{:x}.{:08x}", shader.name, tile, halves, stream_of(bytes));
}

// The shader that a stage with several tiles belongs to; any other belongs to itself.
const Shader& SelfCheck::first_stage(const Shader& shader) const {
  if (shader.tiles.size() == 1) return shader;
  for (const auto& [name, other] : shared_.kernels.table()) {
    if (other.then == shader.name) return first_stage(other);
  }
  return shader;
}

std::span<const std::string> SelfCheck::proofs(const Shader& shader) const {
  const auto& table = shared_.kernels.table();
  const auto it = table.find(kernel_of(first_stage(shader)));
  return it == table.end() ? shader.proofs : it->second.proofs;
}

void SelfCheck::check(const Shader& shader, size_t tile, uint halves) {
  if (proofs(shader).empty()) return;
  const std::string key = this->key(shader, tile, halves);
  if (!known_.contains(key)) {
    // It throws if the device is lost; then nothing is known.
    try {
      known_[key] = passes(shader, tile, halves);
    } catch (const NoPipeline&) {
      known_[key] = false;
    }
    changed_ = true;
  }
  if (!known_.at(key)) shared_.kernels.forbid(shader.name, tile, halves);
}

bool SelfCheck::passes(const Shader& shader, size_t tile, uint halves) {
  reference::ReferenceBackend oracle(DType::f64);
  struct Forced {
    Forced(Kernels& all, const Kernels::Variant& variant) : kernels(all) { kernels.force(variant); }
    ~Forced() { kernels.force({}); }
    Kernels& kernels;
  } forced(shared_.kernels, {shader.name, tile, halves});
  const Shader& first = first_stage(shader);
  bool passed = true;
  for (const std::string& proof : proofs(shader)) {
    const Problem problem(first, proof, halves);
    if (halves && halves_of(problem.plan.steps[0]) == 0) continue;  // the problem has other types
    Plan meant = Problem(first, proof, 0).plan;
    meant.steps[0].kernel = kernel_of(first);
    const auto truth_state = oracle.make_state({});
    const auto truth = oracle.load(meant, *truth_state);
    VulkanState state(shared_.device, shared_.copier, {});
    VulkanExecutable executable(shared_, problem.plan, state);
    state.poison();
    Feed feed = problem.feed;
    if (!shader.tiles[tile].matrix.empty()) {
      for (size_t k = 0; k < problem.plan.inputs.size(); ++k) {
        if ((matrix_operands >> k & 1) == 0) continue;
        Tensor& operand = feed.at(problem.plan.inputs[k].name);
        operand = operand.to(DType::f16).to(DType::f32);
      }
    }
    const auto expected = truth->wait(truth->submit(feed));
    const auto actual = executable.wait(executable.submit(problem.feed));
    for (const auto& [name, tensor] : expected) {
      passed = passed && close(tensor, actual.at(name));
    }
  }
  return passed;
}

}  // namespace fovea::vulkan

#include "apps/pictures/pixel_options.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace fovea::apps {

namespace {

// One number for each channel, for pixels from 0 to 1.
std::vector<float> per_channel(const std::vector<double>& numbers, const char* option,
                               std::int64_t channels, float white) {
  std::vector<float> result(numbers.begin(), numbers.end());
  if (result.size() == 1) result.resize(static_cast<size_t>(channels), result[0]);
  if (static_cast<std::int64_t>(result.size()) != channels) {
    throw Error("--{} has {} numbers, the model's input {} channels", option, result.size(),
                channels);
  }
  for (float& number : result) {
    number /= white;
    if (!std::isfinite(number)) throw Error("--{} has a number that is not finite", option);
  }
  return result;
}

}  // namespace

bool PixelOptions::any() const {
  return !mean.empty() || !std.empty() || !resize.empty() || !channels.empty() || white == "255";
}

int shorter_side_of(const std::string& resize, const Shape& input) {
  if (resize == "stretch") return 0;
  int side = 0;
  const auto [end, fault] = std::from_chars(resize.data(), resize.data() + resize.size(), side);
  const std::int64_t least = std::min(input[1], input[2]);
  const bool number = fault == std::errc() && end == resize.data() + resize.size();
  if (!number || side < least || side > Preprocessing::longest_shorter_side) {
    throw Error(
        "--resize takes 'stretch', or the pixels of the shorter side, from {} to {}, not '{}'",
        least, Preprocessing::longest_shorter_side, resize);
  }
  return side;
}

void set_preprocessing(Model& model, const PixelOptions& options) {
  if (!options.any()) return;
  const Shape& input = model.input_type().shape;
  if (input.rank() != 4) {
    throw Error("model '{}' takes {}, not images: it has no preprocessing", model.title(),
                input.str());
  }
  const bool bytes = options.white == "255";
  const bool scaled = !options.mean.empty() || !options.std.empty() || bytes;
  if (scaled && model.input_type().dtype != DType::f32) {
    throw Error(
        "model '{}' takes pixels as whole numbers, as they are: --mean and --std are for "
        "models that take floats",
        model.title());
  }
  Preprocessing& preprocessing = model.preprocessing;
  const auto list = [&](const std::vector<double>& numbers, const char* option) {
    return per_channel(numbers, option, input[3], bytes ? 255.0f : 1.0f);
  };
  if (!options.mean.empty()) preprocessing.mean = list(options.mean, "mean");
  if (!options.std.empty()) preprocessing.deviation = list(options.std, "std");
  if (options.std.empty() && bytes) preprocessing.deviation = list({1}, "std");
  for (const float deviation : preprocessing.deviation) {
    if (!(deviation > 0) || !std::isfinite(255 / deviation)) {
      throw Error("--std has {}, by which no pixel can be divided", deviation);
    }
  }
  if (!options.resize.empty()) preprocessing.shorter_side = shorter_side_of(options.resize, input);
  if (!options.channels.empty()) {
    if (input[3] != 3) throw Error("--channels is for inputs of 3 channels, not {}", input[3]);
    preprocessing.order = options.channels == "bgr" ? ChannelOrder::bgr : ChannelOrder::rgb;
  }
}

}  // namespace fovea::apps

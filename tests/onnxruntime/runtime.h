// ONNX Runtime, installed by tools/get_onnxruntime.sh, for tests that compare with it.
#pragma once

#include <fmt/ranges.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "fovea/core/tensor.h"
#include "tests/support/program.h"

namespace fovea {

inline std::filesystem::path runtime_folder() {
  const char *cache = std::getenv("XDG_CACHE_HOME"), *home = std::getenv("HOME");
  const std::filesystem::path folder = cache && *cache
                                           ? std::filesystem::path(cache)
                                           : std::filesystem::path(home ? home : "/") / ".cache";
  return folder / "fovea" / "onnxruntime-1.30.0";
}

/// Whether ONNX Runtime is missing; prints that the test is skipped.
inline bool skips_without_runtime() {
  if (std::filesystem::exists(runtime_folder() / "onnxruntime-node")) return false;
  std::cout << "SKIPPED: needs tools/get_onnxruntime.sh\n";
  return true;
}

/// Turns an image of ours (N, H, W, C) into the order of a file (N, C, H, W), with the same shape,
/// or back; other tensors are not changed.
inline Tensor turned(const Tensor& tensor, bool to_file) {
  const Shape& shape = tensor.shape();
  if (shape.rank() != 4) return tensor;
  const std::int64_t pixels = shape[1] * shape[2], channels = shape[3];
  Tensor result(shape, DType::f32);
  for (std::int64_t n = 0; n < shape[0]; ++n) {
    for (std::int64_t p = 0; p < pixels; ++p) {
      for (std::int64_t c = 0; c < channels; ++c) {
        const auto here = static_cast<size_t>((n * pixels + p) * channels + c);
        const auto there = static_cast<size_t>((n * channels + c) * pixels + p);
        const float value = tensor.as<float>()[to_file ? here : there];
        result.as<float>()[to_file ? there : here] = value;
      }
    }
  }
  return result;
}

/// Numbers of 32 bits and booleans as f32, in which run.cjs reads and writes them.
inline Tensor as_floats(const Tensor& tensor) {
  if (tensor.dtype() == DType::f32) return tensor;
  Tensor floats(tensor.shape(), DType::f32);
  for (size_t i = 0; i < floats.as<float>().size(); ++i) {
    floats.as<float>()[i] = tensor.dtype() == DType::i32
                                ? static_cast<float>(tensor.as<std::int32_t>()[i])
                                : static_cast<float>(tensor.data()[i]);
  }
  return floats;
}

/// A model file on an input of ours, f32 (N, H, W, C) or (N, ...), or i32 (N, ...), run `batch`
/// examples at a time.
struct RuntimeJob {
  std::string model;
  Tensor input;
  std::int64_t batch;
};

/// The first output of each job, in the order of its file. Uses files in `folder`.
inline std::vector<std::vector<float>> run_in_onnxruntime(const std::filesystem::path& folder,
                                                          const std::vector<RuntimeJob>& jobs) {
  std::string command = fmt::format("NODE_PATH='{}' node '{}/tests/onnxruntime/run.cjs'",
                                    runtime_folder().string(), FOVEA_SOURCE);
  const auto file = [&](size_t job, const char* suffix) {
    return (folder / (std::to_string(job) + suffix)).string();
  };
  for (size_t i = 0; i < jobs.size(); ++i) {
    const Tensor input = as_floats(turned(jobs[i].input, true));
    std::ofstream(file(i, ".in"), std::ios::binary)
        .write(reinterpret_cast<const char*>(input.data()),
               static_cast<std::streamsize>(input.bytes().size()));
    const Shape& shape = input.shape();
    std::vector<std::int64_t> extents(shape.dims().begin(), shape.dims().end());
    extents[0] = jobs[i].batch;
    if (shape.rank() == 4) extents = {extents[0], extents[3], extents[1], extents[2]};
    const std::string dims = fmt::format("{}", fmt::join(extents, "x"));
    command +=
        fmt::format(" '{}' '{}' {} '{}'", jobs[i].model, file(i, ".in"), dims, file(i, ".out"));
  }
  BOOST_TEST(std::system(command.c_str()) == 0);
  std::vector<std::vector<float>> outputs;
  for (size_t i = 0; i < jobs.size(); ++i) {
    const std::string bytes = read_file(file(i, ".out"));
    const auto* values = reinterpret_cast<const float*>(bytes.data());
    outputs.emplace_back(values, values + bytes.size() / sizeof(float));
  }
  return outputs;
}

/// Checks an output that ONNX Runtime gave, in the order of its file, against one of ours.
inline void check_like(const Tensor& ours, const std::vector<float>& output) {
  BOOST_REQUIRE_EQUAL(output.size(), ours.as<float>().size());
  Tensor theirs(ours.type());
  std::ranges::copy(output, theirs.as<float>().data());
  theirs = turned(theirs, false);
  float worst = 0;
  for (size_t i = 0; i < ours.as<float>().size(); ++i) {
    const float value = ours.as<float>()[i];
    const float error = std::abs(value - theirs.as<float>()[i]) / (1 + std::abs(value));
    worst = error <= worst ? worst : error;  // a NaN counts
  }
  BOOST_TEST(worst < 1e-5f);
}

}  // namespace fovea

// fovea benchmark: the same work on several backends, in turns, and what the machine could do.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apps/benchmark/benchmark_layer.h"

namespace fovea::apps {

struct BenchmarkOptions {
  std::string what;   // one of benchmark_choices
  std::string model;  // a name of framework/models or an ONNX file; for "infer" and "train"
  ConvWork conv;      // for "conv"
  int batch = 16;
  int threads = 0;
  std::vector<int> scaling;  // numbers of threads to compare, in place of `threads`
  std::vector<std::string> backends = {"cpu"};
  double milliseconds = 500;  // measured a backend and round
  int rounds = 5;
  bool cold = false;    // every call finds the caches full of something else
  std::string compare;  // a file of JSON lines from an earlier benchmark; empty: none
  bool json = false;
  std::string precision = "fp32";
  std::string html;  // a file; empty: none
};

/// What BenchmarkOptions::what may be.
inline constexpr const char* benchmark_choices = "infer|train|conv|machine";

/// Returns the exit code. Throws Error.
int benchmark(const BenchmarkOptions& options);

}  // namespace fovea::apps

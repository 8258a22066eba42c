// fovea benchmark: the same work on several backends, in turns, and what the machine could do.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apps/benchmark/benchmark_layer.h"
#include "apps/training/part_options.h"

namespace fovea::apps {

struct BenchmarkOptions {
  std::string what;       // one of benchmark_choices
  PartTexts model;        // names of framework/models or ONNX files; for "infer" and "train"
  std::string objective;  // of "train"; empty: the model's own
  ConvWork conv;          // for "conv"
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

// fovea benchmark: the same work on several backends, in turns, compared with what the
// machine can do.
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
  std::vector<int> scaling;  // numbers of threads to compare, instead of `threads`
  std::vector<std::string> backends = {"cpu"};
  double milliseconds = 500;  // measured per backend and round
  int rounds = 5;
  bool cold = false;    // before every call the caches are filled with other data
  std::string compare;  // a file of JSON lines from an earlier benchmark; empty: none
  bool json = false;
  std::string precision = "fp32";
  std::string html;  // a file; empty: none
};

/// The possible values of BenchmarkOptions::what.
inline constexpr const char* benchmark_choices = "infer|train|conv|machine";

/// Returns the exit code. Throws Error.
int benchmark(const BenchmarkOptions& options);

}  // namespace fovea::apps

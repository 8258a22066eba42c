// fovea benchmark: the same work on several backends, in turns, and what the machine could do.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace fovea::apps {

struct BenchmarkOptions {
  std::string what;   // "infer", "train" or "machine"
  std::string model;  // a name of framework/models or an ONNX file; not for "machine"
  int batch = 16;
  int threads = 0;
  std::vector<std::string> backends = {"cpu"};
  double milliseconds = 500;  // measured a backend and round
  int rounds = 5;
  bool json = false;
  std::string precision = "fp32";
  std::string html;  // a file; empty: none
};

/// What BenchmarkOptions::what may be.
inline constexpr const char* benchmark_choices = "infer|train|machine";

/// Returns the exit code. Throws Error.
int benchmark(const BenchmarkOptions& options);

}  // namespace fovea::apps

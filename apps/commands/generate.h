// fovea generate: text from a language model.
#pragma once

#include <cstdint>
#include <string>

namespace fovea::apps {

struct GenerateOptions {
  std::string model;   // an ONNX file, or the folder of a run
  std::string prompt;  // the start of the text
  int tokens = 200;
  double temperature = 1;
  int top_k = 0;
  std::uint64_t seed = 1;
  std::string backend = "auto";
  int threads = 0;
  bool json = false;
};

/// Returns the exit code. Throws Error.
int generate(const GenerateOptions& options);

}  // namespace fovea::apps

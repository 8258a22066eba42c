// fovea compare: one whole step of a model on several backends, compared with the reference
// node by node.
#pragma once

#include <string>
#include <vector>

#include "apps/training/part_options.h"

namespace fovea::apps {

struct CompareOptions {
  PartTexts model;                    // names of framework/models or ONNX files
  std::string objective;              // for the training step; empty: the model's own
  std::vector<std::string> backends;  // empty: all backends of this machine
  int batch = 4;
  int image_size = 0;  // pixels per side of the images; 0: the model's own size
  bool train = false;  // a training step instead of inference
  std::string optimizer = "sgd:momentum=0.9";
  int threads = 0;
  bool json = false;
  std::string precision = "fp32";
  std::vector<int> hidden;
  std::string activation;
};

/// Returns the exit code: 1 if a node of a backend fails. Throws Error.
int compare(const CompareOptions& options);

}  // namespace fovea::apps

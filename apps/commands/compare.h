// fovea compare: one whole step of a model on several backends, held against the reference node by
// node.
#pragma once

#include <string>
#include <vector>

#include "apps/training/part_options.h"

namespace fovea::apps {

struct CompareOptions {
  PartTexts model;                    // names of framework/models or ONNX files
  std::string objective;              // of the training step; empty: the model's own
  std::vector<std::string> backends;  // empty: every one of this machine
  int batch = 4;
  int image_size = 0;  // pixels a side of the images; 0: what the model is made for
  bool train = false;  // a training step instead of inference
  std::string optimizer = "sgd:momentum=0.9";
  int threads = 0;
  bool json = false;
  std::string precision = "fp32";
  std::vector<int> hidden;
  std::string activation;
};

/// Returns the exit code: 1 if a node of a backend departs. Throws Error.
int compare(const CompareOptions& options);

}  // namespace fovea::apps

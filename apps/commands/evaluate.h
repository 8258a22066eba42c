// fovea evaluate: loss and accuracy of a saved model on the test split of a data set.
#pragma once

#include <string>
#include <vector>

#include "apps/pictures/open_model.h"

namespace fovea::apps {

struct EvaluateOptions {
  std::string model;   // an ONNX file
  int image_size = 0;  // pixels per side, for a file that leaves them open
  std::string data = "mnist";
  std::string backend = "auto";
  int threads = 0;
  int batch = 250;
  int crops = 1;            // 1 or 10
  std::vector<int> scales;  // sizes to average over; empty: the model's own
  OutputOptions output;
  bool json = false;
};

/// Returns the exit code. Throws Error.
int evaluate(const EvaluateOptions& options);

}  // namespace fovea::apps

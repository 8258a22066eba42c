// fovea inspect: shows the parts of a model and what it needs to run.
#pragma once

#include <string>
#include <vector>

namespace fovea::apps {

struct InspectOptions {
  std::string model;   // a name of framework/models or an ONNX file
  int image_size = 0;  // pixels per side, for a file that leaves them open
  int batch = 1;
  bool train = false;    // the plan of a training step instead of inference
  bool plan = false;     // print the plan too
  bool profile = false;  // run it and show where the time goes
  bool json = false;
  std::string precision = "fp32";
  std::string optimizer = "sgd:momentum=0.9";
  std::string backend = "cpu";
  int threads = 0;
  std::vector<int> hidden;
  std::string activation;

  /// Whether the model is put on a backend; else it is only looked at.
  bool makes_plan() const { return plan || train || profile || json; }
};

/// Returns the exit code. Throws Error.
int inspect(const InspectOptions& options);

}  // namespace fovea::apps

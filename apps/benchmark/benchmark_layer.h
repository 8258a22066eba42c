// A single convolution as a graph, to measure it alone: forward, or one of its gradients.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "fovea/core/tensor.h"
#include "fovea/graph/graph.h"

namespace fovea::apps {

/// What a benchmark of a convolution computes: y, or the gradient of x, or the gradients of weight
/// and bias. The names are those of oneDNN's benchmark, benchdnn.
inline constexpr const char* direction_choices = "fwd|bwd_d|bwd_w";

/// A convolution with a bias and square kernels.
struct ConvWork {
  std::string direction = "fwd";  // see direction_choices
  int in_channels = 0, out_channels = 0;
  int height = 0, width = 0;  // of the input
  int kernel = 0, stride = 1, padding = 0;

  /// "3x3 convolution, 64 to 128 channels, 56x56, stride 2, padding 1"
  std::string str() const;
  /// "the results", "the gradient of the input", ...
  std::string computes() const;
};

/// A graph whose tensors all stay on the device, and the values of the variables that it reads. The
/// result is the variable layer_result: y (N, OH, OW, O), dx (N, H, W, C) or dweight (O, k, k, C).
struct LayerGraph {
  std::unique_ptr<Graph> graph;
  std::map<std::string, Tensor> state;
};

inline constexpr const char* layer_result = "result";

/// Throws Error for a kernel that does not fit. Input, weight, bias and the gradient of y are all
/// filled with the same noise, in the order (N, C, H, W).
LayerGraph conv_graph(const ConvWork& work, int batch);

}  // namespace fovea::apps

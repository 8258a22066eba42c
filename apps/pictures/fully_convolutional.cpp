#include "apps/pictures/fully_convolutional.h"

#include <map>

#include "fovea/graph/rewriter.h"
#include "fovea/layers/conv2d.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/reshape.h"

namespace fovea::apps {

namespace {

// A dense layer as a convolution with a kernel of the image's size: the columns of a dense weight
// are in the order (h, w, channels), like those of a convolution's weight.
Value convolution(const DenseLayer& layer, const Node& node, const Shape& image,
                  Rewriter& rewriter) {
  const Value weight = rewriter(node.inputs[1]);
  const Value filter =
      reshape(weight, {{weight.shape()[0], image[0], image[1], image[2]}}, node.name + "/filter");
  const Value bias = layer.config().bias ? rewriter(node.inputs[2]) : Value();
  return conv2d(rewriter(node.inputs[0]), filter, bias, {.name = node.name});
}

}  // namespace

std::unique_ptr<Graph> fully_convolutional(const Graph& graph) {
  Rewriter rewriter(graph);
  std::map<int, Shape> images;  // values that were (N, ...) and stay images: their (h, w, channels)
  for (const Node& node : graph.nodes()) {
    const int input = node.inputs.empty() ? -1 : node.inputs[0];
    const auto image = images.find(input);
    const auto* dense = dynamic_cast<const DenseLayer*>(node.layer.get());
    if (node.layer->kind() == "flatten" && input >= 0) {
      const Shape& shape = graph.info(input).type.shape;
      if (image == images.end() && shape.rank() == 4 && shape[1] * shape[2] > 1) {
        rewriter.map(node.outputs[0], rewriter(input));
        images[node.outputs[0]] = {shape[1], shape[2], shape[3]};
        continue;
      }
    }
    if (image == images.end()) {
      rewriter.copy(node, node.layer);
    } else if (dense) {
      const Value result = convolution(*dense, node, image->second, rewriter);
      rewriter.map(node.outputs[0], result);
      images[node.outputs[0]] = {1, 1, result.shape()[3]};
    } else {
      rewriter.copy(node, node.layer);
      for (const int id : node.outputs) images[id] = image->second;
    }
  }
  return rewriter.finish();
}

}  // namespace fovea::apps

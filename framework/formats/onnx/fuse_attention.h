// Finds attention that another tool wrote as several nodes and makes it one layer.
#pragma once

#include "fovea/model/model.h"

namespace fovea::onnx {

/// Replaces matmul(softmax(scale * matmul(q, k^T) + mask), v) on (N, heads, T, size) by an
/// `attention` layer, which never stores the products. scale and mask must be constants. If the
/// mask is learned, or other nodes read the products, nothing is changed: that layer gives a mask
/// no gradient. The result is the same up to rounding.
void fuse_attention(Model& model);

}  // namespace fovea::onnx

// Attention that another tool spells out, as one layer.
#pragma once

#include "fovea/model/model.h"

namespace fovea::onnx {

/// Puts an `attention` layer in the place of matmul(softmax(scale * matmul(q, k^T) + mask), v) on
/// (N, heads, T, size), scale and mask being constants, which never holds the products. A mask that
/// is learned stays as it is, since that layer gives it no gradient; so does what else reads the
/// products. The result is that up to rounding.
void fuse_attention(Model& model);

}  // namespace fovea::onnx

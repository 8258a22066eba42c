// Small transformers, node by node as PyTorch's exporter writes the models of torchvision and
// Hugging Face (operator set 17): computed shapes, heads separated by Gather or Split, masks made
// with ScatterND and Where, GELU as single nodes.
#pragma once

#include "tests/support/onnx_writer.h"

namespace fovea {

/// vit_b_16: 3 x 12 x 12 pixels -> 5 classes.
OnnxWriter exported_vit();
/// swin_t: 3 x 20 x 20 pixels, windows of 3 tokens, with padded rows and columns.
OnnxWriter exported_swin();
/// maxvit_t: 3 x 16 x 16 pixels, windows and grids of 2.
OnnxWriter exported_maxvit();
/// gpt2: 7 tokens of 11.
OnnxWriter exported_gpt2();

}  // namespace fovea

// Transformers in small, node by node as PyTorch's exporter writes torchvision's and Hugging Face's
// models (operator set 17): shapes that are computed, heads taken apart by Gather or Split, masks
// made of ScatterND and Where, GELU spelled out.
#pragma once

#include "tests/support/onnx_writer.h"

namespace fovea {

/// vit_b_16: 3 x 12 x 12 pixels -> 5 classes.
OnnxWriter exported_vit();
/// swin_t: 3 x 20 x 20 pixels, windows of 3 tokens, of which rows and columns are padded.
OnnxWriter exported_swin();
/// maxvit_t: 3 x 16 x 16 pixels, windows and grids of 2.
OnnxWriter exported_maxvit();
/// gpt2: 7 tokens of 11.
OnnxWriter exported_gpt2();

}  // namespace fovea

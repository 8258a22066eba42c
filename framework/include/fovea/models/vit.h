// Vision transformers: an image is cut into patches, which are tokens. Dosovitskiy et al., "An
// Image is Worth 16x16 Words: Transformers for Image Recognition at Scale", ICLR 2021. The mean of
// the tokens: Beyer et al., "Better plain ViT baselines for ImageNet-1k", arXiv 2205.01580, 2022.
#pragma once

#include "fovea/graph/value.h"

namespace fovea {

/// What the logits are made of: a learned token that comes before those of the patches, or the mean
/// of the patches' tokens.
enum class VitReadout { class_token, mean };

/// By default the settings of ViT-B/16.
struct VitConfig {
  int patch = 16;           // rows and columns
  int layers = 12;          // transformer blocks, pre-norm
  int heads = 12;           // of each
  int width = 768;          // units of a token
  int feed_forward = 3072;  // units between the two dense layers of a block
  float dropout = 0;        // of the tokens, and of the results of the parts of a block
  VitReadout readout = VitReadout::class_token;
};

/// image (N, H, W, C) -> logits (N, classes). Rows and columns after the last whole patch are not
/// seen. 86,567,656 parameters by default for 224x224x3 and 1000 classes, as
/// torchvision.models.vit_b_16 has. Throws Error for an image smaller than a patch.
Value vit(Value image, int classes, const VitConfig& config = {});

}  // namespace fovea

// Vision transformers: an image is cut into patches, which are tokens. Dosovitskiy et al., "An
// Image is Worth 16x16 Words: Transformers for Image Recognition at Scale", ICLR 2021. The mean of
// the tokens: Beyer et al., "Better plain ViT baselines for ImageNet-1k", arXiv 2205.01580, 2022.
// The stem of convolutions: Xiao et al., "Early Convolutions Help Transformers See Better",
// NeurIPS 2021.
#pragma once

#include "fovea/graph/value.h"

namespace fovea {

/// What the logits are made of: a learned token that comes before those of the patches, or the mean
/// of the patches' tokens.
enum class VitReadout { class_token, mean };

/// What makes a token of width units of a patch: one convolution as large as the patch, or 3x3
/// convolutions with batch norm and ReLU, one of stride 1 and as many of stride 2 as halve the
/// patch to one pixel, whose channels double up to width, and a 1x1 convolution. Tokens of such a
/// stem see pixels around their patch, and learn from fewer images.
enum class VitStem { patches, convolutions };

/// By default the settings of ViT-B/16.
struct VitConfig {
  int patch = 16;           // rows and columns
  int layers = 12;          // transformer blocks, pre-norm
  int heads = 12;           // of each
  int width = 768;          // units of a token
  int feed_forward = 3072;  // units between the two dense layers of a block
  float dropout = 0;        // of the tokens, and of the results of the parts of a block
  VitStem stem = VitStem::patches;
  VitReadout readout = VitReadout::class_token;
};

/// image (N, H, W, C) -> logits (N, classes). Rows and columns after the last whole patch are not
/// seen, but for a stem of convolutions, which sees zeros behind them. 86,567,656 parameters by
/// default for 224x224x3 and 1000 classes, as torchvision.models.vit_b_16 has. Throws Error for an
/// image smaller than a patch of one convolution, and for a stem of convolutions whose patch is no
/// power of two.
Value vit(Value image, int classes, const VitConfig& config = {});

}  // namespace fovea

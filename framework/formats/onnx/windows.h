// What convolution and pooling share when they are read and written: kernel_shape, strides, pads,
// dilations, auto_pad and ceil_mode.
#pragma once

#include "fovea/layers/common/window.h"
#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

/// The attributes of windows on an image input.
ExportNode::Attributes write_windows(const Windows& windows);

/// Windows from a node's attributes, with `kernel_shape` as default; ceil_mode included.
Windows read_windows(const ImportNode& node, const Ints& kernel_shape = {});

/// Input 0, an image; an input with a single spatial axis (N, C, L) becomes an image of one column.
/// Throws Error for other shapes.
Value image_input(const ImportNode& node);
/// Input i, the weight of a convolution, as (O, H, W, I).
Value image_weight(const ImportNode& node, size_t i);
/// Sets the result that was made from image_input, with as many axes as that input had.
void image_result(ImportNode& node, Value y);

}  // namespace fovea::onnx

// ONNX, the model format (https://onnx.ai, operator set 17, IR version 8): graph and weights, and
// in the file's metadata the labels and the preprocessing.
//
// In the file, images are (N, C, H, W) and convolution weights (O, I, H, W); in our graphs they are
// (N, H, W, C) and (O, H, W, I). Only this folder knows the file's order: a model's image input is
// (N, H, W, C) once it is loaded. The first axis of every input and output is the batch, "N".
// Initializers are the variables of the graph under their own names, Constant nodes its constants.
#pragma once

#include <filesystem>

#include "fovea/model/model.h"
#include "fovea/onnx/op.h"

namespace fovea {

/// Reads a model of operator set 1 to 24: before 7 only the operators that have not changed since,
/// from 18 on those that mean the same. Throws Error naming file, node and fault; operators that
/// are not supported are all named at once. `ops` adds to the operators of this folder, or replaces
/// them. Tensors in other files (external data) are read only from the model's own folder.
/// `image_size`, if not 0, is the height and width of an image input that leaves them open; throws
/// Error where the file fixes another size. `batch` is what a batch size that the file leaves open
/// becomes.
Model load_onnx(const std::filesystem::path& path, const onnx::OpTable& ops = {},
                int image_size = 0, int batch = 1);

/// Replaces the file atomically; its bytes are a function of the model. Throws Error naming the
/// node for a layer that has no form in ONNX. A model that would be larger than 2 GiB, or any model
/// with WeightStorage::beside, has its weights in "PATH.data", or in "PATH.data-2" if an earlier
/// model uses that name; the earlier file is removed when it is not needed any more.
void save_onnx(const Model& model, const std::filesystem::path& path, const onnx::OpTable& ops = {},
               onnx::WeightStorage weights = onnx::WeightStorage::inside);

}  // namespace fovea

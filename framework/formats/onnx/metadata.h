// What a model has besides its graph, as texts in the file's metadata.
#pragma once

#include "fovea/model/model.h"
#include "fovea/onnx/definition.h"

namespace fovea::onnx {

/// The model's name, which in a file cannot be empty.
std::string name_of(const Model& model);

std::map<std::string, std::string> write_metadata(const Model& model);

/// Fills in labels and preprocessing, with one number for each channel of the input. Throws Error
/// naming the key.
void read_metadata(const std::map<std::string, std::string>& metadata, Model& model);

}  // namespace fovea::onnx

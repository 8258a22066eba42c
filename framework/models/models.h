// The models that the program knows by name. Each file of this folder defines one family and
// `void register_<stem>(ModelTable&)`, which CMake gathers.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "framework/model.h"

namespace fovea::models {

/// What may be chosen about a model.
struct ModelOptions {
  Shape image = {};  // (H, W, C); rank 0: the model's own
  int classes = 10;
  std::vector<int> hidden = {};  // mlp: units of the hidden layers; empty: the model's own
  std::string activation = "";   // of the hidden layers; "": the model's own
};

struct ModelEntry {
  std::string summary;  // one line
  Shape image;          // (H, W, C) by default
  /// Adds the model's nodes; image is (N, H, W, C) and the result (N, classes), the logits.
  std::function<Value(Value image, const ModelOptions&)> build;
};

using ModelTable = std::map<std::string, ModelEntry>;

/// For a model whose layers are fixed: throws Error if `options` choose hidden layers or their
/// activation.
void expect_no_choice(const std::string& name, const ModelOptions& options);

const ModelTable& table();

/// A model by name with a batch size of 1 and no weights yet. Throws Error naming the nearest
/// for an unknown name.
Model make(const std::string& name, const ModelOptions& options = {});

}  // namespace fovea::models

// The models that the program knows by name. Each file of this folder defines one family and
// `void register_<stem>(ModelTable&)`, which CMake gathers.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "fovea/core/spec.h"
#include "fovea/model/model.h"

namespace fovea::models {

/// The choices for a model.
struct ModelOptions {
  Shape image = {};              // (H, W, C); rank 0: the model's own
  int classes = 0;               // 0: the model's own
  std::vector<int> hidden = {};  // mlp: units of the hidden layers; empty: the model's own
  std::string activation = "";   // of the hidden layers; "": the model's own
};

/// What a network gives: logits (N, classes), and the logits of classifiers on inner layers that
/// help training (AuxiliaryOutput of model.h).
struct Heads {
  struct Auxiliary {
    std::string name;
    Value logits;
    float weight = 0.3f;  // of its loss
  };
  Value logits = {};
  std::vector<Auxiliary> auxiliary = {};

  Heads() = default;
  Heads(Value only) : logits(only) {}  // implicit: most networks have one
};

struct ModelEntry {
  std::string summary;  // one line
  Shape image;          // (H, W, C) by default
  /// Adds the model's nodes on image (N, H, W, C); options.classes is set.
  std::function<Heads(Value image, const ModelOptions& options)> build;
  int classes = 1000;        // by default; for a model of text the number of kinds of tokens
  bool has_choices = false;  // it has hidden layers and an activation to choose
  std::string objective = "classification";
  /// For a model that reads no images, instead of `image` and `build`: gives the graph its inputs,
  /// nodes and outputs. options.classes is set.
  std::function<void(Model& model, Spec& choices, const ModelOptions& options)> make = {};

  bool reads_images() const { return !make; }
};

using ModelTable = std::map<std::string, ModelEntry>;

/// All models by name.
const ModelTable& table();

/// The entry of "gpt" or "gpt:layers=6"; null for an unknown one.
const ModelEntry* find(const std::string& name);
/// The same; throws Error naming the nearest for an unknown one.
const ModelEntry& get(const std::string& name);

/// A model by name, perhaps with choices of its own ("gpt:layers=6,width=384"), with a batch size
/// of 1 and no weights yet. Throws Error as get() does, and for choices that the model does
/// not have.
Model make(const std::string& name, const ModelOptions& options = {});

}  // namespace fovea::models

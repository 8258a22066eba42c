// What fine-tuning must know about a trained model: which of its variables keep their values, and
// which parameters belong to the head.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "fovea/model/model.h"

namespace fovea {

/// The parameters that the model's head (HeadCut::head()) reads, in its order. Throws Error for a
/// model that has no head.
std::vector<std::string> head_parameters(const Model& model);

/// The variables that `patterns` names: a list with commas, in which `*` stands for any text and
/// `?` for one character. A pattern can name variables, like "features.0.weight" or "conv1/bias",
/// and layers, like "conv1", which means all variables that the layer reads. If all parameters of a
/// layer are named, its statistics belong to the result too. `exceptions` are never part of it.
/// Throws Error for a pattern that names nothing, with the nearest name.
std::set<std::string> frozen_variables(const Model& model, std::string_view patterns,
                                       const std::set<std::string>& exceptions = {});

}  // namespace fovea

// What fine-tuning asks of a trained model: which of its variables keep their values, and which
// parameters are the head's.
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
/// `?` for one character. A pattern means variables, as "features.0.weight" or "conv1/bias", and
/// layers, as "conv1": all the variables that one reads. A layer whose parameters are all named is
/// taken as a whole, with its statistics. `kept` are never among them. Throws Error for a pattern
/// that names nothing, with the nearest name.
std::set<std::string> frozen_variables(const Model& model, std::string_view patterns,
                                       const std::set<std::string>& kept = {});

}  // namespace fovea

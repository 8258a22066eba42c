// Opens the models with weights for the MODEL arguments of a command, by their part in an
// objective.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "apps/training/part_options.h"
#include "fovea/models/models.h"
#include "fovea/objectives/objective.h"

namespace fovea::apps {

/// The models that are trained, by part.
using Models = std::map<std::string, Model>;

/// They must outlive it.
Parts parts_of(const Models& models);

/// open_model() for each; `options` are those for a name or file.
Models open_models(const PartTexts& names,
                   const std::function<models::ModelOptions(const std::string&)>& options);

}  // namespace fovea::apps

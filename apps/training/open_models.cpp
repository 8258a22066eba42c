#include "apps/training/open_models.h"

#include "apps/pictures/open_model.h"

namespace fovea::apps {

Parts parts_of(const Models& models) {
  Parts parts;
  for (const auto& [part, model] : models) parts[part] = &model;
  return parts;
}

Models open_models(const PartTexts& names,
                   const std::function<models::ModelOptions(const std::string&)>& options) {
  Models models;
  if (!names.several()) models[only_part] = open_model(names.all, options(names.all));
  for (const auto& [part, name] : names.own) models[part] = open_model(name, options(name));
  return models;
}

}  // namespace fovea::apps

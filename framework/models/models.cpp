#include "fovea/models/models.h"

namespace fovea::models {

void register_all(ModelTable& table);

const ModelTable& table() {
  static const ModelTable models = [] {
    ModelTable all;
    register_all(all);
    return all;
  }();
  return models;
}

const ModelEntry* find(const std::string& name) {
  const auto entry = table().find(name.substr(0, name.find(':')));
  return entry == table().end() ? nullptr : &entry->second;
}

const ModelEntry& get(const std::string& name) {
  if (const ModelEntry* const entry = find(name)) return *entry;
  std::vector<std::string> known;
  for (const auto& [other, entry] : table()) known.push_back(other);
  const std::string asked = name.substr(0, name.find(':'));
  throw Error("no model named '{}'{}", asked, did_you_mean(asked, known))
      .hint("'fovea models' lists all");
}

Model make(const std::string& name, const ModelOptions& options) {
  const ModelEntry& entry = get(name);
  Spec choices("model", name);
  if (!entry.has_choices && (!options.hidden.empty() || !options.activation.empty())) {
    throw Error("model '{}' has fixed layers: {} cannot be chosen", name,
                options.hidden.empty() ? "their activation" : "hidden ones")
        .hint("'mlp' takes both");
  }
  ModelOptions full_options = options;
  if (full_options.classes == 0) full_options.classes = entry.classes;
  if (entry.make) {
    if (options.image.rank()) throw Error("model '{}' reads no images", name);
    Model model;
    model.name = name;
    model.objective = entry.objective;
    entry.make(model, choices, full_options);
    choices.done();
    return model;
  }
  choices.done();
  const Shape image = options.image.rank() ? options.image : entry.image;
  Model model;
  model.name = name;
  model.preprocessing.mean.assign(static_cast<size_t>(image[2]), 0);
  model.preprocessing.deviation.assign(static_cast<size_t>(image[2]), 1);
  const Value input = model.graph->input("image", {Shape{1, image[0], image[1], image[2]}});
  const Heads heads = entry.build(input, full_options);
  model.graph->output("logits", heads.logits);
  for (const auto& [name_of_head, logits, weight] : heads.auxiliary) {
    model.graph->output(name_of_head, logits);
    model.auxiliary.push_back({name_of_head, weight});
  }
  return model;
}

}  // namespace fovea::models

// Everything that a run needs: a model, its examples, and the settings of the trainer.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "apps/commands/train.h"
#include "apps/training/training_settings.h"
#include "fovea/datasets/dataset.h"
#include "fovea/images/augment.h"
#include "fovea/objectives/objective.h"
#include "fovea/train/batch_source.h"

namespace fovea::apps {

struct TrainingSetup {
  Models models;
  std::unique_ptr<BatchSource> train, validation, test;  // the last two may be null
  TrainingOptions settings;
  std::string data;                    // "mnist"
  nlohmann::ordered_json images = {};  // training_images(); null: there are none
  std::string examples;                // "54,000 training and 10,000 test images"
  /// The report shows their pictures, and the changes to those for training; null: it shows none.
  std::shared_ptr<const datasets::Dataset> training_set = {}, test_set = {};
  datasets::BatchAugment augment = {};
};

/// How many examples a step computes at a time: a batch, or one of its parts.
std::int64_t examples_of_a_part(const TrainOptions& options);

/// For models that look at images, one or several.
TrainingSetup set_up_images(const TrainOptions& options);
/// For a model that reads "text:FILE". Throws Error for options that are for pictures.
TrainingSetup set_up_text(const TrainOptions& options);
/// For a model that looks at images and gives numbers: a list of pictures with targets
/// (target_list.h). Throws Error for options that are for classes.
TrainingSetup set_up_targets(const TrainOptions& options);
/// The one of these that fits the data.
TrainingSetup set_up(const TrainOptions& options);

}  // namespace fovea::apps

// Makes the options of the trainer from those of the program.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "apps/commands/train.h"
#include "apps/training/open_models.h"
#include "fovea/datasets/dataset.h"
#include "fovea/train/training_options.h"

namespace fovea::apps {

/// All settings that do not depend on the kind of data: all but the identity of the data.
/// `new_head` says whether the model's head was made for this run; then it is never frozen. Throws
/// Error for options that do not fit the model.
TrainingOptions common_settings(const TrainOptions& options, const Models& models,
                                bool new_head = false);

/// Everything that a run on these pictures depends on, by name.
std::map<std::string, std::string> identity_of_pictures(const TrainOptions& options,
                                                        const datasets::Dataset& train);

/// For images; `labels` are those of all images of the training set.
TrainingOptions training_settings(const TrainOptions& options, const Models& models, bool new_head,
                                  const datasets::Dataset& train,
                                  std::span<const std::int32_t> labels);

}  // namespace fovea::apps

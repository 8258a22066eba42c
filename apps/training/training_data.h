// The images that a run trains on, divided into parts, and a model made for them.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "apps/commands/train.h"
#include "apps/training/source.h"
#include "fovea/datasets/survey.h"

namespace fovea::apps {

struct TrainingData {
  std::shared_ptr<const datasets::Dataset> train, validation, test;  // validation may be null
  bool photos = false;

  /// with_classes_of() for all parts.
  void take_classes_of(const Model& model);
};

/// The parts of a data set for this run: the images for --validation are taken from those
/// for training.
TrainingData divided(const datasets::TrainTest& both, const TrainOptions& options);

/// The data set of the options, in the form for the saved model. If that is null: photos as they
/// must be shown to a model of ours, and other images as they are stored. Says on stderr what was
/// left out and what is not used.
TrainingData open_training_data(const TrainOptions& options, const Model* saved);

/// Reads every image once: all their faults are found here and thrown as one Error. Returns
/// statistics of the images, first for training, then for the test and for validation.
std::vector<datasets::Survey> looked_through(const TrainingData& data);

/// Says on stderr which classes are trained but not tested because they have no test images.
void say_untested_classes(const TrainingData& data, std::span<const datasets::Survey> surveys);

/// The model of this name, made for this data.
Model make_model(const TrainOptions& options, const std::string& name, const TrainingData& data,
                 Preprocessing preprocessing);

/// The changes to the training images.
datasets::BatchAugment augmentation_of(const TrainingData& data, const TrainOptions& options);

/// The model of this file, which takes the pixels that the options say. If neither they nor the
/// file say which, this is reported on stderr.
Model open_file_for(const TrainOptions& options, const std::string& file);

/// Sets which pixels a model of ours takes; mean and deviation are those of the data.
void set_view(Model& model, const TrainingData& data, const TrainOptions& options);

/// How photos are shown to a model of ours in training.
datasets::View training_view(const TrainOptions& options);

/// How the training images are changed, mixed and balanced, as the options say; `labels`
/// are theirs.
datasets::LoaderOptions training_loader(const TrainingData& data,
                                        const std::vector<std::int32_t>& labels,
                                        const TrainOptions& options);

/// The training images in batches, changed, mixed and balanced as the options say; `labels`
/// are theirs.
LoaderSource training_source(const TrainingData& data, const std::vector<std::int32_t>& labels,
                             const TrainOptions& options);

}  // namespace fovea::apps

// The batches of a data set in the form that the trainer takes.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "fovea/datasets/loader.h"
#include "fovea/datasets/target_list.h"
#include "fovea/images/image_resize.h"
#include "fovea/model/model.h"
#include "fovea/train/trainer.h"

namespace fovea::apps {

class LoaderSource : public BatchSource {
 public:
  /// With `targets`, f32 (rows, numbers), labels are numbers of its rows, and batches have the
  /// field "target" instead of "label".
  LoaderSource(std::shared_ptr<const datasets::Dataset> dataset, datasets::LoaderOptions options,
               Tensor targets = {});

  std::int64_t size() const override;
  std::int64_t batch() const override { return batch_; }
  bool has(const std::string& field) const override;
  void start(int epoch, std::int64_t first) override;
  bool next(Batch& batch) override;

 private:
  std::shared_ptr<const datasets::Dataset> dataset_;
  std::int64_t batch_;
  bool mixes_;
  Tensor targets_;
  std::unique_ptr<datasets::Loader> loader_;  // it cannot move, sources can
};

/// All images in their own order; a batch larger than the set is reduced to its size. `targets` are
/// as for LoaderSource.
LoaderSource evaluation_source(std::shared_ptr<const datasets::Dataset> dataset, int batch,
                               Tensor targets = {});

/// How the model wants to see a picture.
datasets::View view_of(const Model& model);

/// The data set with its pictures in the form for the model, for any stored form. Says on stderr
/// what was left out.
datasets::TrainTest open_for(const Model& model, const std::string& name_or_folder);

/// The data set with the classes of the model: where both have names, they are matched by name, and
/// labels become the numbers of the model's classes. Throws Error naming the classes that the model
/// does not know.
std::shared_ptr<const datasets::Dataset> with_classes_of(
    const Model& model, std::shared_ptr<const datasets::Dataset> dataset);

/// The list with its targets in the order of the model's, if the model has names for them. Throws
/// Error unless its pictures and targets fit the model.
datasets::TargetList with_targets_of(const Model& model, datasets::TargetList list);

/// Throws Error if the objective reads a field that is not one of these; `data` is the data's name
/// for messages.
void expect_fields(const Objective& objective, const std::set<std::string>& fields,
                   const std::string& data);

/// Throws Error for a model that looks at other images than the data set has.
void expect_pictures(const Model& model, const datasets::Dataset& dataset);

/// Throws Error unless the data set's images and classes fit the model.
void expect_fit(const Model& model, const datasets::Dataset& dataset);

}  // namespace fovea::apps

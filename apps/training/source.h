// The batches of a data set as the trainer takes them.
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
  /// With `targets`, f32 (rows, numbers), labels count its rows, and batches have the field
  /// "target" in the place of "label".
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

/// All images in their own order; a batch larger than the set becomes the set. `targets` as
/// LoaderSource takes them.
LoaderSource evaluation_source(std::shared_ptr<const datasets::Dataset> dataset, int batch,
                               Tensor targets = {});

/// How the model wants to see a picture.
datasets::View view_of(const Model& model);

/// The data set, its pictures as the model wants to see them, whatever they are stored in. What was
/// left out of it is said on stderr.
datasets::TrainTest open_for(const Model& model, const std::string& name_or_folder);

/// The data set with the classes of the model: where both have names, they are matched by name, and
/// labels count the model's classes. Throws Error naming the classes that the model does not know.
std::shared_ptr<const datasets::Dataset> with_classes_of(
    const Model& model, std::shared_ptr<const datasets::Dataset> dataset);

/// The list with its targets in the order of the model's, if the model says what they are called.
/// Throws Error unless its pictures and targets fit the model.
datasets::TargetList with_targets_of(const Model& model, datasets::TargetList list);

/// Throws Error unless data with these fields, as `data` for messages, has all that the
/// objective reads.
void expect_fields(const Objective& objective, const std::set<std::string>& fields,
                   const std::string& data);

/// Throws Error unless a model that looks at images looks at such as the data set has.
void expect_pictures(const Model& model, const datasets::Dataset& dataset);

/// Throws Error unless the data set's images and classes fit the model.
void expect_fit(const Model& model, const datasets::Dataset& dataset);

}  // namespace fovea::apps

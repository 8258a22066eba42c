#include "apps/training/source.h"
#include "apps/cli/say.h"

#include <algorithm>

#include "fovea/datasets/open.h"
#include "fovea/datasets/viewed.h"

namespace fovea::apps {

LoaderSource::LoaderSource(std::shared_ptr<const datasets::Dataset> dataset,
                           datasets::LoaderOptions options)
    : dataset_(dataset),
      loader_(std::make_unique<datasets::Loader>(std::move(dataset), std::move(options))) {}

std::int64_t LoaderSource::size() const { return dataset_->size(); }

void LoaderSource::start(int epoch, std::int64_t first) {
  loader_->seek(static_cast<std::uint32_t>(epoch), first);
}

bool LoaderSource::next(Batch& batch) {
  auto loaded = loader_->next();
  if (!loaded) return false;
  batch = {std::move(loaded->image), std::move(loaded->label)};
  return true;
}

LoaderSource evaluation_source(std::shared_ptr<const datasets::Dataset> dataset, int batch) {
  const std::uint32_t size = std::min(dataset->size(), static_cast<std::uint32_t>(batch));
  return {std::move(dataset), {.batch = size, .shuffle = false}};
}

datasets::View view_of(const Model& model) {
  const Shape& input = model.input_type().shape;
  if (input.rank() != 4) return {.size = {224, 224, 3}};
  return {.size = {input[1], input[2], input[3]}, .preprocessing = model.preprocessing};
}

datasets::TrainTest open_for(const Model& model, const std::string& name_or_folder) {
  const datasets::View view = view_of(model);
  datasets::TrainTest both = datasets::open(name_or_folder, view);
  if (!both.left_out.empty()) say("{}\n", both.left_out);
  return datasets::viewed(std::move(both), view);
}

void expect_fit(const Model& model, const datasets::Dataset& dataset) {
  const Shape &input = model.input_type().shape, &image = dataset.image();
  if (input != Shape{input.rank() ? input[0] : 1, image[0], image[1], image[2]}) {
    throw Error("model '{}' takes images {}, data set '{}' has {}", model.name, input.str(),
                dataset.name(), image.str());
  }
  if (model.graph->outputs().empty()) throw Error("model '{}' has no output", model.name);
  const Shape& output = model.graph->info(model.graph->outputs().front().second).type.shape;
  const auto classes = static_cast<std::int64_t>(dataset.labels().size());
  if (output.rank() != 2 || output[1] < classes) {
    throw Error("model '{}' gives {}, data set '{}' has {} classes", model.name, output.str(),
                dataset.name(), classes);
  }
}

}  // namespace fovea::apps

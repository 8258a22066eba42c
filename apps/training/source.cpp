#include "apps/training/source.h"

#include <algorithm>
#include <sstream>

#include "apps/cli/say.h"
#include "fovea/core/terminal_text.h"
#include "fovea/datasets/open.h"
#include "fovea/datasets/viewed.h"
#include "fovea/graph/names.h"
#include "framework/formats/printable.h"

namespace fovea::apps {

namespace {

// A data set whose labels are the numbers of a model's classes.
class RelabelledDataset : public datasets::Dataset {
 public:
  RelabelledDataset(std::shared_ptr<const datasets::Dataset> whole, std::vector<std::string> labels,
                    std::vector<std::int32_t> classes)
      : whole_(std::move(whole)), labels_(std::move(labels)), classes_(std::move(classes)) {}

  const std::string& name() const override { return whole_->name(); }
  std::uint32_t size() const override { return whole_->size(); }
  const Shape& image() const override { return whole_->image(); }
  const std::vector<std::string>& labels() const override { return labels_; }
  std::uint64_t identity() const override { return whole_->identity(); }
  std::int32_t read(std::uint32_t index, std::span<std::uint8_t> image) const override {
    return class_of(whole_->read(index, image));
  }
  datasets::Original original(std::uint32_t index) const override {
    datasets::Original original = whole_->original(index);
    original.label = class_of(original.label);
    return original;
  }
  std::int32_t read_part(std::uint32_t index, const datasets::PartOf& part_of,
                         std::span<std::uint8_t> image) const override {
    return class_of(whole_->read_part(index, part_of, image));
  }
  std::string place(std::uint32_t index) const override { return whole_->place(index); }

 private:
  std::int32_t class_of(std::int32_t label) const {
    return classes_.at(static_cast<size_t>(label));
  }

  std::shared_ptr<const datasets::Dataset> whole_;
  std::vector<std::string> labels_;
  std::vector<std::int32_t> classes_;  // the model's class for each label of the data set
};

Tensor rows_of(const Tensor& table, std::span<const std::int32_t> numbers) {
  const auto width = static_cast<size_t>(table.shape()[1]);
  Tensor rows(table.shape().with(0, std::ssize(numbers)), DType::f32);
  for (size_t i = 0; i < numbers.size(); ++i) {
    const auto row = table.as<float>().subspan(static_cast<size_t>(numbers[i]) * width, width);
    std::ranges::copy(row, rows.as<float>().subspan(i * width, width).begin());
  }
  return rows;
}

// "target_x,target_y".
std::vector<std::string> names_in(const std::string& list) {
  std::vector<std::string> names;
  std::istringstream stream(list);
  for (std::string name; std::getline(stream, name, ',');) names.push_back(name);
  return names;
}

std::vector<std::string> printable_names(std::span<const std::string> names) {
  std::vector<std::string> result;
  for (const std::string& name : names) result.push_back(printable(name));
  return result;
}

}  // namespace

LoaderSource::LoaderSource(std::shared_ptr<const datasets::Dataset> dataset,
                           datasets::LoaderOptions options, Tensor targets)
    : dataset_(dataset),
      batch_(options.batch),
      mixes_(bool{options.augment.mix}),
      targets_(std::move(targets)),
      loader_(std::make_unique<datasets::Loader>(std::move(dataset), std::move(options))) {}

std::int64_t LoaderSource::size() const { return dataset_->size(); }

bool LoaderSource::has(const std::string& field) const {
  return mixes_ && (field == names::other_label || field == names::label_share);
}

void LoaderSource::start(int epoch, std::int64_t first) {
  loader_->seek(static_cast<std::uint32_t>(epoch), first);
}

bool LoaderSource::next(Batch& batch) {
  auto loaded = loader_->next();
  if (!loaded) return false;
  batch.clear();
  batch[names::image] = std::move(loaded->image);
  if (targets_.shape().rank() == 2) {
    batch[names::target] = rows_of(targets_, loaded->label.as<std::int32_t>());
    return true;
  }
  batch[names::label] = std::move(loaded->label);
  if (!mixes_) return true;
  batch[names::other_label] = std::move(loaded->other_label);
  batch[names::label_share] = std::move(loaded->label_share);
  return true;
}

LoaderSource evaluation_source(std::shared_ptr<const datasets::Dataset> dataset, int batch,
                               Tensor targets) {
  const std::uint32_t size = std::min(dataset->size(), static_cast<std::uint32_t>(batch));
  return {std::move(dataset), {.batch = size, .shuffle = false}, std::move(targets)};
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

std::shared_ptr<const datasets::Dataset> with_classes_of(
    const Model& model, std::shared_ptr<const datasets::Dataset> dataset) {
  const std::vector<std::string>&own = dataset->labels(), &known = model.labels;
  if (known.empty() || own == known) return dataset;
  std::vector<std::int32_t> classes;
  std::vector<std::string> unknown;
  for (const std::string& label : own) {
    const auto at = std::ranges::find(known, label);
    if (at == known.end()) unknown.push_back(label);
    if (std::ranges::count(known, label) > 1) {
      throw Error("model '{}' has two classes '{}', and so data set '{}' cannot be matched by name",
                  model.title(), printable(label), dataset->name());
    }
    classes.push_back(static_cast<std::int32_t>(at - known.begin()));
  }
  if (!unknown.empty()) {
    throw Error("model '{}' does not know {} of data set '{}'; it knows {}", model.title(),
                listed(printable_names(unknown)), dataset->name(), listed(printable_names(known)))
        .hint("fovea convert --labels gives a model other names for its classes");
  }
  return std::make_shared<RelabelledDataset>(std::move(dataset), known, std::move(classes));
}

datasets::TargetList with_targets_of(const Model& model, datasets::TargetList list) {
  const Shape &input = model.input_type().shape, &image = list.pictures.train->image();
  if (input != Shape{input.rank() ? input[0] : 1, image[0], image[1], image[2]}) {
    throw Error("model '{}' takes {}, not pictures", model.title(), input.str());
  }
  const int output = model.graph->outputs().front().second;
  const Shape& numbers = model.graph->info(output).type.shape;
  if (numbers.count() != std::ssize(list.names) * input[0]) {
    throw Error("model '{}' gives {} numbers a picture, list '{}' has {} targets", model.title(),
                numbers.count() / input[0], list.pictures.train->name(), list.names.size())
        .hint("a model by its name is made for them; a file keeps its last layer");
  }
  const auto own = model.notes.find("targets");
  if (own == model.notes.end()) return list;
  try {
    return datasets::in_order_of(std::move(list), names_in(own->second));
  } catch (const Error& error) {
    throw error.at(fmt::format("model '{}'", model.title()));
  }
}

void expect_fields(const Objective& objective, const std::set<std::string>& fields,
                   const std::string& data) {
  Graph graph;
  GraphBuilder builder(graph, objective.parts, {.batch = 1});
  objective.evaluation(builder);
  for (const int input : graph.inputs()) {
    const std::string& field = graph.info(input).name;
    if (fields.contains(field)) continue;
    const std::vector<std::string> there(fields.begin(), fields.end());
    throw Error("objective '{}' needs '{}', and {} has {}", objective.name, field, data,
                listed(there))
        .hint("fovea objectives lists what models can be trained for");
  }
}

namespace {

void expect_images(const Model& model, const datasets::Dataset& dataset) {
  const Shape &input = model.input_type().shape, &image = dataset.image();
  if (input != Shape{input.rank() ? input[0] : 1, image[0], image[1], image[2]}) {
    throw Error("model '{}' takes images {}, data set '{}' has {}", model.title(), input.str(),
                dataset.name(), image.str());
  }
}

}  // namespace

void expect_pictures(const Model& model, const datasets::Dataset& dataset) {
  if (model.input_type().shape.rank() == 4) expect_images(model, dataset);
}

void expect_fit(const Model& model, const datasets::Dataset& dataset) {
  expect_images(model, dataset);
  const int classes = find_scores(model).classes;
  const auto label_count = static_cast<std::int64_t>(dataset.labels().size());
  if (std::max(classes, 2) < label_count) {  // one class means yes or no
    throw Error("model '{}' gives {} score{} a picture, data set '{}' has {} classes",
                model.title(), classes, classes == 1 ? "" : "s", dataset.name(), label_count);
  }
}

}  // namespace fovea::apps

#include "apps/training/training_data.h"

#include <algorithm>
#include <array>
#include <set>

#include "apps/cli/say.h"
#include "apps/cli/text_table.h"
#include "apps/pictures/open_model.h"
#include "apps/pictures/pixel_options.h"
#include "apps/training/first_look.h"
#include "fovea/core/terminal_text.h"
#include "fovea/datasets/image_folder.h"
#include "fovea/datasets/open.h"
#include "fovea/datasets/picture_cache.h"
#include "fovea/images/augment.h"

namespace fovea::apps {

namespace {

// For a model of ours: photos as they must be shown to it, other images as they are stored.
datasets::TrainTest open_training(const TrainOptions& options) {
  datasets::TrainTest both = datasets::open(options.data, training_view(options));
  if (options.image_size != 0 && !both.photos) {
    throw Error("--image-size is for photos: the images of {} are {}x{}", both.train->name(),
                both.train->image()[1], both.train->image()[0]);
  }
  if ((!options.pixels.resize.empty() || !options.pixels.channels.empty()) && !both.photos) {
    throw Error(
        "--resize and --channels are for photos, or for a file: the images of {} are taken "
        "as they are",
        both.train->name());
  }
  if (!both.left_out.empty()) say("{}\n", both.left_out);
  return both;
}

// Augmentations that cut a part from the whole photo need the original.
datasets::TrainTest with_cache(const datasets::TrainTest& both, const TrainOptions& options) {
  if (!both.photos) {
    throw Error("--cache is for photos: nothing is to be decoded of the images of {}",
                both.train->name());
  }
  if (datasets::lies_among_classes(options.cache, options.data)) {
    throw Error("lies among the pictures of '{}'", options.data)
        .at(options.cache)
        .hint("choose another --cache");
  }
  const bool cuts =
      bool{datasets::batch_augmentation(options.augment, datasets::ImageKind::photos).part};
  datasets::CachedSets result = datasets::cached(
      both, options.cache,
      cuts ? datasets::CachedPictures::originals : datasets::CachedPictures::views);
  say("cache {}: {} pictures as they were, {} decoded\n", terminal_text(result.file.string()),
      grouped(result.hits), grouped(result.misses));
  return std::move(result.sets);
}

}  // namespace

TrainingData divided(const datasets::TrainTest& both, const TrainOptions& options) {
  if (options.validation == 0) return {both.train, both.validation, both.test, both.photos};
  if (both.validation) {
    say("the {} images that the data set has for validation are not used: see --validation\n",
        grouped(both.validation->size()));
  }
  datasets::Split split = datasets::split(both.train->size(), options.validation, options.seed);
  return {std::make_shared<datasets::Subset>(both.train, std::move(split.train)),
          std::make_shared<datasets::Subset>(both.train, std::move(split.validation)), both.test,
          both.photos};
}

datasets::View training_view(const TrainOptions& options) {
  const PartTexts& model = options.model;
  const Shape size =
      image_of(model.several() ? model.own.begin()->second : model.all, options.image_size);
  const int shorter_side = static_cast<int>(std::max(size[0], size[1]));
  datasets::View view{.size = size, .preprocessing = {.shorter_side = shorter_side}};
  if (const std::string& resize = options.pixels.resize; !resize.empty()) {
    view.preprocessing.shorter_side = shorter_side_of(resize, {1, size[0], size[1], size[2]});
  }
  if (options.pixels.channels == "bgr") view.preprocessing.order = ChannelOrder::bgr;
  return view;
}

Model open_file_for(const TrainOptions& options, const std::string& file) {
  Model model = open_file(file, options.image_size);
  try {
    set_preprocessing(model, options.pixels);
  } catch (const Error& error) {
    throw error.at(file);
  }
  const TensorType& input = model.input_type();
  const Preprocessing& pixels = model.preprocessing;
  const auto all = [](const std::vector<float>& numbers, float value) {
    return std::ranges::all_of(numbers, [&](float number) { return number == value; });
  };
  const bool as_stored = all(pixels.mean, 0) && all(pixels.deviation, 1);
  if (!options.pixels.any() && as_stored && pixels.shorter_side == 0 && input.shape.rank() == 4 &&
      input.shape[3] == 3 && input.dtype == DType::f32) {
    say("{} does not say which pixels it takes: it is shown 0 to 1, whole pictures stretched to "
        "{}x{}; models of torchvision were trained with --resize 256 --mean 0.485,0.456,0.406 "
        "--std 0.229,0.224,0.225\n",
        terminal_text(file), input.shape[2], input.shape[1]);
  }
  return model;
}

void set_view(Model& model, const TrainingData& data, const TrainOptions& options) {
  if (data.photos) {
    const Preprocessing view = training_view(options).preprocessing;
    model.preprocessing.shorter_side = view.shorter_side;
    model.preprocessing.order = view.order;
  }
  set_preprocessing(model, options.pixels);
}

void TrainingData::take_classes_of(const Model& model) {
  for (auto* const part : {&train, &validation, &test}) {
    if (*part) *part = with_classes_of(model, std::move(*part));
  }
}

TrainingData open_training_data(const TrainOptions& options, const Model* saved) {
  datasets::TrainTest both = saved ? open_for(*saved, options.data) : open_training(options);
  if (both.train->size() == 0) {
    throw Error("data set '{}' has pictures for the test alone, and none to train on",
                both.train->name());
  }
  if (!options.cache.empty()) both = with_cache(both, options);
  return divided(both, options);
}

std::vector<datasets::Survey> looked_through(const TrainingData& data) {
  std::vector<std::shared_ptr<const datasets::Dataset>> sets = {data.train, data.test};
  if (data.validation) sets.push_back(data.validation);
  return first_look(sets);
}

void say_untested_classes(const TrainingData& data, std::span<const datasets::Survey> surveys) {
  static constexpr auto parts = std::to_array<std::string_view>({"training", "test", "validation"});
  const std::vector<std::string>& labels = data.train->labels();
  const auto classes_of = [](const datasets::Survey& survey) {
    return std::set<std::int32_t>(survey.labels.begin(), survey.labels.end());
  };
  const std::set<std::int32_t> trained = classes_of(surveys[0]);
  for (size_t part = 1; part < surveys.size(); ++part) {
    const std::set<std::int32_t> there = classes_of(surveys[part]);
    std::vector<std::string> missing;
    for (const std::int32_t label : trained) {
      if (there.contains(label)) continue;
      missing.push_back(terminal_text(labels.at(static_cast<size_t>(label))));
    }
    if (missing.empty()) continue;
    say("none of the {} images is of {}: how well {} known is not measured\n", parts[part],
        listed(missing), missing.size() == 1 ? "that class is" : "those classes are");
  }
}

Model make_model(const TrainOptions& options, const std::string& name, const TrainingData& data,
                 Preprocessing preprocessing) {
  const datasets::Dataset& train = *data.train;
  Model model = open_model(name,
                           {.image = train.image(),
                            .classes = static_cast<int>(train.labels().size()),
                            .hidden = options.hidden,
                            .activation = options.activation},
                           options.seed);
  model.preprocessing = std::move(preprocessing);
  set_view(model, data, options);
  model.labels = train.labels();
  return model;
}

datasets::BatchAugment augmentation_of(const TrainingData& data, const TrainOptions& options) {
  return datasets::batch_augmentation(
      options.augment, data.photos ? datasets::ImageKind::photos : datasets::ImageKind::images);
}

datasets::LoaderOptions training_loader(const TrainingData& data,
                                        const std::vector<std::int32_t>& labels,
                                        const TrainOptions& options) {
  datasets::LoaderOptions loader{.batch = static_cast<std::uint32_t>(options.batch),
                                 .seed = options.seed,
                                 .augment = augmentation_of(data, options)};
  if (options.sampling == "balanced") loader.balanced_labels = labels;
  return loader;
}

LoaderSource training_source(const TrainingData& data, const std::vector<std::int32_t>& labels,
                             const TrainOptions& options) {
  return {data.train, training_loader(data, labels, options)};
}

}  // namespace fovea::apps

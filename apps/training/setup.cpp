#include "apps/training/setup.h"

#include "apps/cli/idle_options.h"
#include "apps/cli/text_table.h"
#include "apps/pictures/open_model.h"
#include "apps/training/first_look.h"
#include "apps/training/new_head.h"
#include "apps/training/source.h"
#include "apps/training/text_source.h"
#include "apps/training/training_data.h"
#include "apps/training/training_images.h"
#include "apps/training/training_settings.h"
#include "datasets/fingerprint.h"
#include "fovea/datasets/target_list.h"
#include "fovea/graph/names.h"
#include "fovea/images/augment.h"

namespace fovea::apps {

namespace {

// Evaluation keeps less per example than training, so it needs less memory for the same number.
std::int64_t examples_to_evaluate(const TrainOptions& options, std::int64_t most) {
  return options.memory.empty() ? most : std::min(most, examples_of_a_part(options));
}

int images_to_evaluate(const TrainOptions& options) {
  return static_cast<int>(examples_to_evaluate(options, 250));
}

// These options would do nothing for a text.
void refuse_options_of_pictures(const TrainOptions& options) {
  refuse_options(
      {{options.augment != "none", "--augment"},
       {options.validation != 0, "--validation"},
       {options.image_size != 0, "--image-size"},
       {!options.cache.empty(), "--cache"},
       {!options.pixels.resize.empty(), "--resize"},
       {!options.pixels.mean.empty(), "--mean"},
       {!options.pixels.std.empty(), "--std"},
       {!options.pixels.white.empty(), "--white"},
       {!options.pixels.channels.empty(), "--channels"},
       {!options.hidden.empty(), "--hidden"},
       {!options.activation.empty(), "--activation"},
       {options.sampling != "all", "--sampling"},
       {options.class_weights != "none", "--class-weights"},
       {!options.output.name.empty() || !options.output.scores.empty(), "--output and --scores"}},
      fmt::format(
          "is for pictures, and {} is a text; the last tenth of a text is held out for validation",
          options.data));
}

// Pictures with numbers have no classes.
void refuse_options_of_classes(const TrainOptions& options) {
  const datasets::BatchAugment augment =
      datasets::batch_augmentation(options.augment, datasets::ImageKind::photos);
  refuse_options(
      {{bool{augment.mix}, "an augmentation that mixes images"},
       {options.sampling != "all", "--sampling"},
       {options.class_weights != "none", "--class-weights"},
       {options.label_smoothing != 0, "--label-smoothing"},
       {!options.cache.empty(), "--cache"},
       {!options.output.name.empty() || !options.output.scores.empty(), "--output and --scores"}},
      fmt::format("is for classes, and {} has targets", options.data));
}

// Options for one classifier have no meaning for several models, whose objective may have
// no classes.
void refuse_options_of_one_model(const TrainOptions& options) {
  refuse_options(
      {{options.class_weights != "none", "--class-weights"},
       {!options.output.name.empty() || !options.output.scores.empty(), "--output and --scores"}},
      "is for one model, not for " + str(options.model));
}

void expect_one_model(const TrainOptions& options) {
  if (!options.model.several()) return;
  throw Error("{} are several models, which learn from images, and {} has none", str(options.model),
              options.data);
}

bool looks_at_images(const Models::value_type& part) {
  return part.second.input_type().shape.rank() == 4;
}

// The models that are files. Throws Error for a name that no model has, before the data are opened.
Models open_files(const TrainOptions& options) {
  Models models;
  const auto open = [&](const std::string& part, const std::string& name) {
    if (is_model_file(name)) {
      models[part] = open_file_for(options, name);
    } else {
      models::get(name);
    }
  };
  if (options.model.several()) {
    for (const auto& [part, name] : options.model.own) open(part, name);
    return models;
  }
  open(only_part, options.model.all);
  if (!models.empty()) choose_output(models.at(only_part), options.output, options.model.all);
  return models;
}

std::string print_of(const Tensor& numbers) {
  datasets::Fingerprint print;
  print.add(numbers.bytes());
  return fmt::format("{:016x}", print.value());
}

// The data for evaluation are part of a run's identity too: the metrics of its epochs are
// in one file.
void identify_held_out(TrainingOptions& settings, const TrainingData& data) {
  settings.evaluated["test data"] = fmt::format("{:016x}", data.test->identity());
  if (data.validation) {
    settings.evaluated["validation data"] = fmt::format("{:016x}", data.validation->identity());
  }
}

TokenSet tokens_for(const TrainOptions& options, const std::string& text,
                    const std::filesystem::path& file) {
  if (options.tokens != "chars") return TokenSet::bytes();
  try {
    return TokenSet::chars_of(text);
  } catch (const Error& error) {
    throw error.at(file.string());
  }
}

// The tokens of a saved model; the user may ask for the same ones.
TokenSet saved_tokens(const Model& model, const TrainOptions& options) {
  TokenSet tokens = tokens_of(model, options.model.all);
  const std::string kind = tokens.description() == "bytes" ? "bytes" : "chars";
  if (!options.tokens.empty() && options.tokens != kind) {
    throw Error("reads {}, and --tokens says {}", kind, options.tokens).at(options.model.all);
  }
  return tokens;
}

// Whether the command line divides the data of a resumed run in another way.
bool chooses_split(const TrainOptions& options) {
  return std::ranges::any_of(options.option_names, [](const std::string& name) {
    return name == "validation" || name == "seed";
  });
}

}  // namespace

std::int64_t examples_of_a_part(const TrainOptions& options) {
  return (options.batch + options.accumulate - 1) / options.accumulate;
}

TrainingSetup set_up_images(const TrainOptions& options) {
  // Errors in them are reported before anything is read.
  datasets::batch_augmentation(options.augment, datasets::ImageKind::images);
  if (options.model.several()) refuse_options_of_one_model(options);
  Models models = open_files(options);
  const auto shown = options.model.several() ? std::ranges::find_if(models, looks_at_images)
                                             : models.begin();  // the data have its pixels
  const Model* const saved = shown == models.end() ? nullptr : &shown->second;
  TrainingData data = open_training_data(options, saved);
  bool new_head = false;
  if (!options.model.several() && saved) {
    new_head = fit_head(models.begin()->second, *data.train);
    data.take_classes_of(*saved);
    expect_fit(*saved, *data.train);
  }
  const std::vector<datasets::Survey> surveys = looked_through(data);
  say_untested_classes(data, surveys);
  const datasets::Survey& survey = surveys.front();
  const Preprocessing pixels = preprocessing_for(survey, *data.train);
  if (options.model.several()) {
    for (const auto& [part, name] : options.model.own) {
      if (!models.contains(part)) models[part] = make_model(options, name, data, pixels);
      expect_pictures(models.at(part), *data.train);
    }
  } else if (!saved) {
    Model model = make_model(options, options.model.all, data, pixels);
    choose_output(model, options.output, options.model.all);
    expect_fit(model, *data.train);
    models[only_part] = std::move(model);
  }

  const int at_a_time = images_to_evaluate(options);
  TrainingSetup setup;
  setup.settings = training_settings(options, models, new_head, *data.train, survey.labels);
  setup.models = std::move(models);
  setup.train = std::make_unique<LoaderSource>(training_source(data, survey.labels, options));
  setup.test = std::make_unique<LoaderSource>(evaluation_source(data.test, at_a_time));
  if (data.validation) {
    setup.validation =
        std::make_unique<LoaderSource>(evaluation_source(data.validation, at_a_time));
  }
  identify_held_out(setup.settings, data);
  setup.data = data.train->name();
  setup.images = training_images(*data.train, survey.labels);
  if (!options.resume.empty() && !chooses_split(options)) {
    expect_same_images(options.resume, setup.images);
  }
  setup.examples = fmt::format("{} training and {} test images", grouped(data.train->size()),
                               grouped(data.test->size()));
  setup.training_set = data.train;
  setup.test_set = data.test;
  setup.augment = augmentation_of(data, options);
  return setup;
}

TrainingSetup set_up_text(const TrainOptions& options) {
  refuse_options_of_pictures(options);
  const std::filesystem::path file = text_file_of(options.data);
  const std::string text = read_text(file);
  expect_one_model(options);
  const std::string& name = options.model.all;
  TrainingSetup setup;
  Model& model = setup.models[only_part];
  const bool is_file = is_model_file(name);
  if (is_file) model = open_file(name);
  const TokenSet tokens = is_file ? saved_tokens(model, options) : tokens_for(options, text, file);
  if (!is_file) {
    const models::ModelEntry* const entry = models::find(name);
    if (entry && entry->reads_images()) {
      throw Error("model '{}' looks at images, and {} is a text", name, options.data)
          .hint("gpt and llama-tiny read text");
    }
    model = open_model(name, {.classes = tokens.size()}, options.seed);
    model.notes["tokens"] = tokens.description();
  }
  const std::int64_t context = context_of(model, name);
  const TextSplit split = split_text(text);
  auto train = std::make_unique<TextSource>(encoded(tokens, split.train, file), context,
                                            options.batch, ContextOrder::random, options.seed,
                                            file.string() + ", the first nine tenths");
  const std::int64_t at_a_time = examples_to_evaluate(options, windows_at_a_time(context));
  auto validation = std::make_unique<TextSource>(
      encoded(tokens, split.held_out, file), context, at_a_time, ContextOrder::all, options.seed,
      file.string() + ", the last tenth, which is held out");
  setup.settings = common_settings(options, setup.models);
  setup.settings.identity = {{"training data", fmt::format("{:016x}", train->identity())},
                             {"tokens", tokens.description() == "bytes" ? "bytes" : "chars"}};
  setup.settings.evaluated = {{"held-out data", fmt::format("{:016x}", validation->identity())}};
  setup.data = file.filename().string();
  setup.examples = fmt::format("{} training and {} held-out tokens in windows of {}",
                               grouped(train->tokens()), grouped(validation->tokens()), context);
  setup.train = std::move(train);
  setup.validation = std::move(validation);
  return setup;
}

TrainingSetup set_up_targets(const TrainOptions& options) {
  refuse_options_of_classes(options);
  expect_one_model(options);
  std::optional<Model> saved;
  if (is_model_file(options.model.all)) saved = open_file_for(options, options.model.all);
  datasets::TargetList list =
      datasets::open_target_list(options.data, saved ? view_of(*saved) : training_view(options));
  TrainingData data = divided(list.pictures, options);
  if (options.validation > 0) list.validation = list.train;  // labels of both are its rows
  const datasets::Survey survey = looked_through(data).front();
  TrainingSetup setup;
  Model& model = setup.models[only_part];
  if (saved) {
    model = std::move(*saved);
  } else {
    model = open_model(options.model.all,
                       {.image = data.train->image(),
                        .classes = static_cast<int>(list.names.size()),
                        .hidden = options.hidden,
                        .activation = options.activation},
                       options.seed);
    model.preprocessing = preprocessing_for(survey, *data.train);
    set_view(model, data, options);
    model.objective = "regression";
  }
  list = with_targets_of(model, std::move(list));
  model.notes["targets"] = fmt::format("{}", fmt::join(list.names, ","));
  setup.settings = common_settings(options, setup.models);
  setup.settings.identity = identity_of_pictures(options, *data.train);
  setup.settings.identity["targets"] = print_of(list.train);
  const int at_a_time = images_to_evaluate(options);
  setup.train =
      std::make_unique<LoaderSource>(data.train, training_loader(data, {}, options), list.train);
  setup.test = std::make_unique<LoaderSource>(evaluation_source(data.test, at_a_time, list.test));
  if (data.validation) {
    setup.validation = std::make_unique<LoaderSource>(
        evaluation_source(data.validation, at_a_time, list.validation));
  }
  identify_held_out(setup.settings, data);
  setup.settings.evaluated["test targets"] = print_of(list.test);
  if (data.validation) setup.settings.evaluated["validation targets"] = print_of(list.validation);
  setup.data = data.train->name();
  setup.examples = fmt::format("{} training and {} test images", grouped(data.train->size()),
                               grouped(data.test->size()));
  return setup;
}

namespace {

// Throws Error if the objective reads fields that the data do not have.
TrainingSetup for_objective(const TrainOptions& options, TrainingSetup setup,
                            const std::set<std::string>& fields) {
  expect_fields(objectives::make(setup.settings.objective, parts_of(setup.models)), fields,
                options.data);
  return setup;
}

}  // namespace

TrainingSetup set_up(const TrainOptions& options) {
  const models::ModelEntry* const entry = models::find(options.model.all);
  const bool is_text = !text_file_of(options.data).empty();
  if (!options.model.several() && entry && !entry->reads_images() && !is_text) {
    throw Error("model '{}' reads text, and {} has images", options.model.all, options.data)
        .hint("use --data text:FILE");
  }
  if (is_text) return for_objective(options, set_up_text(options), {names::tokens, names::next});
  if (datasets::is_target_list(options.data)) {
    return for_objective(options, set_up_targets(options), {names::image, names::target});
  }
  return for_objective(options, set_up_images(options), {names::image, names::label});
}

}  // namespace fovea::apps

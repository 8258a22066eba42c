#include "apps/cli/training_commands.h"

#include <algorithm>
#include <array>

#include "apps/commands/backend.h"
#include "apps/training/recipe.h"
#include "fovea/datasets/open.h"
#include "fovea/datasets/table.h"
#include "fovea/images/augment.h"

namespace fovea::apps {

namespace {

const std::string pictures_help =
    "a data set of the list below, a folder that holds the files of one, or photos, or a .csv "
    "file of photos";
const std::string data_help = pictures_help + ", or text:FILE";

std::string data_list() { return "\nData sets:\n" + datasets::known_sets(); }

std::string data_choices() {
  std::string choices;
  for (const datasets::DatasetEntry& entry : datasets::table()) {
    if (!entry.name.empty()) choices += entry.name + "|";
  }
  return choices + "FILE|DIR";
}

std::string augmentation_choices() {
  std::string choices;
  for (const datasets::AugmentationEntry& entry : datasets::augmentations()) {
    choices += (choices.empty() ? "" : "|") + entry.name;
  }
  return choices;
}

std::string augmentation_list() {
  std::string text = "\nAugmentations:\n";
  for (const datasets::AugmentationEntry& entry : datasets::augmentations()) {
    text += fmt::format("  {:<16} {}\n", entry.name, entry.description);
  }
  return text;
}

// Options that do not describe the run itself.
constexpr std::array<std::string_view, 9> not_of_a_recipe = {
    "help", "out", "resume", "find-lr", "recompute", "recipe", "json", "profile", "cache"};

}  // namespace

CLI::App* add_train(CLI::App& app, TrainOptions& options) {
  CLI::App* train = add_command(
      app, "train", "Train a model on a data set; leaves model, checkpoint and report in a folder",
      "  fovea train lenet5 --data mnist --epochs 5 --out runs/lenet5\n"
      "  fovea train mlp --hidden 256,128 --activation gelu --optimizer adam --lr 0.001\n"
      "  fovea train --recipe recipes/cifar10-resnet20.json --epochs 20\n"
      "  fovea train squeezenet1_1.onnx --data photos --freeze '*' --resize 256"
      " --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225\n"
      "  fovea train --resume runs/lenet5" +
          data_list() + augmentation_list());
  add_part_words(*train, "MODEL", several_models_help,
                 [&](const auto& words) { options.model = part_texts(words, options.model.all); });
  train->add_option("--data", options.data, data_help)->type_name(data_choices());
  train->add_option("--tokens", options.tokens, "what a text is read as; default: bytes")
      ->type_name("bytes|chars")
      ->default_str("")
      ->check(one_of({"bytes", "chars"}));
  train->add_option("--validation", options.validation, "fraction of the training data set aside")
      ->type_name("F")
      ->check(fraction());
  train
      ->add_option(
          "--augment", options.augment,
          "small random changes to the training images: one of the list below, with its settings, "
          "or several, e.g. crop:padding=4,flip")
      ->type_name(augmentation_choices());
  train
      ->add_option(
          "--cache", options.cache,
          "keep photos decoded in this file, or in a file of this folder, for later epochs and "
          "runs")
      ->type_name("FILE|DIR")
      ->default_str("");
  add_image_size(*train, options.image_size, "pixels a side of photos in folders");
  add_pixels(*train, options.pixels);
  add_network(*train, options.hidden, options.activation);
  train->add_option("--epochs", options.epochs, "passes over the data")
      ->type_name("N")
      ->check(at_least_one());
  add_batch(*train, options.batch, "images a step");
  train
      ->add_option("--accumulate", options.accumulate,
                   "compute each batch in so many parts, one behind the other, which takes less "
                   "memory")
      ->type_name("N")
      ->check(at_least_one());
  add_part_words(*train, "--lr",
                 "learning rate; default: the optimiser's own; PART=X: of one of several models",
                 [&](const auto& words) { options.learning_rate = part_rates(words); })
      ->type_name("X");
  add_part_words(
      *train, "--optimizer",
      "and its settings, e.g. sgd:momentum=0.9,nesterov=1,weight_decay=0.0005; "
      "PART=NAME: of one of several models",
      [&](const auto& words) { options.optimizer = part_texts(words, "sgd:momentum=0.9"); })
      ->type_name("sgd|adam|adamw")
      ->default_str("sgd:momentum=0.9");
  train
      ->add_option("--schedule", options.schedule,
                   "of the learning rate, and its settings, e.g. step:every=2,gamma=0.1")
      ->type_name("constant|step|plateau|cosine|one-cycle|warmup");
  train
      ->add_option("--objective", options.objective,
                   "what is trained for, with its settings: see fovea objectives; default: the "
                   "model's own")
      ->type_name("NAME")
      ->default_str("");
  train->add_option("--label-smoothing", options.label_smoothing, "of the loss")
      ->type_name("F")
      ->check(fraction());
  train
      ->add_option("--class-weights", options.class_weights,
                   "of the loss; balanced: rare classes weigh as much as frequent ones")
      ->type_name("none|balanced")
      ->check(one_of({"none", "balanced"}));
  train
      ->add_option("--sampling", options.sampling,
                   "what an epoch takes: all images once, or as many of each class")
      ->type_name("all|balanced")
      ->check(one_of({"all", "balanced"}));
  train
      ->add_option("--patience", options.patience,
                   "end after so many epochs without a better validation loss; 0: never")
      ->type_name("N")
      ->check(not_negative());
  train
      ->add_option("--clip-norm", options.clip_norm,
                   "shorten the gradients to this norm where they are longer; 0: never")
      ->type_name("X")
      ->check(not_negative());
  train
      ->add_option("--ema", options.ema,
                   "evaluate and save a moving average of the weights with this decay, e.g. 0.999; "
                   "0: none")
      ->type_name("F")
      ->check(fraction());
  train
      ->add_option("--freeze", options.freeze,
                   "of an ONNX file: layers and parameters that keep their weights, e.g. "
                   "'conv1,layer1.*'; '*': all but a new head")
      ->type_name("PATTERN")
      ->default_str("");
  train
      ->add_option("--lr-head", options.head_learning_rate,
                   "learning rate of the head, the last layer with weights")
      ->type_name("X")
      ->check(positive())
      ->default_str("");
  add_output(*train, options.output);
  train->add_option("--seed", options.seed, "of everything random")
      ->type_name("N")
      ->check(seed_number());
  add_backend(*train, options.backend, options.threads);
  add_precision(*train, options.precision);
  train
      ->add_option("--memory", options.memory,
                   "refuse a run that takes more, and name a batch that does not, e.g. 2GiB")
      ->type_name("SIZE")
      ->default_str("");
  train->add_flag("--recompute", options.recompute,
                  "compute activations again in the backward pass where that makes a step fit in "
                  "--memory, or else as small as can be");
  CLI::Option* const out =
      train->add_option("--out", options.out, "folder for the results; default: runs/MODEL-DATA")
          ->type_name("DIR")
          ->default_str("");
  CLI::Option* const resume =
      train->add_option("--resume", options.resume, "go on with the run in this folder")
          ->type_name("DIR")
          ->default_str("")
          ->excludes(out);
  train
      ->add_option("--recipe", options.recipe,
                   "a JSON file with these options by name; those on the line win")
      ->type_name("FILE")
      ->default_str("")
      ->excludes(resume);
  train->add_option("--checkpoint-steps", options.checkpoint_steps, "save every N steps; 0: never")
      ->type_name("N")
      ->check(not_negative());
  train
      ->add_option("--checkpoint-seconds", options.checkpoint_seconds,
                   "save every so many seconds; 0: never")
      ->type_name("S")
      ->check(not_negative());
  train
      ->add_flag("--find-lr", options.find_learning_rate,
                 "try learning rates from 1e-6 to 10 on the first batches, name one, and end")
      ->excludes(resume);
  train->add_flag("--profile", options.profile, "print where the time of a step goes");
  train->add_flag("--json", options.json, json_help);
  return train;
}

CLI::App* add_evaluate(CLI::App& app, EvaluateOptions& options) {
  CLI::App* evaluate =
      add_command(app, "evaluate", "How good a saved model is on a test set, or on a text",
                  "  fovea evaluate runs/lenet5/model.onnx --data mnist\n"
                  "  fovea evaluate runs/resnet18/model.onnx --data photos --crops 10 --scales "
                  "256,288" +
                      data_list());
  evaluate->add_option("MODEL", options.model, "an ONNX file")->type_name("FILE")->required();
  evaluate->add_option("--data", options.data, data_help)->type_name(data_choices());
  add_batch(*evaluate, options.batch, "images at a time");
  add_views(*evaluate, options.crops, options.scales);
  add_image_size(*evaluate, options.image_size,
                 "pixels a side of the images, where a file leaves them open");
  add_output(*evaluate, options.output);
  add_backend(*evaluate, options.backend, options.threads);
  evaluate->add_flag("--json", options.json, json_help);
  return evaluate;
}

CLI::App* add_generate(CLI::App& app, GenerateOptions& options) {
  CLI::App* generate = add_command(
      app, "generate", "Text from a language model, written as it is made",
      "  fovea generate runs/gpt-shakespeare --prompt ROMEO: --tokens 200 --temperature 0.8");
  generate->add_option("MODEL", options.model, "an ONNX file, or the folder of a run")
      ->type_name("FILE")
      ->required();
  generate->add_option("--prompt", options.prompt, "what the text begins with")
      ->type_name("TEXT")
      ->required();
  generate->add_option("--tokens", options.tokens, "how many more")
      ->type_name("N")
      ->check(at_least_one());
  generate
      ->add_option("--temperature", options.temperature,
                   "below 1 likely tokens become likelier; 0: always the likeliest")
      ->type_name("X")
      ->check(not_negative());
  generate->add_option("--top-k", options.top_k, "draw from so many likeliest tokens; 0: from all")
      ->type_name("N")
      ->check(not_negative());
  generate->add_option("--seed", options.seed, "of the draws")
      ->type_name("N")
      ->check(seed_number());
  add_backend(*generate, options.backend, options.threads);
  generate->add_flag("--json", options.json, json_help);
  return generate;
}

CLI::App* add_report(CLI::App& app, ReportOptions& options) {
  CLI::App* report = add_command(
      app, "report", "Several training runs on one page, with the options in which they differ",
      "  fovea report runs/* --html runs.html\n"
      "  fovea report runs/lenet5 --rebuild");
  report->add_option("RUN", options.runs, "folders of training runs")->type_name("DIR")->required();
  report->add_option("--html", options.html, "the page")->type_name("FILE");
  report->add_flag(
      "--rebuild", options.rebuild,
      "make the page of each run anew too, by what lies in its folder and its data set");
  report->add_flag("--json", options.json, json_help);
  return report;
}

CLI::App* add_dataset(CLI::App& app, DatasetOptions& options) {
  CLI::App* dataset = add_command(
      app, "dataset", "What a data set holds, and what augmentation makes of its images",
      "  fovea dataset info photos\n"
      "  fovea dataset show cifar10 --augment crop:padding=4,flip --out sheet.png" +
          data_list() + augmentation_list());
  dataset->add_option("WHAT", options.what, "counts, sizes, faults and twins, or a contact sheet")
      ->type_name(dataset_choices)
      ->required()
      ->check(CLI::Validator(
          [](const std::string& what) {
            const bool known = what == "info" || what == "show";
            return known ? "" : fmt::format("'{}' is none of {}", what, dataset_choices);
          },
          ""));
  dataset->add_option("DATA", options.data, pictures_help)->type_name(data_choices())->required();
  dataset->add_option("--augment", options.augment, "show: as of fovea train")
      ->type_name(augmentation_choices());
  dataset->add_option("--out", options.out, "show: the picture, a PNG")
      ->type_name("FILE")
      ->default_str("");
  dataset->add_option("--images", options.images, "show: how many, a row each")
      ->type_name("N")
      ->check(CLI::Range(1, 100));
  dataset->add_option("--versions", options.versions, "show: of each image, an epoch each")
      ->type_name("N")
      ->check(CLI::Range(1, 100));
  add_image_size(*dataset, options.image_size, "show: pixels a side of photos in folders");
  dataset->add_option("--seed", options.seed, "show: of everything random")
      ->type_name("N")
      ->check(seed_number());
  dataset->add_flag("--json", options.json, "info: one JSON line on stdout and nothing else");
  refuse_idle(*dataset,
              {{{"--augment", "--out", "--images", "--versions", "--image-size", "--seed"},
                [&] { return options.what != "show"; },
                "is for show"},
               {{"--json"}, [&] { return options.what != "info"; }, "is for info"}});
  return dataset;
}

void take_recipe(CLI::App& app, const CLI::App& train, std::vector<std::string> words,
                 const std::filesystem::path& recipe) {
  std::vector<std::string> known, on_line;
  for (const CLI::Option* option : train.get_options()) {
    const std::string name = option->get_single_name();
    if (std::ranges::find(not_of_a_recipe, name) != not_of_a_recipe.end()) continue;
    known.push_back(name == "MODEL" ? "model" : name);
    if (option->count()) on_line.push_back(known.back());
  }
  std::vector<std::string> added;
  for (const auto& [key, value] : read_recipe(recipe, known)) {
    if (std::ranges::find(on_line, key) != on_line.end()) continue;
    if (key == "model" && value.starts_with('-')) {
      throw Error("'{}' is no model", value).at(recipe.string());
    }
    added.push_back(key == "model" ? value : "--" + key + "=" + value);
  }
  words.insert(std::ranges::find(words, train.get_name()) + 1, added.begin(), added.end());
  std::ranges::reverse(words);  // the order that CLI11 needs
  try {
    app.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    throw Error("{}", parse_message(error)).at(recipe.string());
  }
}

}  // namespace fovea::apps

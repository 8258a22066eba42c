// The program fovea: binds the options of its subcommands and turns errors into one line on
// stderr and an exit code: 1 for an Error, 2 for bad usage.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <iostream>

#include "apps/cli/command_line.h"
#include "apps/cli/completion.h"
#include "apps/cli/inspection_commands.h"
#include "apps/cli/picture_commands.h"
#include "apps/cli/say.h"
#include "apps/commands/backend.h"
#include "apps/commands/dataset.h"
#include "apps/commands/evaluate.h"
#include "apps/commands/train.h"
#include "datasets/images/decoder_messages.h"
#include "fovea/core/error.h"
#include "fovea/core/terminal_text.h"
#include "fovea/core/version.h"
#include "fovea/datasets/open.h"
#include "fovea/datasets/table.h"
#include "fovea/images/augment.h"

namespace fovea::apps {

namespace {

const char* const data_help =
    "a data set of the list below, or a folder that holds the files of one, or photos";

std::string data_list() { return "\nData sets:\n" + datasets::known_sets(); }

std::string data_choices() {
  std::string choices;
  for (const datasets::DatasetEntry& entry : datasets::table()) {
    if (!entry.name.empty()) choices += entry.name + "|";
  }
  return choices + "DIR";
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

CLI::App* add_train(CLI::App& app, TrainOptions& options) {
  CLI::App* train = add_command(
      app, "train", "Train a model on a data set; leaves model, checkpoint and report in a folder",
      "  fovea train lenet5 --data mnist --epochs 5 --out runs/lenet5\n"
      "  fovea train mlp --hidden 256,128 --activation gelu --optimizer adam --lr 0.001\n"
      "  fovea train --resume runs/lenet5" +
          data_list() + augmentation_list());
  train->add_option("MODEL", options.model, model_help)->type_name("");
  train->add_option("--data", options.data, data_help)->type_name(data_choices());
  train->add_option("--validation", options.validation, "fraction of the training data set aside")
      ->type_name("F")
      ->check(fraction());
  train
      ->add_option(
          "--augment", options.augment,
          "small random changes to the training images: one of the list below, with its settings, "
          "or several, e.g. crop:padding=4,flip")
      ->type_name(augmentation_choices());
  add_image_size(*train, options.image_size, "pixels a side of photos in folders");
  add_network(*train, options.hidden, options.activation);
  train->add_option("--epochs", options.epochs, "passes over the data")
      ->type_name("N")
      ->check(at_least_one());
  add_batch(*train, options.batch, "images a step");
  train->add_option("--lr", options.learning_rate, "learning rate; default: the optimiser's own")
      ->type_name("X")
      ->check(positive())
      ->default_str("");
  train
      ->add_option("--optimizer", options.optimizer,
                   "and its settings, e.g. sgd:momentum=0.9,nesterov=1,weight_decay=0.0005")
      ->type_name("sgd|adam|adamw");
  train
      ->add_option("--schedule", options.schedule,
                   "of the learning rate, and its settings, e.g. step:every=2,gamma=0.1")
      ->type_name("constant|step|plateau|cosine|one-cycle|warmup");
  train->add_option("--label-smoothing", options.label_smoothing, "of the loss")
      ->type_name("F")
      ->check(fraction());
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
  add_output(*train, options.output);
  train->add_option("--seed", options.seed, "of everything random")
      ->type_name("N")
      ->check(not_negative());
  add_backend(*train, options.backend, options.threads);
  add_precision(*train, options.precision);
  CLI::Option* const out =
      train->add_option("--out", options.out, "folder for the results; default: runs/MODEL-DATA")
          ->type_name("DIR")
          ->default_str("");
  train->add_option("--resume", options.resume, "go on with the run in this folder")
      ->type_name("DIR")
      ->default_str("")
      ->excludes(out);
  train->add_option("--checkpoint-steps", options.checkpoint_steps, "save every N steps; 0: never")
      ->type_name("N")
      ->check(not_negative());
  train
      ->add_option("--checkpoint-seconds", options.checkpoint_seconds,
                   "save every so many seconds; 0: never")
      ->type_name("S")
      ->check(not_negative());
  train->add_flag("--profile", options.profile, "print where the time of a step goes");
  train->add_flag("--json", options.json, json_help);
  return train;
}

CLI::App* add_evaluate(CLI::App& app, EvaluateOptions& options) {
  CLI::App* evaluate =
      add_command(app, "evaluate", "Loss and accuracy of a saved model on a test set",
                  "  fovea evaluate runs/lenet5/model.onnx --data mnist" + data_list());
  evaluate->add_option("MODEL", options.model, "an ONNX file")->type_name("FILE")->required();
  evaluate->add_option("--data", options.data, data_help)->type_name(data_choices());
  add_batch(*evaluate, options.batch, "images at a time");
  add_image_size(*evaluate, options.image_size,
                 "pixels a side of the images, where a file leaves them open");
  add_output(*evaluate, options.output);
  add_backend(*evaluate, options.backend, options.threads);
  evaluate->add_flag("--json", options.json, json_help);
  return evaluate;
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
  dataset->add_option("DATA", options.data, data_help)->type_name(data_choices())->required();
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
      ->check(not_negative());
  dataset->add_flag("--json", options.json, "info: one JSON line on stdout and nothing else");
  refuse_idle(*dataset,
              {{{"--augment", "--out", "--images", "--versions", "--image-size", "--seed"},
                [&] { return options.what != "show"; },
                "is for show"},
               {{"--json"}, [&] { return options.what != "info"; }, "is for info"}});
  return dataset;
}

int run(int argc, char** argv) {
  CLI::App app("fovea trains and runs convolutional image classifiers.", "fovea");
  app.require_subcommand(1);
  app.set_version_flag("--version", fmt::format("fovea {}", version));
  app.footer(
      "Example:\n  fovea train lenet5 --data mnist --out runs/lenet5\n\n"
      "'fovea COMMAND --help' explains a command.");
  TrainOptions train_options;
  EvaluateOptions evaluate_options;
  InspectOptions inspect_options;
  ModelsOptions models_options;
  BenchmarkOptions benchmark_options;
  CompareOptions compare_options;
  ClassifyOptions classify_options;
  ConvertOptions convert_options;
  WebcamOptions webcam_options;
  DevicesOptions devices_options;
  DatasetOptions dataset_options;
  CLI::App* const train_command = add_train(app, train_options);
  CLI::App* const dataset_command = add_dataset(app, dataset_options);
  CLI::App* const evaluate_command = add_evaluate(app, evaluate_options);
  CLI::App* const inspect_command = add_inspect(app, inspect_options);
  CLI::App* const models_command = add_models(app, models_options);
  CLI::App* const benchmark_command = add_benchmark(app, benchmark_options);
  CLI::App* const compare_command = add_compare(app, compare_options);
  CLI::App* const classify_command = add_classify(app, classify_options);
  CLI::App* const convert_command = add_convert(app, convert_options);
  CLI::App* const webcam_command = add_webcam(app, webcam_options);
  CLI::App* const devices_command = add_devices(app, devices_options);
  add_command(app, "completion", "Print the bash completion", "  eval \"$(fovea completion)\"");
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty()) {
    std::cout << app.help();
    return 0;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    return app.exit(asked);
  } catch (const CLI::ParseError& error) {
    say("fovea: {}\n", terminal_text(bad_usage(app, error, words)));
    return 2;
  }
  if (const std::string empty = given_empty(app, words); !empty.empty()) {
    say("fovea: {} has an empty value\n", terminal_text(empty));
    return 2;
  }
  if (*train_command) {
    for (const CLI::Option* option : train_command->get_options()) {
      if (option->count()) train_options.given.push_back(option->get_single_name());
    }
    return train(train_options);
  }
  if (*dataset_command) return dataset(dataset_options);
  if (*evaluate_command) return evaluate(evaluate_options);
  if (*inspect_command) return inspect(inspect_options);
  if (*models_command) return models(models_options);
  if (*benchmark_command) return benchmark(benchmark_options);
  if (*compare_command) return compare(compare_options);
  if (*classify_command) return classify(classify_options);
  if (*convert_command) return convert(convert_options);
  if (*webcam_command) return webcam(webcam_options);
  if (*devices_command) return devices(devices_options);
  std::cout << bash_completion(described(app));
  return 0;
}

int report(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  say("fovea: {}\n", terminal_text(text));
  return 1;
}

}  // namespace

}  // namespace fovea::apps

int main(int argc, char** argv) {
  fovea::apps::open_closed_standard_files();
  fovea::datasets::watch_stderr();
  std::signal(SIGXFSZ, SIG_IGN);  // hitting the file-size limit then fails the write
  try {
    const int status = fovea::apps::run(argc, argv);
    std::cout.flush();
    if (std::fflush(stdout) != 0 || std::ferror(stdout) || !std::cout) {
      return fovea::apps::report("could not write to standard output");
    }
    return status;
  } catch (const std::bad_alloc&) {
    return fovea::apps::report("out of memory; use a smaller --batch or smaller pictures");
  } catch (const std::exception& error) {
    return fovea::apps::report(error.what());
  }
}

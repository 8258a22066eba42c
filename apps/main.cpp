// The program fovea: binds the options of its subcommands and turns errors into one line on
// stderr and an exit code: 1 for an Error, 2 for bad usage.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <iostream>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "apps/cli/command_line.h"
#include "apps/cli/completion.h"
#include "apps/cli/inspection_commands.h"
#include "apps/cli/picture_commands.h"
#include "apps/cli/say.h"
#include "apps/cli/training_commands.h"
#include "datasets/images/decoder_messages.h"
#include "fovea/core/error.h"
#include "fovea/core/terminal_text.h"
#include "fovea/core/version.h"

namespace fovea::apps {

namespace {

// Freed tensors go back to the system at once. As it is, the C library comes to keep those of up to
// 32 MiB for later, which a run that was promised its memory would find missing.
void give_back_what_is_freed() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

int run(int argc, char** argv) {
  CLI::App app("fovea trains and runs image classifiers and small language models.", "fovea");
  app.require_subcommand(1);
  app.set_version_flag("--version", fmt::format("fovea {}", version));
  app.footer(
      "Example:\n  fovea train lenet5 --data mnist --out runs/lenet5\n\n"
      "'fovea COMMAND --help' explains a command.");
  TrainOptions train_options;
  EvaluateOptions evaluate_options;
  InspectOptions inspect_options;
  GenerateOptions generate_options;
  ModelsOptions models_options;
  ObjectivesOptions objectives_options;
  BenchmarkOptions benchmark_options;
  CompareOptions compare_options;
  ClassifyOptions classify_options;
  ConvertOptions convert_options;
  WebcamOptions webcam_options;
  DevicesOptions devices_options;
  DatasetOptions dataset_options;
  ReportOptions report_options;
  CLI::App* const train_command = add_train(app, train_options);
  CLI::App* const dataset_command = add_dataset(app, dataset_options);
  CLI::App* const evaluate_command = add_evaluate(app, evaluate_options);
  CLI::App* const generate_command = add_generate(app, generate_options);
  CLI::App* const report_command = add_report(app, report_options);
  CLI::App* const inspect_command = add_inspect(app, inspect_options);
  CLI::App* const models_command = add_models(app, models_options);
  CLI::App* const objectives_command = add_objectives(app, objectives_options);
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
    if (*train_command && !train_options.recipe.empty()) {
      take_recipe(app, *train_command, words, train_options.recipe);
    }
  } catch (const CLI::Success& asked) {  // --help, --version
    return app.exit(asked);
  } catch (const CLI::ParseError& error) {
    say("fovea: {}\n", terminal_text(bad_usage(app, error, words)));
    return 2;
  }
  if (const std::string empty = empty_option(app, words); !empty.empty()) {
    say("fovea: {} has an empty value\n", terminal_text(empty));
    return 2;
  }
  if (*train_command) {
    for (const CLI::Option* option : train_command->get_options()) {
      if (option->count()) train_options.option_names.push_back(option->get_single_name());
    }
    return train(train_options);
  }
  if (*dataset_command) return dataset(dataset_options);
  if (*evaluate_command) return evaluate(evaluate_options);
  if (*generate_command) return generate(generate_options);
  if (*report_command) return report_runs(report_options);
  if (*inspect_command) return inspect(inspect_options);
  if (*models_command) return models(models_options);
  if (*objectives_command) return objectives(objectives_options);
  if (*benchmark_command) return benchmark(benchmark_options);
  if (*compare_command) return compare(compare_options);
  if (*classify_command) return classify(classify_options);
  if (*convert_command) return convert(convert_options);
  if (*webcam_command) return webcam(webcam_options);
  if (*devices_command) return devices(devices_options);
  std::cout << bash_completion(completed_commands(app));
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
  fovea::apps::give_back_what_is_freed();
  fovea::datasets::watch_stderr();
  std::signal(SIGXFSZ, SIG_IGN);  // so reaching the file-size limit only makes the write fail
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

#include "apps/commands/train.h"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "apps/cli/byte_count.h"
#include "apps/cli/interrupts.h"
#include "apps/cli/json_line.h"
#include "apps/cli/say.h"
#include "apps/cli/text_table.h"
#include "apps/commands/backend.h"
#include "apps/commands/profile.h"
#include "apps/training/progress.h"
#include "apps/training/report/report.h"
#include "apps/training/run_contents.h"
#include "apps/training/run_folder.h"
#include "apps/training/run_memory.h"
#include "apps/training/run_metrics.h"
#include "apps/training/setup.h"
#include "apps/training/text_source.h"
#include "fovea/core/terminal_text.h"
#include "fovea/datasets/image_folder.h"
#include "fovea/datasets/open.h"
#include "fovea/onnx/onnx.h"

namespace fovea::apps {

namespace {

// "lenet5", or "generator=mlp discriminator=lenet5".
std::string names_of(const Models& models) {
  std::string names;
  for (const auto& [part, model] : models) {
    if (models.size() == 1) return model.name;
    names += (names.empty() ? "" : " ") + part + "=" + model.name;
  }
  return names;
}

void announce(const TrainingSetup& setup, Trainer& trainer, const RunMemory& memory,
              const TrainOptions& options, const Backend& backend) {
  std::int64_t parameters = 0;
  for (const auto& [part, model] : setup.models) parameters += model.parameter_count();
  say("{}: {} parameters, on {} of {}\n", terminal_text(names_of(setup.models)),
      grouped(parameters), setup.examples, terminal_text(setup.data));
  std::size_t kernels = 0;
  double flops = 0;
  for (const Plan* const plan : trainer.plans()) {
    kernels += plan->steps.size();
    flops += plan->flops();
  }
  const std::string parts =
      options.accumulate > 1 ? fmt::format(" in {} parts, of each", options.accumulate) : "";
  say("a step of {} {}s{}: {} kernels, {}; the {} takes {} of memory at its peak\n", options.batch,
      trainer.objective().example, parts, kernels, si(flops, "FLOP"),
      backend.on_host() ? "program" : "run",
      bytes(memory.peak_bytes(trainer, options.batch, examples_of_a_part(options))));
  say("running on {}{}\n", device_text(backend.info()),
      options.precision == "fp16" ? ", activations stored as fp16" : "");
}

void say_frozen(const Parts& parts, const std::set<std::string>& frozen) {
  std::int64_t frozen_count = 0;
  for (const auto& [part, model] : parts) {
    for (const Variable& variable : model->graph->variables()) {
      const bool counts = variable.role == Role::parameter &&
                          frozen.contains(variable_of(parts, part, variable.name));
      if (counts) frozen_count += variable.type.shape.count();
    }
  }
  say("{} of its parameters are frozen\n", grouped(frozen_count));
}

// Prints the rates that were tried, as a table of about 20 lines or as JSON lines, and the
// suggested one.
void print_rates(const std::vector<TriedRate>& tried, const TrainOptions& options) {
  const double rate = suggested_rate(tried);
  if (options.json) {
    for (const TriedRate& one : tried) {
      print_json(
          {{"learning_rate", one.learning_rate}, {"loss", one.loss}, {"smoothed", one.smoothed}});
    }
    print_json({{"suggested", rate}});
    return;
  }
  TextTable table(
      {{"learning rate", Align::right}, {"loss", Align::right}, {"smoothed", Align::right}});
  const size_t every = std::max<size_t>(1, tried.size() / 20);
  for (size_t i = 0; i < tried.size(); i += every) {
    table.add({fmt::format("{:.2e}", tried[i].learning_rate), fmt::format("{:.4f}", tried[i].loss),
               fmt::format("{:.4f}", tried[i].smoothed)});
  }
  fmt::print("{}take --lr {:.2g}: a tenth of the rate with the lowest smoothed loss\n", table.str(),
             rate);
}

void print_epoch(const EpochMetrics& metrics, const Objective& objective,
                 const TrainOptions& options) {
  // If a line cannot be written, the epoch must not be lost: the program reports it at its end.
  if (options.json) {
    std::fputs((to_json(metrics).dump() + "\n").c_str(), stdout);
    std::fflush(stdout);
    return;
  }
  const std::vector<Metric>& all = objective.metrics;
  std::string line = fmt::format("epoch {}/{}", metrics.epoch, options.epochs);
  const auto add = [&](const Metric& metric, const std::string& what, const MetricValues& values) {
    if (!values.contains(metric.name)) return;
    line += fmt::format("  {} {}", what, shown(metric, values.at(metric.name)));
  };
  add(all.front(), title_of(all.front()), metrics.train);
  if (metrics.test.empty()) {
    for (const Metric& metric : all)
      add(metric, "validation " + title_of(metric), metrics.validation);
  } else {
    const bool is_share = all.back().format == MetricFormat::percent;
    add(all.back(), is_share ? "validation" : "validation " + title_of(all.back()),
        metrics.validation);
    for (const Metric& metric : all) add(metric, "test " + title_of(metric), metrics.test);
  }
  line += fmt::format("  {:.1f} s, {:.1f} % waiting for data", metrics.seconds,
                      100 * metrics.data_seconds / metrics.seconds);
  if (metrics.skipped) line += fmt::format("  {} of its steps skipped", metrics.skipped);
  std::fputs((line + "\n").c_str(), stdout);
  std::fflush(stdout);
}

// The files of all models, as text.
std::string files_of(const TrainOptions& options, const Models& models,
                     std::string (*file)(const PartTexts&, const std::string&)) {
  std::string names;
  for (const auto& [part, model] : models) {
    names += (names.empty() ? "" : ", ") + file(options.model, part);
  }
  return names;
}

// Which weights are in which file.
void say_weights(const std::vector<EpochMetrics>& epochs, const Metric& metric,
                 const TrainOptions& options, const Models& models) {
  const auto value = [&](const EpochMetrics& epoch) {
    const double score =
        epoch.validation.contains(metric.name) ? epoch.validation.at(metric.name) : NAN;
    return std::isnan(score) ? INFINITY : metric.better == Better::higher ? -score : score;
  };
  const EpochMetrics &best = *std::ranges::min_element(epochs, {}, value), &last = epochs.back();
  if (last.validation.empty() || metric.better == Better::neither) return;
  const std::string best_of_all =
      fmt::format("the {} validation {}", metric.better == Better::higher ? "highest" : "lowest",
                  title_of(metric));
  if (best.epoch == last.epoch) {
    say("the last epoch has {}: {} and {} are the same\n", best_of_all,
        files_of(options, models, model_file), files_of(options, models, best_file));
  } else {
    say("{} has the weights of epoch {}, the last, {} those of epoch {}, which has {}\n",
        files_of(options, models, model_file), last.epoch, files_of(options, models, best_file),
        best.epoch, best_of_all);
  }
}

// A new backend instead of one whose device was lost: on the same device, never on another.
void reopen(std::unique_ptr<Backend>& backend, const TrainOptions& options) {
  const std::string name = backend->info().name;
  say("fovea: {} was lost; going on from the last checkpoint\n", name);
  backend.reset();
  auto fresh = make_backend(options.backend, options.threads, Caller::this_thread);
  if (fresh->info().name != name) {
    throw Error("'{}' is {} now", options.backend, fresh->info().name);
  }
  backend = std::move(fresh);
}

// The command that goes on with a run whose device is lost.
std::string command_on_cpu(const TrainOptions& options, bool begun) {
  if (!begun || !std::filesystem::exists(options.out / checkpoint_file)) {
    return "start over with --backend cpu";
  }
  return fmt::format("go on with: fovea train --resume {} --backend cpu{}",
                     shell_word(options.out.string()),
                     options.precision == "fp32" ? "" : " --precision fp32");
}

// If there are several models, each gets its own optimiser, and its own rate if it has one.
void settle_parts(TrainOptions& options) {
  if (!options.optimizer.several() && options.learning_rate.own.empty()) return;
  for (const auto& [part, model] : options.model.own) {
    if (options.optimizer.several()) options.optimizer.own.try_emplace(part, options.optimizer.all);
    if (options.learning_rate.all && !options.learning_rate.own.empty()) {
      options.learning_rate.own.try_emplace(part, *options.learning_rate.all);
    }
  }
  if (!options.learning_rate.own.empty()) options.learning_rate.all = {};
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

// A resumed run stores halves as before, except if the backend has none and nobody asked for them.
TrainOptions with_precision(TrainOptions options, const Backend& backend) {
  const bool asked = contains(options.option_names, "precision");
  if (precision_named(options.precision) == Precision::f16 && !backend.has_halves() &&
      !options.resume.empty() && !asked) {
    say("{} cannot store fp16: going on in fp32\n", device_text(backend.info()));
    options.precision = "fp32";
  }
  return options;
}

// `begun` tells whether the folder is this run's, even when it throws.
int run(const TrainOptions& request, bool& begun) {
  auto backend = make_backend(request.backend, request.threads, Caller::this_thread);
  const TrainOptions options = with_precision(request, *backend);
  if (!options.memory.empty()) byte_count(options.memory);
  TrainingSetup setup = set_up(options);
  std::map<std::string, Model*> models;
  for (auto& [part, model] : setup.models) models[part] = &model;
  const Parts parts = parts_of(setup.models);
  TrainingOptions& settings = setup.settings;
  std::optional<Progress> progress;
  settings.reopen = [&]() -> Backend& {
    if (progress) progress->clear();
    reopen(backend, options);
    return *backend;
  };
  const RunMemory memory(setup, *backend, options);
  Trainer trainer(models, *backend, *setup.train, setup.validation.get(), setup.test.get(),
                  settings);
  for (auto& [part, model] : setup.models) model.objective = trainer.objective().name;
  expect_memory(trainer, memory, options, [&](int count) {
    TrainingOptions cut = settings;
    cut.parts = count;
    cut.resume = false;  // a checkpoint is of a run with other parts
    return std::make_unique<Trainer>(models, *backend, *setup.train, setup.validation.get(),
                                     setup.test.get(), cut);
  });
  if (options.find_learning_rate) {
    print_rates(trainer.try_rates(1e-6, 10, 150), options);
    return 0;
  }
  RunFolder folder(options, trainer.completed_epochs(), backend->info(), setup.images);
  begun = true;
  announce(setup, trainer, memory, options, *backend);
  if (!settings.frozen.empty()) say_frozen(parts, settings.frozen);

  catch_interrupts();
  std::signal(SIGPIPE, SIG_IGN);  // the run goes on even if nobody reads its lines
  const auto save = [&](std::string (*file)(const PartTexts&, const std::string&)) {
    for (const auto& [part, model] : setup.models) {
      save_onnx(model, folder.result(file(options.model, part)));
    }
  };
  TrainingObserver observer;
  progress.emplace(options.epochs, trainer.objective());
  observer.step = [&](const StepMetrics& metrics) { progress->step(metrics); };
  observer.epoch = [&](const EpochMetrics& metrics) {
    progress->clear();
    folder.record(metrics);
    print_epoch(metrics, trainer.objective(), options);
  };
  observer.best = [&](const EpochMetrics&) { save(best_file); };
  observer.stop = interrupted;
  const Outcome outcome = trainer.run(observer);
  progress->clear();
  if (outcome == Outcome::stopped) {
    say("stopped; go on with: fovea train --resume {}\n", shell_word(options.out.string()));
    return 0;
  }
  if (trainer.completed_epochs() < options.epochs) {
    say("no better validation {} for {} epochs: stopped\n",
        trainer.objective().metrics.front().name, options.patience);
  }
  save(model_file);
  say_weights(folder.epochs(), trainer.objective().metrics.front(), options, setup.models);
  const std::vector<StepProfile> profiles = trainer.profile();
  BatchSource& last = setup.test ? *setup.test : *setup.validation;
  write_report(folder.result("report.html"), {.models = parts,
                                              .data = setup.data,
                                              .training_set = setup.training_set.get(),
                                              .augment = setup.augment,
                                              .seed = options.seed,
                                              .test_set = setup.test_set.get(),
                                              .metrics = trainer.objective().metrics,
                                              .epochs = folder.epochs(),
                                              .test = trainer.evaluate(last),
                                              .device = backend->info(),
                                              .options = folder.options(),
                                              .batch = options.batch,
                                              .profiles = profiles,
                                              .exhibits = trainer.exhibits(last)});
  folder.finish();
  if (options.profile) {
    const MachineLimits limits = measure_limits(*backend);
    for (const StepProfile& profile : profiles) {
      if (!profile.name.empty()) say("step '{}'\n", profile.name);
      say("{}", profile_table(*profile.plan, profile.times, limits));
    }
  }
  say("{}, checkpoint.safetensors and report.html are in {}\n",
      files_of(options, setup.models, model_file), terminal_text(options.out.string()));
  return 0;
}

}  // namespace

int train(const TrainOptions& command_line) {
  TrainOptions options = with_absolute_paths(command_line);
  if (!text_file_of(options.data).empty() && !contains(command_line.option_names, "optimizer")) {
    options.optimizer.all =
        "adam";  // sgd, the best choice for pictures, hardly trains a transformer
  }
  if (!command_line.resume.empty()) {
    options = resumed(options);
    if (!std::filesystem::exists(options.out / checkpoint_file)) {
      throw Error("the run was stopped before its first checkpoint")
          .at(options.out.string())
          .hint("start it again with --out " + shell_word(options.out.string()));
    }
  }
  settle_parts(options);
  if (options.out.empty()) {
    const auto stem = [](const std::string& name) {
      const std::string file = text_file_of(name).string();
      const std::string model = name.substr(0, models::find(name) ? name.find(':') : name.size());
      return std::filesystem::path(file.empty() ? model : file).stem().string();
    };
    const std::string model = options.model.several()
                                  ? options.objective.substr(0, options.objective.find(':'))
                                  : stem(options.model.all);
    options.out = first_without_results("runs/" + model + "-" + stem(options.data));
  }
  if (command_line.resume.empty() && !command_line.find_learning_rate) {
    if (datasets::lies_among_classes(options.out, options.data)) {
      throw Error("lies among the pictures of '{}', where it would be a class", options.data)
          .at(options.out.string())
          .hint("choose another --out");
    }
    expect_free(options.out);
  }
  bool begun = !options.resume.empty();
  try {
    return run(options, begun);
  } catch (const DeviceLost& lost) {
    throw Error("{}", lost.what()).hint(command_on_cpu(options, begun));
  }
}

}  // namespace fovea::apps

// The options of the commands that look at whole data sets.
#pragma once

#include <filesystem>

#include "apps/cli/command_line.h"
#include "apps/commands/dataset.h"
#include "apps/commands/evaluate.h"
#include "apps/commands/generate.h"
#include "apps/commands/report.h"
#include "apps/commands/train.h"

namespace fovea::apps {

CLI::App* add_train(CLI::App& app, TrainOptions& options);
CLI::App* add_evaluate(CLI::App& app, EvaluateOptions& options);
CLI::App* add_generate(CLI::App& app, GenerateOptions& options);
CLI::App* add_report(CLI::App& app, ReportOptions& options);
CLI::App* add_dataset(CLI::App& app, DatasetOptions& options);

/// Parses the command line `words` of `train` again, with the recipe's entries for all options that
/// are not in it: they must follow the rules of the options. Throws Error naming the file for a
/// recipe that breaks a rule, or has a key that is not an option, with the nearest name.
void take_recipe(CLI::App& app, const CLI::App& train, std::vector<std::string> words,
                 const std::filesystem::path& recipe);

}  // namespace fovea::apps

// What the subcommands' options have in common. Only this file, main.cpp and the files
// *_commands.cpp include CLI11, which takes seconds to compile.
#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <functional>
#include <string>
#include <vector>

#include "apps/cli/completion.h"
#include "apps/pictures/open_model.h"
#include "apps/pictures/pixel_options.h"

namespace fovea::apps {

inline constexpr const char* model_help = "an ONNX file or a name; 'fovea models' lists them";
inline constexpr const char* several_models_help =
    "an ONNX file or a name; 'fovea models' lists them; of several models each as PART=MODEL";
inline constexpr const char* threads_help = "threads of everything in the program; 0: one a core";
inline constexpr const char* json_help = "stdout carries JSON lines and nothing else";

/// An option or argument that takes one word for all models, or one word per model with its part in
/// front, as in "generator=mlp". `take` may throw Error.
CLI::Option* add_part_words(CLI::App& command, const std::string& name, const std::string& help,
                            std::function<void(const std::vector<std::string>&)> take);

/// Bad usage unless the value is a number for which `fits` is true; `rule` describes these numbers.
CLI::Validator number(const std::string& rule, std::function<bool(double)> fits);
CLI::Validator at_least_one();
CLI::Validator not_negative();
CLI::Validator seed_number();
CLI::Validator positive();
CLI::Validator fraction();
/// Bad usage unless the value is one of these words.
CLI::Validator one_of(std::vector<std::string> words);

/// A subcommand whose help ends with these examples.
CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& summary,
                      const std::string& examples);

/// Options that many subcommands have: --batch, explained as `help`; --backend with --threads;
/// --output with --scores; --precision; --image-size, explained as `help`; --crops and --scales;
/// --hidden and --activation; the pixels that a model takes.
void add_batch(CLI::App& command, int& batch, const std::string& help);
void add_backend(CLI::App& command, std::string& backend, int& threads);
void add_output(CLI::App& command, OutputOptions& options);
void add_precision(CLI::App& command, std::string& precision);
void add_image_size(CLI::App& command, int& side, const std::string& help);
void add_views(CLI::App& command, int& crops, std::vector<int>& scales);
void add_pixels(CLI::App& command, PixelOptions& options);
void add_network(CLI::App& command, std::vector<int>& hidden, std::string& activation);

/// The subcommands with all their options.
std::vector<CompletedCommand> completed_commands(const CLI::App& app);

/// Options that would change nothing if `idle` is true at the end of the command line; `reason`
/// says why, e.g. "needs --train".
struct IdleOptions {
  std::vector<std::string> options;
  std::function<bool()> idle;
  std::string reason;
};

/// Bad usage if such an option was given. Called once per command, with all its rules.
void refuse_idle(CLI::App& command, std::vector<IdleOptions> rules);

/// The first option or argument with an empty text, for example from a shell variable that is not
/// set, or with a gap in a list, as in "a,,b"; "" if there is none. `words` is the command line.
std::string empty_option(const CLI::App& app, const std::vector<std::string>& words);

/// What the parser says, in our words where its own are raw.
std::string parse_message(const CLI::Error& error);

/// One line that says what is wrong with the command line and what may have been meant.
std::string bad_usage(const CLI::App& app, const CLI::Error& error,
                      const std::vector<std::string>& words);

}  // namespace fovea::apps

#include "apps/cli/command_line.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "apps/commands/backend.h"
#include "fovea/core/error.h"
#include "fovea/layers/activations.h"

namespace fovea::apps {

namespace {

constexpr int smallest_scale = 16, largest_scale = 2048;

// Whether the option's list has a gap: CLI11 drops an empty text between two commas.
bool has_gap(const std::vector<std::string>& words, const std::string& option) {
  for (size_t i = 0; i < words.size(); ++i) {
    std::string list;
    if (words[i] == option && i + 1 < words.size()) list = words[i + 1];
    if (words[i].starts_with(option + "=")) list = words[i].substr(option.size() + 1);
    if (list.starts_with(',') || list.ends_with(',') || list.find(",,") != std::string::npos) {
      return true;
    }
  }
  return false;
}

}  // namespace

CLI::Option* add_part_words(CLI::App& command, const std::string& name, const std::string& help,
                            std::function<void(const std::vector<std::string>&)> take) {
  const auto checked = [name, take](const std::vector<std::string>& words) {
    try {
      take(words);
    } catch (const Error& error) {
      throw CLI::ValidationError(name, error.what());
    }
  };
  const bool is_option = name.starts_with("-");
  return command.add_option_function<std::vector<std::string>>(name, checked, help)
      ->type_name("")
      ->allow_extra_args(!is_option)
      ->default_str("");
}

CLI::Validator number(const std::string& rule, std::function<bool(double)> fits) {
  const auto check = [rule, fits](const std::string& text) {
    double value = 0;
    const bool right =
        CLI::detail::lexical_cast(text, value) && std::isfinite(value) && fits(value);
    return right ? std::string() : fmt::format("'{}' is not {}", text, rule);
  };
  return {check, ""};
}

CLI::Validator at_least_one() {
  return number("a number from 1 up", [](double value) { return value >= 1; });
}
CLI::Validator not_negative() {
  return number("a number from 0 up", [](double value) { return value >= 0; });
}
CLI::Validator seed_number() {
  return {[](const std::string& text) {
            std::uint64_t value = 0;
            const char* const end = text.data() + text.size();
            const auto [stop, fault] = std::from_chars(text.data(), end, value);
            const bool right = fault == std::errc() && stop == end;
            return right ? ""
                         : fmt::format("'{}' is not a whole number from 0 up to 2^64 - 1", text);
          },
          ""};
}
CLI::Validator positive() {
  return number("a number above 0", [](double value) { return value > 0; });
}
CLI::Validator fraction() {
  return number("at least 0 and below 1", [](double value) { return value >= 0 && value < 1; });
}

CLI::Validator one_of(std::vector<std::string> words) {
  const auto check = [words](const std::string& text) {
    if (std::ranges::find(words, text) != words.end()) return std::string();
    return fmt::format("'{}' is none of {}{}", text, fmt::join(words, ", "),
                       did_you_mean(text, words));
  };
  return {check, ""};
}

CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& summary,
                      const std::string& examples) {
  CLI::App* command = app.add_subcommand(name, summary);
  command->option_defaults()->always_capture_default();
  command->footer("Examples:\n" + examples);
  command->get_formatter()->column_width(38);
  return command;
}

void add_batch(CLI::App& command, int& batch, const std::string& help) {
  command.add_option("--batch", batch, help)->type_name("N")->check(at_least_one());
}

void add_output(CLI::App& command, OutputOptions& options) {
  command.add_option(options.option, options.name, "the model's output that holds the scores")
      ->type_name("NAME")
      ->default_str("");
  command
      .add_option("--scores", options.scores,
                  "what that output holds, where the model does not show it")
      ->type_name("logits|softmax|sigmoid")
      ->check(CLI::Validator(
          [](const std::string& name) {
            const bool known = name == "logits" || name == "softmax" || name == "sigmoid";
            return known ? "" : fmt::format("'{}' is not logits, softmax or sigmoid", name);
          },
          ""))
      ->default_str("");
}

void add_backend(CLI::App& command, std::string& backend, int& threads) {
  command.add_option("--backend", backend, "what computes")->type_name(backend_choices());
  command.add_option("--threads", threads, threads_help)->type_name("N");
}

void add_precision(CLI::App& command, std::string& precision) {
  command
      .add_option("--precision", precision,
                  "how activations are stored; fp16 takes half the memory, on Vulkan devices")
      ->type_name("fp32|fp16");
}

void add_views(CLI::App& command, int& crops, std::vector<int>& scales) {
  command
      .add_option("--crops", crops,
                  "average over 10 crops: centre and corners, and the same mirrored")
      ->type_name("1|10")
      ->check(number("1 or 10", [](double value) { return value == 1 || value == 10; }));
  command.add_option("--scales", scales, "average over the picture at these sizes, e.g. 224,256")
      ->type_name("N")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->default_str("")
      ->check(
          number(fmt::format("a number from {} to {}", smallest_scale, largest_scale),
                 [](double value) { return value >= smallest_scale && value <= largest_scale; }));
}

void add_network(CLI::App& command, std::vector<int>& hidden, std::string& activation) {
  command.add_option("--hidden", hidden, "mlp: units of each hidden layer, e.g. 256,128")
      ->type_name("N")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->default_str("");
  std::vector<std::string> names;
  for (const auto& [name, activation_of] : activations()) names.push_back(name);
  command.add_option("--activation", activation, "of the hidden layers; default: the model's own")
      ->type_name(fmt::format("{}", fmt::join(names, "|")))
      ->default_str("");
}

void add_pixels(CLI::App& command, PixelOptions& options) {
  const auto list = [&](const char* name, std::vector<double>& numbers, const char* help) {
    command.add_option(name, numbers, help)
        ->type_name("X")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->default_str("");
  };
  list("--mean", options.mean, "taken from the pixels; one number, or one a channel");
  list("--std", options.std, "that the pixels are then divided by");
  command.add_option("--white", options.white, "the white pixel that mean and std were made for")
      ->type_name("1|255")
      ->default_str("1")
      ->check(one_of({"1", "255"}));
  command
      .add_option("--resize", options.resize,
                  "pixels of the shorter side before the centre is cut out; or stretch")
      ->type_name("stretch|256")
      ->default_str("");
  command.add_option("--channels", options.channels, "the order that the model takes")
      ->type_name("rgb|bgr")
      ->check(one_of({"rgb", "bgr"}))
      ->default_str("");
}

void add_image_size(CLI::App& command, int& side, const std::string& help) {
  command.add_option("--image-size", side, help + "; 0: what the model is made for")
      ->type_name("N")
      ->check(CLI::Range(0, 2048));
}

std::vector<CompletedCommand> completed_commands(const CLI::App& app) {
  std::vector<CompletedCommand> commands;
  for (const CLI::App* command : app.get_subcommands({})) {
    CompletedCommand completed_command{command->get_name(), {}};
    for (const CLI::Option* option : command->get_options()) {
      CompletedOption completed{{}, option->get_type_size() ? option->get_type_name() : ""};
      for (const std::string& name : option->get_lnames()) completed.names.push_back("--" + name);
      if (option->get_positional() && option->get_name() == "MODEL" && completed.values.empty()) {
        completed.values = "MODEL";
      }
      completed_command.options.push_back(std::move(completed));
    }
    commands.push_back(std::move(completed_command));
  }
  return commands;
}

void refuse_idle(CLI::App& command, std::vector<IdleOptions> rules) {
  command.parse_complete_callback([&command, rules = std::move(rules)] {
    for (const IdleOptions& rule : rules) {
      if (!rule.idle()) continue;
      for (const std::string& option : rule.options) {
        if (command.count(option)) throw CLI::ValidationError(option + " " + rule.reason);
      }
    }
  });
}

std::string empty_option(const CLI::App& app, const std::vector<std::string>& words) {
  for (const CLI::App* command : app.get_subcommands()) {
    for (const CLI::Option* option : command->get_options()) {
      const auto& texts = option->results();
      const std::string name = option->get_name();
      const bool gap = option->get_delimiter() == ',' && has_gap(words, name);
      if (gap || std::ranges::find(texts, "") != texts.end()) return name;
    }
  }
  return "";
}

// An option among the words that the command does not have; "" if there is none. The parser handles
// words in the place of a value.
std::string unknown_option(const std::vector<std::string>& words,
                           const std::vector<std::string>& known) {
  for (const std::string& word : words) {
    if (word == "--") break;
    const std::string name = word.substr(0, word.find('='));
    if (name.starts_with("--") && std::ranges::find(known, name) == known.end()) return name;
  }
  return "";
}

std::string parse_message(const CLI::Error& error) {
  std::string text = error.what();
  if (!dynamic_cast<const CLI::ConversionError*>(&error)) return text;
  // "Could not convert: --batch = 1.5"; numbers with a fraction have checks of their own.
  const std::size_t name = text.find("--"), value = text.find(" = ");
  if (name == std::string::npos || value == std::string::npos || value < name) return text;
  return fmt::format("{}: '{}' is not a whole number, or it is too large",
                     text.substr(name, value - name), text.substr(value + 3));
}

std::string bad_usage(const CLI::App& app, const CLI::Error& error,
                      const std::vector<std::string>& words) {
  const auto used = app.get_subcommands();
  const CLI::App& command = used.empty() ? app : *used.front();
  std::vector<std::string> known;
  if (used.empty()) {
    for (const CLI::App* other : app.get_subcommands({})) known.push_back(other->get_name());
  } else {
    for (const CompletedCommand& other : completed_commands(app)) {
      if (other.name != command.get_name()) continue;
      for (const CompletedOption& option : other.options) {
        known.insert(known.end(), option.names.begin(), option.names.end());
      }
    }
  }
  std::string text = parse_message(error);
  std::vector<std::string> options = known;
  for (const char* own : {"--help", "--version"}) options.push_back(own);
  const bool early = !used.empty() && words.front().starts_with("-");
  if (const std::string unknown = unknown_option(words, options); !unknown.empty()) {
    text = fmt::format("'{}' was not expected{}", unknown, did_you_mean(unknown, known));
  } else if (early) {
    text = fmt::format("'{}' comes before the command: fovea {} ... {}", words.front(),
                       command.get_name(), words.front());
  } else if (const auto* extras = dynamic_cast<const CLI::ExtrasError*>(&error)) {
    text = extras->what();
    for (const std::string& word : words) {
      if (text.ends_with(" " + word)) {
        text = fmt::format("'{}' was not expected{}", word, did_you_mean(word, known));
      }
    }
  } else if (used.empty() && !words.empty() && !words.front().starts_with("-")) {
    text = fmt::format("no command '{}'{}", words.front(), did_you_mean(words.front(), known));
  }
  std::ranges::replace(text, '\n', ' ');
  return fmt::format("{}; see: fovea {}--help", text, used.empty() ? "" : command.get_name() + " ");
}

}  // namespace fovea::apps

#include "apps/commands/generate.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "apps/cli/interrupts.h"
#include "apps/cli/json_line.h"
#include "apps/cli/say.h"
#include "apps/cli/text_table.h"
#include "apps/commands/backend.h"
#include "apps/pictures/open_model.h"
#include "apps/training/text_source.h"
#include "fovea/core/terminal_text.h"
#include "fovea/generate/generator.h"

namespace fovea::apps {

namespace {

namespace fs = std::filesystem;

// For a run its best model, or the last one if there is no best.
std::string model_file_of(const std::string& run_or_file) {
  std::error_code ignored;
  if (!fs::is_directory(run_or_file, ignored)) return run_or_file;
  for (const char* const name : {"best.onnx", "model.onnx"}) {
    if (fs::exists(fs::path(run_or_file) / name, ignored)) return fs::path(run_or_file) / name;
  }
  throw Error("holds neither best.onnx nor model.onnx")
      .at(run_or_file)
      .hint("train a model there first: fovea train gpt --data text:FILE --out " +
            shell_word(run_or_file));
}

std::vector<std::int32_t> prompt_of(const GenerateOptions& options, const TokenSet& tokens,
                                    std::int64_t context) {
  std::vector<std::int32_t> prompt;
  try {
    prompt = tokens.encode(options.prompt);
  } catch (const Error& error) {
    throw error.at("--prompt");
  }
  if (prompt.empty()) throw Error("--prompt is empty: the model goes on from a text");
  if (std::ssize(prompt) > context) {
    throw Error("--prompt has {} tokens, and the model reads {} at most", prompt.size(), context);
  }
  return prompt;
}

// A model may write control characters: on a terminal these are shown as '?'.
void write(std::string text) {
  if (isatty(STDOUT_FILENO)) {
    const auto commands = [](char c) {
      return c != '\n' && c != '\t' && (static_cast<unsigned char>(c) < 0x20 || c == 0x7F);
    };
    std::ranges::replace_if(text, commands, '?');
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

}  // namespace

int generate(const GenerateOptions& options) {
  const std::string file = model_file_of(options.model);
  expect_model_file(file);
  const Model model = open_file(file);
  const std::int64_t context = context_of(model, file);
  const TokenSet tokens = tokens_of(model, file);
  const std::vector<std::int32_t> prompt = prompt_of(options, tokens, context);
  const auto backend = make_backend(options.backend, options.threads, Caller::this_thread);
  std::string text = options.prompt;
  std::int64_t count = 0;
  const auto start = std::chrono::steady_clock::now();
  try {
    Generator generator(model, *backend);
    generator.append(prompt);
    say("running on {}\n", device_text(backend->info()));
    const Sampling sampling{
        .temperature = options.temperature, .top_k = options.top_k, .seed = options.seed};
    catch_interrupts();
    if (!options.json) write(options.prompt);
    for (; count < options.tokens && !interrupted(); ++count) {
      const std::string& piece = tokens.piece(generator.next(sampling));
      text += piece;
      if (!options.json) write(piece);
    }
    if (!options.json) write("\n");
  } catch (const DeviceLost&) {
    throw;
  } catch (const Error& error) {
    throw error.at(file);
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  const double speed = static_cast<double>(count) / seconds.count();
  if (options.json) {
    print_json({{"model", file},
                {"text", text},
                {"tokens", count},
                {"seconds", seconds.count()},
                {"tokens_per_second", speed}});
  } else {
    say("{} tokens, {} tokens/s\n", grouped(count), grouped(static_cast<std::int64_t>(speed)));
  }
  return 0;
}

}  // namespace fovea::apps

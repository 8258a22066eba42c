// fovea completion: the bash completion, made from the program's own option table, so both
// always agree.
#pragma once

#include <string>
#include <vector>

namespace fovea::apps {

/// The possible values of an option or positional argument, by its type name in the help: "a|b|c"
/// (these words), "DIR" and "FILE" (paths), "MODEL" (model names and ONNX files); for others there
/// are no suggestions.
struct CompletedOption {
  std::vector<std::string> names;  // "--epochs"; empty for a positional argument
  std::string values;              // "" for a flag
};

struct CompletedCommand {
  std::string name;
  std::vector<CompletedOption> options;
};

std::string bash_completion(const std::vector<CompletedCommand>& commands);

}  // namespace fovea::apps

// fovea completion: the bash completion, written from the program's own option table, so that
// the two cannot disagree.
#pragma once

#include <string>
#include <vector>

namespace fovea::apps {

/// What may follow an option or stand alone, as its type name in the help says: "a|b|c" (these
/// words), "DIR" and "FILE" (paths), "MODEL" (model names and ONNX files), else nothing to offer.
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

// A recipe: a JSON object that holds the options of a training run by their names,
//
//   {"model": "resnet20-cifar", "data": "cifar10", "epochs": 100, "augment": ["crop", "flip"]}
//
// A list means the values of the option with commas between them.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace fovea::apps {

/// The entries in the file's order, with values as on a command line; entries with an empty text or
/// list are left out. Throws Error naming the file: if it is not JSON (with the line), for keys
/// that are not in `known` (with the nearest), for keys that are there twice, and for values that
/// are not texts, numbers or lists of them.
std::vector<std::pair<std::string, std::string>> read_recipe(const std::filesystem::path& path,
                                                             std::span<const std::string> known);

}  // namespace fovea::apps

// A recipe: a JSON object that holds the options of a training run by their names,
//
//   {"model": "resnet20-cifar", "data": "cifar10", "epochs": 100, "augment": ["crop", "flip"]}
//
// A list is what the option takes with commas between.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace fovea::apps {

/// The entries in the file's order, their values as on a command line; those with an empty text or
/// list are left out. Throws Error naming the file, and the line where it is no JSON, for keys that
/// are not among `known`, with the nearest, for keys that are there twice, and for values that are
/// neither texts, numbers nor lists of them.
std::vector<std::pair<std::string, std::string>> read_recipe(const std::filesystem::path& path,
                                                             std::span<const std::string> known);

}  // namespace fovea::apps

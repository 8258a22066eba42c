// The contents of a folder for a run: whether a run may begin there, and which files belong to a
// run. Files that no run wrote are never deleted or overwritten.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apps/training/part_options.h"

namespace fovea::apps {

/// The results of a run: best.onnx, model.onnx and report.html; for several models best-PART.onnx
/// and PART.onnx of each.
std::vector<std::string> result_files(const PartTexts& model);
std::string model_file(const PartTexts& model, const std::string& part);
std::string best_file(const PartTexts& model, const std::string& part);
/// For resuming the run.
inline constexpr const char* checkpoint_file = "checkpoint.safetensors";
inline constexpr const char* metrics_file = "metrics.jsonl";
inline constexpr const char* options_file = "run.json";
/// For repeating the run from its start.
inline constexpr const char* recipe_file = "recipe.json";

struct RunContents {
  // free: empty, or with files of a run that never wrote a checkpoint.
  enum class Kind { free, unfinished, finished, foreign };

  Kind kind = Kind::free;
  std::string foreign;                // the name of a file that no run wrote
  std::vector<std::string> leftover;  // in a free folder: the files of that run, its options last
};

RunContents contents_of(const std::filesystem::path& folder);

/// Throws Error unless a new run may begin in the folder.
void expect_free(const std::filesystem::path& folder);

/// The folder, or the first of FOLDER-2, FOLDER-3, ... that holds no finished run and no
/// foreign files.
std::filesystem::path first_without_results(const std::filesystem::path& folder);

/// A hash of a file's bytes, 16 hexadecimal digits (FNV-1a, 64 bits): it shows whether somebody
/// changed the file, but does not protect from forgery.
std::string fingerprint_of(const std::filesystem::path& path);

/// Throws Error for a file that is not a JSON object.
nlohmann::ordered_json read_json(const std::filesystem::path& path);

}  // namespace fovea::apps

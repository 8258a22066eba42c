// What lies in a folder that a run is to be in: whether a run may begin there, and which files are
// its own. Nothing that no run wrote is ever deleted or overwritten.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apps/training/part_options.h"

namespace fovea::apps {

/// What a run is for: best.onnx, model.onnx and report.html; of several models best-PART.onnx and
/// PART.onnx of each.
std::vector<std::string> result_files(const PartTexts& model);
std::string model_file(const PartTexts& model, const std::string& part);
std::string best_file(const PartTexts& model, const std::string& part);
/// How it goes on.
inline constexpr const char* checkpoint_file = "checkpoint.safetensors";
inline constexpr const char* metrics_file = "metrics.jsonl";
inline constexpr const char* options_file = "run.json";
/// How it is run again, from its start.
inline constexpr const char* recipe_file = "recipe.json";

struct RunContents {
  // free: nothing, or what a run left that never got to a checkpoint.
  enum class Kind { free, unfinished, finished, foreign };

  Kind kind = Kind::free;
  std::string foreign;                // the name of a file that no run wrote
  std::vector<std::string> leftover;  // of a free folder: the files of that run, its options last
};

RunContents contents_of(const std::filesystem::path& folder);

/// Throws Error unless a new run may begin in the folder.
void expect_free(const std::filesystem::path& folder);

/// The folder, or the first of FOLDER-2, FOLDER-3, ... that holds no finished run and nobody's
/// files.
std::filesystem::path first_without_results(const std::filesystem::path& folder);

/// Of a file's bytes, 16 hexadecimal digits (FNV-1a, 64 bits): tells whether somebody changed it,
/// not whether somebody forged it.
std::string fingerprint_of(const std::filesystem::path& path);

/// Throws Error for a file that is no JSON object.
nlohmann::ordered_json read_json(const std::filesystem::path& path);

}  // namespace fovea::apps

// The folder of a training run: its options (run.json), one line an epoch (metrics.jsonl),
// TensorBoard events, and beside them checkpoint.safetensors, model.onnx and report.html.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "apps/commands/train.h"
#include "apps/training/folder_lock.h"
#include "fovea/train/metrics.h"
#include "framework/formats/tensorboard.h"

namespace fovea::apps {

/// The options of the run in options.resume, with those given on the command line on top.
/// Throws Error for a folder without a run.
TrainOptions resumed(const TrainOptions& options);

/// The folder, or the first of FOLDER-2, FOLDER-3, ... that holds no finished run.
std::filesystem::path without_finished_run(const std::filesystem::path& folder);

/// The epoch's line for stdout and metrics.jsonl.
nlohmann::ordered_json to_json(const EpochMetrics& metrics);

class RunFolder {
 public:
  /// A new run: makes the folder, and clears away what a run left that never got to a checkpoint.
  /// Throws Error for a folder that holds another run, or that another process is training in. A
  /// resumed run keeps the first `epochs` lines.
  RunFolder(const TrainOptions& options, int epochs);

  /// Appends the epoch's line and its scalars.
  void record(const EpochMetrics& metrics);
  /// Marks the run as finished.
  void finish();
  /// All epochs so far, those before a resume included.
  const std::vector<EpochMetrics>& epochs() const { return epochs_; }
  /// The options of the run that say something, by name.
  std::vector<std::pair<std::string, std::string>> options() const;
  std::filesystem::path path(const char* name) const { return folder_ / name; }

 private:
  void write_options(bool finished) const;
  void clear() const;
  void read_metrics(int epochs);
  void write_metrics() const;

  TrainOptions options_;
  std::filesystem::path folder_;
  std::optional<FolderLock> lock_;
  std::vector<EpochMetrics> epochs_;
  std::unique_ptr<EventFile> events_;
};

}  // namespace fovea::apps

// The folder of a training run: its options (run.json), the recipe that repeats it (recipe.json),
// one line per epoch (metrics.jsonl), TensorBoard events, checkpoint.safetensors, model.onnx and
// report.html.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "apps/commands/train.h"
#include "apps/training/folder_lock.h"
#include "fovea/runtime/backend.h"
#include "fovea/train/metrics.h"
#include "framework/formats/tensorboard.h"

namespace fovea::apps {

/// The options of the run in options.resume, changed by those of the command line. Throws Error for
/// a folder without a run.
TrainOptions resumed(const TrainOptions& options);

/// The options with absolute paths for the data set and the model's file, unless these are names:
/// so a run can be resumed from any working directory.
TrainOptions with_absolute_paths(TrainOptions options);

class RunFolder {
 public:
  /// A new run: makes the folder, and removes the files of a run that never wrote a checkpoint. A
  /// resumed run keeps the first `epochs` lines. Throws Error for a folder that holds another run
  /// or files that this run did not write, or in which another process is training. Writes down the
  /// result of training_images(), unless it is null.
  RunFolder(const TrainOptions& options, int epochs, const DeviceInfo& device,
            nlohmann::ordered_json training_images);

  /// Appends the epoch's line and its scalars.
  void record(const EpochMetrics& metrics);
  /// Marks the run as finished.
  void finish();
  /// All epochs so far, including those before a resume.
  const std::vector<EpochMetrics>& epochs() const { return epochs_; }
  /// The options of the run that are not empty, by name.
  std::vector<std::pair<std::string, std::string>> options() const;
  /// The path to which the run writes this result from now on. Throws Error if there is a file that
  /// this run did not write.
  std::filesystem::path result(const std::string& name);

 private:
  std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  void expect_no_links() const;
  void expect_own(const std::string& name) const;
  void write_options(bool finished) const;
  void write_recipe();
  void read_files();
  void write_metrics() const;

  TrainOptions options_;
  std::string device_;
  nlohmann::ordered_json training_images_;
  std::filesystem::path folder_;
  std::vector<std::string> results_;  // the names that results may have
  std::optional<FolderLock> lock_;
  std::vector<std::string> files_;  // results and event files that this run has begun to write
  std::vector<EpochMetrics> epochs_;
  std::unique_ptr<EventFile> events_;
};

}  // namespace fovea::apps

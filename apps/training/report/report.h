// The report of a training run: one HTML file that needs nothing else, no script and no network.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "fovea/datasets/dataset.h"
#include "fovea/images/augment.h"
#include "fovea/runtime/backend.h"
#include "fovea/train/metrics.h"
#include "fovea/train/trainer.h"

namespace fovea::apps {

struct ReportData {
  Parts models;      // the models that were trained
  std::string data;  // the data that they were trained on
  /// Its images illustrate the augmentation; null leaves that out.
  const datasets::Dataset* training_set = nullptr;
  datasets::BatchAugment augment = {};
  std::uint64_t seed = 1;
  /// Its images illustrate the mistakes of a classifier; null leaves those sections out.
  const datasets::Dataset* test_set = nullptr;
  std::vector<Metric> metrics;  // of the objective
  std::vector<EpochMetrics> epochs;
  Evaluation test;  // of the final weights
  DeviceInfo device;
  std::vector<std::pair<std::string, std::string>> options;  // of the run, name and value
  int batch = 64;
  std::vector<StepProfile> profiles = {};  // of the training steps
  std::vector<Exhibit> exhibits = {};      // of the objective
};

/// Writes the report, replacing an older one as a whole. Throws Error when it cannot.
void write_report(const std::filesystem::path& path, const ReportData& data);

}  // namespace fovea::apps

// What training and evaluation report.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace fovea {

/// The network's answer for one example.
struct Prediction {
  std::int64_t example;  // its index in the data set
  int label;             // what it is
  int predicted;         // the class with the highest probability
  float confidence;      // that probability
};

struct Evaluation {
  double loss = 0;                      // mean over the examples
  double accuracy = 0;                  // 0 .. 1
  std::vector<Prediction> predictions;  // an example each, in the data set's order
};

/// One epoch of training; the line it becomes in metrics.jsonl.
struct EpochMetrics {
  int epoch = 0;                              // from 1
  std::int64_t steps = 0;                     // since the start of training
  std::int64_t skipped = 0;                   // of this epoch's: their gradients overflowed (fp16)
  double learning_rate = 0;                   // of the epoch's last step
  double train_loss = 0, train_accuracy = 0;  // mean over the epoch, as the network changed
  std::optional<double> validation_loss, validation_accuracy;
  double test_loss = 0, test_accuracy = 0;
  double seconds = 0;            // training alone, without the tests
  double images_per_second = 0;  // of training
};

/// Progress within an epoch.
struct StepMetrics {
  int epoch;                 // from 1
  std::int64_t step, steps;  // within the epoch: this one from 1, and how many
  double loss, accuracy;     // means over the epoch so far
  double learning_rate;
  double seconds;  // of the epoch so far
  double images_per_second;
};

}  // namespace fovea

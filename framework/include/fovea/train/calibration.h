// Whether a network is right as often as its confidence says, and how good it is at each class.
#pragma once

#include <span>
#include <vector>

#include "fovea/objectives/metrics.h"

namespace fovea {

/// The answers whose confidence is in one of the equal parts of 0 .. 1.
struct ConfidenceBin {
  std::int64_t count = 0;
  double confidence = 0;  // their mean
  double accuracy = 0;    // the share of them that is right
};

struct Calibration {
  std::vector<ConfidenceBin> bins;
  /// The expected calibration error: the mean of |accuracy - confidence| of the bins, weighted by
  /// their counts (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017).
  double error = 0;
};

/// A confidence of 1 is in the last bin. Throws Error for fewer than one bin.
Calibration calibration(std::span<const Prediction> predictions, int bins = 15);

/// How well one class is told from the others.
struct ClassScore {
  std::int64_t images = 0;     // that show it
  std::int64_t predicted = 0;  // that were taken for it
  std::int64_t right = 0;      // that show it and were taken for it

  double precision() const;  // right / predicted; 0 if nothing was taken for it
  double recall() const;     // right / images; 0 if no image shows it
  double f1() const;         // 2 / (1 / precision + 1 / recall); 0 if one of them is 0
};

/// One per class, for `classes` classes, or for more if the predictions name more.
std::vector<ClassScore> class_scores(std::span<const Prediction> predictions, int classes);

}  // namespace fovea

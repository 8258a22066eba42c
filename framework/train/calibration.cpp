#include "fovea/train/calibration.h"

#include <algorithm>
#include <cmath>

#include "fovea/core/error.h"

namespace fovea {

namespace {

double ratio(std::int64_t part, std::int64_t whole) {
  return whole ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

}  // namespace

Calibration calibration(std::span<const Prediction> predictions, int bins) {
  if (bins < 1) throw Error("{} bins of confidence: at least 1 is needed", bins);
  Calibration result;
  result.bins.resize(static_cast<size_t>(bins));
  for (const Prediction& one : predictions) {
    const int bin = static_cast<int>(one.confidence * static_cast<float>(bins));
    ConfidenceBin& to = result.bins[static_cast<size_t>(std::clamp(bin, 0, bins - 1))];
    ++to.count;
    to.confidence += double{one.confidence};
    to.accuracy += one.label == one.predicted;
  }
  for (ConfidenceBin& bin : result.bins) {
    if (bin.count == 0) continue;
    result.error += std::abs(bin.accuracy - bin.confidence);
    bin.confidence /= static_cast<double>(bin.count);
    bin.accuracy /= static_cast<double>(bin.count);
  }
  if (!predictions.empty()) result.error /= static_cast<double>(predictions.size());
  return result;
}

double ClassScore::precision() const { return ratio(right, predicted); }
double ClassScore::recall() const { return ratio(right, images); }
double ClassScore::f1() const { return ratio(2 * right, predicted + images); }

std::vector<ClassScore> class_scores(std::span<const Prediction> predictions, int classes) {
  for (const Prediction& one : predictions) {
    classes = std::max({classes, one.label + 1, one.predicted + 1});
  }
  std::vector<ClassScore> scores(static_cast<size_t>(std::max(classes, 0)));
  for (const Prediction& one : predictions) {
    ++scores[static_cast<size_t>(one.label)].images;
    ++scores[static_cast<size_t>(one.predicted)].predicted;
    scores[static_cast<size_t>(one.label)].right += one.label == one.predicted;
  }
  return scores;
}

}  // namespace fovea

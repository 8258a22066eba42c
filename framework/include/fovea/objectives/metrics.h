// The metrics of an objective.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace fovea {

/// Which of two values of a metric is the better one.
enum class Better { lower, higher, neither };

/// How a metric is shown: 0.1234, or as 12.34 %.
enum class MetricFormat { number, percent };

struct Metric {
  std::string name;    // "accuracy": "test_accuracy" in files
  std::string output;  // of a training step; "": only evaluation gives it
  Better better = Better::lower;
  MetricFormat format = MetricFormat::number;
};

/// Its name in text: "bits a byte" of bits_a_byte.
std::string title_of(const Metric& metric);

/// A value of this metric as it is shown: "97.53 %".
std::string shown(const Metric& metric, double value);

/// Values of an objective's metrics by name, in its order; empty where nothing was measured.
class MetricValues {
 public:
  bool empty() const { return values_.empty(); }
  bool contains(const std::string& name) const;
  /// Throws Error for a name that is not there.
  double at(const std::string& name) const;
  void add(const std::string& name, double value) { values_.emplace_back(name, value); }
  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }

 private:
  std::vector<std::pair<std::string, double>> values_;
};

/// The network's answer for one example.
struct Prediction {
  std::int64_t example;  // its index in the data set
  int label;             // the right class
  int predicted;         // the class with the highest probability
  float confidence;      // that probability
};

/// How good a network is on some examples.
struct Evaluation {
  MetricValues values;
  std::vector<Prediction> predictions = {};  // of a classifier: one per example, in their order
};

}  // namespace fovea

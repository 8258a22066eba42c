// How training shows its progress on stderr: one line that is drawn again and again on a terminal;
// elsewhere a plain line from time to time.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "fovea/train/trainer.h"

namespace fovea::apps {

class Progress {
 public:
  Progress(int epochs, const Objective& objective);

  void step(const StepMetrics& metrics);
  /// Removes the drawn line, so that other text can be printed.
  void clear();

 private:
  std::string line(const StepMetrics& metrics) const;

  int epochs_;
  std::vector<Metric> metrics_;
  std::string counted_;
  bool terminal_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point shown_;
};

}  // namespace fovea::apps

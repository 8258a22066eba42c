// How training shows its progress on stderr: one line that is drawn again on a terminal, a plain
// line now and then elsewhere.
#pragma once

#include <chrono>
#include <string>

#include "fovea/train/trainer.h"

namespace fovea::apps {

class Progress {
 public:
  explicit Progress(int epochs);

  void step(const StepMetrics& metrics);
  /// Removes what is drawn, so that other text can be printed.
  void clear();

 private:
  std::string line(const StepMetrics& metrics) const;

  int epochs_;
  bool terminal_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point shown_;
};

}  // namespace fovea::apps

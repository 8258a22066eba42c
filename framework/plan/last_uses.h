// For each byte: the step that wrote it last, and the steps that have read it since. A later step
// has to look only at these, as all other steps come before one of them.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "fovea/plan/plan.h"

namespace fovea {

class LastUses {
 public:
  /// The steps for which this one may have to wait, in descending order. It comes after all steps
  /// that were noted.
  std::vector<int> conflicts(const Step& step);

  /// To be called for each step in order.
  void note(int number, const Step& step);

 private:
  struct Use {  // the use of the bytes from its key in Uses up to `end`
    std::int64_t end;
    int writer = -1;
    std::vector<int> readers;
  };
  using Uses = std::map<std::int64_t, Use>;

  Uses& uses_of(const Slot& slot) { return uses_[{slot.region, slot.buffer}]; }
  static Uses::iterator split(Uses& uses, std::int64_t at);
  void read(int number, const Slot& slot);
  void write(int number, const Slot& slot);

  std::map<std::pair<Region, int>, Uses> uses_;
};

/// Fills in `after` of every step: the steps that it must wait for, without those that another edge
/// already orders.
void order_steps(Plan& plan);

}  // namespace fovea

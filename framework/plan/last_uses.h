// Who wrote each byte last, and who has read it since: the only steps that a later one has to look
// at, as all others come before one of these.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "fovea/plan/plan.h"

namespace fovea {

class LastUses {
 public:
  /// The steps for which this one, behind all that were noted, may have to wait: descending.
  std::vector<int> conflicts(const Step& step);

  /// Steps are noted in their order.
  void note(int number, const Step& step);

 private:
  struct Use {  // of the bytes from its key in Uses up to `end`
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

/// Fills in `after` of every step: the steps behind which it has to run, without those that an
/// other edge leads to already.
void order_steps(Plan& plan);

}  // namespace fovea

#include "datasets/fault_list.h"

namespace fovea::datasets {

Error fault_list(const std::vector<std::string>& faults) {
  if (faults.size() == 1) return Error("{}", faults.front());
  constexpr std::size_t most_characters = 1500;
  std::string text;
  std::size_t named = 0;
  for (const std::string& fault : faults) {
    if (named > 0 && text.size() + fault.size() > most_characters) break;
    text += (named++ ? "; " : "") + fault;
  }
  if (named < faults.size()) text += fmt::format("; and {} more", faults.size() - named);
  return Error("{} faults: {}", faults.size(), text);
}

}  // namespace fovea::datasets

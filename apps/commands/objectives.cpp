#include "apps/commands/objectives.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/cli/json_line.h"
#include "apps/cli/text_table.h"
#include "fovea/objectives/objective.h"

namespace fovea::apps {

int objectives(const ObjectivesOptions& options) {
  TextTable table({{"objective"}, {"models"}, {"what it trains for"}});
  for (const auto& [name, entry] : fovea::objectives::table()) {
    if (options.json) {
      print_json({{"objective", name}, {"models", entry.parts}, {"summary", entry.summary}});
    } else {
      const bool one = entry.parts.size() == 1;
      table.add(
          {name, one ? "one" : fmt::format("{}", fmt::join(entry.parts, ", ")), entry.summary});
    }
  }
  if (!options.json) fmt::print("{}", table.str());
  return 0;
}

}  // namespace fovea::apps

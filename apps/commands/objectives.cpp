#include "apps/commands/objectives.h"

#include <fmt/format.h>

#include "apps/cli/json_line.h"
#include "apps/cli/text_table.h"
#include "fovea/objectives/objective.h"

namespace fovea::apps {

int objectives(const ObjectivesOptions& options) {
  TextTable table({{"objective"}, {"what it trains for"}});
  for (const auto& [name, entry] : fovea::objectives::table()) {
    if (options.json) {
      print_json({{"objective", name}, {"summary", entry.summary}});
    } else {
      table.add({name, entry.summary});
    }
  }
  if (!options.json) fmt::print("{}", table.str());
  return 0;
}

}  // namespace fovea::apps

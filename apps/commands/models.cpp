#include "apps/commands/models.h"

#include <fmt/format.h>

#include "apps/cli/json_line.h"
#include "apps/cli/text_table.h"
#include "apps/commands/summary.h"
#include "fovea/models/models.h"

namespace fovea::apps {

int models(const ModelsOptions& options) {
  TextTable table({{"model"},
                   {"input"},
                   {"parameters", Align::right},
                   {"multiply-adds", Align::right},
                   {"what it is"}});
  for (const auto& [name, entry] : fovea::models::table()) {
    const ModelSize size = size_of(fovea::models::make(name));
    const Shape& image = entry.image;
    if (options.json) {
      print_json({{"model", name},
                  {"input", {image[0], image[1], image[2]}},
                  {"classes", entry.classes},
                  {"parameters", size.parameters},
                  {"multiply_adds", size.multiply_adds},
                  {"summary", entry.summary}});
      continue;
    }
    table.add({name, fmt::format("{}x{}x{}", image[0], image[1], image[2]),
               grouped(size.parameters), si(size.multiply_adds), entry.summary});
  }
  if (!options.json) fmt::print("{}", table.str());
  return 0;
}

}  // namespace fovea::apps

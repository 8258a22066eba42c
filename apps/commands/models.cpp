#include "apps/commands/models.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

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
    const Model model = fovea::models::make(name);
    const ModelSize size = size_of(model);
    // The shape without the axis of the batch.
    const std::vector<std::int64_t> input(model.input_type().shape.dims().begin() + 1,
                                          model.input_type().shape.dims().end());
    if (options.json) {
      print_json({{"model", name},
                  {"input", input},
                  {"classes", entry.classes},
                  {"parameters", size.parameters},
                  {"multiply_adds", size.multiply_adds},
                  {"summary", entry.summary}});
      continue;
    }
    const std::string tokens = entry.reads_images() ? "" : " tokens";
    table.add({name, fmt::format("{}{}", fmt::join(input, "x"), tokens), grouped(size.parameters),
               si(size.multiply_adds), entry.summary});
  }
  if (!options.json) fmt::print("{}", table.str());
  return 0;
}

}  // namespace fovea::apps

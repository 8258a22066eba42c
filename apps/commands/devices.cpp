#include "apps/commands/devices.h"

#include <fmt/ranges.h>

#include "apps/cli/json_line.h"
#include "apps/cli/say.h"
#include "apps/cli/text_table.h"
#include "apps/commands/backend.h"

namespace fovea::apps {

int devices(const DevicesOptions& options) {
  TextTable table({{"backend"},
                   {"device", Align::left, 34},
                   {"kind"},
                   {"memory", Align::right},
                   {"threads", Align::right},
                   {"features", Align::left, 30}});
  std::string notes;
  for (const std::string& name : backend_names()) {
    DeviceInfo info;
    try {
      info = make_backend(name, 0)->info();
    } catch (const Error& error) {  // the others are shown anyway
      notes += fmt::format("{} cannot be used: {}\n", name, error.what());
      continue;
    }
    if (options.json) {
      print_json({{"backend", info.backend},
                  {"device", info.name},
                  {"kind", info.kind},
                  {"memory_bytes", info.memory_bytes},
                  {"threads", info.threads},
                  {"features", info.features},
                  {"switched_off", info.switched_off}});
      continue;
    }
    table.add({info.backend, info.name, info.kind,
               info.memory_bytes ? bytes(info.memory_bytes) : "",
               info.threads ? std::to_string(info.threads) : "",
               fmt::format("{}", fmt::join(info.features, " "))});
    for (const std::string& kernel : info.switched_off) {
      notes += fmt::format("{}: kernel {} failed its self-check and is switched off\n",
                           info.backend, kernel);
    }
  }
  if (options.json) {
    say("{}", notes);
  } else {
    fmt::print("{}{}", table.str(), notes);
  }
  return 0;
}

}  // namespace fovea::apps

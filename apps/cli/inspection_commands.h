// The options of the commands that look at models and devices and at how they work.
#pragma once

#include "apps/benchmark/benchmark.h"
#include "apps/cli/command_line.h"
#include "apps/commands/compare.h"
#include "apps/commands/devices.h"
#include "apps/commands/inspect.h"
#include "apps/commands/models.h"
#include "apps/commands/objectives.h"

namespace fovea::apps {

CLI::App* add_inspect(CLI::App& app, InspectOptions& options);
CLI::App* add_models(CLI::App& app, ModelsOptions& options);
CLI::App* add_objectives(CLI::App& app, ObjectivesOptions& options);
CLI::App* add_benchmark(CLI::App& app, BenchmarkOptions& options);
CLI::App* add_compare(CLI::App& app, CompareOptions& options);
CLI::App* add_devices(CLI::App& app, DevicesOptions& options);

}  // namespace fovea::apps

// The options of the commands that look at models and devices and at how they work.
#pragma once

#include "apps/benchmark.h"
#include "apps/command_line.h"
#include "apps/compare.h"
#include "apps/devices.h"
#include "apps/inspect.h"
#include "apps/models.h"

namespace fovea::apps {

CLI::App* add_inspect(CLI::App& app, InspectOptions& options);
CLI::App* add_models(CLI::App& app, ModelsOptions& options);
CLI::App* add_benchmark(CLI::App& app, BenchmarkOptions& options);
CLI::App* add_compare(CLI::App& app, CompareOptions& options);
CLI::App* add_devices(CLI::App& app, DevicesOptions& options);

}  // namespace fovea::apps

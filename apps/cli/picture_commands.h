// The options of the commands that look at pictures.
#pragma once

#include "apps/cli/command_line.h"
#include "apps/commands/classify.h"
#include "apps/commands/convert.h"
#include "apps/webcam/webcam.h"

namespace fovea::apps {

CLI::App* add_classify(CLI::App& app, ClassifyOptions& options);
CLI::App* add_convert(CLI::App& app, ConvertOptions& options);
CLI::App* add_webcam(CLI::App& app, WebcamOptions& options);

}  // namespace fovea::apps

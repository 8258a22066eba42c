// fovea models: the models that can be made by name.
#pragma once

namespace fovea::apps {

struct ModelsOptions {
  bool json = false;
};

/// Returns the exit code. Throws Error.
int models(const ModelsOptions& options);

}  // namespace fovea::apps

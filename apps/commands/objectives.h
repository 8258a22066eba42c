// fovea objectives: what models can be trained for.
#pragma once

namespace fovea::apps {

struct ObjectivesOptions {
  bool json = false;
};

/// Returns the exit code. Throws Error.
int objectives(const ObjectivesOptions& options);

}  // namespace fovea::apps

// fovea devices: the devices that this machine can use.
#pragma once

namespace fovea::apps {

struct DevicesOptions {
  bool json = false;
};

/// Returns the exit code. Throws Error.
int devices(const DevicesOptions& options);

}  // namespace fovea::apps

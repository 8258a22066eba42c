// Backends by name, for programs that let their user choose one. Each folder backends/NAME whose
// library is built has a file that defines `void register_NAME(BackendTable&)`, in the namespace
// fovea; CMake gathers them (fovea_backend() in cmake/fovea.cmake).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "fovea/runtime/backend.h"

namespace fovea {

/// What a program asks for when it makes a backend.
struct BackendRequest {
  std::string device = {};    // a number or a part of a name; "": the best one
  int threads = 0;            // the most to use; 0: one per core
  bool join_caller = false;   // only the thread that makes the backend will call it
  bool caller_waits = false;  // that thread waits while others call: it does not count
  /// Called with messages for the user that no call returns.
  std::function<void(const std::string&)> warn = {};
};

struct BackendEntry {
  std::string description;  // one line
  /// Makes the backend. Throws Error for a device that is not there.
  std::function<std::unique_ptr<Backend>(const BackendRequest&)> make;
  /// The devices of this machine that a request may name by their numbers in this list; it may be
  /// empty. Without this function there is one device, without a name, which is always there.
  std::function<std::vector<DeviceInfo>()> devices = {};
  /// Whether the backend, while it exists, limits this whole process to request.threads.
  bool limits_threads = false;
};

using BackendTable = std::map<std::string, BackendEntry>;

}  // namespace fovea

// From the name behind --backend to a backend, with the number of threads it may use.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "fovea/runtime/backend_table.h"

namespace fovea::apps {

/// What may be asked for, for help texts: "auto|cpu|...". Looks at no device.
std::string backend_choices();

/// A line a backend, for help texts. Looks at no device.
std::string backend_descriptions();

/// All that were built into the program, by name.
const BackendTable& backends();

/// What "auto" takes of this table: "NAME:N" for the first discrete GPU, else for the first
/// integrated one, else "cpu"; never a software device.
std::string automatic(const BackendTable& table);

/// The names that make_backend knows beside "auto", one a device of this machine.
std::span<const std::string> backend_names();

/// Who calls a backend. What this thread alone calls shares its threads with the thread's loader;
/// where others call it while this one waits, this one does not count.
enum class Caller { any, this_thread, others };

/// "cpu", "reference", "vulkan" (its best device), "vulkan:1", "vulkan:NAME", or "auto", which
/// takes a GPU if there is one, else the CPU: the program then says which, by described().
/// `threads` (0: one a core) limits everything in this process, OpenCV included, while the backend
/// lives. Throws Error for another name, with the nearest, or a negative number of threads.
std::unique_ptr<Backend> make_backend(const std::string& name, int threads,
                                      Caller caller = Caller::any);

/// "fp32" or "fp16". Throws Error for another name.
Precision precision_named(const std::string& name);

/// "cpu (AMD EPYC, 2 threads)"
std::string described(const DeviceInfo& device);

}  // namespace fovea::apps

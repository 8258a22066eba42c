// Makes a backend from the name after --backend, with the number of threads that it may use.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "fovea/runtime/backend_table.h"

namespace fovea::apps {

/// The possible names, for help texts: "auto|cpu|...". Looks at no device.
std::string backend_choices();

/// One line per backend, for help texts. Looks at no device.
std::string backend_descriptions();

/// All that were built into the program, by name.
const BackendTable& backends();

/// The name that "auto" means for this table: "NAME:N" for the first discrete GPU, else for the
/// first integrated one, else "cpu"; never a software device.
std::string automatic(const BackendTable& table);

/// The names that make_backend knows besides "auto", one per device of this machine.
std::span<const std::string> backend_names();

/// Who calls a backend. If only this thread calls it, it shares its threads with the thread's
/// loader. If others call it while this one waits, this one is not counted.
enum class Caller { any, this_thread, others };

/// "cpu", "reference", "vulkan" (its best device), "vulkan:1", "vulkan:NAME", or "auto", which
/// takes a GPU if there is one, else the CPU: the program then says which, by device_text().
/// `threads` (0: one per core) limits everything in this process, including OpenCV, as long as
/// the backend exists. Throws Error for another name, with the nearest, or a negative number
/// of threads.
std::unique_ptr<Backend> make_backend(const std::string& name, int threads,
                                      Caller caller = Caller::any);

/// "fp32" or "fp16". Throws Error for another name.
Precision precision_named(const std::string& name);

/// "cpu (AMD EPYC, 2 threads)"
std::string device_text(const DeviceInfo& device);

}  // namespace fovea::apps

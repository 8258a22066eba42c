// The name of the machine's processor.
#pragma once

#include <iosfwd>
#include <string>

namespace fovea::cpu {

/// The first "model name" of a text in the form of /proc/cpuinfo; "CPU" if there is none.
std::string processor_name(std::istream& cpuinfo);

}  // namespace fovea::cpu

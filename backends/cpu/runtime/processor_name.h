// What the machine's processor is called.
#pragma once

#include <iosfwd>
#include <string>

namespace fovea::cpu {

/// The first "model name" of a text in the form of /proc/cpuinfo; "CPU" where there is none.
std::string processor_name(std::istream& cpuinfo);

}  // namespace fovea::cpu

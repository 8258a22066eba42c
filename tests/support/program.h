// Runs the program like a user, on a small data set made here.
#pragma once

#include <filesystem>
#include <string>

#include "tests/support/temporary_folder.h"

namespace fovea {

/// Writes four IDX files of 28x28 images in the folder: class c is a bright block at the c-th place
/// of a grid, with noise.
void write_blocks(const std::filesystem::path& folder, int train, int test);

struct Finished {
  int status;       // the exit status; 128 + n after signal n
  std::string out;  // stdout
  std::string err;  // stderr
};

/// Runs "fovea <arguments>" through the shell and waits. With kill_after >= 0 it gets SIGKILL after
/// this many milliseconds. `program` is run instead of fovea.
Finished run_program(const std::string& arguments, int kill_after = -1,
                     const std::string& prefix = "", const std::string& program = "");

std::string read_file(const std::filesystem::path& path);

}  // namespace fovea

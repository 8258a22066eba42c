#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "fovea/core/random.h"
#include "tests/support/program.h"

namespace fovea {

namespace {

void put_number(std::string& bytes, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift);
}

void write(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace

void write_blocks(const std::filesystem::path& folder, int train, int test) {
  std::filesystem::create_directories(folder);
  for (const auto& [stem, count] : {std::pair{"train", train}, std::pair{"t10k", test}}) {
    std::string images, labels;
    put_number(images, 0x803);
    put_number(images, static_cast<std::uint32_t>(count));
    put_number(images, 28);
    put_number(images, 28);
    put_number(labels, 0x801);
    put_number(labels, static_cast<std::uint32_t>(count));
    const Random random(1, stream_of(stem));
    for (int n = 0; n < count; ++n) {
      const int label = static_cast<int>(random.below(static_cast<std::uint64_t>(n), 10));
      labels += static_cast<char>(label);
      const Random noise(2, stream_of(stem), static_cast<std::uint32_t>(n));
      for (int y = 0; y < 28; ++y) {
        for (int x = 0; x < 28; ++x) {
          const bool inside = y / 7 == label / 4 && x / 7 == label % 4;
          const std::uint32_t dust = noise.bits(static_cast<std::uint64_t>(28 * y + x)) >> 25;
          images += static_cast<char>(inside ? 127 + dust : dust);
        }
      }
    }
    write(folder / fmt::format("{}-images-idx3-ubyte", stem), images);
    write(folder / fmt::format("{}-labels-idx1-ubyte", stem), labels);
  }
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Finished run_program(const std::string& arguments, int kill_after, const std::string& prefix,
                     const std::string& program) {
  const TemporaryFolder folder;
  const std::string command = fmt::format("{} exec '{}' {} > '{}' 2> '{}'", prefix,
                                          program.empty() ? FOVEA_PROGRAM : program, arguments,
                                          folder / "out", folder / "err");
  const pid_t child = fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    _exit(127);
  }
  if (kill_after >= 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(kill_after));
    kill(child, SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          read_file(folder / "out"), read_file(folder / "err")};
}

}  // namespace fovea

// Reads files from outside, each damaged in another way.
#pragma once

#include <sys/resource.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <vector>

#include "fovea/core/error.h"
#include "fovea/core/random.h"
#include "tests/support/program.h"

namespace fovea {

using ByteVector = std::vector<std::uint8_t>;

inline std::uint32_t mutation_count() {
  const char* const count = std::getenv("FOVEA_MUTATIONS");
  return count ? static_cast<std::uint32_t>(std::atoi(count)) : 150;
}

inline ByteVector bytes_of(const std::filesystem::path& file) {
  const std::string text = read_file(file);
  return {text.begin(), text.end()};
}

inline void write(const std::filesystem::path& file, const ByteVector& bytes) {
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

/// Gives every mutation of the files, mutate(bytes, random), to `read`, which may only throw Error.
/// Returns how many were still accepted.
template <typename Mutate, typename Read>
std::uint32_t survive(const std::vector<ByteVector>& files, const char* kind, Mutate mutate,
                      Read read) {
  std::uint32_t accepted = 0;
  const char* const only = std::getenv("FOVEA_MUTATION");  // the number of one to look at
  const auto first = only ? static_cast<std::uint32_t>(std::atoi(only)) : 0;
  for (std::uint32_t number = first; number < (only ? first + 1 : mutation_count()); ++number) {
    const ByteVector bytes =
        mutate(files[number % files.size()], Random(7, stream_of(kind), number));
    BOOST_TEST_CONTEXT(kind << " mutation " << number) {
      try {
        read(bytes);
        ++accepted;
      } catch (const Error& error) {
        const std::string text = error.what();
        BOOST_TEST(!text.empty());
        BOOST_TEST(text.find('\n') == std::string::npos, text);
      } catch (const std::exception& other) {
        BOOST_ERROR(std::string("not an Error: ") + other.what());
      }
    }
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  BOOST_TEST(usage.ru_maxrss < 1 << 20, usage.ru_maxrss << " KiB");
  BOOST_TEST_MESSAGE(kind << ": " << mutation_count() << " mutations, " << accepted << " accepted");
  return accepted;
}

}  // namespace fovea

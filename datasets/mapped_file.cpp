#include "datasets/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "fovea/core/error.h"

namespace fovea::datasets {

MappedFile::MappedFile(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  void* memory = nullptr;
  bool good = descriptor >= 0 && ::fstat(descriptor, &status) == 0;
  const auto size = static_cast<std::size_t>(status.st_size);
  if (good && size > 0) {  // 0 bytes cannot be mapped
    memory = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
    good = memory != MAP_FAILED;
  }
  const int reason = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!good) {
    throw Error("cannot be read: {}", std::generic_category().message(reason)).at(path.string());
  }
  bytes_ = {static_cast<const std::uint8_t*>(memory), size};
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<std::uint8_t*>(bytes_.data()), bytes_.size());
}

}  // namespace fovea::datasets

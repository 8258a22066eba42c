// The file beside a model that holds its large tensors. It is complete before the model that reads
// it replaces an older one, and the older one's file stays until then. So at any time, even after a
// kill, a model and its data belong together.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "framework/formats/atomic_file.h"

namespace fovea::onnx {

/// The data files that earlier models at this path left, and what killed writers of such files did.
/// Nobody needs them when a new model is in place.
std::vector<std::filesystem::path> earlier_data_files(const std::filesystem::path& model);

/// A data file that is being written. If keep() was not called, the destructor removes it.
class DataFile {
 public:
  /// `model` is the path of an AtomicFile that is open already, which keeps other writers away. The
  /// name is "MODEL.data" or, if that is taken, the first free one of "MODEL.data-2", ...
  explicit DataFile(const std::filesystem::path& model);
  ~DataFile();
  DataFile(const DataFile&) = delete;
  DataFile& operator=(const DataFile&) = delete;

  /// Its name in the model's folder.
  std::string name() const { return path_.filename().string(); }
  /// Returns the bytes' offset, a multiple of a page so that they can be mapped.
  std::uint64_t append(std::span<const std::byte> bytes);
  /// Puts the file on the disk.
  void commit();
  /// To be called when the model that reads it is in place.
  void keep() { is_final_ = true; }

 private:
  std::filesystem::path path_;
  std::unique_ptr<AtomicFile> file_;
  std::uint64_t size_ = 0;
  bool is_final_ = false;
};

}  // namespace fovea::onnx

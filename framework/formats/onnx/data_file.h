// The file beside a model that holds its large tensors. It is complete before the model that reads
// it takes the place of an older one, and the older one's file stays until then: at any instant,
// a kill included, a model and its data belong together.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "framework/formats/atomic_file.h"

namespace fovea::onnx {

/// A data file under construction. Unless keep() was called the destructor removes it.
class DataFile {
 public:
  /// `model` as AtomicFile takes it, which is open already and so keeps other writers away. The
  /// name is "MODEL.data", or where that is taken the first free one of "MODEL.data-2", ...
  explicit DataFile(const std::filesystem::path& model);
  ~DataFile();
  DataFile(const DataFile&) = delete;
  DataFile& operator=(const DataFile&) = delete;

  /// Within the model's folder.
  std::string name() const { return path_.filename().string(); }
  /// Returns the bytes' offset, a multiple of a page so that they can be mapped.
  std::uint64_t append(std::span<const std::byte> bytes);
  /// The file is on the disk.
  void commit();
  /// The model that reads it has taken its place: data files of earlier ones go.
  void keep();

 private:
  std::vector<std::filesystem::path> earlier_;
  std::filesystem::path path_;
  std::unique_ptr<AtomicFile> file_;
  std::uint64_t size_ = 0;
  bool kept_ = false;
};

}  // namespace fovea::onnx

// Tensors of an ONNX file that are in other files beside it (external_data of a TensorProto: a
// location relative to the model's folder, an offset and a length, as texts).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "framework/formats/input_file.h"

namespace fovea::onnx {

/// The bytes of one tensor.
class ExternalBytes {
 public:
  ExternalBytes(std::shared_ptr<const InputFile> file, std::string place, std::uint64_t begin)
      : file_(std::move(file)), place_(std::move(place)), begin_(begin) {}
  /// Fills `bytes` from this offset on; throws Error if the file has shrunk.
  void read(std::uint64_t offset, std::span<std::byte> bytes) const;

 private:
  std::shared_ptr<const InputFile> file_;
  std::string place_;
  std::uint64_t begin_;
};

/// The files beside one model.
class ExternalData {
 public:
  /// The model's file; links are followed.
  explicit ExternalData(const std::filesystem::path& model);

  /// Finds a tensor's `needed` bytes, as its entries say. Throws Error unless they are in a regular
  /// file inside the model's folder (links are followed).
  ExternalBytes find(const std::map<std::string, std::string>& entries, std::uint64_t needed);

 private:
  /// How many bytes tensors have taken from a file: without a limit a small file could fill the
  /// memory. Only the file last used stays open, as some models have one file per tensor.
  struct Opened {
    std::filesystem::path path;
    std::shared_ptr<const InputFile> file;
  };
  std::filesystem::path resolved(const std::string& location) const;

  std::filesystem::path folder_;
  std::map<std::filesystem::path, std::uint64_t> tensor_bytes_;
  Opened last_;
};

}  // namespace fovea::onnx

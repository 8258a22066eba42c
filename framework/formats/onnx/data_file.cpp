#include "framework/formats/onnx/data_file.h"

#include <array>

namespace fovea::onnx {

namespace {

constexpr std::uint64_t page = 4096;

bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(std::filesystem::symlink_status(path, ignored));
}

}  // namespace

DataFile::DataFile(const std::filesystem::path& model) {
  std::error_code ignored;
  std::filesystem::path first = std::filesystem::weakly_canonical(model, ignored);
  first += ".data";
  path_ = first;
  // The first free name follows those of at most two models, one saved over the other.
  for (int number = 2; is_there(path_); ++number) {
    earlier_.push_back(path_);
    path_ = first;
    path_ += "-" + std::to_string(number);
  }
  for (int number = static_cast<int>(earlier_.size()) + 2;; ++number) {
    std::filesystem::path later = first;
    later += "-" + std::to_string(number);
    if (!is_there(later)) break;
    earlier_.push_back(later);
  }
  file_ = std::make_unique<AtomicFile>(path_);
}

DataFile::~DataFile() {
  std::error_code ignored;
  if (!kept_ && !file_) std::filesystem::remove(path_, ignored);
}

std::uint64_t DataFile::append(std::span<const std::byte> bytes) {
  static constexpr std::array<std::byte, page> zeros{};
  const std::uint64_t padding = (page - size_ % page) % page;
  file_->write(std::span(zeros).first(padding));
  file_->write(bytes);
  const std::uint64_t offset = size_ + padding;
  size_ = offset + bytes.size();
  return offset;
}

void DataFile::commit() {
  file_->commit();
  file_.reset();
}

void DataFile::keep() {
  kept_ = true;
  std::error_code ignored;
  for (const std::filesystem::path& path : earlier_) std::filesystem::remove(path, ignored);
}

}  // namespace fovea::onnx

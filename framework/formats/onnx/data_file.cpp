#include "framework/formats/onnx/data_file.h"

#include <array>
#include <fstream>
#include <string_view>

namespace fovea::onnx {

namespace {

constexpr std::uint64_t page = 4096;
// At the start of the file, which no tensor of the model reads: what does not begin so is somebody
// else's and stays.
constexpr std::string_view mark = "weights of the fovea model beside this file\n";

bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(std::filesystem::symlink_status(path, ignored));
}

bool is_ours(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(path, ignored))) {
    return false;
  }
  std::string start(mark.size(), '\0');
  std::ifstream(path, std::ios::binary)
      .read(start.data(), static_cast<std::streamsize>(mark.size()));
  return start == mark;
}

}  // namespace

DataFile::DataFile(const std::filesystem::path& model) {
  std::error_code ignored;
  std::filesystem::path first = std::filesystem::weakly_canonical(model, ignored);
  first += ".data";
  const auto name = [&](int number) {
    std::filesystem::path numbered = first;
    if (number > 1) numbered += "-" + std::to_string(number);
    return numbered;
  };
  const auto pass = [&](int number) {  // to the next that is free
    for (; is_there(name(number)); ++number) {
      if (is_ours(name(number))) earlier_.push_back(name(number));
    }
    return number;
  };
  const int free = pass(1);  // behind it are those of a model that was saved over this name
  pass(free + 1);
  path_ = name(free);
  file_ = std::make_unique<AtomicFile>(path_);
  file_->write(std::as_bytes(std::span(mark)));
  size_ = mark.size();
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

#include "framework/formats/onnx/data_file.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <string_view>

#include "framework/formats/folder_entries.h"

namespace fovea::onnx {

namespace {

constexpr std::uint64_t page = 4096;
// At the start of the file, which no tensor of the model reads. A file that does not begin like
// this belongs to somebody else and stays.
constexpr std::string_view mark = "weights of the fovea model beside this file\n";
constexpr std::string_view partial = ".partial";

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

// Whether a name that begins with "MODEL.data" goes on with "", "-2", "-3" and so on, and perhaps
// ".partial".
bool is_numbered(std::string_view ending) {
  if (ending.starts_with('-')) {
    ending.remove_prefix(1);
    ending.remove_prefix(std::min(ending.find_first_not_of("0123456789"), ending.size()));
  }
  return ending.empty() || ending == partial;
}

}  // namespace

DataFile::DataFile(const std::filesystem::path& model) {
  std::error_code ignored;
  const std::filesystem::path whole =
      std::filesystem::absolute(std::filesystem::weakly_canonical(model, ignored));
  const std::string first = whole.filename().string() + ".data";
  std::set<std::string> names;
  for (const auto& entry : folder_entries(whole.parent_path(), ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(first)) continue;
    names.insert(name);
    // Nobody needs the unfinished file of a killed writer: the model's lock keeps running
    // ones away.
    if (is_numbered(std::string_view(name).substr(first.size())) &&
        (is_ours(entry.path()) || (name.ends_with(partial) && is_left_partial(entry.path())))) {
      earlier_.push_back(entry.path());
    }
  }
  // A partial file may belong to somebody else; AtomicFile would refuse to overwrite it.
  const auto is_free = [&](const std::string& name) {
    return !names.contains(name) && !names.contains(name + std::string(partial));
  };
  std::string name = first;
  for (int number = 2; !is_free(name); ++number) name = first + "-" + std::to_string(number);
  path_ = whole.parent_path() / name;
  file_ = std::make_unique<AtomicFile>(path_);
  file_->write(std::as_bytes(std::span(mark)));
  size_ = mark.size();
}

DataFile::~DataFile() {
  std::error_code ignored;
  if (!is_final_ && !file_) std::filesystem::remove(path_, ignored);
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
  is_final_ = true;
  std::error_code ignored;
  for (const std::filesystem::path& path : earlier_) std::filesystem::remove(path, ignored);
}

}  // namespace fovea::onnx

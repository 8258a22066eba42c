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

std::filesystem::path whole_path(const std::filesystem::path& model) {
  std::error_code ignored;
  return std::filesystem::absolute(std::filesystem::weakly_canonical(model, ignored));
}

// What lies beside the model and has a name that begins with "MODEL.data".
std::vector<std::filesystem::path> files_beside(const std::filesystem::path& whole) {
  const std::string first = whole.filename().string() + ".data";
  std::vector<std::filesystem::path> files;
  std::error_code ignored;
  for (const auto& entry : folder_entries(whole.parent_path(), ignored)) {
    if (entry.path().filename().string().starts_with(first)) files.push_back(entry.path());
  }
  return files;
}

}  // namespace

std::vector<std::filesystem::path> earlier_data_files(const std::filesystem::path& model) {
  const std::filesystem::path whole = whole_path(model);
  const size_t length = whole.filename().string().size() + std::string_view(".data").size();
  std::vector<std::filesystem::path> files = files_beside(whole);
  // The model's lock keeps running writers away: an unfinished file is of a killed one.
  std::erase_if(files, [&](const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    const bool ours = is_ours(path) || (name.ends_with(partial) && is_left_partial(path));
    return !is_numbered(std::string_view(name).substr(length)) || !ours;
  });
  return files;
}

DataFile::DataFile(const std::filesystem::path& model) {
  const std::filesystem::path whole = whole_path(model);
  const std::string first = whole.filename().string() + ".data";
  std::set<std::string> names;
  for (const auto& path : files_beside(whole)) names.insert(path.filename().string());
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

}  // namespace fovea::onnx

#include "framework/formats/onnx/external_data.h"

#include <algorithm>
#include <charconv>

#include "fovea/core/error.h"
#include "framework/formats/printable.h"

namespace fovea::onnx {

namespace {

std::optional<std::uint64_t> number(const std::map<std::string, std::string>& entries,
                                    const char* key) {
  const auto entry = entries.find(key);
  if (entry == entries.end()) return {};
  const std::string& text = entry->second;
  std::uint64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size()) {
    throw Error("its {} '{}' is no number of bytes", key, printable(text));
  }
  return value;
}

}  // namespace

void ExternalBytes::read(std::uint64_t offset, std::span<std::byte> bytes) const {
  try {
    file_->read(begin_ + offset, bytes);
  } catch (const Error& error) {
    throw error.at(place_);
  }
}

ExternalData::ExternalData(const std::filesystem::path& model) {
  std::error_code ignored;  // the reader of the model reports that it is missing
  folder_ = std::filesystem::weakly_canonical(model, ignored).parent_path();
}

std::filesystem::path ExternalData::resolved(const std::string& location) const {
  const std::filesystem::path relative = location;
  if (location.empty() || location.find('\0') != std::string::npos) {
    throw Error("its data have no file name");
  }
  const bool upwards = std::ranges::find(relative, "..") != relative.end();
  const Error outside("lies outside the model's folder, where nothing is read");
  if (relative.is_absolute() || upwards) throw outside;
  std::error_code fault;
  const std::filesystem::path target = std::filesystem::canonical(folder_ / relative, fault);
  if (fault) throw Error("cannot read: {}", fault.message());
  const auto [end, rest] =
      std::mismatch(folder_.begin(), folder_.end(), target.begin(), target.end());
  if (end != folder_.end()) throw outside;
  return target;
}

ExternalBytes ExternalData::find(const std::map<std::string, std::string>& entries,
                                 std::uint64_t needed) {
  const auto location = entries.find("location");
  if (location == entries.end()) throw Error("its data lie in a file that is not named");
  const std::uint64_t offset = number(entries, "offset").value_or(0);
  const std::uint64_t length = number(entries, "length").value_or(needed);
  const std::string place = fmt::format("data file '{}'", printable(location->second));
  try {
    if (length != needed) throw Error("{} bytes, where {} are needed", length, needed);
    const std::filesystem::path path = resolved(location->second);
    if (path != last_.path) last_ = {path, std::make_shared<const InputFile>(path)};
    const std::uint64_t size = last_.file->size();
    if (offset > size || needed > size - offset) {
      throw Error("{} bytes from byte {} on are needed, it ends at byte {}", needed, offset, size);
    }
    // Tensors may share their bytes, as tied weights do. Each has its own memory, so the sum of all
    // is limited to a few times the size of the file.
    std::uint64_t& total = tensor_bytes_[path];
    constexpr std::uint64_t most_readers = 4;
    if (needed > most_readers * size - total) {
      throw Error("its tensors would take over {} times its size", most_readers);
    }
    total += needed;
    return {last_.file, place, offset};
  } catch (const Error& error) {
    throw error.at(place);
  }
}

}  // namespace fovea::onnx

#include "datasets/cache_file.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "datasets/fingerprint.h"
#include "fovea/core/error.h"

namespace fovea::datasets {

namespace {

constexpr std::string_view first_line = "fovea pictures 2\n";
// The older form, without hashes of pixels: its pictures are decoded again.
constexpr std::string_view older_line = "fovea pictures 1\n";

// The last bytes of the file.
struct CacheEnd {
  std::uint64_t rule, entries, entries_at, fingerprint;  // fingerprint: of the entries
};

std::uint64_t fingerprint_of(std::span<const std::byte> bytes) {
  Fingerprint print;
  print.add(bytes);
  return print.value();
}

bool begins_with(std::span<const std::uint8_t> bytes, std::string_view line) {
  return bytes.size() >= line.size() && std::memcmp(bytes.data(), line.data(), line.size()) == 0;
}

}  // namespace

CacheFile::CacheFile(const std::filesystem::path& path, std::uint64_t rule) : file_(path) {
  const auto bytes = file_.bytes();
  if (begins_with(bytes, older_line)) return;
  if (!begins_with(bytes, first_line)) {
    throw Error("is there and is no cache that fovea wrote: it will not be replaced")
        .at(path.string())
        .hint("choose another name, or move it away first");
  }
  CacheEnd end;
  if (bytes.size() < first_line.size() + sizeof end) return;
  const std::uint64_t end_at = bytes.size() - sizeof end;
  std::memcpy(&end, bytes.data() + end_at, sizeof end);
  // Divided, so that no number is too large.
  const bool whole = end.rule == rule && end.entries_at >= first_line.size() &&
                     end.entries_at <= end_at &&
                     end.entries == (end_at - end.entries_at) / sizeof(CacheEntry) &&
                     (end_at - end.entries_at) % sizeof(CacheEntry) == 0;
  if (!whole) return;
  std::vector<CacheEntry> entries(end.entries);
  const auto memory = std::as_writable_bytes(std::span(entries));
  if (!memory.empty()) std::memcpy(memory.data(), bytes.data() + end.entries_at, memory.size());
  if (fingerprint_of(memory) != end.fingerprint) return;
  for (const CacheEntry& entry : entries) {
    constexpr std::uint32_t longest = 1 << 20;  // so that size() does not overflow
    const bool possible = std::max(entry.height, entry.width) <= longest && entry.channels <= 4;
    if (!possible || entry.offset > end.entries_at ||
        entry.size() > end.entries_at - entry.offset) {
      continue;
    }
    entries_.emplace(entry.file_state.path, entry);
  }
}

const CacheEntry* CacheFile::find(std::uint64_t path) const {
  const auto entry = entries_.find(path);
  return entry == entries_.end() ? nullptr : &entry->second;
}

bool CacheFile::is_sound(const CacheEntry& entry) const {
  return fingerprint_of(std::as_bytes(pixels(entry))) == entry.pixels;
}

std::span<const std::uint8_t> CacheFile::pixels(const CacheEntry& entry) const {
  return file_.bytes().subspan(entry.offset, entry.size());
}

CacheWriter::CacheWriter(const std::filesystem::path& path, std::uint64_t rule)
    : file_(path), rule_(rule), at_(first_line.size()) {
  file_.write(first_line);
}

void CacheWriter::add(CacheEntry entry, std::span<const std::uint8_t> pixels) {
  entry.offset = at_;
  entry.pixels = fingerprint_of(std::as_bytes(pixels));
  file_.write(std::as_bytes(pixels));
  at_ += pixels.size();
  entries_.push_back(entry);
}

void CacheWriter::commit() {
  const auto entries = std::as_bytes(std::span(entries_));
  const CacheEnd end{rule_, entries_.size(), at_, fingerprint_of(entries)};
  file_.write(entries);
  file_.write(std::as_bytes(std::span(&end, 1)));
  file_.commit();
}

}  // namespace fovea::datasets

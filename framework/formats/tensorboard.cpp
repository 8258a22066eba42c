#include "framework/formats/tensorboard.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include "fovea/core/error.h"

namespace fovea {

namespace {

constexpr std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ (value & 1 ? 0x82F63B78u : 0u);
    table[i] = value;
  }
  return table;
}

template <typename T>
void append_bytes(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void append_masked_crc(std::string& out, std::string_view bytes) {
  const std::uint32_t crc = crc32c(bytes);
  append_bytes<std::uint32_t>(out, ((crc >> 15) | (crc << 17)) + 0xA282EAD8u);
}

// The wire types of protocol buffers.
enum class Wire : unsigned { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

void append_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>((value & 0x7F) | 0x80);
  out += static_cast<char>(value);
}
void append_key(std::string& out, unsigned field, Wire wire) {
  append_varint(out, (field << 3) | static_cast<unsigned>(wire));
}
void append_text(std::string& out, unsigned field, std::string_view text) {
  append_key(out, field, Wire::bytes);
  append_varint(out, text.size());
  out += text;
}

// Event: double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5.
std::string event(double wall_time) {
  std::string out;
  append_key(out, 1, Wire::fixed64);
  append_bytes(out, wall_time);
  return out;
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  static constexpr std::array<std::uint32_t, 256> table = crc_table();
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const char c : bytes) crc = table[(crc ^ static_cast<unsigned char>(c)) & 0xFF] ^ (crc >> 8);
  return crc ^ 0xFFFFFFFFu;
}

EventFile::EventFile(const std::filesystem::path& folder, double wall_time) {
  for (int attempt = 0; descriptor_ < 0; ++attempt) {
    path_ =
        folder / fmt::format("events.out.tfevents.{}.fovea", static_cast<std::int64_t>(wall_time));
    if (attempt > 0) path_ += fmt::format(".{}", attempt);
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
    if (descriptor_ < 0 && errno != EEXIST) {
      const int reason = errno;
      throw Error("cannot open for writing: {}", std::generic_category().message(reason))
          .at(path_.string());
    }
  }
  std::string version = event(wall_time);
  append_text(version, 3, "brain.Event:2");
  try {
    write_record(version);
  } catch (const Error&) {
    ::close(descriptor_);
    throw;
  }
}

EventFile::~EventFile() { ::close(descriptor_); }

// Summary: repeated Value value = 1. Value: string tag = 1; float simple_value = 2.
void EventFile::scalar(std::string_view tag, std::int64_t step, float value, double wall_time) {
  std::string entry;
  append_text(entry, 1, tag);
  append_key(entry, 2, Wire::fixed32);
  append_bytes(entry, value);
  std::string summary;
  append_text(summary, 1, entry);
  std::string out = event(wall_time);
  append_key(out, 2, Wire::varint);
  append_varint(out, static_cast<std::uint64_t>(step));
  append_text(out, 5, summary);
  write_record(out);
}

void EventFile::write_record(std::string_view event) {
  std::string record;
  append_bytes(record, std::uint64_t{event.size()});
  append_masked_crc(record, record);
  record += event;
  append_masked_crc(record, event);
  std::string_view rest = record;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      const int reason = written == 0 ? ENOSPC : errno;
      throw Error("cannot write: {}", std::generic_category().message(reason)).at(path_.string());
    }
    rest.remove_prefix(static_cast<size_t>(written));
  }
}

}  // namespace fovea

// TensorBoard event files: scalars over steps. A file is a run of TFRecords (length, masked
// CRC32C of the length, bytes, masked CRC32C of the bytes), each an Event message of protocol
// buffers, whose few used fields are written by hand. The formats are TensorFlow's
// core/lib/io/record_writer.cc, core/util/event.proto and core/framework/summary.proto.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace fovea {

/// CRC-32C (Castagnoli) of these bytes: 0xE3069283 for "123456789".
std::uint32_t crc32c(std::string_view bytes);

/// Writes an event file of its own in a folder. Every record is one write, so a process that is
/// killed leaves only whole records. All members throw Error naming the file.
class EventFile {
 public:
  /// Starts a new "events.out.tfevents.<seconds>.fovea" in the folder; `wall_time` is in seconds
  /// since 1970. TensorBoard merges all event files of a folder, so a resumed run starts another.
  EventFile(const std::filesystem::path& folder, double wall_time);
  ~EventFile();
  EventFile(const EventFile&) = delete;
  EventFile& operator=(const EventFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void scalar(std::string_view tag, std::int64_t step, float value, double wall_time);

 private:
  void write_record(std::string_view event);

  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace fovea

// ITU-T T.81, annex B.
#include "datasets/images/image_jpeg.h"

#include <algorithm>

#include "datasets/images/image_jpeg_scan.h"

namespace fovea::datasets {

namespace {

// The end of the scan data that starts at `at`: the place of the next marker, or the file's end. In
// scan data FF is followed by 00, or is a restart marker.
std::size_t end_of_scan(const ImageBytes& file, std::size_t at) {
  const auto data = file.part(0, file.size(), "data");
  while (at + 1 < data.size()) {
    const auto place =
        std::find(data.begin() + static_cast<std::ptrdiff_t>(at), data.end() - 1, 0xff);
    at = static_cast<std::size_t>(place - data.begin());
    if (at + 1 >= data.size()) break;
    const int next = data[at + 1];
    if (next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7)) return at;
    at += next == 0xff ? 1 : 2;
  }
  return data.size();
}

bool starts_frame(int marker) {  // SOF0 .. SOF15 without DHT, JPG and DAC, which are between them
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

// A decoder goes over the whole picture once per scan, and a scan may have only a few bytes.
// Cameras and programs write at most about twenty scans.
void expect_affordable(int scans, const ImageHeader& header) {
  constexpr int most_scans = 500;
  constexpr std::int64_t most_work = std::int64_t{1} << 32;  // pixels, over all scans
  if (scans > most_scans) throw Error("has more than {} scans", most_scans);
  if (header.width * header.height * scans > most_work) {
    throw Error("is {}x{} in {} scans or more, which would take too long", header.width,
                header.height, scans);
  }
}

}  // namespace

ImageHeader read_jpeg_header(const ImageBytes& file) {
  ImageHeader header{ImageFormat::jpeg, 0, 0, ""};
  JpegTables tables;
  bool framed = false, scanned = false, complete = false;
  int scans = 0;
  for (std::size_t at = 2;;) {
    while (file.has(at, 1) && file.byte(at, "marker") != 0xff) ++at;  // as libjpeg does
    while (file.has(at + 1, 1) && file.byte(at + 1, "marker") == 0xff) ++at;
    if (!file.has(at, 4) && scanned) {
      const bool ended = file.has(at, 2) && file.byte(at + 1, "marker") == 0xd9;
      header.lacks_end = !ended;
      if (!ended && !complete) header.fault = fmt::format("is cut short at byte {}", file.size());
      return header;
    }
    const int marker = file.byte(at + 1, "markers");
    at += 2;
    if (marker == 0xd9) {
      if (!scanned) throw Error("ends at byte {} without a picture", at);
      return header;
    }
    if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8)) continue;
    const std::size_t length = file.big(at, 2, "markers");
    if (length < 2) throw Error("has a broken segment at byte {}", at);
    if (scanned && !file.has(at, length)) {
      header.lacks_end = true;
      header.fault = fmt::format("is cut short at byte {}", file.size());
      return header;
    }
    file.part(at, length, "markers");
    if (starts_frame(marker)) {
      if (framed) throw Error("has a second frame at byte {}", at);
      framed = true;
      header.height = file.big(at + 3, 2, "frame header");
      header.width = file.big(at + 5, 2, "frame header");
      const int components = file.byte(at + 7, "frame header");
      if (components != 1 && components != 3 && components != 4) {
        throw Error("has {} colour components", components);
      }
      tables.add_frame(file, at + 2, marker);
    }
    if (marker == 0xc4) tables.add_codes(file, at + 2, at + length);
    if (marker == 0xdd) tables.restart_interval = file.big(at + 2, 2, "restart interval");
    const std::size_t contents = at + 2;
    at += length;
    if (marker == 0xda) {
      if (!framed) throw Error("has picture data before its size, at byte {}", at);
      scanned = true;
      expect_affordable(++scans, header);
      const ScanData data = follow_scan(file, tables, contents, at);
      // Only the end marker can follow, and some programs leave it out.
      complete = data == ScanData::to_last_block && !tables.progressive &&
                 file.byte(contents, "scan header") == tables.components.size();
      at = end_of_scan(file, at);
      if (data == ScanData::cut_short)
        header.fault = fmt::format("is cut short: its pixels end at byte {}", at);
    }
  }
}

}  // namespace fovea::datasets

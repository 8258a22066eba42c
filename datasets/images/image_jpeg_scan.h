// Finds out whether the entropy-coded data of a JPEG scan reach its last block. A decoder fills
// missing blocks with gray and does not report it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "datasets/images/image_bytes.h"

namespace fovea::datasets {

/// A Huffman code (T.81, annex C).
class JpegCode {
 public:
  /// How many codes have 1, 2, .. 16 bits, and their values, the shortest codes first.
  JpegCode(std::span<const std::uint8_t> counts, std::span<const std::uint8_t> symbols);

  struct Match {
    std::uint8_t bits = 0;  // 0: no such code
    std::uint8_t symbol = 0;
  };
  /// `bits16`: the next 16 bits.
  Match find(std::uint32_t bits16) const {
    const Match match = of_byte_[bits16 >> 8];
    return match.bits > 0 ? match : find_slowly(bits16);
  }

 private:
  Match find_slowly(std::uint32_t bits16) const;

  std::array<Match, 256> of_byte_{};               // codes of up to 8 bits, by the next 8 bits
  std::array<std::uint32_t, 17> first_{}, end_{};  // of the codes of each length
  std::array<std::size_t, 17> symbol_of_first_{};
  std::vector<std::uint8_t> symbols_;
};

/// The content of the segments before a scan.
struct JpegTables {
  struct Component {
    int id = 0, across = 1, down = 1;  // blocks in a unit of interleaved data
  };
  bool progressive = false;
  bool huffman = true;  // otherwise arithmetic or lossless, which are not supported here
  std::int64_t width = 0, height = 0;
  std::vector<Component> components;
  std::array<std::optional<JpegCode>, 4> dc, ac;
  std::int64_t restart_interval = 0;

  /// Read a segment of that kind with contents from `begin` to `end`. Faults are ignored: the
  /// decoder will report them.
  void add_codes(const ImageBytes& file, std::size_t begin, std::size_t end);
  void add_frame(const ImageBytes& file, std::size_t begin, int marker);
};

/// How far the data of a scan go. Unknown: for broken codes, and for scans that refine
/// earlier ones.
enum class ScanData { to_last_block, cut_short, unknown };

/// Follows the scan whose header starts at `begin` and whose data start at `data`.
ScanData follow_scan(const ImageBytes& file, const JpegTables& tables, std::size_t begin,
                     std::size_t data);

}  // namespace fovea::datasets

// ITU-T T.81: annex F for sequential scans, annex G for the first scans of progressive ones.
#include "datasets/images/image_jpeg_scan.h"

#include <algorithm>

namespace fovea::datasets {

namespace {

enum class ScanResult { done, missing, broken };

/// The bits of a scan up to the next marker, without the zero bytes after FF.
class ScanBits {
 public:
  ScanBits(std::span<const std::uint8_t> file, std::size_t at) : file_(file), at_(at) {}

  std::uint32_t next16() {
    if (count_ < 16) fill();
    const std::uint64_t bits = count_ >= 16 ? bits_ >> (count_ - 16) : bits_ << (16 - count_);
    return static_cast<std::uint32_t>(bits & 0xffff);
  }

  bool skip(int count) {
    if (count_ < count) fill();
    if (count_ < count) return false;
    count_ -= count;
    return true;
  }

  ScanResult symbol(const JpegCode& code, int& symbol) {
    const JpegCode::Match match = code.find(next16());
    symbol = match.symbol;
    if (match.bits == 0) return count_ < 16 ? ScanResult::missing : ScanResult::broken;
    return skip(match.bits) ? ScanResult::done : ScanResult::missing;
  }

  /// Goes on after a restart marker, which must come next.
  ScanResult restart() {
    fill();
    if (at_ + 1 >= file_.size()) return ScanResult::missing;
    if (file_[at_] != 0xff) return ScanResult::broken;
    while (at_ + 2 < file_.size() && file_[at_ + 1] == 0xff) ++at_;
    if (file_[at_ + 1] < 0xd0 || file_[at_ + 1] > 0xd7) return ScanResult::missing;
    at_ += 2;
    count_ = 0;
    return ScanResult::done;
  }

 private:
  void fill() {
    while (count_ <= 48 && at_ < file_.size()) {
      const std::uint8_t byte = file_[at_];
      if (byte == 0xff) {
        if (at_ + 1 >= file_.size() || file_[at_ + 1] != 0) return;
        ++at_;
      }
      ++at_;
      bits_ = bits_ << 8 | byte;
      count_ += 8;
    }
  }

  std::span<const std::uint8_t> file_;
  std::size_t at_;
  std::uint64_t bits_ = 0;
  int count_ = 0;  // bits that are not used yet
};

struct ScanComponent {
  const JpegTables::Component* component = nullptr;
  const JpegCode *dc = nullptr, *ac = nullptr;
};

/// The coefficients of each block in a scan, and the blocks that end early.
struct Band {
  int first = 0, last = 63;
  bool progressive = false;
  std::uint32_t blocks_without = 0;  // following blocks without coefficients
};

ScanResult skip_block(ScanBits& bits, const ScanComponent& codes, Band& band) {
  int symbol = 0, k = band.first;
  if (k == 0) {
    if (const ScanResult result = bits.symbol(*codes.dc, symbol); result != ScanResult::done)
      return result;
    if (symbol > 16) return ScanResult::broken;
    if (!bits.skip(symbol)) return ScanResult::missing;
    k = 1;
  }
  if (band.blocks_without > 0) {
    --band.blocks_without;
    return ScanResult::done;
  }
  while (k <= band.last) {
    if (const ScanResult result = bits.symbol(*codes.ac, symbol); result != ScanResult::done)
      return result;
    const int zeros = symbol >> 4, size = symbol & 15;
    if (size == 0 && zeros < 15) {
      if (!band.progressive) break;
      const std::uint32_t more = bits.next16() >> (16 - zeros);
      if (!bits.skip(zeros)) return ScanResult::missing;
      band.blocks_without = (1u << zeros) + more - 1;
      break;
    }
    k += zeros + 1;
    if (!bits.skip(size)) return ScanResult::missing;
  }
  return ScanResult::done;
}

ScanData end_at(ScanResult result) {
  return result == ScanResult::missing ? ScanData::cut_short : ScanData::unknown;
}

std::int64_t divided(std::int64_t number, std::int64_t by) { return (number + by - 1) / by; }

}  // namespace

JpegCode::JpegCode(std::span<const std::uint8_t> counts, std::span<const std::uint8_t> symbols)
    : symbols_(symbols.begin(), symbols.end()) {
  std::uint32_t code = 0;
  std::size_t symbol = 0;
  for (std::size_t bits = 1; bits <= 16; ++bits) {
    first_[bits] = code;
    symbol_of_first_[bits] = symbol;
    code += counts[bits - 1];
    symbol += counts[bits - 1];
    end_[bits] = code;
    code <<= 1;
  }
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    const Match match = find_slowly(byte << 8);
    if (match.bits <= 8) of_byte_[byte] = match;
  }
}

JpegCode::Match JpegCode::find_slowly(std::uint32_t bits16) const {
  for (std::size_t bits = 1; bits <= 16; ++bits) {
    const std::uint32_t code = bits16 >> (16 - bits);
    if (code >= end_[bits] || code < first_[bits]) continue;
    const std::size_t symbol = symbol_of_first_[bits] + code - first_[bits];
    if (symbol < symbols_.size()) return {static_cast<std::uint8_t>(bits), symbols_[symbol]};
  }
  return {};
}

void JpegTables::add_codes(const ImageBytes& file, std::size_t begin, std::size_t end) {
  while (begin + 17 <= end) {
    const std::uint8_t place = file.byte(begin, "codes");
    const auto counts = file.part(begin + 1, 16, "codes");
    std::size_t symbols = 0;
    for (const std::uint8_t count : counts) symbols += count;
    if (begin + 17 + symbols > end || (place & 15) > 3 || place >> 4 > 1) return;
    auto& code = (place >> 4 ? ac : dc)[place & 15];
    code.emplace(counts, file.part(begin + 17, symbols, "codes"));
    begin += 17 + symbols;
  }
}

void JpegTables::add_frame(const ImageBytes& file, std::size_t begin, int marker) {
  huffman = marker <= 0xc2;
  progressive = marker == 0xc2;
  height = file.big(begin + 1, 2, "frame header");
  width = file.big(begin + 3, 2, "frame header");
  for (std::size_t i = 0; i < file.byte(begin + 5, "frame header"); ++i) {
    const std::size_t at = begin + 6 + 3 * i;
    const int factors = file.byte(at + 1, "frame header");
    components.push_back({file.byte(at, "frame header"), factors >> 4, factors & 15});
  }
}

ScanData follow_scan(const ImageBytes& file, const JpegTables& tables, std::size_t begin,
                     std::size_t data) {
  if (!tables.huffman) return ScanData::unknown;
  std::vector<ScanComponent> scan;
  const std::size_t count = file.byte(begin, "scan header");
  for (std::size_t i = 0; i < count; ++i) {
    const int id = file.byte(begin + 1 + 2 * i, "scan header");
    const int codes = file.byte(begin + 2 + 2 * i, "scan header");
    const auto component = std::ranges::find(tables.components, id, &JpegTables::Component::id);
    if (component == tables.components.end() || (codes & 15) > 3 || codes >> 4 > 3)
      return ScanData::unknown;
    const auto &dc = tables.dc[static_cast<std::size_t>(codes >> 4)],
               &ac = tables.ac[static_cast<std::size_t>(codes & 15)];
    scan.push_back({&*component, dc ? &*dc : nullptr, ac ? &*ac : nullptr});
  }
  Band band;
  if (tables.progressive) {
    band = {file.byte(begin + 1 + 2 * count, "scan header"),
            file.byte(begin + 2 + 2 * count, "scan header"), true, 0};
    const bool refines = file.byte(begin + 3 + 2 * count, "scan header") >> 4 != 0;
    if (refines || band.first > band.last || band.last > 63) return ScanData::unknown;
  }
  int most_across = 1, most_down = 1;
  for (const auto& component : tables.components) {
    if (component.across < 1 || component.down < 1) return ScanData::unknown;
    most_across = std::max(most_across, component.across);
    most_down = std::max(most_down, component.down);
  }
  for (const ScanComponent& one : scan) {
    if ((band.first == 0 && !one.dc) || (band.last > 0 && !one.ac)) return ScanData::unknown;
  }
  if (scan.empty()) return ScanData::unknown;

  // Data of one component are stored block by block; data of several in units with some
  // blocks of each.
  std::int64_t units =
      divided(tables.width, 8 * most_across) * divided(tables.height, 8 * most_down);
  if (scan.size() == 1) {
    const JpegTables::Component& only = *scan.front().component;
    units = divided(divided(tables.width * only.across, most_across), 8) *
            divided(divided(tables.height * only.down, most_down), 8);
  }
  ScanBits bits(file.part(0, file.size(), "data"), data);
  for (std::int64_t unit = 0; unit < units; ++unit) {
    if (tables.restart_interval > 0 && unit > 0 && unit % tables.restart_interval == 0) {
      if (const ScanResult result = bits.restart(); result != ScanResult::done)
        return end_at(result);
      band.blocks_without = 0;
    }
    for (const ScanComponent& one : scan) {
      const int blocks = scan.size() == 1 ? 1 : one.component->across * one.component->down;
      for (int block = 0; block < blocks; ++block) {
        const ScanResult result = skip_block(bits, one, band);
        if (result != ScanResult::done) return end_at(result);
      }
    }
  }
  return ScanData::to_last_block;
}

}  // namespace fovea::datasets

#include "apps/cli/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "fovea/core/terminal_text.h"

namespace fovea::apps {

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (size_t at = digits.size(); at > 3 + size_t{number < 0};) digits.insert(at -= 3, ",");
  return digits;
}

std::string si(double number, const std::string& unit) {
  constexpr std::array<const char*, 6> prefixes = {"", "k", "M", "G", "T", "P"};
  size_t prefix = 0;
  while (std::abs(number) >= 999.5 && prefix + 1 < prefixes.size()) {
    number /= 1000;
    ++prefix;
  }
  const int decimals = prefix == 0 && number == std::floor(number) ? 0
                       : std::abs(number) < 9.995                  ? 2
                       : std::abs(number) < 99.95                  ? 1
                                                                   : 0;
  const std::string behind = prefixes[prefix] + unit;
  return fmt::format("{:.{}f}{}{}", number, decimals, behind.empty() ? "" : " ", behind);
}

std::string bytes(std::int64_t number) {
  if (number < 1024) return fmt::format("{} B", number);
  constexpr std::array<const char*, 4> units = {"KiB", "MiB", "GiB", "TiB"};
  double size = static_cast<double>(number) / 1024;
  size_t unit = 0;
  while (size >= 999.5 && unit + 1 < units.size()) {
    size /= 1024;
    ++unit;
  }
  return fmt::format("{:.{}f} {}", size, size < 9.995 ? 2 : size < 99.95 ? 1 : 0, units[unit]);
}

std::string duration(double seconds) {
  if (seconds < 9.95e-6) return fmt::format("{:.1f} us", seconds * 1e6);
  if (seconds < 1e-3) return fmt::format("{:.0f} us", seconds * 1e6);
  if (seconds < 0.0995) return fmt::format("{:.1f} ms", seconds * 1e3);
  if (seconds < 0.9995) return fmt::format("{:.0f} ms", seconds * 1e3);
  if (seconds < 99.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string shortened(const std::string& text, size_t width) {
  if (text.size() <= width || width < 4) return text;
  const auto within_character = [&](size_t i) { return (text[i] & 0xc0) == 0x80; };  // of UTF-8
  size_t front = (width - 2) / 2, back = text.size() - (width - 2 - front);
  while (front > 0 && within_character(front)) --front;
  while (back < text.size() && within_character(back)) ++back;
  return text.substr(0, front) + ".." + text.substr(back);
}

void TextTable::add(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (size_t i = 0; i < cells.size(); ++i) {
    cells[i] = shortened(terminal_text(cells[i]), columns_[i].widest);
  }
  rows_.push_back(std::move(cells));
}

void TextTable::rule() { rows_.emplace_back(); }

std::string TextTable::str() const {
  std::vector<size_t> widths;
  for (size_t i = 0; i < columns_.size(); ++i) {
    widths.push_back(columns_[i].title.size());
    for (const auto& row : rows_) {
      if (!row.empty()) widths[i] = std::max(widths[i], row[i].size());
    }
  }
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string text;
    for (size_t i = 0; i < cells.size(); ++i) {
      const bool right = columns_[i].align == Align::right;
      if (i) text += "  ";
      text += right ? fmt::format("{:>{}}", cells[i], widths[i])
                    : fmt::format("{:<{}}", cells[i], widths[i]);
    }
    return text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
  };
  std::vector<std::string> titles, dashes;
  for (size_t i = 0; i < columns_.size(); ++i) {
    titles.push_back(columns_[i].title);
    dashes.emplace_back(widths[i], '-');
  }
  std::string text = line(titles) + line(dashes);
  for (const auto& row : rows_) text += line(row.empty() ? dashes : row);
  return text;
}

}  // namespace fovea::apps

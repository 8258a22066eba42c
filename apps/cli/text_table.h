// Tables and numbers for people: columns as wide as their cells, numbers with units.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace fovea::apps {

/// "1,234,567"
std::string grouped(std::int64_t number);
/// "1.23 M" + unit: three digits and a decimal prefix. A zero is "0".
std::string si(double number, const std::string& unit = "");
/// "3.21 MiB"
std::string bytes(std::int64_t number);
/// "1.2 ms", "3.4 s", "2 min 5 s"
std::string duration(double seconds);
/// `text`, cut in the middle to `width` characters with "..".
std::string shortened(const std::string& text, size_t width);

enum class Align { left, right };

/// A table in plain text.
class TextTable {
 public:
  struct Column {
    std::string title;
    Align align = Align::left;
    size_t widest = 100;  // longer cells are shortened
  };
  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}
  void add(std::vector<std::string> cells);
  void rule();
  std::string str() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;  // an empty one is a rule
};

}  // namespace fovea::apps

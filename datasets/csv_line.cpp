#include "datasets/csv_line.h"

namespace fovea::datasets {

std::optional<CsvFields> csv_fields(const std::string& line) {
  CsvFields fields(1);
  bool quoted = false, ended = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += line[++i];
    } else if (c == '"' && (quoted || (fields.back().empty() && !ended))) {
      ended = quoted;
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
      ended = false;
    } else if (ended) {
      return {};
    } else {
      fields.back() += c;
    }
  }
  if (quoted) return {};
  return fields;
}

}  // namespace fovea::datasets

// A line of a table in text, with commas between its fields (RFC 4180).
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace fovea::datasets {

using CsvFields = std::vector<std::string>;

/// Nothing for a line with a quote that does not end, or with text after the end of one.
std::optional<CsvFields> csv_fields(const std::string& line);

}  // namespace fovea::datasets

#include "fovea/datasets/target_list.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <optional>
#include <set>

#include "datasets/csv_line.h"
#include "datasets/fault_list.h"
#include "datasets/hash_split.h"
#include "fovea/core/terminal_text.h"

namespace fovea::datasets {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t longest_list = std::uintmax_t{1} << 28;

struct TargetColumns {
  std::size_t path = 0;
  std::optional<std::size_t> split;
  std::vector<std::size_t> targets;
};

// The columns of a first line; nothing if it names no targets.
std::optional<TargetColumns> target_columns(const CsvFields& first) {
  TargetColumns columns;
  const auto path = std::ranges::find(first, "path");
  if (path == first.end()) return {};
  columns.path = static_cast<std::size_t>(path - first.begin());
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (first[i] == "split") columns.split = i;
    if (first[i].starts_with("target")) columns.targets.push_back(i);
  }
  if (columns.targets.empty()) return {};
  return columns;
}

// The line without a UTF-8 mark at its start and without the line end of other systems.
std::string trimmed(std::string line, bool first) {
  if (first && line.starts_with("\xef\xbb\xbf")) line.erase(0, 3);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

// A number with or without blanks around it.
float number_of(const std::string& field) {
  const std::size_t begin = std::min(field.find_first_not_of(' '), field.size());
  const std::size_t end = field.find_last_not_of(' ') + 1;
  float number = 0;
  const auto [stop, fault] = std::from_chars(field.data() + begin, field.data() + end, number);
  if (begin >= end || fault != std::errc() || stop != field.data() + end ||
      !std::isfinite(number)) {
    throw Error("'{}' is no number", field);
  }
  return number;
}

// A line's picture, whose label is the number of its row in `rows`.
struct TargetRow {
  std::vector<float> numbers;
  std::string part;
};

class TargetReader {
 public:
  explicit TargetReader(fs::path file) : file_(std::move(file)) {}

  void read() {
    std::ifstream stream(file_, std::ios::binary);
    std::int64_t number = 0;
    for (std::string line; std::getline(stream, line);) {
      line = trimmed(std::move(line), ++number == 1);
      if (line.empty()) continue;
      try {
        const auto fields = csv_fields(line);
        if (!fields) throw Error("a quote does not end, or ends within a field");
        number == 1 ? take_names(*fields) : take_row(*fields);
      } catch (const Error& error) {
        faults.push_back(error.at(fmt::format("line {}", number)).what());
      }
    }
  }

  std::vector<Picture> pictures;
  std::vector<TargetRow> rows;
  std::vector<std::string> names, faults;
  bool divided = false;

 private:
  void take_names(const CsvFields& fields) {
    const auto columns = target_columns(fields);
    if (!columns) throw Error("names no columns 'path' and 'target'");
    columns_ = *columns;
    divided = columns_.split.has_value();
    for (const std::size_t column : columns_.targets) {
      if (std::ranges::find(names, fields[column]) != names.end()) {
        throw Error("names two columns '{}'", fields[column]);
      }
      if (fields[column].find(',') != std::string::npos) {
        throw Error("the name '{}' of a column has a comma", fields[column]);
      }
      names.push_back(fields[column]);
    }
  }

  void take_row(const CsvFields& fields) {
    const std::size_t last =
        std::max({columns_.path, columns_.split.value_or(0), std::ranges::max(columns_.targets)});
    if (fields.size() <= last) throw Error("has {} of {} fields", fields.size(), last + 1);
    TargetRow row;
    for (const std::size_t column : columns_.targets) {
      row.numbers.push_back(number_of(fields[column]));
    }
    if (columns_.split) {
      row.part = fields[*columns_.split];
      if (row.part == "valid" || row.part == "validation") row.part = "val";
      if (row.part != "train" && row.part != "test" && row.part != "val") {
        throw Error("'{}' is none of train, test and val", row.part);
      }
    }
    const std::string& path = fields[columns_.path];
    const fs::path picture = file_.parent_path() / fs::path(path);
    std::error_code ignored;
    if (!fs::is_regular_file(picture, ignored)) throw Error("there is no file '{}'", path);
    if (!files_.insert(picture.lexically_normal()).second) throw Error("'{}' is there twice", path);
    pictures.push_back({picture, path, static_cast<std::int32_t>(rows.size())});
    rows.push_back(std::move(row));
  }

  fs::path file_;
  TargetColumns columns_;
  std::set<fs::path> files_;
};

// Chooses the pictures for the test, by a hash of their names.
void divide(const TargetReader& list, std::vector<TargetRow>& rows,
            std::vector<std::string>& faults) {
  std::vector<Picture> one_class = list.pictures;
  for (Picture& picture : one_class) picture.label = 0;
  std::set<std::string> tested;
  for (const Picture& picture : split_by_hash(one_class, {"all"}, faults).test) {
    tested.insert(picture.name);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].part = tested.contains(list.pictures[i].name) ? "test" : "train";
  }
}

// The columns of a table, (rows, columns), by their numbers in `order`.
Tensor columns_in_order(const Tensor& table, std::span<const std::size_t> order) {
  if (table.shape().rank() != 2) return table;  // there is no such part
  Tensor result(table.type());
  const std::size_t width = order.size();
  for (std::size_t i = 0; i < result.as<float>().size(); ++i) {
    result.as<float>()[i] = table.as<float>()[i / width * width + order[i % width]];
  }
  return result;
}

}  // namespace

bool is_target_list(const fs::path& file) {
  std::error_code ignored;
  if (file.extension() != ".csv" || !fs::is_regular_file(file, ignored)) return false;
  std::ifstream stream(file, std::ios::binary);
  std::string line;
  if (!std::getline(stream, line)) return false;
  const auto fields = csv_fields(trimmed(std::move(line), true));
  return fields && target_columns(*fields);
}

TargetList open_target_list(const fs::path& file, const View& view) {
  TargetReader list(file);
  try {
    std::error_code fault;
    if (fs::file_size(file, fault) > longest_list || fault) throw Error("is no list of pictures");
    list.read();
    if (!list.divided && list.faults.empty()) divide(list, list.rows, list.faults);
    for (const char* const part : {"train", "test"}) {
      const bool any = std::ranges::count(list.rows, part, &TargetRow::part);
      if (!any && list.faults.empty()) {
        list.faults.push_back(fmt::format("no picture is for the part '{}'", part));
      }
    }
    if (!list.faults.empty()) throw fault_list(list.faults);
  } catch (const Error& error) {
    throw error.at(file.string());
  }
  const std::string name = file.stem().string();
  const auto part_of = [&](const char* part, Tensor& targets) {
    std::vector<Picture> pictures;
    std::vector<float> numbers;
    for (std::size_t i = 0; i < list.rows.size(); ++i) {
      if (list.rows[i].part != part) continue;
      pictures.push_back(list.pictures[i]);
      pictures.back().label = static_cast<std::int32_t>(pictures.size()) - 1;
      numbers.insert(numbers.end(), list.rows[i].numbers.begin(), list.rows[i].numbers.end());
    }
    targets = Tensor(Shape{std::ssize(pictures), std::ssize(list.names)}, DType::f32);
    std::ranges::copy(numbers, targets.as<float>().begin());
    return std::make_shared<PictureSet>(name, view, std::vector<std::string>(),
                                        std::move(pictures));
  };
  TargetList result;
  result.names = list.names;
  result.pictures.train = part_of("train", result.train);
  result.pictures.test = part_of("test", result.test);
  result.pictures.photos = true;
  if (std::ranges::count(list.rows, "val", &TargetRow::part)) {
    result.pictures.validation = part_of("val", result.validation);
  }
  return result;
}

TargetList in_order_of(TargetList list, std::span<const std::string> names) {
  std::vector<std::size_t> order;
  for (const std::string& name : names) {
    const auto at = std::ranges::find(list.names, name);
    if (at != list.names.end()) order.push_back(static_cast<std::size_t>(at - list.names.begin()));
  }
  if (order.size() != names.size() || order.size() != list.names.size()) {
    throw Error("list '{}' has the targets {}, and not {}", list.pictures.train->name(),
                listed(list.names), listed(names));
  }
  for (Tensor* const table : {&list.train, &list.test, &list.validation}) {
    *table = columns_in_order(*table, order);
  }
  list.names.assign(names.begin(), names.end());
  return list;
}

}  // namespace fovea::datasets

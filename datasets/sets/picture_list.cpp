#include "fovea/datasets/picture_list.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <set>

#include "datasets/csv_line.h"
#include "datasets/fault_list.h"
#include "datasets/hash_split.h"
#include "fovea/core/terminal_text.h"
#include "fovea/datasets/table.h"

namespace fovea::datasets {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t most_bytes = std::uintmax_t{1} << 28;

// The columns of a line.
struct ListColumns {
  std::size_t path = 0, label = 1;
  std::optional<std::size_t> split;
};

// The columns that a first line names; nothing if the line names a picture.
std::optional<ListColumns> named_columns(const CsvFields& first) {
  const auto at = [&](const char* name) -> std::optional<std::size_t> {
    const auto field = std::ranges::find(first, name);
    if (field == first.end()) return {};
    return static_cast<std::size_t>(field - first.begin());
  };
  const auto path = at("path"), label = at("label");
  if (!path || !label) return {};
  return ListColumns{*path, *label, at("split")};
}

// A line's picture, and the part that it belongs to.
struct ListEntry {
  Picture picture;
  std::string label, part;
};

ListEntry entry_of(const CsvFields& fields, const ListColumns& columns, const fs::path& folder) {
  const std::size_t last = std::max({columns.path, columns.label, columns.split.value_or(0)});
  if (fields.size() <= last) {
    throw Error("has {} of {} fields", fields.size(), last + 1);
  }
  ListEntry entry;
  const std::string& path = fields[columns.path];
  entry.picture = {folder / fs::path(path), path, 0};
  entry.label = fields[columns.label];
  if (entry.label.empty()) throw Error("the class is empty");
  if (!is_utf8(entry.label)) throw Error("the name of the class is not UTF-8");
  if (columns.split) {
    entry.part = fields[*columns.split];
    if (entry.part == "valid" || entry.part == "validation") entry.part = "val";
    if (entry.part != "train" && entry.part != "test" && entry.part != "val") {
      throw Error("'{}' is none of train, test and val", entry.part);
    }
  }
  std::error_code ignored;
  if (!fs::is_regular_file(entry.picture.file, ignored)) throw Error("there is no file '{}'", path);
  return entry;
}

std::vector<ListEntry> entries_of(const fs::path& file, bool& divided, Finds& finds) {
  std::error_code fault;
  if (fs::file_size(file, fault) > most_bytes || fault) throw Error("is no list of pictures");
  std::ifstream stream(file, std::ios::binary);
  std::vector<ListEntry> entries;
  std::optional<ListColumns> columns;
  std::int64_t number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    if (number == 1 && line.starts_with("\xef\xbb\xbf")) line.erase(0, 3);
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) continue;
    try {
      const auto fields = csv_fields(line);
      if (!fields) throw Error("a quote does not end, or ends within a field");
      if (!columns) {
        columns = named_columns(*fields);
        if (columns) continue;
        columns = ListColumns{};
        if (fields->size() > 2) columns->split = 2;
      }
      entries.push_back(entry_of(*fields, *columns, file.parent_path()));
    } catch (const Error& error) {
      finds.faults.push_back(error.at(fmt::format("line {}", number)).what());
    }
  }
  divided = columns && columns->split;
  return entries;
}

void expect_no_twins(const std::vector<ListEntry>& entries, Finds& finds) {
  std::set<fs::path> files;
  for (const ListEntry& entry : entries) {
    if (files.insert(entry.picture.file.lexically_normal()).second) continue;
    finds.faults.push_back(fmt::format("'{}' is there twice", entry.picture.name));
  }
}

// Checks that a part has pictures of all classes.
void expect_all_classes(const std::vector<Picture>& part, const char* name,
                        const std::vector<std::string>& labels, Finds& finds) {
  for (std::size_t label = 0; label < labels.size(); ++label) {
    if (std::ranges::count(part, static_cast<std::int32_t>(label), &Picture::label)) continue;
    finds.faults.push_back(fmt::format("class '{}' has no picture for {}", labels[label], name));
  }
}

}  // namespace

bool is_picture_list(const fs::path& file) {
  std::error_code ignored;
  return file.extension() == ".csv" && fs::is_regular_file(file, ignored);
}

TrainTest open_picture_list(const fs::path& file, const View& view) {
  Finds finds;
  bool divided = false;
  std::vector<Picture> to_train, to_test, to_validate;
  std::vector<std::string> labels;
  try {
    std::vector<ListEntry> entries = entries_of(file, divided, finds);
    expect_no_twins(entries, finds);
    for (const ListEntry& entry : entries) labels.push_back(entry.label);
    std::ranges::sort(labels);
    labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
    const bool tests_alone =
        !entries.empty() && std::ranges::all_of(entries, [](const ListEntry& entry) {
          return entry.part == "test" || entry.part == "val";
        });
    if (labels.size() < 2 && !tests_alone)
      finds.faults.push_back("it names fewer than two classes");
    for (ListEntry& entry : entries) {
      entry.picture.label =
          static_cast<std::int32_t>(std::ranges::lower_bound(labels, entry.label) - labels.begin());
      auto& part = entry.part == "val" ? to_validate : entry.part == "test" ? to_test : to_train;
      part.push_back(std::move(entry.picture));
    }
    if (!divided) {
      HashSplit split = split_by_hash(std::move(to_train), labels, finds.faults);
      to_train = std::move(split.train);
      to_test = std::move(split.test);
    } else if (to_test.empty()) {
      std::swap(to_test, to_validate);  // as in folders without a test
    }
    if (divided && !tests_alone) expect_all_classes(to_train, "training", labels, finds);
    if (divided && to_test.empty()) finds.faults.push_back("no picture is for the test");
    if (!finds.faults.empty()) throw fault_list(finds.faults);
  } catch (const Error& error) {
    throw error.at(file.string());
  }
  const std::string name = file.stem().string();
  const auto set_of = [&](std::vector<Picture> pictures) {
    return std::make_shared<PictureSet>(name, view, labels, std::move(pictures));
  };
  return {.train = set_of(std::move(to_train)),
          .test = set_of(std::move(to_test)),
          .photos = true,
          .validation = to_validate.empty() ? nullptr : set_of(std::move(to_validate))};
}

void register_picture_list(DatasetTable& table) {
  table.push_back(
      {"", "photos named in a .csv file, path,label a line", is_picture_list, open_picture_list});
}

}  // namespace fovea::datasets

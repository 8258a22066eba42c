#include "datasets/cifar_records.h"

#include <algorithm>
#include <fstream>

#include "datasets/find_file.h"
#include "datasets/locate.h"

namespace fovea::datasets {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t side = 32, channels = 3, plane = side * side;
constexpr std::uintmax_t most_bytes = std::uintmax_t{1} << 30;  // 35 times the size of the files

std::int64_t record_bytes(const CifarForm& form) { return form.label_bytes + channels * plane; }

struct RecordFile {
  fs::path path;
  std::int64_t records;
};

RecordFile find_records(const fs::path& folder, const std::string& name, const CifarForm& form) {
  const auto file = find_file(folder, std::vector{name});
  if (!file) {
    throw Error("{} is missing", name).at(folder.string()).hint(how_to_get(form.name, folder));
  }
  std::error_code fault;
  if (!fs::is_regular_file(*file, fault)) throw Error("is not a file").at(file->string());
  const std::uintmax_t bytes = fs::file_size(*file, fault);
  if (fault) throw Error("cannot be read: {}", fault.message()).at(file->string());
  const auto record = static_cast<std::uintmax_t>(record_bytes(form));
  if (bytes == 0 || bytes > most_bytes || bytes % record != 0) {
    throw Error("has {} bytes, which are no records of {} ({} and 32x32x3 pixels)", bytes, record,
                form.label_bytes == 1 ? "a label" : "labels")
        .at(file->string());
  }
  return {*file, static_cast<std::int64_t>(bytes / record)};
}

// Adds the file's records after the `first` images that are there.
void read_records(const RecordFile& file, const CifarForm& form, std::int64_t first, Tensor& images,
                  Tensor& labels) {
  std::ifstream stream(file.path, std::ios::binary);
  const std::int64_t bytes = record_bytes(form);
  const auto skipped = static_cast<size_t>(form.label_bytes);
  const auto label_at = static_cast<size_t>(form.label_at);
  std::vector<std::uint8_t> record(static_cast<size_t>(bytes));
  for (std::int64_t i = 0; i < file.records; ++i) {
    if (!stream.read(reinterpret_cast<char*>(record.data()), bytes)) {
      throw Error("cannot be read from byte {}", i * bytes).at(file.path.string());
    }
    const std::uint8_t label = record[label_at];
    if (label >= form.labels.size()) {
      throw Error("label {} at byte {}, where 0 to {} is allowed", label, i * bytes + form.label_at,
                  form.labels.size() - 1)
          .at(file.path.string());
    }
    labels.as<std::int32_t>()[static_cast<size_t>(first + i)] = label;
    std::uint8_t* to = images.as<std::uint8_t>().data() + (first + i) * channels * plane;
    for (std::int64_t pixel = 0; pixel < plane; ++pixel) {
      for (std::int64_t c = 0; c < channels; ++c) {
        *to++ = record[skipped + static_cast<size_t>(c * plane + pixel)];
      }
    }
  }
}

std::shared_ptr<const Dataset> read_split(const fs::path& folder, const CifarForm& form,
                                          const std::vector<std::string>& names) {
  std::vector<RecordFile> files;
  std::int64_t all = 0;
  for (const std::string& name : names) {
    files.push_back(find_records(folder, name, form));
    all += files.back().records;
  }
  Tensor images(Shape{all, side, side, channels}, DType::u8), labels(Shape{all}, DType::i32);
  std::int64_t first = 0;
  for (const RecordFile& file : files) {
    read_records(file, form, first, images, labels);
    first += file.records;
  }
  return std::make_shared<MemoryDataset>(form.name, std::move(images), std::move(labels),
                                         form.labels);
}

}  // namespace

bool holds_cifar(const fs::path& folder, const CifarForm& form) {
  const auto lies_there = [&](const std::string& name) {
    return find_file(folder, std::vector{name}).has_value();
  };
  return std::ranges::any_of(form.train, lies_there) || std::ranges::any_of(form.test, lies_there);
}

TrainTest open_cifar(const fs::path& folder, const CifarForm& form) {
  return {read_split(folder, form, form.train), read_split(folder, form, form.test)};
}

}  // namespace fovea::datasets

#include "datasets/sets/cifar10.h"

#include <fstream>
#include <vector>

#include "datasets/locate.h"

namespace fovea::datasets {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t extent = 32, channels = 3, plane = extent * extent;
constexpr std::int64_t record_bytes = 1 + channels * plane;
constexpr std::uintmax_t most_bytes = std::uintmax_t{1} << 30;  // 35 times what the files have

const std::vector<std::string>& class_names() {
  static const std::vector<std::string> names = {
      "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"};
  return names;
}

std::int64_t records_of(const fs::path& file, const fs::path& folder) {
  std::error_code fault;
  if (!fs::exists(file, fault)) {
    throw Error("{} is missing", file.filename().string())
        .at(folder.string())
        .hint(how_to_get("cifar10", folder));
  }
  if (!fs::is_regular_file(file, fault)) throw Error("is not a file").at(file.string());
  const std::uintmax_t bytes = fs::file_size(file, fault);
  if (fault) throw Error("cannot be read: {}", fault.message()).at(file.string());
  if (bytes == 0 || bytes > most_bytes || bytes % record_bytes != 0) {
    throw Error("has {} bytes, which are no records of {} (a label and 32x32x3 pixels)", bytes,
                record_bytes)
        .at(file.string());
  }
  return static_cast<std::int64_t>(bytes) / record_bytes;
}

// Adds the file's records behind the `first` images there are.
void read_records(const fs::path& file, std::int64_t count, std::int64_t first, Tensor& images,
                  Tensor& labels) {
  std::ifstream stream(file, std::ios::binary);
  std::vector<std::uint8_t> record(record_bytes);
  for (std::int64_t i = 0; i < count; ++i) {
    if (!stream.read(reinterpret_cast<char*>(record.data()), record_bytes)) {
      throw Error("cannot be read from byte {}", i * record_bytes).at(file.string());
    }
    if (record[0] >= class_names().size()) {
      throw Error("label {} at byte {}, where 0 to 9 is allowed", record[0], i * record_bytes)
          .at(file.string());
    }
    labels.as<std::int32_t>()[static_cast<size_t>(first + i)] = record[0];
    std::uint8_t* to = images.as<std::uint8_t>().data() + (first + i) * channels * plane;
    for (std::int64_t pixel = 0; pixel < plane; ++pixel) {
      for (std::int64_t c = 0; c < channels; ++c) {
        *to++ = record[static_cast<size_t>(1 + c * plane + pixel)];
      }
    }
  }
}

std::shared_ptr<const Dataset> read_half(const fs::path& folder,
                                         const std::vector<std::string>& names) {
  std::vector<std::int64_t> counts;
  std::int64_t all = 0;
  for (const std::string& name : names) {
    counts.push_back(records_of(folder / name, folder));
    all += counts.back();
  }
  Tensor images(Shape{all, extent, extent, channels}, DType::u8), labels(Shape{all}, DType::i32);
  std::int64_t first = 0;
  for (size_t i = 0; i < names.size(); ++i) {
    read_records(folder / names[i], counts[i], first, images, labels);
    first += counts[i];
  }
  return std::make_shared<MemoryDataset>("cifar10", std::move(images), std::move(labels),
                                         class_names());
}

}  // namespace

bool holds_cifar10(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / "data_batch_1.bin", ignored) ||
         fs::exists(folder / "test_batch.bin", ignored);
}

TrainTest open_cifar10(const fs::path& folder) {
  return {read_half(folder, {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                             "data_batch_4.bin", "data_batch_5.bin"}),
          read_half(folder, {"test_batch.bin"})};
}

}  // namespace fovea::datasets

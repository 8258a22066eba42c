#include "datasets/idx_pair.h"

#include <algorithm>
#include <utility>

#include "datasets/find_file.h"
#include "datasets/idx.h"
#include "datasets/locate.h"

namespace fovea::datasets {

namespace {

namespace fs = std::filesystem;

// The possible names of the file: `split`-images-idx3-ubyte, .idx3-ubyte, both also with .gz.
std::vector<std::string> names_of(const std::string& split, const std::string& part,
                                  const std::string& kind) {
  std::vector<std::string> names;
  for (const char* separator : {"-", "."}) {
    for (const char* ending : {"", ".gz"}) {
      names.push_back(split + "-" + part + separator + kind + ending);
    }
  }
  return names;
}

std::optional<fs::path> images_file(const fs::path& folder, const std::string& split) {
  return find_file(folder, names_of(split, "images", "idx3-ubyte"));
}

std::optional<fs::path> labels_file(const fs::path& folder, const std::string& split) {
  return find_file(folder, names_of(split, "labels", "idx1-ubyte"));
}

struct Files {
  fs::path images, labels;
};

Files find_split(const fs::path& folder, const IdxForm& form, const std::string& split) {
  const auto expect = [&](std::optional<fs::path> file, const std::string& name) {
    if (file) return *file;
    throw Error("{} is missing (and so is {}.gz)", name, name)
        .at(folder.string())
        .hint(how_to_get(form.name, folder));
  };
  return {expect(images_file(folder, split), split + "-images-idx3-ubyte"),
          expect(labels_file(folder, split), split + "-labels-idx1-ubyte")};
}

// Each image with its rows and columns exchanged.
Tensor turned_over(const Tensor& images) {
  const Shape& shape = images.shape();
  const auto count = static_cast<std::size_t>(shape[0]);
  const auto columns = static_cast<std::size_t>(shape[1]);  // as stored: a row is a column
  const auto rows = static_cast<std::size_t>(shape[2]);
  Tensor upright(Shape{shape[0], shape[2], shape[1]}, DType::u8);
  const auto from = images.as<std::uint8_t>();
  const auto to = upright.as<std::uint8_t>();
  for (std::size_t n = 0; n < count; ++n) {
    const std::size_t first = n * rows * columns;
    for (std::size_t y = 0; y < rows; ++y) {
      for (std::size_t x = 0; x < columns; ++x) {
        to[first + y * columns + x] = from[first + x * rows + y];
      }
    }
  }
  return upright;
}

std::shared_ptr<const Dataset> read_split(const Files& files, const IdxForm& form) {
  const Tensor bytes = read_idx(files.labels, 1);
  const std::int64_t count = bytes.shape()[0];
  const auto classes = static_cast<int>(form.labels.size());
  Tensor targets(Shape{count}, DType::i32);
  const auto from = bytes.as<std::uint8_t>();
  const auto to = targets.as<std::int32_t>();
  for (std::size_t i = 0; i < from.size(); ++i) {
    to[i] = from[i] - form.first_label;
    if (to[i] < 0 || to[i] >= classes) {
      throw Error("label {} at byte {}, where {} to {} is allowed", from[i],
                  idx_header_bytes(1) + i, form.first_label, form.first_label + classes - 1)
          .at(files.labels.string());
    }
  }

  Tensor pictures = read_idx(files.images, 3);
  if (pictures.shape()[0] != count) {
    throw Error("{} images, but {} has {} labels", pictures.shape()[0], files.labels.string(),
                count)
        .at(files.images.string());
  }
  if (form.transposed) pictures = turned_over(pictures);
  const Shape& shape = pictures.shape();
  return std::make_shared<MemoryDataset>(form.name,
                                         pictures.reshaped({shape[0], shape[1], shape[2], 1}),
                                         std::move(targets), form.labels);
}

}  // namespace

bool holds_idx_pair(const fs::path& folder, const IdxForm& form) {
  return std::ranges::any_of(std::vector{form.train, form.test}, [&](const std::string& split) {
    return images_file(folder, split) || labels_file(folder, split);
  });
}

TrainTest open_idx_pair(const fs::path& folder, const IdxForm& form) {
  const Files train = find_split(folder, form, form.train),
              test = find_split(folder, form, form.test);
  TrainTest both{read_split(train, form), read_split(test, form)};
  if (both.train->image() != both.test->image()) {
    throw Error("its images are {}, those of {} are {}", both.test->image().str(),
                train.images.string(), both.train->image().str())
        .at(test.images.string());
  }
  return both;
}

}  // namespace fovea::datasets

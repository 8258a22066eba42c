#include "datasets/sets/mnist.h"

#include <algorithm>
#include <utility>

#include "datasets/idx.h"
#include "datasets/locate.h"

namespace fovea::datasets {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> class_names(const std::string& name) {
  if (name == "fashion-mnist") {
    return {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
            "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
  }
  return {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
}

/// The first of `stem`-ubyte, `stem`.gz, ... that exists in the folder.
fs::path find_file(const fs::path& folder, const std::string& name, const std::string& part,
                   const std::string& form) {
  for (const char* separator : {"-", "."}) {
    for (const char* ending : {"", ".gz"}) {
      const fs::path file = folder / (part + separator + form + ending);
      std::error_code ignored;
      if (fs::exists(file, ignored)) return file;
    }
  }
  throw Error("{} is missing (and so is {}.gz)", part + "-" + form, part + "-" + form)
      .at(folder.string())
      .hint(how_to_get(name, folder));
}

struct Files {
  fs::path images, labels;
};

Files find_half(const fs::path& folder, const std::string& name, const std::string& half) {
  return {find_file(folder, name, half + "-images", "idx3-ubyte"),
          find_file(folder, name, half + "-labels", "idx1-ubyte")};
}

std::shared_ptr<const Dataset> read_half(const Files& files, const std::string& name) {
  const std::vector<std::string> names = class_names(name);
  const Tensor bytes = read_idx(files.labels, 1);
  const std::int64_t count = bytes.shape()[0];
  Tensor targets(Shape{count}, DType::i32);
  const auto from = bytes.as<std::uint8_t>();
  const auto to = targets.as<std::int32_t>();
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (from[i] >= names.size()) {
      throw Error("label {} at byte {}, where 0 to {} is allowed", from[i], idx_header_bytes(1) + i,
                  names.size() - 1)
          .at(files.labels.string());
    }
    to[i] = from[i];
  }

  const Tensor pictures = read_idx(files.images, 3);
  const Shape& shape = pictures.shape();
  if (shape[0] != count) {
    throw Error("{} images, but {} has {} labels", shape[0], files.labels.string(), count)
        .at(files.images.string());
  }
  return std::make_shared<MemoryDataset>(name, pictures.reshaped({shape[0], shape[1], shape[2], 1}),
                                         std::move(targets), names);
}

}  // namespace

TrainTest open_mnist(const fs::path& folder, const std::string& name) {
  const Files train = find_half(folder, name, "train"), test = find_half(folder, name, "t10k");
  TrainTest both{read_half(train, name), read_half(test, name)};
  if (both.train->image() != both.test->image()) {
    throw Error("its images are {}, those of {} are {}", both.test->image().str(),
                train.images.string(), both.train->image().str())
        .at(test.images.string());
  }
  return both;
}

}  // namespace fovea::datasets

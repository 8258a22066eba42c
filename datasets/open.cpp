#include "fovea/datasets/open.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "datasets/locate.h"
#include "datasets/sets/cifar10.h"
#include "datasets/sets/mnist.h"
#include "fovea/datasets/image_folder.h"

namespace fovea::datasets {

TrainTest open(const std::string& name_or_folder, const View& view) {
  const std::vector<std::string> names = {"mnist", "fashion-mnist", "cifar10"};
  const auto known = [&](const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (name_or_folder == "cifar10") return open_cifar10(data_folder("cifar10"));
  if (known(name_or_folder)) return open_mnist(data_folder(name_or_folder), name_or_folder);

  const std::filesystem::path folder = name_or_folder;
  std::error_code ignored;
  if (std::filesystem::is_directory(folder, ignored)) {
    if (holds_cifar10(folder)) return open_cifar10(folder);
    if (holds_image_folder(folder)) return open_image_folder(folder, view);
    const auto whole = (folder / "").parent_path();
    const std::string last = whole.filename().string();
    return open_mnist(folder, known(last) ? last : "mnist");
  }
  if (std::filesystem::exists(folder, ignored)) {
    throw Error("--data wants the name of a data set or a folder, and this is a file")
        .at(name_or_folder);
  }
  if (name_or_folder.find('/') != std::string::npos) {
    throw Error("there is no such folder").at(name_or_folder);
  }
  const std::string guess = did_you_mean(name_or_folder, names);
  throw Error(
      "no data set or folder is called '{}'{}", name_or_folder,
      guess.empty() ? "; known names: " + fmt::format("{}", fmt::join(names, ", ")) : guess);
}

}  // namespace fovea::datasets

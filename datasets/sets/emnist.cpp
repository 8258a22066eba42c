// EMNIST (Cohen, Afshar, Tapson, van Schaik, 2017): handwritten digits and letters in MNIST's form,
// in six selections. Files are called emnist-letters-train-images-idx3-ubyte and so on. Their
// images are stored column by column (nist.gov/itl/products-and-services/emnist-dataset), and are
// turned upright here, like a photo of the letter.
#include "datasets/idx_pair.h"
#include "datasets/locate.h"
#include "fovea/datasets/table.h"

namespace fovea::datasets {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> each(std::string_view characters) {
  std::vector<std::string> names;
  for (const char c : characters) names.emplace_back(1, c);
  return names;
}

constexpr std::string_view digits = "0123456789", capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

struct Selection {
  const char* name;
  const char* description;
  std::vector<std::string> labels;
  int first_label;
};

std::vector<Selection> selections() {
  const std::string upper = std::string(digits) + std::string(capitals);
  const std::string merged =
      upper + "abdefghnqrt";  // letters that look the same in both cases are one class
  const std::string all = upper + "abcdefghijklmnopqrstuvwxyz";
  return {{"balanced", "digits and letters in 47 classes of equal size", each(merged), 0},
          {"bymerge", "digits and letters in 47 classes", each(merged), 0},
          {"byclass", "digits, capital and small letters in 62 classes", each(all), 0},
          {"letters", "26 letters, capital and small as one", each(capitals), 1},
          {"digits", "10 digits", each(digits), 0},
          {"mnist", "10 digits, as many as MNIST has", each(digits), 0}};
}

// The archive holds all selections in one folder, which may be called emnist.
fs::path folder_with(const fs::path& folder, const IdxForm& form) {
  const fs::path shared = folder.parent_path() / "emnist";
  return !holds_idx_pair(folder, form) && holds_idx_pair(shared, form) ? shared : folder;
}

}  // namespace

void register_emnist(DatasetTable& table) {
  for (const Selection& one : selections()) {
    const std::string stem = std::string("emnist-") + one.name;
    const IdxForm form{.name = stem,
                       .labels = one.labels,
                       .train = stem + "-train",
                       .test = stem + "-test",
                       .first_label = one.first_label,
                       .transposed = true};
    table.push_back({stem, std::string("EMNIST: ") + one.description + ", 28x28 gray",
                     [form](const fs::path& folder) { return holds_idx_pair(folder, form); },
                     [form](const fs::path& folder, const View&) {
                       return open_idx_pair(folder_with(folder, form), form);
                     },
                     stem});
  }
}

}  // namespace fovea::datasets

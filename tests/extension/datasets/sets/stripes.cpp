// A data set from outside the tree: no file of fovea is edited to add it. Pictures of stripes,
// upright (class 0) or level (class 1); the folder says in a file "stripes" how many of each
// there are.
#include <fstream>

#include "fovea/datasets/table.h"

namespace fovea::datasets {

namespace {

namespace fs = std::filesystem;

std::shared_ptr<const Dataset> stripes(std::int64_t count) {
  Tensor images(Shape{count, 8, 8, 1}, DType::u8), targets(Shape{count}, DType::i32);
  const auto pixels = images.as<std::uint8_t>();
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const bool level = (i / 64) % 2 == 1;
    pixels[i] = ((level ? i / 8 : i) / 2) % 2 == 1 ? 255 : 0;
    targets.as<std::int32_t>()[i / 64] = level ? 1 : 0;
  }
  return std::make_shared<MemoryDataset>("stripes", std::move(images), std::move(targets),
                                         std::vector<std::string>{"upright", "level"});
}

bool holds_stripes(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_regular_file(folder / "stripes", ignored);
}

TrainTest open_stripes(const fs::path& folder, const View&) {
  std::int64_t count = 0;
  std::ifstream(folder / "stripes") >> count;
  if (count < 1) throw Error("holds no number of stripes").at(folder.string());
  return {stripes(2 * count), stripes(2)};
}

}  // namespace

void register_stripes(DatasetTable& table) {
  table.push_back({"stripes", "stripes, 8x8 gray", holds_stripes, open_stripes});
}

}  // namespace fovea::datasets

// Photos with numbers to learn: a CSV file with a path and one or more numbers on each line.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "fovea/datasets/dataset.h"
#include "fovea/images/image_resize.h"

namespace fovea::datasets {

/// Pictures with targets: a picture's label is the number of its row in the targets of its part,
/// f32 (rows, names).
struct TargetList {
  TrainTest pictures;
  Tensor train, validation, test;  // the second one is empty if there is no such part
  std::vector<std::string> names;  // of the targets: "target", "target_width"
};

/// Whether it is a .csv file whose first line names the columns "path" and at least one whose name
/// begins with "target".
bool is_target_list(const std::filesystem::path& file);

/// Each line has a path relative to the file's folder, and a number in each of those columns. A
/// column "split" says "train", "test" or "val" (or "valid", "validation"); without it about a
/// fifth is the test set, chosen by a hash of the names. The pictures as `view` shows them. Throws
/// one Error with all faults and their lines.
TargetList open_target_list(const std::filesystem::path& file, const View& view);

/// The list with its targets in the order of `names`. Throws Error if it has others.
TargetList in_order_of(TargetList list, std::span<const std::string> names);

}  // namespace fovea::datasets

#include "fovea/datasets/table.h"

namespace fovea::datasets {

void register_all(DatasetTable& table);  // written by CMake from the files of datasets/sets

const DatasetTable& table() {
  static const DatasetTable all = [] {
    DatasetTable made;
    register_all(made);
    return made;
  }();
  return all;
}

}  // namespace fovea::datasets

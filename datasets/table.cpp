#include "fovea/datasets/table.h"

namespace fovea::datasets {

void register_all(DatasetTable& table);  // written by CMake from the files of datasets/sets

const DatasetTable& table() {
  static const DatasetTable all = [] {
    DatasetTable table;
    register_all(table);
    return table;
  }();
  return all;
}

}  // namespace fovea::datasets

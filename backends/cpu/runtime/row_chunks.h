// How the rows of the images of a batch are cut into chunks.
#pragma once

#include <algorithm>

#include "backends/cpu/gemm/gemm.h"

namespace fovea::cpu {

/// Rows of the images of a batch: several whole images, or some rows of one.
struct ImageRows {
  Range images, rows;
};

/// A batch of images of `rows` rows, cut into chunks.
class RowChunks {
 public:
  RowChunks(Index batch, Index rows, Index rows_per_chunk) : batch_(batch), rows_(rows) {
    if (rows_per_chunk >= rows) {
      image_parts_ = divide_up(batch, rows_per_chunk / rows);
    } else {
      image_parts_ = batch;
      row_parts_ = divide_up(rows, rows_per_chunk);
    }
  }
  Index count() const { return image_parts_ * row_parts_; }
  ImageRows operator[](Index chunk) const {
    return {part_of(batch_, image_parts_, chunk / row_parts_),
            part_of(rows_, row_parts_, chunk % row_parts_)};
  }

 private:
  Index batch_, rows_, image_parts_ = 1, row_parts_ = 1;
};

}  // namespace fovea::cpu

// Some examples of a batch.
#pragma once

#include "fovea/train/batch_source.h"

namespace fovea {

/// How many examples a batch has.
std::int64_t examples_of(const Batch& batch);

/// Rows first .. first + count - 1 of a tensor (N, ...), copied; the tensor itself if these are all
/// of its rows.
Tensor rows(const Tensor& whole, std::int64_t first, std::int64_t count);

/// The same for each field that is among these inputs of a graph.
Feed rows(const Batch& batch, const std::map<std::string, TensorType>& inputs, std::int64_t first,
          std::int64_t count);

}  // namespace fovea

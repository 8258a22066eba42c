// Where a training run gets its examples.
#pragma once

#include "fovea/core/tensor.h"

namespace fovea {

struct Batch {
  Tensor images;  // u8 (B, H, W, C)
  Tensor labels;  // i32 (B)
  // Of a source that mixes images: labels that they have too, i32 (B), and the share of `labels`, f32 (B).
  Tensor other_labels = {}, label_shares = {};
};

/// Where batches come from: a loader, or whatever an application has.
class BatchSource {
 public:
  virtual ~BatchSource() = default;
  virtual std::int64_t size() const = 0;  // examples
  /// Whether each batch has other_labels and label_shares: the loss of an image is the mean of those of
  /// both labels, weighted by their shares.
  virtual bool mixes() const { return false; }
  /// Starts pass number `epoch` (from 0; it chooses the order) at batch `first`.
  virtual void start(int epoch, std::int64_t first) = 0;
  /// The next batch, false at the end of the pass. The last batch may be smaller.
  virtual bool next(Batch& batch) = 0;
};

}  // namespace fovea

// Where a training run gets its examples.
#pragma once

#include "fovea/runtime/backend.h"

namespace fovea {

/// The fields of some examples by name, (N, ...) each. Pictures have "image" u8 (N, H, W, C) and
/// "label" i32 (N). A source that mixes images also has "other_label" i32 (N), their second label,
/// and "label_share" f32 (N), the share of `label`.
using Batch = Feed;

/// Where batches come from: a loader, or whatever an application has.
class BatchSource {
 public:
  virtual ~BatchSource() = default;
  virtual std::int64_t size() const = 0;  // examples
  /// The most examples of a batch, for what is said of memory beforehand; 0: not known.
  virtual std::int64_t batch() const { return 0; }
  /// Whether each batch has this field of those that an objective reads only where they are there
  /// (Objective::optional_fields). With "other_label" the loss of an image is the mean of those of
  /// both labels, weighted by their shares.
  virtual bool has(const std::string& field) const {
    (void)field;
    return false;
  }
  /// Starts pass number `epoch` (from 0; it chooses the order) at batch `first`.
  virtual void start(int epoch, std::int64_t first) = 0;
  /// Gets the next batch; false at the end of the pass. The last batch may be smaller.
  virtual bool next(Batch& batch) = 0;
};

}  // namespace fovea

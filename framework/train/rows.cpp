#include "framework/train/rows.h"

#include <cstring>

namespace fovea {

std::int64_t examples_of(const Batch& batch) {
  if (batch.empty()) throw Error("a batch holds nothing");
  return batch.begin()->second.shape()[0];
}

Tensor rows(const Tensor& whole, std::int64_t first, std::int64_t count) {
  const std::int64_t all = whole.shape()[0];
  if (count == all) return whole;
  Tensor part(whole.shape().with(0, count), whole.dtype());
  const auto size = whole.bytes().size() / static_cast<size_t>(all);
  std::memcpy(part.data(), whole.data() + size * static_cast<size_t>(first),
              size * static_cast<size_t>(count));
  return part;
}

Feed rows(const Batch& batch, const std::map<std::string, TensorType>& inputs, std::int64_t first,
          std::int64_t count) {
  Feed feed;
  for (const auto& [name, type] : inputs) {
    const auto field = batch.find(name);
    if (field != batch.end()) feed[name] = rows(field->second, first, count);
  }
  return feed;
}

}  // namespace fovea

#include "fovea/datasets/dataset.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "datasets/fingerprint.h"
#include "fovea/core/random.h"

namespace fovea::datasets {

void expect_room(const Dataset& set, std::uint32_t index, std::size_t bytes) {
  const auto image_bytes = static_cast<std::size_t>(set.image().count());
  if (index < set.size() && bytes == image_bytes) return;
  throw Error("read of image {} into {} bytes: there are {} images of {} bytes", index, bytes,
              set.size(), image_bytes)
      .at(set.name());
}

Original Dataset::original(std::uint32_t index) const {
  Original original{Tensor(image(), DType::u8)};
  original.label = read(index, original.picture.as<std::uint8_t>());
  return original;
}

std::int32_t Dataset::read_part(std::uint32_t, const PartOf&, std::span<std::uint8_t>) const {
  throw Error("its images all have one size: there is no larger picture to take a part of")
      .at(name());
}

std::string Dataset::place(std::uint32_t index) const { return fmt::format("image {}", index); }

MemoryDataset::MemoryDataset(std::string name, Tensor images, Tensor targets,
                             std::vector<std::string> labels)
    : name_(std::move(name)),
      images_(std::move(images)),
      targets_(std::move(targets)),
      labels_(std::move(labels)) {
  const Shape& shape = images_.shape();
  if (shape.rank() != 4 || images_.dtype() != DType::u8 || shape.count() == 0) {
    throw Error("images must be u8 (N, H, W, C) and at least one, not {}", images_.type().str())
        .at(name_);
  }
  image_ = Shape{shape[1], shape[2], shape[3]};
  if (targets_.type() != TensorType{Shape{shape[0]}, DType::i32}) {
    throw Error("{} images need that many i32 labels, not {}", shape[0], targets_.type().str())
        .at(name_);
  }
  const std::span<const std::int32_t> values = std::as_const(targets_).as<std::int32_t>();
  const auto classes = static_cast<std::int64_t>(labels_.size());
  const auto bad = std::find_if(values.begin(), values.end(),
                                [&](std::int32_t v) { return v < 0 || v >= classes; });
  if (bad != values.end()) {
    throw Error("label {} of image {} is not one of the {} classes", *bad, bad - values.begin(),
                classes)
        .at(name_);
  }
}

std::int32_t MemoryDataset::read(std::uint32_t index, std::span<std::uint8_t> image) const {
  expect_room(*this, index, image.size());
  std::memcpy(image.data(), images_.bytes().data() + index * image.size(), image.size());
  return targets_.as<std::int32_t>()[index];
}

std::uint64_t MemoryDataset::identity() const {
  Fingerprint print;
  print.add(images_.bytes());
  print.add(targets_.bytes());
  return print.value();
}

std::uint64_t Dataset::identity() const {
  Fingerprint print;
  print.add(size());
  for (const std::string& label : labels()) print.add(label);
  return print.value();
}

Subset::Subset(std::shared_ptr<const Dataset> whole, std::vector<std::uint32_t> indices)
    : whole_(std::move(whole)), indices_(std::move(indices)) {
  for (const std::uint32_t index : indices_) {
    if (index >= whole_->size()) {
      throw Error("image {} is beyond the {} images of the set", index, whole_->size())
          .at(whole_->name());
    }
  }
}

std::uint32_t Subset::inside(std::uint32_t index) const {
  if (index >= size()) {
    throw Error("read of image {}: there are {} images", index, size()).at(name());
  }
  return indices_[index];
}

std::int32_t Subset::read(std::uint32_t index, std::span<std::uint8_t> image) const {
  return whole_->read(inside(index), image);
}

std::uint64_t Subset::identity() const {
  Fingerprint print;
  print.add(whole_->identity());
  print.add(std::as_bytes(std::span(indices_)));
  return print.value();
}

Split split(std::uint32_t size, double fraction, std::uint64_t seed) {
  if (!(fraction >= 0 && fraction < 1)) {
    throw Error("validation fraction {} is not in [0, 1)", fraction);
  }
  if (fraction > 0 && size < 2) {
    throw Error("a set of {} images has none to give to validation", size);
  }
  std::uint32_t aside = 0;
  if (fraction > 0) {
    aside = std::clamp<std::uint32_t>(static_cast<std::uint32_t>(std::lround(size * fraction)), 1,
                                      size - 1);
  }
  const auto order = Random(seed, stream_of("validation")).permutation(size);
  Split parts{{order.begin() + aside, order.end()}, {order.begin(), order.begin() + aside}};
  std::sort(parts.train.begin(), parts.train.end());
  std::sort(parts.validation.begin(), parts.validation.end());
  return parts;
}

}  // namespace fovea::datasets

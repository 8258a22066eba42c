// A few pictures to train on, made here.
#pragma once

#include <algorithm>

#include "fovea/core/random.h"
#include "fovea/train/trainer.h"

namespace fovea {

/// 28x28 images of noise with a bright bar at a place that depends on the class; other ones in
/// another order each epoch.
class Pictures : public BatchSource {
 public:
  Pictures(std::int64_t size, std::int64_t batch) : size_(size), batch_(batch) {}

  std::int64_t size() const override { return size_; }
  void start(int epoch, std::int64_t first) override {
    epoch_ = epoch;
    next_ = first;
  }
  bool next(Batch& batch) override {
    const std::int64_t count = std::min(batch_, size_ - next_ * batch_);
    if (count <= 0) return false;
    batch = {{"image", Tensor(Shape{count, 28, 28, 1}, DType::u8)},
             {"label", Tensor(Shape{count}, DType::i32)}};
    const auto pixels = batch["image"].as<std::uint8_t>();
    const auto labels = batch["label"].as<std::int32_t>();
    const Random random(5, static_cast<std::uint32_t>(epoch_), static_cast<std::uint32_t>(next_++));
    for (size_t n = 0; n < static_cast<size_t>(count); ++n) {
      const auto label = static_cast<std::int32_t>(random.below(n, 10));
      labels[n] = label;
      for (size_t i = 0; i < 784; ++i) {
        const std::uint32_t noise = random.bits(1000 + 784 * n + i) >> 25;
        const bool bright = i / 56 == static_cast<size_t>(label + 2);
        pixels[784 * n + i] = static_cast<std::uint8_t>(noise + 120 * bright);
      }
    }
    return true;
  }

 private:
  std::int64_t size_, batch_, next_ = 0;
  int epoch_ = 0;
};

}  // namespace fovea

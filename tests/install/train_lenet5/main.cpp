// Trains LeNet-5 on pictures that this program draws itself: class k is a bright bar at column 2 k
// + 4 in noise. It uses no data sets of fovea: a program that has arrays writes a BatchSource.
#include <fovea/fovea.h>
#include <algorithm>
#include <cstdio>

using namespace fovea;

// All pictures in memory, in the same order in every epoch.
class ArraySource : public BatchSource {
 public:
  ArraySource(std::int64_t count, std::uint64_t seed)
      : pixels_(static_cast<std::size_t>(count) * 784), labels_(static_cast<std::size_t>(count)) {
    const Random noise(seed, stream_of("noise"));
    for (std::size_t i = 0; i < pixels_.size(); ++i) {
      const std::size_t column = i % 28, label = i / 784 % 10;
      const float bright = column / 2 == label + 2 ? 128.0f : 0.0f;
      pixels_[i] = static_cast<std::uint8_t>(bright + 100 * noise.uniform(i));
      labels_[i / 784] = static_cast<std::int32_t>(label);
    }
  }

  std::int64_t size() const override { return static_cast<std::int64_t>(labels_.size()); }
  void start(int, std::int64_t first) override { at_ = first * batch; }
  bool next(Batch& next) override {
    const std::int64_t count = std::min(batch, size() - at_);
    if (count <= 0) return false;
    next["image"] = Tensor(Shape{count, 28, 28, 1}, DType::u8);
    next["label"] = Tensor(Shape{count}, DType::i32);
    std::copy_n(pixels_.begin() + at_ * 784, count * 784, next["image"].as<std::uint8_t>().begin());
    std::copy_n(labels_.begin() + at_, count, next["label"].as<std::int32_t>().begin());
    at_ += count;
    return true;
  }

  static constexpr std::int64_t batch = 32;

 private:
  std::vector<std::uint8_t> pixels_;
  std::vector<std::int32_t> labels_;
  std::int64_t at_ = 0;
};

int main() {
  Model model = models::make("lenet5");
  cpu::CpuBackend backend;
  ArraySource train(640, /*seed=*/1), test(160, /*seed=*/2);
  Trainer trainer(model, backend, train, nullptr, test,
                  {.epochs = 3, .batch = ArraySource::batch, .optimizer = "adam"});
  TrainingObserver observer;
  observer.epoch = [](const EpochMetrics& metrics) {
    std::printf("epoch %d: %.1f %% right\n", metrics.epoch, 100 * metrics.test.at("accuracy"));
  };
  trainer.run(observer);
  save_onnx(model, "lenet5.onnx");
  return evaluate(load_onnx("lenet5.onnx"), backend, test).values.at("accuracy") > 0.95 ? 0 : 1;
}

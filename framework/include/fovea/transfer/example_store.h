// Examples of classes as features on the host, a limited number per class. A head is
// trained on them.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "fovea/core/tensor.h"

namespace fovea {

class ExampleStore {
 public:
  static constexpr std::int64_t most_bytes = std::int64_t{256} << 20;  // of all examples together

  /// features: the type of one example, (1, ...); most: how many a class can have, or fewer if they
  /// are large. Throws Error for less than one class or example.
  ExampleStore(int classes, const TensorType& features, std::uint64_t seed, int most = 256);

  /// The most examples that a class can have.
  int capacity() const { return capacity_; }
  /// Keeps a copy. Once the class is full, it replaces one picked at random, so recent ones are
  /// favoured. Throws Error for another type, a number that is not finite, or a class that is
  /// not there.
  void add(int target, const Tensor& features);
  /// Takes the last example back; the example that it replaced is there again. Returns its class,
  /// or -1 when there is nothing to take back: no example is left, or the last `capacity()` were
  /// taken back already.
  int undo();

  int classes() const { return static_cast<int>(examples_.size()); }
  int count(int target) const;
  /// The classes that have examples, ascending.
  std::vector<int> taught() const;
  /// The mean magnitude of a feature over all examples; 0 if there are none.
  double magnitude() const;

  /// A batch for this step: features f32 (batch, ...) and labels i32 (batch). Classes take turns,
  /// so all have the same weight, however many examples they have. An example of the class is drawn
  /// at random, as a function of seed and step. Throws Error when there is none.
  struct DrawnExamples {
    Tensor features, labels;
  };
  DrawnExamples draw(int batch, std::uint32_t step) const;

 private:
  struct Example {
    Tensor features;
    double magnitude = 0;  // the mean over its features
  };
  struct Addition {
    int target;
    size_t place;
    Example replaced;  // empty: none
  };

  TensorType type_;
  std::uint64_t seed_;
  int capacity_;
  std::uint32_t added_ = 0;
  std::vector<std::vector<Example>> examples_;  // by class
  std::deque<Addition> additions_;              // the last capacity_
};

}  // namespace fovea

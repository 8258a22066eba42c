// What random graphs are built of: functions from an image to an image, chosen by dice.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "framework/core/random.h"
#include "framework/graph/graph.h"

namespace fovea {

class Dice {
 public:
  Dice(std::uint64_t seed, const char* purpose) : random_(seed, stream_of(purpose)) {}
  int below(int bound) {
    return static_cast<int>(random_.below(draws_++, static_cast<std::uint64_t>(bound)));
  }
  int from(int low, int high) { return low + below(high - low + 1); }
  bool chance(int one_in) { return below(one_in) == 0; }
  template <typename T>
  const T& of(const std::vector<T>& choices) {
    return choices[static_cast<size_t>(below(static_cast<int>(choices.size())))];
  }

 private:
  Random random_;
  std::uint64_t draws_ = 0;
};

/// From an image (N, H, W, C) to an image.
using Piece = std::function<Value(Value, Dice&)>;

/// Pieces that keep the image's shape, and others.
const std::vector<Piece>& same_shape_pieces();
const std::vector<Piece>& other_pieces();

/// Two ways from x that meet again.
Value any_branches(Value x, Dice& dice);

/// The activations by name; nothing is learned through step alone, so x is added to it.
std::vector<std::string> activation_names();
Value activated(const std::string& name, Value x);

}  // namespace fovea

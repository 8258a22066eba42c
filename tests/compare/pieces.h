// The pieces of random graphs: functions from an image to an image, chosen by dice.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "fovea/core/random.h"
#include "fovea/graph/graph.h"

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

/// Each file of tests/compare/pieces adds its own: `void register_<stem>(PieceTable&)`. CMake
/// writes the function that calls them. A layer that no piece uses, and that is not an activation,
/// needs a file of its stem there.
struct PieceTable {
  std::vector<Piece> same_shape, others;  // pieces that keep the image's shape, and all others
};
const PieceTable& pieces();

int extent(Value x, int axis);
/// A constant of rank 0.
Value number(Value x, float value);
/// Numbers away from 0, for roots and logarithms.
Value positive(Value x);

/// Two ways from x that meet again.
Value any_branches(Value x, Dice& dice);

/// The activations by name; nothing is learned through step, so x is added to it.
std::vector<std::string> activation_names();
Value activated(const std::string& name, Value x);

}  // namespace fovea

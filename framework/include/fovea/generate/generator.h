// Text from a language model, a token at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "fovea/model/model.h"
#include "fovea/runtime/backend.h"

namespace fovea {

/// How the next token is chosen.
struct Sampling {
  /// Logits are divided by it before the softmax: below 1 likely tokens become likelier. 0: always
  /// the likeliest token, of equal ones the first.
  double temperature = 1;
  /// Draw from the top_k likeliest tokens (and those equal to the last of them); 0: from all.
  int top_k = 0;
  std::uint64_t seed = 1;
};

/// The token that is drawn for place number `position` of a text: a function of logits, sampling
/// and position. Throws Error for a temperature below 0 and for logits that are no numbers.
std::int32_t choose_token(std::span<const float> logits, const Sampling& sampling,
                          std::uint64_t position);

/// What a generator keeps of the tokens before.
enum class Past {
  kept,     // their keys and values: a token costs as much late as early
  computed  // nothing: all tokens are computed anew for each; for tests
};

class Generator {
 public:
  /// `model` is a language model with weights: tokens i32 (N, T) -> logits (N, T, tokens); T is its
  /// context. Both must outlive it. Throws Error for another model.
  Generator(const Model& model, Backend& backend, Past past = Past::kept);
  ~Generator();

  int context() const;
  int vocabulary() const;
  /// Puts tokens behind the text. Throws Error for one that the model does not know.
  void append(std::span<const std::int32_t> tokens);
  /// The logits of the token behind the text, of which there is at least one token. A text that is
  /// longer than the context is read from a later token on: where it does not fit, the model goes
  /// on from the last half of a context.
  std::vector<float> logits();
  /// Draws the next token, puts it behind the text and returns it.
  std::int32_t next(const Sampling& sampling);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fovea

// Text from a language model, one token at a time.
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
  /// the likeliest token; if several are equal, the first of them.
  double temperature = 1;
  /// Draw from the top_k likeliest tokens (and those equal to the last of them); 0: from all.
  int top_k = 0;
  std::uint64_t seed = 1;
};

/// The token that is drawn for place number `position` of a text: a function of logits, sampling
/// and position. Throws Error for a temperature below 0 and for logits that are not numbers.
std::int32_t choose_token(std::span<const float> logits, const Sampling& sampling,
                          std::uint64_t position);

/// What a generator keeps of the tokens before.
enum class Past {
  cache,  // their keys and values: each token costs the same, however many there are
  none    // nothing: each token computes all tokens again; for tests
};

class Generator {
 public:
  /// `model` is a language model with weights: tokens i32 (N, T) -> logits (N, T, tokens); T is its
  /// context. Both must outlive it. Throws Error for another model.
  Generator(const Model& model, Backend& backend, Past past = Past::cache);
  ~Generator();

  int context() const;
  int vocabulary() const;
  /// Adds tokens to the end of the text. Throws Error for one that the model does not know.
  void append(std::span<const std::int32_t> tokens);
  /// The logits of the token after the text, which has at least one token. If the text is longer
  /// than the context, the model does not see its beginning: when the context is full, the model
  /// goes on from the last half of a context.
  std::vector<float> logits();
  /// Draws the next token, adds it to the text and returns it.
  std::int32_t next(const Sampling& sampling);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fovea

// Decoders of pictures write what they dislike to stderr, in words of their own and without the
// file's name. While a DecoderMessages lives, what its thread writes there is kept here instead.
#pragma once

#include <string>

namespace fovea::datasets {

class DecoderMessages {
 public:
  DecoderMessages();
  ~DecoderMessages();
  DecoderMessages(const DecoderMessages&) = delete;
  DecoderMessages& operator=(const DecoderMessages&) = delete;

  /// The first line that was written, or "".
  std::string first() const;

 private:
  std::string text_;
  std::string* before_;
};

}  // namespace fovea::datasets

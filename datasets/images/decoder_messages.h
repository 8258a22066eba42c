// Decoders of pictures write what they dislike to stderr, in words of their own and without the
// file's name. A program that calls watch_stderr() finds it in the error that names the file.
#pragma once

#include <string>

namespace fovea::datasets {

/// From here on stderr and std::cerr go through a DecoderMessages where one lives. For programs, at
/// their start: a library must not do this to the program that it is part of.
void watch_stderr();

/// While it lives, what its thread writes to a watched stderr is kept here instead.
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

// Decoders of pictures write their complaints to stderr, in their own words and without the file's
// name. In a program that calls watch_stderr() they become part of the error that names the file.
#pragma once

#include <string>

namespace fovea::datasets {

/// From now on texts to stderr and std::cerr go to a DecoderMessages if the thread has one. To be
/// called by programs at their start: a library must not change this for its program.
void watch_stderr();

/// As long as it exists, it keeps what its thread writes to a watched stderr.
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

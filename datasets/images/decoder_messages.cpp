// The C library's stderr and std::cerr pass each text to their old file, or to the DecoderMessages
// of the thread that writes. Sanitizers and the program's own messages do not use this: they write
// directly to the file.
#include "datasets/images/decoder_messages.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <streambuf>

namespace fovea::datasets {

namespace {

thread_local std::string* message_text = nullptr;

void keep(const char* text, std::size_t size) {
  constexpr std::size_t most = 2000;
  message_text->append(text, std::min(size, most - std::min(most, message_text->size())));
}

class Sorter : public std::streambuf {
 public:
  explicit Sorter(std::streambuf* to) : to_(to) {}

 protected:
  int_type overflow(int_type c) override {
    if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
    const char one = traits_type::to_char_type(c);
    return xsputn(&one, 1) == 1 ? c : traits_type::eof();
  }
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    if (!message_text) return to_->sputn(text, size);
    keep(text, static_cast<std::size_t>(size));
    return size;
  }
  int sync() override { return message_text ? 0 : to_->pubsync(); }

 private:
  std::streambuf* to_;
};

#ifdef __GLIBC__
ssize_t sort_text(void* to, const char* text, std::size_t size) {
  if (!message_text)
    return static_cast<ssize_t>(std::fwrite(text, 1, size, static_cast<FILE*>(to)));
  keep(text, size);
  return static_cast<ssize_t>(size);
}
#endif

}  // namespace

void watch_stderr() {
  // Both are used until the last static object is destroyed, so they are never deleted.
  static std::streambuf* const sorter = std::make_unique<Sorter>(std::cerr.rdbuf()).release();
  std::cerr.rdbuf(sorter);
#ifdef __GLIBC__  // with it stderr is a variable
  cookie_io_functions_t functions{};
  functions.write = sort_text;
  if (FILE* const file = fopencookie(stderr, "w", functions)) {
    std::setvbuf(file, nullptr, _IONBF, 0);
    stderr = file;
  }
#endif
}

DecoderMessages::DecoderMessages() : before_(message_text) { message_text = &text_; }

DecoderMessages::~DecoderMessages() { message_text = before_; }

std::string DecoderMessages::first() const { return text_.substr(0, text_.find('\n')); }

}  // namespace fovea::datasets

// The text of an Error.
#pragma once

#include <string>

#include "fovea/core/error.h"

namespace fovea::test {

/// The text of the Error that `call` throws, or "no error".
template <typename Call>
std::string message_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace fovea::test

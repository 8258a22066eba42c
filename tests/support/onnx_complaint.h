// The error of load_onnx for an ONNX file.
#pragma once

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <string>

#include "fovea/onnx/onnx.h"

namespace fovea {

/// The error of load_onnx for the file, one line, without the file's name; "" if it can be loaded.
inline std::string complaint(const std::filesystem::path& path) {
  try {
    load_onnx(path);
  } catch (const Error& error) {
    const std::string what = error.what(), prefix = path.string() + ": ";
    BOOST_TEST(what.starts_with(prefix), what);
    BOOST_TEST(what.find('\n') == std::string::npos, what);
    return what.substr(prefix.size());
  }
  return "";
}

}  // namespace fovea

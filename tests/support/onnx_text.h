// Model files from ONNX's text form, and their results.
#pragma once
#ifndef ONNX_ML
#define ONNX_ML 1
#define ONNX_NAMESPACE onnx
#endif
#include <onnx/defs/parser.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "fovea/onnx/onnx.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"
#include "tests/support/temporary_folder.h"

namespace fovea {

/// The text as a file m.onnx in this folder. No checker has seen it.
inline std::filesystem::path onnx_file(const TemporaryFolder& folder, const std::string& text) {
  ::onnx::ModelProto model;
  const auto status = ::onnx::OnnxParser::Parse(model, text.c_str());
  BOOST_REQUIRE_MESSAGE(status.IsOK(), status.ErrorMessage());
  const auto path = folder.path() / "m.onnx";
  std::ofstream(path, std::ios::binary) << model.SerializeAsString();
  return path;
}

/// Its output y for the input x, whose axes are in our order.
inline Tensor y_of(const std::string& text, const Tensor& x) {
  const TemporaryFolder folder;
  const Model model = load_onnx(onnx_file(folder, text));
  reference::ReferenceBackend backend;
  Session session(backend, model);
  return session.run("run", {{"x", x}}).at("y");
}

}  // namespace fovea

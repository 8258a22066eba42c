// Every layer with a form in ONNX, saved and run in ONNX Runtime, against the reference backend.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "backends/reference/reference.h"
#include "framework/formats/onnx/onnx.h"
#include "framework/session.h"
#include "tests/formats/onnx_cases.h"
#include "tests/formats/temporary_folder.h"

using namespace fovea;

namespace {

// Where tools/get_onnxruntime.sh puts it.
std::filesystem::path runtime_folder() {
  const char *cache = std::getenv("XDG_CACHE_HOME"), *home = std::getenv("HOME");
  const std::filesystem::path folder = cache && *cache
                                           ? std::filesystem::path(cache)
                                           : std::filesystem::path(home ? home : "/") / ".cache";
  return folder / "fovea" / "onnxruntime-1.30.0";
}

// An image of ours in the order of the file, and back; other tensors as they are.
Tensor turned(const Tensor& tensor, bool to_file) {
  const Shape& shape = tensor.shape();
  if (shape.rank() != 4) return tensor;
  const std::int64_t pixels = shape[1] * shape[2], channels = shape[3];
  Tensor result(shape, DType::f32);
  for (std::int64_t n = 0; n < shape[0]; ++n) {
    for (std::int64_t p = 0; p < pixels; ++p) {
      for (std::int64_t c = 0; c < channels; ++c) {
        const auto here = static_cast<size_t>((n * pixels + p) * channels + c);
        const auto there = static_cast<size_t>((n * channels + c) * pixels + p);
        const float value = tensor.as<float>()[to_file ? here : there];
        result.as<float>()[to_file ? there : here] = value;
      }
    }
  }
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(layers)

BOOST_AUTO_TEST_CASE(results_agree_with_the_reference) {
  if (!std::filesystem::exists(runtime_folder() / "onnxruntime-node")) {
    std::cout << "SKIPPED: needs tools/get_onnxruntime.sh\n";
    return;
  }
  const TemporaryFolder folder;
  const auto file_of = [&](const OnnxCase& example, const char* suffix) {
    return (folder.path() / (example.label + suffix)).string();
  };
  constexpr int batch = 3;
  std::string command = fmt::format("NODE_PATH='{}' node '{}/tests/onnxruntime/run.cjs'",
                                    runtime_folder().string(), FOVEA_SOURCE);
  for (const OnnxCase& example : onnx_cases()) {
    const Tensor input = turned(random_input(example.input, batch), true);
    save_onnx(example.make(), file_of(example, ".onnx"));
    std::ofstream(file_of(example, ".in"), std::ios::binary)
        .write(reinterpret_cast<const char*>(input.data()),
               static_cast<std::streamsize>(input.bytes().size()));
    const Shape& shape = example.input;
    const std::string dims = shape.rank() == 4
                                 ? fmt::format("{}x{}x{}x{}", batch, shape[3], shape[1], shape[2])
                                 : fmt::format("{}x{}", batch, shape[1]);
    command += fmt::format(" '{}' '{}' {} '{}'", file_of(example, ".onnx"), file_of(example, ".in"),
                           dims, file_of(example, ".out"));
  }
  BOOST_TEST(std::system(command.c_str()) == 0);

  reference::ReferenceBackend backend;
  for (const OnnxCase& example : onnx_cases()) {
    BOOST_TEST_CONTEXT(example.label) {
      Session session(backend, example.make());
      const Tensor ours =
          session.run("run", {{"image", random_input(example.input, batch)}}).at("logits");
      std::ifstream file(file_of(example, ".out"), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      BOOST_REQUIRE_EQUAL(bytes.size(), ours.bytes().size());
      Tensor theirs(ours.type());
      std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(theirs.data()));
      theirs = turned(theirs, false);
      float worst = 0;
      for (size_t i = 0; i < ours.as<float>().size(); ++i) {
        const float value = ours.as<float>()[i];
        const float error = std::abs(value - theirs.as<float>()[i]) / (1 + std::abs(value));
        worst = error <= worst ? worst : error;  // a NaN counts
      }
      BOOST_TEST(worst < 1e-5f);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

// The batch in shapes that a file computes.
#include <numeric>

#include "tests/support/file_text.h"
#include "tests/support/onnx_text.h"

namespace fovea {
namespace {

// `body` on x (N, 3, 4), with n, the batch, as a list of one.
std::string text(const std::string& body) {
  return "<ir_version: 8, opset_import: [\"\" : 17]>\n"
         "g (float[N, 3, 4] x) => (float[A, B, C] y) {\n"
         "  first = Constant <value = int64[1] {0}> ()\n"
         "  s = Shape (x)\n"
         "  n = Gather (s, first)\n" +
         body + "\n}";
}

Tensor counted(std::int64_t batch) {
  Tensor x({batch, 3, 4}, DType::f32);
  std::iota(x.as<float>().begin(), x.as<float>().end(), 0.0f);
  return x;
}

BOOST_AUTO_TEST_SUITE(onnx_batch)

// (tokens, N * heads, size), as in PyTorch's multi-head attention.
BOOST_AUTO_TEST_CASE(behind_another_axis) {
  const std::string file = text(R"(
  heads = Constant <value = int64[1] {2}> ()
  three = Constant <value = int64[1] {3}> ()
  rows = Mul (n, heads)
  shape = Concat <axis = 0> (three, rows, heads)
  t = Transpose <perm = [1, 0, 2]> (x)
  y = Reshape (t, shape))");
  const Tensor y = y_of(file, counted(5));
  BOOST_TEST(y.shape().str() == "(3, 10, 2)");
  size_t i = 0;
  for (int token = 0; token < 3; ++token) {
    for (int row = 0; row < 10; ++row) {
      for (int k = 0; k < 2; ++k) {
        const int expected = row / 2 * 12 + token * 4 + row % 2 * 2 + k;
        BOOST_TEST(y.as<float>()[i++] == static_cast<float>(expected));
      }
    }
  }
}

// A learned token that is repeated for each example.
BOOST_AUTO_TEST_CASE(expanded_along_it) {
  const std::string file = text(R"(
  token = Constant <value = float[1, 1, 4] {-1, -2, -3, -4}> ()
  rest = Constant <value = int64[2] {-1, -1}> ()
  one = Constant <value = int64[2] {1, 1}> ()
  c = Constant <value = bool[2] {1, 1}> ()
  kept = Where (c, one, rest)
  shape = Concat <axis = 0> (n, kept)
  all = Expand (token, shape)
  y = Concat <axis = 1> (all, x))");
  const Tensor y = y_of(file, counted(2));
  BOOST_TEST(y.shape().str() == "(2, 4, 4)");
  for (size_t n = 0; n < 2; ++n) {
    for (size_t i = 0; i < 16; ++i) {
      const float expected =
          i < 4 ? -1.0f - static_cast<float>(i) : static_cast<float>(n * 12 + i - 4);
      BOOST_TEST(y.as<float>()[n * 16 + i] == expected);
    }
  }
}

// A file with a fixed batch of one can still be loaded.
BOOST_AUTO_TEST_CASE(burnt_in) {
  const std::string file = text(R"(
  shape = Constant <value = int64[3] {1, 4, 3}> ()
  y = Reshape (x, shape))");
  BOOST_TEST(y_of(file, counted(1)).shape().str() == "(1, 4, 3)");
  const std::string flat = text(R"(
  shape = Constant <value = int64[1] {12}> ()
  y = Reshape (x, shape))");
  BOOST_TEST(y_of(flat, counted(1)).shape().str() == "(12)");
}

// What convert makes of a file: the first extent of its input and output, "N" or a number.
std::vector<std::string> batch_written(const std::string& text) {
  const TemporaryFolder folder;
  const auto saved = folder.path() / "saved.onnx";
  save_onnx(load_onnx(onnx_file(folder, text)), saved);
  ::onnx::ModelProto file;
  BOOST_REQUIRE(file.ParseFromString(text_of(saved)));
  std::vector<std::string> batches;
  for (const auto& value : {file.graph().input(0), file.graph().output(0)}) {
    const auto& extent = value.type().tensor_type().shape().dim(0);
    batches.push_back(extent.has_dim_param() ? extent.dim_param()
                                             : std::to_string(extent.dim_value()));
  }
  return batches;
}

// With an open batch another program would mix the pictures, which fovea runs one at a time.
BOOST_AUTO_TEST_CASE(left_open_only_where_pictures_stay_apart) {
  const auto file = [](const std::string& body) {
    return "<ir_version: 8, opset_import: [\"\" : 17]>\n"
           "g (float[1, 3, 4] x) => (float[1, 3, 4] y) {\n" +
           body + "\n}";
  };
  const std::vector<std::string> open = {"N", "N"}, fixed = {"1", "1"};
  BOOST_TEST(batch_written(file("y = Relu (x)")) == open);
  BOOST_TEST(batch_written(file("m = ReduceMean <axes = [0, 1, 2]> (x)\n y = Sub (x, m)")) ==
             fixed);
  BOOST_TEST(batch_written(file("t = Transpose <perm = [1, 0, 2]> (x)\n"
                                "m = ReduceMax <axes = [1], keepdims = 1> (t)\n"
                                "d = Sub (t, m)\n y = Transpose <perm = [1, 0, 2]> (d)")) == fixed);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

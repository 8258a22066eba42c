// Attention that other tools write as products and a Softmax becomes one layer here, with the
// same results.
#include <cmath>

#include "tests/support/onnx_text.h"

namespace fovea {
namespace {

// Two heads of size 2 and three tokens.
struct File {
  std::string producer = "another tool";
  std::string key = "  k = Transpose <perm = [0, 2, 3, 1]> (h)\n";
  std::string masked = "", initializers = "", more = "";

  std::string text() const {
    return "<ir_version: 8, opset_import: [\"\" : 17], producer_name: \"" + producer +
           "\">\n"
           "g (float[N, 3, 4] x) => (float[N, 3, 4] y) " +
           initializers +
           "{\n"
           "  four = Constant <value = int64[4] {0, 0, 2, 2}> ()\n"
           "  h = Reshape (x, four)\n"
           "  q = Transpose <perm = [0, 2, 1, 3]> (h)\n" +
           key +
           "  half = Constant <value = float {0.7}> ()\n"
           "  scaled = Mul (q, half)\n"
           "  p = MatMul (scaled, k)\n" +
           masked +
           (masked.empty() ? "  w = Softmax <axis = -1> (p)\n"
                           : "  w = Softmax <axis = -1> (m)\n") +
           "  s = MatMul (w, q)\n"
           "  t = Transpose <perm = [0, 2, 1, 3]> (s)\n"
           "  three = Constant <value = int64[3] {0, 0, 4}> ()\n"
           "  z = Reshape (t, three)\n" +
           more + (more.empty() ? "  y = Identity (z)\n}" : "}");
  }
};

int layers_of(const Model& model, std::string_view kind) {
  int count = 0;
  for (const Node& node : model.graph->nodes()) count += node.layer->kind() == kind;
  return count;
}

Model loaded(const File& file) {
  const TemporaryFolder folder;
  return load_onnx(onnx_file(folder, file.text()));
}

// The model gives the same results as one that is taken for our own, in which nothing is fused.
void expect_layers(File file, int count) {
  BOOST_TEST(layers_of(loaded(file), "attention") == count);
  Tensor x({2, 3, 4}, DType::f32);
  for (size_t i = 0; i < 24; ++i) x.as<float>()[i] = std::sin(static_cast<float>(i * i));
  const Tensor y = y_of(file.text(), x);
  file.producer = "fovea";
  BOOST_TEST(layers_of(loaded(file), "attention") == 0);
  const Tensor plain = y_of(file.text(), x);
  BOOST_TEST(y.as<float>() == plain.as<float>(), boost::test_tools::tolerance(1e-5f)
                                                     << boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE(onnx_fuse_attention)

BOOST_AUTO_TEST_CASE(without_a_mask) {
  expect_layers({}, 1);
  expect_layers({.key = "  kt = Transpose <perm = [0, 1, 3, 2]> (q)\n"
                        "  two = Constant <value = float {2}> ()\n  k = Div (kt, two)\n"},
                1);
  const Model model = loaded({});
  BOOST_TEST(layers_of(model, "transpose") == 0);
  BOOST_TEST(layers_of(model, "softmax") == 0);
}

BOOST_AUTO_TEST_CASE(with_a_mask) {
  const std::string lower =
      "  c = Constant <value = bool[1, 1, 3, 3] {1, 0, 0, 1, 1, 0, 1, 1, 1}> ()\n"
      "  none = Constant <value = float {-3e38}> ()\n  m = Where (c, p, none)\n";
  expect_layers({.masked = lower}, 1);
  expect_layers({.masked = "  a = Constant <value = float[2, 1, 3] {0, -1, 2, 0.5, 0, -90}> ()\n"
                           "  m = Add (p, a)\n"},
                1);
  expect_layers({.masked = "  a = Constant <value = float[3, 3] {0, -1e9, 0, 0, 0, -1e9, 0, 0, 0}>"
                           " ()\n  m = Add (a, p)\n"},
                1);
}

BOOST_AUTO_TEST_CASE(what_stays_as_it_is) {
  // A mask that is learned gets a gradient.
  expect_layers({.masked = "  m = Add (p, bias)\n",
                 .initializers = "<float[3, 3] bias = {1, 2, 3, 4, 5, 6, 7, 8, 9}> "},
                0);
  // A row that reads no key: the layer gives 0, but the file gives equal shares of all.
  expect_layers({.masked = "  a = Constant <value = float[3, 1] {0, -1e9, 0}> ()\n"
                           "  m = Add (p, a)\n"},
                0);
  // Another node reads the shares.
  expect_layers({.more = "  r = ReduceMax <axes = [1], keepdims = 0> (w)\n  y = MatMul (r, z)\n"},
                0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

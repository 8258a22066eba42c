// Attention of operator set 23, as other tools write it.
#include "tests/support/onnx_complaint.h"
#include "tests/support/onnx_text.h"

namespace fovea {
namespace {

struct File {
  int opset = 23;
  std::string shape = "1, 2, 2", inputs = "x, keys, values",
              attributes = "q_num_heads = 2, kv_num_heads = 1, scale = 1.0";
  std::string keys = "float[1, 3, 1] {0, 0.6931472, 1.0986123}",
              values = "float[1, 3, 1] {6, 12, 18}", mask = "float[1] {0}", outputs = "y";

  std::string text() const {
    return fmt::format(
        "<ir_version: 8, opset_import: [\"\" : {}]>\n"
        "g (float[{}] x) => (float[{}] y) {{\n"
        "  keys = Constant <value = {}> ()\n"
        "  values = Constant <value = {}> ()\n"
        "  mask = Constant <value = {}> ()\n"
        "  {} = Attention <{}> ({})\n}}",
        opset, shape, shape, keys, values, mask, outputs, attributes, inputs);
  }
};

// Queries of 1 give the values weights of 1, 2 and 3 sixths; queries of 0 give a third to each. The
// result has the shape of x in the file; with four axes it is an image here.
void expect_result(const File& file, const Shape& shape, const std::vector<float>& x,
                   const std::vector<float>& expected) {
  const Tensor y = y_of(file.text(), Tensor::of<float>(shape, x));
  BOOST_TEST(y.as<float>() == expected, boost::test_tools::tolerance(1e-6f)
                                            << boost::test_tools::per_element());
}

void expect_complaint(const File& file, std::string_view what) {
  const TemporaryFolder folder;
  const std::string message = complaint(onnx_file(folder, file.text()));
  BOOST_TEST(message.find(what) != std::string::npos, message);
}

BOOST_AUTO_TEST_SUITE(onnx_attention)

// Two heads, which share keys and values.
BOOST_AUTO_TEST_CASE(heads_side_by_side) {
  expect_result({}, {1, 2, 2}, {1, 0, 0, 1}, {14, 12, 12, 14});
}

BOOST_AUTO_TEST_CASE(heads_as_an_axis) {
  const File file{.shape = "1, 2, 2, 1",
                  .attributes = "scale = 1.0",
                  .keys = "float[1, 1, 3, 1] {0, 0.6931472, 1.0986123}",
                  .values = "float[1, 1, 3, 1] {6, 12, 18}"};
  expect_result(file, {1, 2, 2, 1}, {1, 0, 0, 1}, {14, 12, 12, 14});
}

BOOST_AUTO_TEST_CASE(causal_and_masked) {
  File file;
  file.attributes += ", is_causal = 1";
  expect_result(file, {1, 2, 2}, {1, 0, 1, 0}, {6, 6, 10, 9});
  File masked{.inputs = "x, keys, values, mask", .mask = "float[1, 3] {0, -1000, 0}"};
  expect_result(masked, {1, 2, 2}, {1, 0, 1, 0}, {15, 12, 15, 12});
}

BOOST_AUTO_TEST_CASE(what_is_refused) {
  expect_complaint({.opset = 22}, "it is no operator of set 22, only from 23 on");
  expect_complaint({.attributes = "scale = 1.0"}, "it needs q_num_heads and kv_num_heads");
  expect_complaint({.inputs = "x, keys, values, , keys, values"},
                   "keys and values of the past are not supported");
  expect_complaint({.attributes = "q_num_heads = 2, kv_num_heads = 1, softcap = 2.0"},
                   "a softcap is not supported");
  expect_complaint({.attributes = "q_num_heads = 3, kv_num_heads = 1"},
                   "3 heads of queries and 1 of keys and values do not divide 2, 1 and 1");
  expect_complaint({.outputs = "y, present_key"}, "only its first output is supported");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

// GroupNormalization as other tools write it.
#include <fmt/ranges.h>

#include "tests/support/onnx_complaint.h"
#include "tests/support/onnx_text.h"

namespace fovea {
namespace {

struct File {
  int opset = 21;
  std::string shape = "1, 4, 1, 2", attributes = "num_groups = 2, epsilon = 0.0";
  std::vector<int> scale = {1, 2, 3, 4}, bias = {0, 10, 0, 100};

  std::string text() const {
    return fmt::format(
        "<ir_version: 8, opset_import: [\"\" : {}]>\n"
        "g (float[{}] x) => (float[{}] y) {{\n"
        "  scale = Constant <value = float[{}] {{{}}}> ()\n"
        "  bias = Constant <value = float[{}] {{{}}}> ()\n"
        "  y = GroupNormalization <{}> (x, scale, bias)\n}}",
        opset, shape, shape, scale.size(), fmt::join(scale, ", "), bias.size(),
        fmt::join(bias, ", "), attributes);
  }
};

std::string complaint_about(const File& file) {
  const TemporaryFolder folder;
  return complaint(onnx_file(folder, file.text()));
}

void expect_result(const std::string& text, const Shape& shape, const std::vector<float>& x,
                   const std::vector<float>& expected) {
  const Tensor y = y_of(text, Tensor::of<float>(shape, x));
  BOOST_TEST(y.shape().str() == shape.str());
  BOOST_TEST(y.as<float>() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE(onnx_group_norm)

BOOST_AUTO_TEST_CASE(a_number_a_channel) {
  expect_result(File{}.text(), {1, 1, 2, 4}, {1, 1, 9, 5, 3, 3, 9, 5},
                {-1, 8, 3, 96, 1, 12, 3, 96});
}

BOOST_AUTO_TEST_CASE(a_number_a_group) {
  const File file{.opset = 18, .scale = {2, 3}, .bias = {10, 20}};
  expect_result(file.text(), {1, 1, 2, 4}, {1, 1, 9, 5, 3, 3, 9, 5},
                {8, 8, 23, 17, 12, 12, 23, 17});
}

// (N, C, L) has the same order here as in the file.
BOOST_AUTO_TEST_CASE(columns) {
  expect_result(File{.shape = "1, 4, 2"}.text(), {1, 4, 2}, {1, 3, 1, 3, 9, 9, 5, 5},
                {-1, 1, 8, 12, 3, 3, 96, 96});
}

// The form that PyTorch writes below operator set 21.
BOOST_AUTO_TEST_CASE(made_of_instance_normalization) {
  const std::string text = R"(<ir_version: 8, opset_import: ["" : 17]>
g (float[1, 4, 1, 2] x) => (float[1, 4, 1, 2] y) {
  rows = Constant <value = int64[3] {0, 2, -1}> ()
  ones = Constant <value = float[2] {1, 1}> ()
  zeros = Constant <value = float[2] {0, 0}> ()
  scale = Constant <value = float[4, 1, 1] {1, 2, 3, 4}> ()
  bias = Constant <value = float[4, 1, 1] {0, 10, 0, 100}> ()
  grouped = Reshape (x, rows)
  normalized = InstanceNormalization <epsilon = 0.0> (grouped, ones, zeros)
  shape = Shape (x)
  ungrouped = Reshape (normalized, shape)
  scaled = Mul (ungrouped, scale)
  y = Add (scaled, bias)
})";
  expect_result(text, {1, 1, 2, 4}, {1, 1, 9, 5, 3, 3, 9, 5}, {-1, 8, 3, 96, 1, 12, 3, 96});
}

BOOST_AUTO_TEST_CASE(what_is_refused) {
  const std::string node = "GroupNormalization 'y': ";
  BOOST_TEST(complaint_about({.opset = 17}) ==
             node + "it is no operator of set 17, only from 18 on");
  BOOST_TEST(complaint_about({.attributes = "epsilon = 0.1"}) == node + "it has no num_groups");
  for (const int groups : {3, 0, -2}) {
    BOOST_TEST(complaint_about({.attributes = fmt::format("num_groups = {}", groups)}) ==
               node + fmt::format("num_groups {} must divide 4 channels", groups));
  }
  BOOST_TEST(complaint_about({.scale = {1, 2}}) == node + "input 2 is (2) for 4 channels");
  BOOST_TEST(complaint_about({.opset = 20, .scale = {1, 2}}) ==
             node + "input 3 is (4) for 2 groups");
  BOOST_TEST(complaint_about({.shape = "2, 4"}) ==
             node + "its input must be an image (N, C, H, W), not (2, 4)");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

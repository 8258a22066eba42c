#include "tests/support/onnx_text.h"

namespace fovea {
namespace {

BOOST_AUTO_TEST_SUITE(onnx_instance_norm)

// (N, C, L) has the same order here as in the file.
BOOST_AUTO_TEST_CASE(columns) {
  const Tensor y = y_of(R"(<ir_version: 8, opset_import: ["" : 17]>
g (float[1, 2, 2] x) => (float[1, 2, 2] y) {
  scale = Constant <value = float[2] {1, 2}> ()
  bias = Constant <value = float[2] {0, 10}> ()
  y = InstanceNormalization <epsilon = 0.0> (x, scale, bias)
})",
                        Tensor::of<float>(Shape{1, 2, 2}, {1, 5, 4, 2}));
  BOOST_TEST(y.shape().str() == "(1, 2, 2)");
  BOOST_TEST(y.as<float>() == (std::vector<float>{-1, 1, 12, 8}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

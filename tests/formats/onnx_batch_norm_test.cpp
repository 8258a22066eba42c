// BatchNormalization in training, as in old operator sets.
#include "tests/support/onnx_text.h"

namespace fovea {
namespace {

std::string batch_norm(int opset, const std::string& outputs, const std::string& attributes) {
  return fmt::format(
      "<ir_version: 7, opset_import: [\"\" : {}]>\n"
      "g (float[N, 2, 1, 2] x) => (float[N, 2, 1, 2] y) {{\n"
      "  scale = Constant <value = float[2] {{1, 10}}> ()\n"
      "  bias = Constant <value = float[2] {{0, 100}}> ()\n"
      "  mean = Constant <value = float[2] {{1, 2}}> ()\n"
      "  variance = Constant <value = float[2] {{1, 4}}> ()\n"
      "  {} = BatchNormalization <epsilon = 0.0{}> (x, scale, bias, mean, variance)\n}}",
      opset, outputs, attributes);
}

BOOST_AUTO_TEST_SUITE(onnx_batch_norm)

// Channels 1, 3 and 2, 6, whose own means are 2 and 4, their deviations 1 and 2.
BOOST_AUTO_TEST_CASE(five_outputs_are_the_form_of_training) {
  const Tensor x = Tensor::of<float>({1, 1, 2, 2}, {1, 2, 3, 6});
  const std::vector<float> by_given = {0, 100, 2, 120}, by_own = {-1, 90, 1, 110};
  const auto expect = [&](const std::string& text, const std::vector<float>& expected) {
    BOOST_TEST(y_of(text, x).as<float>() == expected, boost::test_tools::per_element());
  };
  for (const int opset : {7, 9, 13}) {
    expect(batch_norm(opset, "y", ""), by_given);
    expect(batch_norm(opset, "y, m, v, sm, sv", ""), by_own);
  }
  expect(batch_norm(15, "y", ""), by_given);
  expect(batch_norm(15, "y, m, v", ", training_mode = 1"), by_own);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

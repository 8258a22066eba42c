// RMSNormalization as other tools write it.
#include "tests/support/onnx_complaint.h"
#include "tests/support/onnx_text.h"

namespace fovea {
namespace {

std::string text_with(int opset, const std::string& scale) {
  return fmt::format(R"(<ir_version: 8, opset_import: ["" : {}]>
g (float[1, 2, 2] x) => (float[1, 2, 2] y) {{
  scale = Constant <value = {}> ()
  y = RMSNormalization <axis = -1, epsilon = 11.5> (x, scale)
}})",
                     opset, scale);
}

void expect_result(const std::string& scale, const std::vector<float>& factors) {
  const float root = std::sqrt(24.0f);  // of (9 + 16) / 2 + 11.5; the other row has 36
  std::vector<float> expected{3 / root, 4 / root, 0, 7 / 6.0f};
  for (size_t i = 0; i < expected.size(); ++i) expected[i] *= factors[i];
  const Tensor y = y_of(text_with(23, scale), Tensor::of<float>({1, 2, 2}, {3, 4, 0, 7}));
  BOOST_TEST(y.as<float>() == expected, boost::test_tools::tolerance(1e-6f)
                                            << boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE(onnx_rms_norm)

BOOST_AUTO_TEST_CASE(a_number_a_column) { expect_result("float[2] {2, 6}", {2, 6, 2, 6}); }

BOOST_AUTO_TEST_CASE(a_scale_that_is_broadcast) { expect_result("float[1] {3}", {3, 3, 3, 3}); }

BOOST_AUTO_TEST_CASE(not_before_operator_set_23) {
  const TemporaryFolder folder;
  const std::string message = complaint(onnx_file(folder, text_with(22, "float[2] {2, 6}")));
  BOOST_TEST(message.find("it is no operator of set 22, only from 23 on") != std::string::npos,
             message);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

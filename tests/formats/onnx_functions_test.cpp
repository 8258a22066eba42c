// Functions that a file defines for itself, and branches whose condition is known.
#include "tests/support/onnx_complaint.h"
#include "tests/support/onnx_text.h"

namespace fovea {
namespace {

void expect_result(const std::string& text, const std::vector<float>& x,
                   const std::vector<float>& expected) {
  const Tensor y = y_of(text, Tensor::of<float>({1, static_cast<std::int64_t>(x.size())}, x));
  BOOST_TEST(y.as<float>() == expected, boost::test_tools::per_element());
}

std::string complaint_about(const std::string& text) {
  const TemporaryFolder folder;
  return complaint(onnx_file(folder, text));
}

// A graph that calls functions of the domain "local", and these.
std::string with_functions(const std::string& graph, const std::string& functions) {
  return "<ir_version: 8, opset_import: [\"\" : 17, \"local\" : 1]>\n"
         "g (float[1, 3] x) => (float[1, 3] y) {\n" +
         graph + "\n}\n" + functions;
}
std::string function(const std::string& definition, int opset = 17) {
  return fmt::format("<domain: \"local\", opset_import: [\"\" : {}, \"local\" : 1]>\n{}\n", opset,
                     definition);
}

std::string branches(const std::string& condition, const std::string& then,
                     const std::string& otherwise) {
  return fmt::format(
      "<ir_version: 8, opset_import: [\"\" : 17]>\n"
      "g (float[1, 3] x) => (float[1, 3] y) {{\n{}\n"
      "  t = Neg (x)\n"
      "  r = If (c) <then_branch = a () => (float[1, 3] p) {{ {} }},\n"
      "              else_branch = b () => (float[1, 3] p) {{ {} }}>\n"
      "  y = Add (r, t)\n}}",
      condition, then, otherwise);
}

const std::string known_true = "  c = Constant <value = bool {1}> ()";

BOOST_AUTO_TEST_SUITE(onnx_functions)

// Called twice, with an inner value of the same name, one more attribute and an input that
// is left out.
BOOST_AUTO_TEST_CASE(calls_become_nodes) {
  const std::string shifted = function(
      "shifted <slope> (a, b) => (c) {\n"
      "  t = LeakyRelu <alpha : float = @slope> (a)\n"
      "  half = Constant <value = float {0.5}> ()\n"
      "  c = Clip (t, b)\n}");
  expect_result(with_functions("  low = Constant <value = float {-3}> ()\n"
                               "  z = local.shifted <slope = 2.0> (x, low)\n"
                               "  y = local.shifted (z)",
                               shifted),
                {-4, -1, 5}, {-0.03f, -0.02f, 5});
}

BOOST_AUTO_TEST_CASE(functions_call_functions) {
  const std::string twice = function("twice (a) => (b) {\n  b = Add (a, a)\n}");
  const std::string four =
      function("four (a) => (b) {\n  t = local.twice (a)\n  b = local.twice (t)\n}");
  expect_result(with_functions("  y = local.four (x)", twice + four), {1, 2, -3}, {4, 8, -12});
}

BOOST_AUTO_TEST_CASE(what_is_refused_of_functions) {
  const std::string endless = function("f (a) => (b) {\n  b = local.f (a)\n}");
  BOOST_TEST(complaint_about(with_functions("  y = local.f (x)", endless)) ==
             "function 'f': calls itself");
  std::string doubling = function("f0 (a) => (b) {\n  b = Neg (a)\n}");
  for (int i = 1; i < 40; ++i) {
    doubling +=
        function(fmt::format("f{} (a) => (b) {{\n  t = local.f{} (a)\n"
                             "  b = local.f{} (t)\n}}",
                             i, i - 1, i - 1));
  }
  BOOST_TEST(complaint_about(with_functions("  y = local.f39 (x)", doubling)) ==
             "functions of over 262144 nodes");
  const std::string other = function("f (a) => (b) {\n  b = Neg (a)\n}", 13);
  BOOST_TEST(complaint_about(with_functions("  y = local.f (x)", other)) ==
             "function 'f': is of operator set 13, the model of 17");
  const std::string one = function("f (a) => (b) {\n  b = Neg (a)\n}");
  BOOST_TEST(complaint_about(with_functions("  y = local.f (x, x)", one)) ==
             "function 'f': called with 2 inputs and 1 outputs, but it has 1 and 1");
  BOOST_TEST(complaint_about(with_functions("  y = local.f (x)", one + one)) ==
             "function 'f': given twice");
  const std::string unknown = function("f (a) => (b) {\n  b = Frob (a)\n}");
  BOOST_TEST(complaint_about(with_functions("  y = local.f (x)", unknown))
                 .starts_with("operators that are not supported: Frob 'y'"));
}

// Both branches have a value "p", and one reads from outside.
BOOST_AUTO_TEST_CASE(one_branch_is_taken) {
  const std::string then = "q = Exp (t)\n p = Add (q, t)", otherwise = "p = Mul (x, x)";
  expect_result(branches(known_true, "p = Add (t, t)", otherwise), {1, 2, 3}, {-3, -6, -9});
  expect_result(branches("  c = Constant <value = bool {0}> ()", then, otherwise), {1, 2, 3},
                {0, 2, 6});
  const std::string by_shape =
      "  i = Constant <value = int64 {1}> ()\n  s = Shape (x)\n  n = Gather (s, i)\n"
      "  three = Constant <value = int64 {3}> ()\n  c = Equal (n, three)";
  expect_result(branches(by_shape, "p = Identity (t)", otherwise), {1, 2, 3}, {-2, -4, -6});
}

BOOST_AUTO_TEST_CASE(branches_in_branches) {
  const std::string inner =
      "u = Abs (x)\n p = If (c) <then_branch = d () => (float[1, 3] v) { v = Mul (u, t) },"
      " else_branch = e () => (float[1, 3] v) { v = Neg (u) }>";
  expect_result(branches(known_true, inner, "p = Mul (x, x)"), {1, -2, 3}, {-2, 6, -12});
}

BOOST_AUTO_TEST_CASE(what_is_refused_of_branches) {
  const std::string computed = "  m = ReduceMax <keepdims = 0> (x)\n  c = Cast <to = 9> (m)";
  BOOST_TEST(complaint_about(branches(computed, "p = Neg (x)", "p = Abs (x)")) ==
             "If 'r': its condition is computed by the graph; one that is known as the file is "
             "read is supported");
  BOOST_TEST(complaint_about(branches(known_true, "p = Frob (x)", "p = Abs (x)"))
                 .starts_with("If 'r': operators that are not supported: Frob 'p'"));
  // The branch that is not taken does not matter.
  BOOST_TEST(complaint_about(branches(known_true, "p = Abs (x)", "p = Frob (x)")) == "");
  BOOST_TEST(complaint_about(branches(known_true, "p = Abs (nothing)", "p = Abs (x)")) ==
             "If 'r': reads 'nothing', which nothing provides");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

// Operators that only other tools write, one or a few per model, in ONNX Runtime and on the
// reference and the CPU backend.
#include "fovea/cpu/cpu.h"
#include "fovea/reference/reference.h"
#include "tests/formats/onnx_cases.h"
#include "tests/onnxruntime/runtime.h"
#include "tests/support/onnx_text.h"

using namespace fovea;

namespace {

struct Case {
  int set;
  std::string x, y, body;  // the types of x and y in a file, such as float[N, 3, 5]
};

// Half of the numbers of a mask are above 0.
const std::vector<Case>& cases() {
  static const std::string weights =
      "w = Constant <value = float[4, 3] {0.5, -1, 2, 1, 0.25, -0.5, "
      "-2, 1.5, 0.75, -0.125, 3, -1.25}> ()\n";
  static const std::string two = "two = Constant <value = float {0.25}> ()\n";
  static const std::vector<Case> all = {
      {20, "float[N, 3, 4, 5]", "float[N, 3, 4, 5]", "y = Gelu (x)"},
      {20, "float[N, 7]", "float[N, 7]", "y = Gelu <approximate = \"tanh\"> (x)"},
      {24, "float[N, 7]", "float[N, 7]", "y = Swish (x)"},
      {24, "float[N, 3, 4, 5]", "float[N, 3, 4, 5]", "y = Swish <alpha = 1.5> (x)"},
      {17, "float[N, 3, 4, 5]", "float[N, 3, 4, 5]", "y = Erf (x)"},
      {17, "float[N, 3, 4]", "bool[N, 3, 4]", two + "y = Less (x, two)"},
      {17, "float[N, 3, 4]", "bool[N, 3, 4]", two + "y = GreaterOrEqual (two, x)"},
      {17, "float[N, 3, 4, 2]", "bool[N, 3, 4, 2]",
       two + "a = Greater (x, two)\n b = LessOrEqual (x, two)\n n = Neg (two)\n"
             "c = Less (x, n)\n d = And (a, b)\n e = Or (d, c)\n f = Xor (e, a)\n y = Not (f)"},
      {17, "int64[N, 3]", "bool[N, 3]",
       "one = Constant <value = int64[3] {1, 0, 1}> ()\n y = Equal (x, one)"},
      {17, "float[N, 3, 4, 2]", "float[N, 3, 4, 2]",
       two + "row = Constant <value = float[2] {7, -7}> ()\n c = Less (x, two)\n"
             "y = Where (c, row, x)"},
      {17, "int64[N, 4]", "int64[N, 4]",
       "c = Constant <value = bool[4] {1, 0, 0, 1}> ()\n"
       "z = Constant <value = int64 {9}> ()\n y = Where (c, x, z)"},
      {17, "float[N, 3]", "float[N, 6]",
       "r = Constant <value = int64[2] {1, 2}> ()\n y = Tile (x, r)"},
      {17, "float[N, 2, 3, 2]", "float[N, 4, 3, 6]",
       "r = Constant <value = int64[4] {1, 2, 1, 3}> ()\n y = Tile (x, r)"},
      {19, "float[N, 3]", "int64[N, 3]",
       "like = Constant <value = int64 {0}> ()\n y = CastLike (x, like)"},
      {17, "float[N, 3, 4, 5]", "float[N, 1, 4, 5]", "y = ReduceMin <axes = [1]> (x)"},
      {17, "float[N, 3, 4, 5]", "float[N, 3]", "y = ReduceProd <axes = [2, -1], keepdims = 0> (x)"},
      {18, "float[N, 3, 4]", "float[N, 1, 1]",
       "a = Constant <value = int64[2] {1, 2}> ()\n y = ReduceL1 (x, a)"},
      {17, "float[N, 3, 4]", "float[N, 3]", "y = ReduceL2 <axes = [2], keepdims = 0> (x)"},
      {17, "float[N, 3, 4]", "float[N, 1, 4]", "y = ReduceSumSquare <axes = [1]> (x)"},
      {17, "float[N, 3, 4]", "float[N, 3, 1]", "y = ReduceLogSumExp <axes = [-1]> (x)"},
      {17, "float[N, 3, 4]", "float[N, 3, 1]",
       "k = Constant <value = float {1000}> ()\n z = Mul (x, k)\n"
       "y = ReduceLogSumExp <axes = [-1]> (z)"},
      {17, "float[N, 3, 4]", "float[N, 3, 1]", "z = Abs (x)\n y = ReduceLogSum <axes = [-1]> (z)"},
      {22, "float[N, 3, 5, 6]", "float[N, 3, 2, 3]",
       "y = LpPool <kernel_shape = [3, 2], strides = [2, 2], p = 3> (x)"},
      {22, "float[N, 3, 5, 6]", "float[N, 3, 3, 3]",
       "y = LpPool <kernel_shape = [3, 3], strides = [2, 2], pads = [0, 1, 1, 0], ceil_mode = 1> "
       "(x)"},
      {22, "float[N, 3, 7, 7]", "float[N, 3, 3, 5]",
       "y = LpPool <kernel_shape = [3, 2], dilations = [2, 2], p = 1> (x)"},
      {11, "float[N, 3, 5, 6]", "float[N, 3, 3, 3]",
       "y = LpPool <kernel_shape = [2, 3], strides = [2, 2], auto_pad = \"SAME_UPPER\"> (x)"},
      {17, "float[N, 8, 2, 3]", "float[N, 2, 4, 6]", "y = DepthToSpace <blocksize = 2> (x)"},
      {17, "float[N, 18, 2, 1]", "float[N, 2, 6, 3]",
       "y = DepthToSpace <blocksize = 3, mode = \"CRD\"> (x)"},
      {17, "float[N, 3, 4, 6]", "float[N, 12, 2, 3]", "y = SpaceToDepth <blocksize = 2> (x)"},
      {17, "float[N, 3, 5]", "float[N, 3, 5]", "y = Hardmax (x)"},
      {17, "float[N, 3, 5, 2]", "float[N, 3, 5, 2]", "y = Hardmax <axis = 1> (x)"},
      {17, "float[N, 7]", "float[N, 7]", "a = Constant <value = int64 {1}> ()\n y = CumSum (x, a)"},
      {17, "float[N, 3, 5, 2]", "float[N, 3, 5, 2]",
       "a = Constant <value = int64 {-2}> ()\n y = CumSum <exclusive = 1, reverse = 1> (x, a)"},
      {17, "int64[N, 6]", "int64[N, 6]",
       "a = Constant <value = int64 {1}> ()\n y = CumSum <reverse = 1> (x, a)"},
      {17, "float[N, 3, 5]", "float[N, 3, 5]", "y = Trilu (x)"},
      {17, "float[N, 2, 4, 5]", "float[N, 2, 4, 5]",
       "k = Constant <value = int64 {1}> ()\n y = Trilu <upper = 0> (x, k)"},
      {17, "float[N, 3]", "float[N, 4]", weights + "y = Einsum <equation = \"bi,oi->bo\"> (x, w)"},
      {17, "float[N, 2, 3, 5]", "float[N, 2, 3, 3]",
       "y = Einsum <equation = \"bhid, bhjd -> bhij\"> (x, x)"},
      {17, "float[N, 5, 2, 6]", "float[N, 2, 5, 5]",
       "y = Einsum <equation = \"bihd,bjhd->bhij\"> (x, x)"},
      {17, "float[N, 5, 3]", "float[N, 5, 4]",
       weights + "y = Einsum <equation = \"...i,oi->...o\"> (x, w)"},
      {17, "float[N, 4, 3]", "float[N, 4]",
       weights + "y = Einsum <equation = \"boi,oi->bo\"> (x, w)"},
      {17, "float[N, 4, 3]", "float[3, N]", "y = Einsum <equation = \"boi->ib\"> (x)"},
      {17, "float[N, 4, 3]", "float[N, 3, 4]", "y = Einsum <equation = \"zab->zba\"> (x)"},
      {17, "float[N, 4, 3]", "float[N, 4, 3]", "y = Einsum <equation = \"abc,aed->abc\"> (x, x)"},
      {17, "float[N, 7]", "float[N, 3]",
       "k = Constant <value = int64[1] {3}> ()\n y, i = TopK (x, k)"},
      {17, "float[N, 7]", "int64[N, 3]",
       "k = Constant <value = int64[1] {3}> ()\n v, y = TopK <largest = 0> (x, k)"},
      {17, "float[N, 5, 2]", "int64[N, 2, 2]",
       "two = Constant <value = float {0.0}> ()\n b = Less (x, two)\n z = Cast <to = 1> (b)\n k = "
       "Constant <value = int64[1] {2}> ()\n v, y = TopK <axis = 1> (z, k)"},
      {23, "float[N, 2, 5, 6]", "float[N, 2, 5, 6]",
       "c = Constant <value = float[1, 5, 3] "
       "{1,0.9,0.8,0.7,0.6,0.5,0.4,0.3,0.2,0.1,0,-0.1,-0.2,-0.3,-0.4}> ()\n"
       "s = Constant <value = float[1, 5, 3] "
       "{0,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1,0.9,0.8,0.7,0.6}> ()\n"
       "n = Shape <start = 0, end = 1> (x)\n three = Constant <value = int64[2] {5, 3}> ()\n"
       "shape = Concat <axis = 0> (n, three)\n cs = Expand (c, shape)\n ss = Expand (s, shape)\n"
       "y = RotaryEmbedding (x, cs, ss)"},
      {23, "float[N, 2, 14]", "float[N, 2, 14]",
       "c = Constant <value = float[4, 2] {1,0.9,0.8,0.7,0.6,0.5,0.4,0.3}> ()\n"
       "s = Constant <value = float[4, 2] {0,0.1,0.2,0.3,0.4,0.5,0.6,0.7}> ()\n"
       "n = Shape <start = 0, end = 1> (x)\n t = Constant <value = int64[1] {2}> ()\n"
       "shape = Concat <axis = 0> (n, t)\n ids = Constant <value = int64[1, 2] {3, 1}> ()\n"
       "places = Expand (ids, shape)\n"
       "y = RotaryEmbedding <num_heads = 2, rotary_embedding_dim = 4, interleaved = 1> "
       "(x, c, s, places)"},
      {17, "float[N, 3]", "float[N, 3]",
       "one = Constant <value = int64 {1}> ()\n s = Shape (x)\n two = Gather (s, one)\n"
       "three = Constant <value = int64 {3}> ()\n c = Equal (two, three)\n"
       "y = If (c) <then_branch = t () => (float[N, 3] a) { b = Exp (x)\n a = Neg (b) },"
       " else_branch = e () => (float[N, 3] d) { d = Abs (x) }>"},
  };
  return all;
}

// Numbers for this input: whole ones from 0 to 3.
Tensor input_for(const TensorType& type, std::int64_t batch) {
  Tensor numbers = random_input(type.shape, batch);
  if (type.dtype == DType::f32) return numbers;
  for (float& number : numbers.as<float>()) number = std::floor(std::abs(number) * 1.5f);
  return numbers;
}

Tensor as_type(const Tensor& numbers, DType dtype) {
  if (dtype == DType::f32) return numbers;
  Tensor result(numbers.shape(), dtype);
  for (size_t i = 0; i < numbers.as<float>().size(); ++i) {
    result.as<std::int32_t>()[i] = static_cast<std::int32_t>(numbers.as<float>()[i]);
  }
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(operators)

BOOST_AUTO_TEST_CASE(results_agree) {
  if (skips_without_runtime()) return;
  const TemporaryFolder folder;
  constexpr int batch = 3;
  reference::ReferenceBackend reference;
  cpu::CpuBackend cpu({.threads = 2});
  std::vector<RuntimeJob> jobs;
  std::vector<Tensor> ours;
  for (const Case& example : cases()) {
    BOOST_TEST_CONTEXT(example.body) {
      const std::string text =
          fmt::format("<ir_version: 10, opset_import: [\"\" : {}]>\ng ({} x) => ({} y) {{\n{}\n}}",
                      example.set, example.x, example.y, example.body);
      const auto made = onnx_file(folder, text);
      const auto file = folder.path() / fmt::format("{}.onnx", jobs.size());
      std::filesystem::rename(made, file);
      Tensor first, numbers;
      try {
        const Model model = load_onnx(file);
        numbers = input_for(model.input_type(), batch);
        const Tensor input = as_type(numbers, model.input_type().dtype);
        for (Backend* backend : {static_cast<Backend*>(&reference), static_cast<Backend*>(&cpu)}) {
          Session session(*backend, model);
          const Tensor y = as_floats(session.run("run", {{"x", input}}).at("y"));
          if (backend == &reference) {
            first = y;
            continue;
          }
          for (size_t i = 0; i < y.as<float>().size(); ++i) {
            const float a = first.as<float>()[i], b = y.as<float>()[i];
            BOOST_TEST((a == b || std::abs(a - b) <= 1e-5f * (1 + std::abs(a))));
          }
        }
      } catch (const Error& error) {
        BOOST_ERROR(error.what());
        continue;
      }
      ours.push_back(first);
      jobs.push_back({file.string(), numbers, batch});
    }
  }
  const auto theirs = run_in_onnxruntime(folder.path(), jobs);
  for (size_t i = 0; i < jobs.size(); ++i) {
    BOOST_TEST_CONTEXT(jobs[i].model) { check_like(ours[i], theirs[i]); }
  }
}

BOOST_AUTO_TEST_SUITE_END()

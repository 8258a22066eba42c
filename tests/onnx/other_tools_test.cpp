// Contents of files from other tools: shape arithmetic, weights made from weights, floats of other
// widths, paddings, batches and sizes, and images in both orders.
#define ONNX_ML 1
#define ONNX_NAMESPACE onnx
#include <fmt/ranges.h>
#include <google/protobuf/text_format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cctype>
#include <fstream>
#include <numeric>
#include <sstream>

#include "fovea/onnx/onnx.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"
#include "tests/support/message.h"
#include "tests/support/temporary_folder.h"

using namespace fovea;

namespace {

// An input or output of this element type; "N" is left open.
std::string value(const std::string& name, int type, const std::vector<std::string>& dims) {
  std::string shape;
  for (const std::string& dim : dims) {
    const bool open = !std::isdigit(static_cast<unsigned char>(dim[0]));
    shape += fmt::format("dim {{ {}: {} }} ", open ? "dim_param" : "dim_value",
                         open ? "\"" + dim + "\"" : dim);
  }
  return fmt::format(
      "{{ name: \"{}\" type {{ tensor_type {{ elem_type: {} shape {{ {} }} }} }} }}\n", name, type,
      shape);
}

// "Conv x w -> y", with attributes as protocol buffers are written.
std::string node(const std::string& what, const std::string& attributes = "") {
  std::istringstream words(what);
  std::string op, word, text;
  words >> op;
  bool behind = false;
  while (words >> word) {
    if (word == "->") {
      behind = true;
    } else {
      text += fmt::format("{}: \"{}\" ", behind ? "output" : "input", word == "-" ? "" : word);
    }
  }
  return fmt::format("node {{ op_type: \"{}\" {} {} }}\n", op, text, attributes);
}

std::string whole(const std::string& name, std::int64_t number) {
  return fmt::format("attribute {{ name: \"{}\" type: INT i: {} }} ", name, number);
}

std::string list(const std::string& name, const std::vector<std::int64_t>& numbers) {
  return fmt::format("attribute {{ name: \"{}\" type: INTS ints: [{}] }} ", name,
                     fmt::join(numbers, ", "));
}

template <typename T>
std::string tensor(const std::string& name, int type, const std::vector<std::int64_t>& dims,
                   const std::vector<T>& numbers, const std::string& field) {
  return fmt::format("initializer {{ name: \"{}\" data_type: {} dims: [{}] {}: [{}] }}\n", name,
                     type, fmt::join(dims, ", "), field, fmt::join(numbers, ", "));
}

std::string floats(const std::string& name, const std::vector<std::int64_t>& dims,
                   const std::vector<float>& numbers) {
  return tensor(name, 1, dims, numbers, "float_data");
}

std::string integers(const std::string& name, const std::vector<std::int64_t>& numbers) {
  return tensor(name, 7, {static_cast<std::int64_t>(numbers.size())}, numbers, "int64_data");
}

Model loaded(const std::string& graph, int opset = 17, int image_size = 0) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "m.onnx";
  ::onnx::ModelProto model;
  const std::string text = fmt::format(
      "ir_version: 8 opset_import {{ version: {} }} graph {{ name: \"g\" {} }}", opset, graph);
  BOOST_REQUIRE_MESSAGE(google::protobuf::TextFormat::ParseFromString(text, &model), text);
  std::ofstream(path, std::ios::binary) << model.SerializeAsString();
  return load_onnx(path, {}, image_size);
}

std::vector<float> run(const Model& model, const Tensor& x) {
  reference::ReferenceBackend backend;
  Session session(backend, model);
  const Tensor y = session.run("run", {{"x", x}}).begin()->second;
  if (y.dtype() == DType::i32) {
    return {y.as<std::int32_t>().begin(), y.as<std::int32_t>().end()};
  }
  return {y.as<float>().begin(), y.as<float>().end()};
}

Tensor counted(const Shape& shape) {
  Tensor x(shape, DType::f32);
  std::iota(x.as<float>().begin(), x.as<float>().end(), 1.0f);
  return x;
}

Tensor filled(const Shape& shape, float number) {
  Tensor x(shape, DType::f32);
  std::ranges::fill(x.as<float>(), number);
  return x;
}

void check(const std::vector<float>& given, const std::vector<float>& expected) {
  BOOST_TEST(given == expected, boost::test_tools::per_element());
}

const std::string x_of_images = "input " + value("x", 1, {"N", "3", "4", "4"});
const std::string y_of_three = "output " + value("y", 1, {"N", "3"});
const std::string pooled = node("GlobalAveragePool c -> p") + node("Flatten p -> y");

}  // namespace

BOOST_AUTO_TEST_SUITE(other_tools)

BOOST_AUTO_TEST_CASE(padding_chains_are_folded) {
  const std::string graph =
      "input " + value("x", 1, {"N", "1", "2", "2"}) + "output " +
      value("y", 1, {"N", "1", "3", "4"}) + integers("amounts", {1, 1, 0, 1}) +
      integers("two", {2}) + integers("rows", {-1, 2}) + integers("last", {-1}) +
      integers("start", {-9223372036854775807}) + integers("zero", {0}) + integers("flat", {-1}) +
      node("ConstantOfShape two -> none",
           "attribute { name: \"value\" type: TENSOR t { data_type: 7 dims: 1 int64_data: 0 } } ") +
      node("Concat amounts none none -> all", whole("axis", 0)) +
      node("Reshape all rows -> pairs") + node("Slice pairs last start zero last -> turned") +
      node("Transpose turned -> columns", list("perm", {1, 0})) +
      node("Reshape columns flat -> pads") + node("Pad x pads -> y");
  // Pairs from the last axis on: 1 and 1 for the columns, 0 and 1 for the rows.
  check(run(loaded(graph, 13), counted({1, 2, 2, 1})), {0, 1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 0});
}

BOOST_AUTO_TEST_CASE(whatever_is_known_is_computed) {
  const std::string graph =
      x_of_images + y_of_three + floats("half", {}, {0.5f}) + floats("three", {}, {3}) +
      integers("two", {2}) + integers("where", {2, 3}) + node("Shape x -> shape") +
      node("Gather shape where -> sides") + node("Cast sides -> real", whole("to", 1)) +
      node("Mul real half -> halves") + node("Add halves three -> more") +
      node("Ceil more -> whole") + node("Sqrt whole -> root") +
      node("ReduceProd root -> product", whole("keepdims", 0)) + node("Neg product -> negative") +
      node("Equal sides sides -> same") + node("Where same sides two -> chosen") +
      node("ReduceMax chosen -> most", whole("keepdims", 0)) +
      node("Cast most -> largest", whole("to", 1)) + node("Max negative largest -> bound") +
      node("GlobalAveragePool x -> p") + node("Flatten p -> f") + node("Mul f bound -> y");
  const Model model = loaded(graph);
  check(run(model, filled(Shape{1, 4, 4, 3}, 2)), {8, 8, 8});
}

BOOST_AUTO_TEST_CASE(of_a_large_fill_only_the_shape_is_made) {
  const std::string graph =
      x_of_images + y_of_three + integers("huge", {1 << 20, 1 << 20}) + integers("first", {0}) +
      node("ConstantOfShape huge -> filled") + node("Shape filled -> shape") +
      node("Gather shape first -> rows") + node("Cast rows -> real", whole("to", 1)) +
      node("GlobalAveragePool x -> p") + node("Flatten p -> f") + node("Div f real -> y");
  const Tensor x = filled(Shape{1, 4, 4, 3}, 1 << 20);
  check(run(loaded(graph), x), {1, 1, 1});
  const std::string added = x_of_images + y_of_three + integers("huge", {1 << 20, 1 << 20}) +
                            node("ConstantOfShape huge -> filled") + node("Add x filled -> y");
  BOOST_TEST(test::has(test::message_of([&] { loaded(added); }), "memory"));
}

BOOST_AUTO_TEST_CASE(weights_made_of_weights) {
  const std::string graph = x_of_images + y_of_three +
                            floats("v", {3, 3, 1, 1}, {3, 4, 0, 0, 0, 2, 0, 5, 12}) +
                            floats("g", {3, 1, 1, 1}, {5, 1, 13}) + integers("axes", {1, 2, 3}) +
                            node("Mul v v -> squares") + node("ReduceSum squares axes -> sum") +
                            node("Sqrt sum -> norm") + node("Div g norm -> scale") +
                            node("Mul v scale -> w") + node("Conv x w -> c") + pooled;
  const Model model = loaded(graph);
  BOOST_TEST(model.weights.contains("w"));  // it is trained as one variable
  const Tensor x = filled(Shape{1, 4, 4, 3}, 1);
  check(run(model, x), {7, 1, 17});
}

BOOST_AUTO_TEST_CASE(floats_of_other_widths) {
  constexpr int half = 10, real64 = 11, brain = 16;
  const std::vector<int> halves = {0x3c00, 0, 0, 0, 0x4000, 0, 0, 0, 0xc200};  // 1, 2, -3
  const std::vector<int> brains = {0x3f80, 0, 0, 0, 0x4000, 0, 0, 0, 0xc040};
  const std::vector<double> doubles = {1, 0, 0, 0, 2, 0, 0, 0, -3};
  const std::vector<std::int64_t> dims = {3, 3, 1, 1};
  const Tensor x = filled(Shape{1, 4, 4, 3}, 1);
  for (const std::string& weight : {tensor("w", half, dims, halves, "int32_data"),
                                    tensor("w", brain, dims, brains, "int32_data"),
                                    tensor("w", real64, dims, doubles, "double_data")}) {
    for (const int type : {1, half}) {
      const std::string graph = "input " + value("x", type, {"N", "3", "4", "4"}) + y_of_three +
                                weight + node("Cast x -> n", whole("to", half)) +
                                node("Conv n w -> c") + node("GlobalAveragePool c -> p") +
                                node("Flatten p -> f") + node("Cast f -> y", whole("to", type));
      check(run(loaded(graph, 22), x), {1, 2, -3});
    }
  }
  const std::string bytes =
      x_of_images + y_of_three +
      tensor("q", 3, dims, std::vector<int>{2, 0, 0, 0, 4, 0, 0, 0, -6}, "int32_data") +
      floats("scale", {}, {0.5f}) + node("DequantizeLinear q scale -> w") + node("Conv x w -> c") +
      pooled;
  check(run(loaded(bytes), x), {1, 2, -3});
}

BOOST_AUTO_TEST_CASE(paddings) {
  const auto padded = [](const std::string& mode, const std::vector<std::int64_t>& pads,
                         const Tensor& x) {
    const std::string graph =
        "input " + value("x", 1, {"N", "1", "1", "4"}) + "output " +
        value("y", 1, {"N", "1", "1", "W"}) + integers("pads", pads) +
        node("Pad x pads -> y", "attribute { name: \"mode\" type: STRING s: \"" + mode + "\" }");
    return run(loaded(graph, 19), x);
  };
  const Tensor x = counted({1, 1, 4, 1});
  check(padded("reflect", {0, 0, 0, 2, 0, 0, 0, 3}, x), {3, 2, 1, 2, 3, 4, 3, 2, 1});
  check(padded("edge", {0, 0, 0, 2, 0, 0, 0, 1}, x), {1, 1, 1, 2, 3, 4, 4});
  check(padded("wrap", {0, 0, 0, 2, 0, 0, 0, 1}, x), {3, 4, 1, 2, 3, 4, 1});
  check(padded("constant", {0, 0, 0, -1, 0, 0, 0, -1}, x), {2, 3});
  check(padded("constant", {0, 0, 0, -1, 0, 0, 0, 2}, x), {2, 3, 4, 0, 0});
  check(padded("edge", {0, 0, 0, 1, 0, 0, 0, -2}, x), {1, 1, 2});
  BOOST_TEST(test::has(test::message_of([&] {
                         padded("reflect", {0, 0, 0, 4, 0, 0, 0, 0}, x);
                       }),
                       "more than"));
}

BOOST_AUTO_TEST_CASE(a_batch_that_is_burnt_in) {
  const std::string tail = node("Flatten s -> y");
  const std::vector<std::string> graphs = {
      // Softmax of operator set 12 over the axes from 2 on; windows; a grid joined to every image.
      node("Softmax x -> s", whole("axis", 2)) + tail,
      integers("cut", {6, 2, 4}) + integers("back", {1, 3, 4, 4}) + node("Reshape x cut -> w") +
          node("Softmax w -> v", whole("axis", 1)) + node("Reshape v back -> s") + tail,
      floats("grid", {1, 2, 4, 4}, std::vector<float>(32, 0.25f)) +
          node("Concat x grid -> s", whole("axis", 1)) + tail};
  for (const std::string& nodes : graphs) {
    const Model model = loaded("input " + value("x", 1, {"1", "3", "4", "4"}) + "output " +
                                   value("y", 1, {"1", "48"}) + nodes,
                               12);
    const Tensor both = counted({2, 4, 4, 3});
    std::vector<float> expected;
    for (size_t i = 0; i < 2; ++i) {
      Tensor one({1, 4, 4, 3}, DType::f32);
      std::ranges::copy(both.as<float>().subspan(i * 48, 48), one.as<float>().begin());
      for (const float number : run(model, one)) expected.push_back(number);
    }
    check(run(model, both), expected);
  }
}

BOOST_AUTO_TEST_CASE(images_channels_last) {
  const std::string identity =
      floats("w", {3, 3, 1, 1}, {1, 0, 0, 0, 1, 0, 0, 0, 1}) + floats("k", {}, {2});
  const std::string turned = node("Mul x k -> t") +
                             node("Transpose t -> n", list("perm", {0, 3, 1, 2})) +
                             node("Conv n w -> c") + pooled;
  const Model rescaled =
      loaded("input " + value("x", 1, {"N", "4", "4", "3"}) + y_of_three + identity + turned);
  BOOST_TEST((rescaled.input_type().shape == Shape{1, 4, 4, 3}));
  check(run(rescaled, filled(Shape{1, 4, 4, 3}, 1)), {2, 2, 2});

  const Model gray = loaded("input " + value("x", 1, {"N", "5", "4", "1"}) + "output " +
                            value("y", 1, {"N", "1"}) + integers("first", {-1, 1, 5, 4}) +
                            floats("w", {1, 1, 1, 1}, {3}) + node("Reshape x first -> n") +
                            node("Conv n w -> c") + pooled);
  BOOST_TEST((gray.input_type().shape == Shape{1, 5, 4, 1}));
  check(run(gray, filled(Shape{1, 5, 4, 1}, 1)), {3});
}

BOOST_AUTO_TEST_CASE(a_size_left_open) {
  const std::string nodes = y_of_three + floats("w", {3, 3, 1, 1}, {1, 0, 0, 0, 1, 0, 0, 0, 1}) +
                            node("Conv x w -> c") + pooled;
  const std::string open = "input " + value("x", 1, {"N", "3", "H", "W"}) + nodes;
  BOOST_TEST((loaded(open, 17, 6).input_type().shape == Shape{1, 6, 6, 3}));
  BOOST_TEST(test::has(test::message_of([&] { loaded(open); }), "size is left open"));
  BOOST_TEST(test::has(test::message_of([&] { loaded(x_of_images + nodes, 17, 6); }),
                       "an image size of 6 was asked for, but its images are 4x4"));
}

BOOST_AUTO_TEST_CASE(bounds_that_are_computed) {
  const std::string graph = "input " + value("x", 1, {"N", "3"}) + "output " +
                            value("y", 1, {"N", "3"}) + floats("low", {}, {2}) +
                            node("ReduceMean x -> mean", whole("keepdims", 1)) +
                            node("Clip x low mean -> y");
  check(run(loaded(graph), Tensor::of<float>(Shape{1, 3}, {1, 4, 10})), {2, 4, 5});
}

BOOST_AUTO_TEST_CASE(bounds_the_wrong_way_round) {
  const std::string graph = "input " + value("x", 1, {"N", "3"}) + "output " +
                            value("y", 1, {"N", "3"}) + floats("low", {}, {5}) +
                            floats("high", {}, {2}) + node("Clip x low high -> y");
  check(run(loaded(graph), Tensor::of<float>(Shape{1, 3}, {1, 4, 10})), {2, 2, 2});
}

BOOST_AUTO_TEST_CASE(texts_that_no_node_reads) {
  const auto graph = [](const char* read) {
    return "input " + value("x", 1, {"N", "3"}) + "output " + value("y", 1, {"N", "3"}) +
           "initializer { name: 'names' data_type: 8 dims: 2 string_data: ['cat', 'dog'] } " +
           node(fmt::format("Add x {} -> y", read));
  };
  check(run(loaded(graph("x")), Tensor::of<float>(Shape{1, 3}, {1, 4, 10})), {2, 8, 20});
  BOOST_TEST(test::has(test::message_of([&] { loaded(graph("names")); }), "initializer 'names'"));
}

BOOST_AUTO_TEST_SUITE_END()

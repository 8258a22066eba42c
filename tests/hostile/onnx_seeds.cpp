#define ONNX_ML 1
#define ONNX_NAMESPACE onnx
#include "tests/hostile/onnx_seeds.h"

#include <onnx/defs/parser.h>

#include "fovea/models/models.h"
#include "fovea/onnx/onnx.h"
#include "tests/formats/onnx_cases.h"

namespace fovea {

namespace {

/// A model in the form of other tools: shapes are computed in the file, and constants are nodes.
ByteVector chains() {
  std::string weights;
  for (int i = 0; i < 108; ++i) weights += i ? ", 0.5" : "0.5";
  const std::string text = R"(<ir_version: 8, opset_import: ["" : 17]>
chains (float[N, 3, 8, 8] image) => (float[N, 12] logits, int64[N, 1] best) {
  w = Constant <value = float[4, 3, 3, 3] {)" +
                           weights +
                           R"(}> ()
  first = Constant <value = int64[1] {0}> ()
  second = Constant <value = int64[1] {1}> ()
  twice = Constant <value = int64[2] {2, 2}> ()
  rest = Constant <value = int64[1] {-1}> ()
  ends = Constant <value = int64[2] {-1, 9}> ()
  starts = Constant <value = int64[2] {1, 0}> ()
  axes = Constant <value = int64[2] {2, 3}> ()
  steps = Constant <value = int64[2] {1, 2}> ()
  pads = Constant <value = int64[8] {0, 0, 1, 1, 0, 0, 1, 1}> ()
  chosen = Constant <value = int64[3] {2, 0, 1}> ()
  conv = Conv <kernel_shape = [3, 3], pads = [1, 1, 1, 1]> (image, w)
  shape = Shape (conv)
  front = Slice (shape, first, twice, first)
  back = Slice (shape, twice, ends_of_shape, first)
  ends_of_shape = Constant <value = int64[1] {4}> ()
  larger = Mul (back, twice)
  sizes = Concat <axis = 0> (front, larger)
  resized = Resize <mode = "linear"> (conv, none, none, sizes)
  padded = Pad (resized, pads)
  sliced = Slice (padded, starts, ends, axes, steps)
  gathered = Gather <axis = 1> (sliced, chosen)
  parts_a, parts_b = Split <axis = 1> (gathered, split)
  split = Constant <value = int64[2] {1, 2}> ()
  joined = Concat <axis = 1> (parts_b, parts_a)
  turned = Transpose <perm = [0, 2, 3, 1]> (joined)
  mean = ReduceMean <axes = [1], keepdims = 0> (turned)
  batch = Gather <axis = 0> (shape, first)
  target = Concat <axis = 0> (batch, rest)
  flat = Reshape (mean, target)
  some = Slice (flat, first, twelve, second)
  twelve = Constant <value = int64[1] {12}> ()
  logits = Softmax <axis = 1> (some)
  best = ArgMax <axis = 1> (some)
})";
  ::onnx::ModelProto model;
  const auto status = ::onnx::OnnxParser::Parse(model, text.c_str());
  BOOST_REQUIRE_MESSAGE(status.IsOK(), status.ErrorMessage());
  for (auto& node : *model.mutable_graph()->mutable_node()) {
    for (auto& input : *node.mutable_input()) {
      if (input == "none") input.clear();
    }
    if (node.output(0) == "front") node.set_input(2, "two");
    if (node.output(0) == "back") node.set_input(1, "two");
  }
  auto& two = *model.mutable_graph()->add_initializer();
  two.set_name("two");
  two.set_data_type(::onnx::TensorProto::INT64);
  two.add_dims(1);
  two.add_int64_data(2);
  const std::string bytes = model.SerializeAsString();
  return {bytes.begin(), bytes.end()};
}

}  // namespace

std::vector<ByteVector> onnx_seeds(const std::filesystem::path& path) {
  std::vector<ByteVector> files;
  for (const char* name : {"perceptron", "lenet5"}) {
    Model model = models::make(name);
    model.initialize(1);
    model.labels.resize(10, "label");
    save_onnx(model, path);
    files.push_back(bytes_of(path));
  }
  for (const OnnxCase& layer : onnx_cases()) {
    save_onnx(layer.make(), path);
    files.push_back(bytes_of(path));
  }
  for (int i = 0; i < 20; ++i) files.push_back(chains());
  Model model = models::make("lenet5");
  model.initialize(1);
  save_onnx(model, path, {}, fovea::onnx::WeightStorage::beside);
  for (int i = 0; i < 10; ++i) files.push_back(bytes_of(path));  // its data stay where they are
  return files;
}

}  // namespace fovea

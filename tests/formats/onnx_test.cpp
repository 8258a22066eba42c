#define ONNX_ML 1
#define ONNX_NAMESPACE onnx
#include "fovea/onnx/onnx.h"

#include <onnx/checker.h>
#include <onnx/shape_inference/implementation.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <set>

#include "fovea/layers/softmax_cross_entropy.h"
#include "fovea/models/models.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"
#include "tests/formats/onnx_cases.h"
#include "tests/support/file_text.h"
#include "tests/support/onnx_complaint.h"
#include "tests/support/small_models.h"
#include "tests/support/temporary_folder.h"

namespace fovea {
namespace {

/// Without waiting for the disk, unlike write_atomically.
void write(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// Checks the file with ONNX's own checker and shape inference.
::onnx::ModelProto checked(const std::filesystem::path& path) {
  ::onnx::ModelProto model;
  BOOST_REQUIRE(model.ParseFromString(text_of(path)));
  try {
    ::onnx::checker::check_model(model);
    ::onnx::shape_inference::InferShapes(model, ::onnx::OpSchemaRegistry::Instance(),
                                         {true, 1, false});
  } catch (const std::exception& error) {
    BOOST_ERROR(path.stem().string() + ": " + error.what());
  }
  return model;
}

Tensor run(const Model& model, const Tensor& input) {
  reference::ReferenceBackend backend;
  Session session(backend, model);
  const Graph& graph = *model.graph;
  const std::string in = graph.info(graph.inputs().front()).name;
  return session.run("run", {{in, input}}).at(graph.outputs().front().first);
}

BOOST_AUTO_TEST_SUITE(onnx)

BOOST_AUTO_TEST_CASE(every_layer_goes_out_and_comes_back) {
  // These are written differently the second time: a constant that is added is read as scale_shift.
  const std::set<std::string> settle = {"shared_weight",
                                        "arithmetic",
                                        "powers",
                                        "instance_norm",
                                        "average_pool_ceil_mixed_counting",
                                        "group_norm",
                                        "choices_of_a_constant"};
  const TemporaryFolder folder;
  for (const OnnxCase& example : onnx_cases()) {
    BOOST_TEST_CONTEXT(example.label) {
      const auto path = folder.path() / (example.label + ".onnx");
      const auto again = folder.path() / "again.onnx";
      const Model model = example.make();
      save_onnx(model, path);
      checked(path);
      const Model back = load_onnx(path);
      BOOST_TEST((back.input_type() == model.input_type()));
      BOOST_TEST(back.parameter_count() >= model.parameter_count());
      save_onnx(back, again);
      if (!settle.contains(example.label)) BOOST_TEST((text_of(path) == text_of(again)));
      const Model third = load_onnx(again);
      save_onnx(third, path);
      BOOST_TEST((text_of(path) == text_of(again)));

      const Tensor input = random_input(example.input, 3);
      const Tensor expected = run(model, input), result = run(back, input);
      BOOST_TEST((result.type() == expected.type()));
      BOOST_TEST(std::ranges::equal(result.bytes(), expected.bytes()));
    }
  }
}

BOOST_AUTO_TEST_CASE(named_models_go_out_and_come_back) {
  const TemporaryFolder folder;
  for (const std::string& name : tested_models(13'000'000)) {
    BOOST_TEST_CONTEXT(name) {
      const auto path = folder.path() / "a.onnx", again = folder.path() / "b.onnx";
      Model model = small_model(name);
      model.initialize(7);
      save_onnx(model, path);
      checked(path);
      const Model back = load_onnx(path);
      save_onnx(back, again);
      BOOST_TEST((text_of(path) == text_of(again)));
      BOOST_TEST(back.name == name);
      BOOST_TEST(back.parameter_count() == model.parameter_count());
      for (const auto& [variable, value] : model.weights) {
        BOOST_TEST(std::ranges::equal(back.weights.at(variable).bytes(), value.bytes()), variable);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_file_is_channels_first) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.onnx";
  Model model = models::make("lenet5");
  model.initialize(7);
  save_onnx(model, path);
  const ::onnx::GraphProto graph = checked(path).graph();
  BOOST_REQUIRE_EQUAL(graph.input_size(), 1);
  const auto& dims = graph.input(0).type().tensor_type().shape().dim();
  BOOST_TEST(graph.input(0).name() == "image");
  BOOST_TEST(dims[0].dim_param() == "N");
  BOOST_TEST(dims[1].dim_value() == 1);
  BOOST_TEST(dims[3].dim_value() == 28);
  BOOST_TEST(graph.output(0).name() == "logits");
  // No Transpose: the first dense weight has its columns in the file's order instead.
  for (const auto& node : graph.node()) BOOST_TEST(node.op_type() != "Transpose");
  const auto& weight = graph.initializer(2);
  BOOST_TEST(weight.name() == "conv2d_2/weight");
  BOOST_TEST(weight.dims(0) == 16);
  BOOST_TEST(weight.dims(1) == 6);
  BOOST_TEST(weight.dims(2) == 5);
  float second = 0;  // output 0, input 0, row 0, column 1
  std::memcpy(&second, weight.raw_data().data() + sizeof second, sizeof second);
  BOOST_TEST(second == model.weights.at("conv2d_2/weight").as<float>()[6]);
}

BOOST_AUTO_TEST_CASE(labels_and_preprocessing_travel_along) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.onnx";
  Model model;
  model.name = "tiny";
  const Value image = model.graph->input("image", {{1, 2, 2, 3}, DType::f32});
  model.graph->output("logits", dense(flatten(image), {.units = 2}));
  model.initialize(1);
  model.labels = {"a \"cat\"", "Bär"};
  model.preprocessing = {{0.485f, 0.456f, 0.406f}, {0.229f, 0.224f, 0.225f}};
  save_onnx(model, path);
  const Model back = load_onnx(path);
  BOOST_TEST(back.name == "tiny");
  BOOST_TEST(back.labels == model.labels);
  BOOST_TEST(back.preprocessing.mean == model.preprocessing.mean);
  BOOST_TEST(back.preprocessing.deviation == model.preprocessing.deviation);
  BOOST_TEST(back.preprocessing.shorter_side == 0);
  BOOST_TEST((back.preprocessing.order == ChannelOrder::rgb));

  model.preprocessing.shorter_side = 256;
  model.preprocessing.order = ChannelOrder::bgr;
  save_onnx(model, path);
  const auto entries = checked(path).metadata_props();
  const auto value = [&](const std::string& key) {
    const auto it = std::ranges::find(entries, key, [](const auto& entry) { return entry.key(); });
    return it == entries.end() ? std::string("none") : it->value();
  };
  BOOST_TEST(value("fovea.resize") == "256");
  BOOST_TEST(value("fovea.channels") == "bgr");
  BOOST_TEST(load_onnx(path).preprocessing.shorter_side == 256);
  BOOST_TEST((load_onnx(path).preprocessing.order == ChannelOrder::bgr));

  model.preprocessing.shorter_side = -1;
  save_onnx(model, path);
  BOOST_TEST(complaint(path) ==
             "metadata fovea.resize: is neither 'stretch' nor a number of pixels from 1 to 2048");
  model.preprocessing.shorter_side = 0;
  model.labels.push_back("one too many");
  save_onnx(model, path);
  BOOST_TEST(complaint(path) == "metadata fovea.labels: has 3 labels for 2 classes");
  model.labels.clear();
  model.preprocessing.deviation = {1, 0, 1};
  save_onnx(model, path);
  BOOST_TEST(complaint(path) == "metadata fovea.deviation: has a deviation of 0");
}

BOOST_AUTO_TEST_CASE(a_loss_goes_out_and_comes_back) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.onnx", again = folder.path() / "b.onnx";
  Model model;
  Graph& graph = *model.graph;
  const Value x = graph.input("x", {{1, 4}, DType::f32});
  const Value label = graph.input("label", {{1}, DType::i32});
  graph.output("loss", mean(softmax_cross_entropy(dense(x, {.units = 3}), label)));
  model.initialize(1);
  save_onnx(model, path);
  checked(path);
  save_onnx(load_onnx(path), again);
  BOOST_TEST((text_of(path) == text_of(again)));
}

BOOST_AUTO_TEST_CASE(what_has_no_form_in_onnx_is_named) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.onnx";
  const auto complaint_about = [&](const std::function<Value(Value)>& build) -> std::string {
    Model model = OnnxCase{"x", {1, 4, 4, 2}, build}.make();
    try {
      save_onnx(model, path);
    } catch (const Error& error) {
      BOOST_TEST(!std::filesystem::exists(path));
      return std::string(error.what()).substr(path.string().size());
    }
    return "";
  };
  BOOST_TEST(complaint_about([](Value x) {
               return average_pool(x, {.kernel = 2, .dilation = 2}, "pool");
             }) == ": pool: a dilated average pool has no form in ONNX");
  Model model = OnnxCase{"x", {1, 2}, [](Value x) { return dense(x, {.units = 1}); }}.make();
  model.weights.clear();
  BOOST_CHECK_EXCEPTION(save_onnx(model, path), Error, [](const Error& error) {
    return std::string_view(error.what())
        .ends_with("variable 'dense_1/weight' has no value: the model is not initialised");
  });
}

BOOST_AUTO_TEST_CASE(hostile_files) {
  const std::filesystem::path shared = FOVEA_SHARED_DATA;
  if (shared.empty()) {
    BOOST_TEST_MESSAGE("skipped: no FOVEA_SHARED_DATA");
    return;
  }
  const std::map<std::string, std::string> faults = {
      {"trunc_half", "no ONNX model, or cut"},
      {"zero_bytes", "the file is empty"},
      {"garbage", "no ONNX model, or cut"},
      {"varint_endless", "no ONNX model, or cut"},
      {"length_past_end", "no ONNX model, or cut"},
      {"no_graph", "it holds no graph"},
      {"cycle", "nodes that feed each other in a cycle: Relu 'n2', Add 'n1'"},
      {"missing_initializer", "Conv 'conv1': reads 'w', which nothing provides"},
      {"unknown_op", "operators that are not supported: FrobnicateV2 'f1'"},
      {"output_missing", "nothing makes the graph's output 'nowhere'"},
      {"negative_dims", "initializer 'w': a dimension of -3 is negative"},
      {"raw_data_short", "initializer 'w': needs 144 bytes, raw_data has 100"},
      {"dims_2e31", "initializer 'w': a shape of over 2^48 elements"},
      {"dims_wrap_to_zero", "initializer 'w': a shape of over 2^48 elements"},
      {"external_path", "initializer 'w': data file '../../etc/passwd': lies outside"},
      {"duplicate_names", "Sigmoid 'a': 'y' is given or made twice"},
      {"duplicate_initializer", "'w' is given or made twice"},
      {"channels_mismatch", "Conv 'conv1': conv1: the weight must be f32 (4, 3, 3, 1)"},
      {"stride_zero", "Conv 'conv1': conv1: kernel 3x3, stride 0x0"},
      {"group_zero", "Conv 'conv1': conv1: groups 0 must divide"},
      {"kernel_larger_than_input", "MaxPool 'p': p: kernel 99x99 with padding 0 does not fit"},
      {"reshape_wrong", "Reshape 'r': (1, 1, 8, 8) cannot be reshaped to (1, 7, -1)"},
      {"opset_999", "operator set 999 is not supported"},
      {"string_weight", "initializer 'w': elements of type STRING are not supported"},
  };
  std::size_t seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(shared / "bad")) {
    if (entry.path().extension() != ".onnx") continue;
    ++seen;
    const std::string stem = entry.path().stem();
    BOOST_TEST(complaint(entry.path()).starts_with(faults.at(stem)),
               stem << ": " << complaint(entry.path()));
  }
  BOOST_TEST(seen == faults.size());
}

// Every file that differs from a good one in a byte is read or refused, whatever the byte changes.
BOOST_AUTO_TEST_CASE(damaged_files) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.onnx";
  const auto build = [](Value x) {
    return dense(flatten(max_pool(gelu(conv2d(x, {.channels = 2, .kernel = 2})), {})),
                 {.units = 2});
  };
  save_onnx(OnnxCase{"x", {1, 4, 4, 1}, build}.make(), path);
  const std::string whole = text_of(path);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
    write(path, damaged);
    complaint(path);
    write(path, whole.substr(0, i));
    complaint(path);
  }
}

BOOST_AUTO_TEST_CASE(a_foreign_model_of_cntk) {
  const std::filesystem::path shared = FOVEA_SHARED_DATA;
  if (shared.empty()) {
    BOOST_TEST_MESSAGE("skipped: no FOVEA_SHARED_DATA");
    return;
  }
  const TemporaryFolder folder;
  const auto first = folder.path() / "1.onnx", second = folder.path() / "2.onnx";
  const Model model = load_onnx(shared / "models" / "mnist_cntk_12.onnx");
  BOOST_TEST((model.input_type() == TensorType{{1, 28, 28, 1}, DType::f32}));
  BOOST_TEST(model.parameter_count() == 5994);
  BOOST_TEST(model.weights.contains("Parameter193"));  // reshaped before it is used
  save_onnx(model, first);
  const Model back = load_onnx(first);
  save_onnx(back, second);
  BOOST_TEST((text_of(first) == text_of(second)));
  const Tensor input = random_input({1, 28, 28, 1}, 2);
  BOOST_TEST(std::ranges::equal(run(model, input).bytes(), run(back, input).bytes()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

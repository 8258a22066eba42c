// Files of other tools: nodes in any order, unknown operators, and models that are trained further.
#define ONNX_ML 1
#define ONNX_NAMESPACE onnx
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "fovea/models/models.h"
#include "fovea/onnx/onnx.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"
#include "tests/support/program.h"

using namespace fovea;

namespace {

// LeNet-5 as another tool might have written it; `change` changes its graph.
std::filesystem::path written_elsewhere(const TemporaryFolder& folder,
                                        const std::function<void(::onnx::GraphProto&)>& change) {
  const auto path = folder.path() / "foreign.onnx";
  Model model = models::make("lenet5");
  model.initialize(1);
  save_onnx(model, path);
  ::onnx::ModelProto proto;
  BOOST_REQUIRE(proto.ParseFromString(read_file(path)));
  proto.set_producer_name("another tool");
  change(*proto.mutable_graph());
  std::ofstream(path, std::ios::binary) << proto.SerializeAsString();
  return path;
}

Tensor logits(const Model& model) {
  reference::ReferenceBackend backend;
  Session session(backend, model);
  Tensor image({2, 28, 28, 1}, DType::f32);
  for (size_t i = 0; i < image.as<float>().size(); ++i) {
    image.as<float>()[i] = static_cast<float>(i % 29) / 29;
  }
  return session.run("run", {{"image", image}}).at("logits");
}

double accuracy(const std::string& model, const std::string& data) {
  const Finished run = run_program("evaluate '" + model + "' --data '" + data + "' --json");
  BOOST_REQUIRE_MESSAGE(run.status == 0, run.err);
  return nlohmann::json::parse(run.out)["accuracy"].get<double>();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(foreign)

BOOST_AUTO_TEST_CASE(nodes_out_of_order_are_sorted) {
  const TemporaryFolder folder;
  const auto keep = [](::onnx::GraphProto&) {};
  const Tensor expected = logits(load_onnx(written_elsewhere(folder, keep)));
  const auto reverse = [](::onnx::GraphProto& graph) {
    std::reverse(graph.mutable_node()->pointer_begin(), graph.mutable_node()->pointer_end());
  };
  const Model turned = load_onnx(written_elsewhere(folder, reverse));
  BOOST_TEST(std::ranges::equal(logits(turned).bytes(), expected.bytes()));
}

BOOST_AUTO_TEST_CASE(all_that_is_not_supported_is_named_at_once) {
  const TemporaryFolder folder;
  const auto path = written_elsewhere(folder, [](::onnx::GraphProto& graph) {
    int relus = 0;
    for (auto& node : *graph.mutable_node()) {
      if (node.op_type() != "Relu") continue;
      node.set_name("n" + std::to_string(++relus));
      node.set_op_type(relus == 1 ? "Relo" : "FrobnicateV2");
    }
    BOOST_TEST(relus == 4);
  });
  std::string what;
  try {
    load_onnx(path);
  } catch (const Error& error) {
    what = error.what();
  }
  BOOST_TEST(what == path.string() +
                         ": operators that are not supported: FrobnicateV2 'n2', 'n3', 'n4'; Relo "
                         "'n1' (the nearest that is: Relu) (operator set 17)");
}

BOOST_AUTO_TEST_CASE(an_imported_model_is_trained_further) {
  const TemporaryFolder folder;
  const std::string data = folder / "data", out = folder / "run";
  write_blocks(data, 2000, 300);
  const std::string model = written_elsewhere(folder, [](::onnx::GraphProto& graph) {
    std::reverse(graph.mutable_node()->pointer_begin(), graph.mutable_node()->pointer_end());
  });
  BOOST_TEST(accuracy(model, data) < 0.5);
  const Finished run =
      run_program("train '" + model + "' --data '" + data + "' --epochs 2 --out '" + out + "'");
  BOOST_REQUIRE_MESSAGE(run.status == 0, run.err);
  BOOST_TEST(accuracy(out + "/model.onnx", data) > 0.95);
}

BOOST_AUTO_TEST_SUITE_END()

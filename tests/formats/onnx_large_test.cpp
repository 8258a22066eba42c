// Files that are long in one way. Reading must need work and memory in proportion to a file's size:
// the test counts what it allocates and compares for a file and for one of twice its length.
#define ONNX_ML 1
#define ONNX_NAMESPACE onnx
#include <onnx/onnx_pb.h>

#include <ctime>
#include <fstream>

#include "framework/formats/safetensors.h"
#define FOVEA_COUNTS_WORK
#include "tests/support/counted_work.h"
#include "tests/support/message.h"
#include "tests/support/onnx_complaint.h"
#include "tests/support/temporary_folder.h"

namespace fovea {
namespace {

/// A model with one input and output, whose graph is not made yet.
::onnx::ModelProto started(const std::string& output) {
  ::onnx::ModelProto model;
  model.set_ir_version(8);
  model.add_opset_import()->set_version(17);
  ::onnx::GraphProto& graph = *model.mutable_graph();
  graph.set_name("g");
  ::onnx::ValueInfoProto* ends[] = {graph.add_input(), graph.add_output()};
  for (auto* end : ends) {
    auto& type = *end->mutable_type()->mutable_tensor_type();
    type.set_elem_type(::onnx::TensorProto::FLOAT);
    for (int i = 0; i < 2; ++i) type.mutable_shape()->add_dim()->set_dim_value(1);
  }
  ends[0]->set_name("x");
  ends[1]->set_name(output);
  return model;
}

::onnx::NodeProto& add_node(::onnx::ModelProto& model, const std::string& op,
                            const std::string& input, const std::string& output) {
  auto& node = *model.mutable_graph()->add_node();
  node.set_op_type(op);
  node.add_input(input);
  node.add_output(output);
  return node;
}

std::string value(int i) { return "v" + std::to_string(i); }

/// The answer of load_onnx to a file of these bytes. Prints its CPU time.
std::string said_of(const std::string& bytes) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "m.onnx";
  std::ofstream(path, std::ios::binary) << bytes;
  const std::clock_t start = std::clock();
  const std::string said = complaint(path);
  BOOST_TEST_MESSAGE(bytes.size() << " bytes: " << (std::clock() - start) * 1000 / CLOCKS_PER_SEC
                                  << " ms");
  BOOST_TEST(said.size() < 2000);
  return said;
}

#ifdef __SANITIZE_ADDRESS__
constexpr int many = 20'000;  // a node takes five times as long
#else
constexpr int many = 100'000;
#endif

::onnx::ModelProto chain_of(int n, const std::string& op, const std::string& name = "") {
  ::onnx::ModelProto model = started(value(n));
  for (int i = 0; i < n; ++i) {
    auto& node = add_node(model, op, i ? value(i) : "x", value(i + 1));
    if (!name.empty()) node.set_name(name);
  }
  return model;
}

::onnx::ModelProto cycle_of(int n) {
  ::onnx::ModelProto model = started(value(0));
  for (int i = 0; i < n; ++i) add_node(model, "Relu", value((i + 1) % n), value(i));
  return model;
}

::onnx::ModelProto node_of_inputs(int n, const std::string& op) {
  ::onnx::ModelProto model = started("y");
  auto& node = add_node(model, op, "x", "y");
  for (int i = 1; i < n; ++i) node.add_input("x");
  if (op == "Concat") {
    auto& axis = *node.add_attribute();
    axis.set_name("axis");
    axis.set_type(::onnx::AttributeProto::INT);
    axis.set_i(1);
  }
  return model;
}

::onnx::ModelProto initializers_and_outputs(int n) {
  ::onnx::ModelProto model = started("y");
  ::onnx::GraphProto& graph = *model.mutable_graph();
  add_node(model, "Relu", "x", "y");
  for (int i = 0; i < n; ++i) {
    auto& weight = *graph.add_initializer();
    weight.set_name("w" + std::to_string(i));
    weight.set_data_type(::onnx::TensorProto::FLOAT);
    weight.add_dims(1);
    weight.add_float_data(1);
    auto& node = add_node(model, "Mul", "x", value(i));
    node.add_input(weight.name());
    *graph.add_output() = graph.output(0);
    graph.mutable_output(i + 1)->set_name(value(i));
  }
  return model;
}

::onnx::ModelProto unknown_operators(int n) {
  ::onnx::ModelProto model = started(value(n));
  for (int i = 0; i < n; ++i) {
    add_node(model, "Frobnicate" + std::to_string(i % 1000), i ? value(i) : "x", value(i + 1));
  }
  return model;
}

BOOST_AUTO_TEST_SUITE(onnx_large)

BOOST_AUTO_TEST_CASE(work_grows_with_the_file) {
  const std::map<std::string, std::function<::onnx::ModelProto(int)>> kinds = {
      {"a chain", [](int n) { return chain_of(n, "Relu"); }},
      {"nodes of one name", [](int n) { return chain_of(n, "Identity", "identity_1"); }},
      {"a cycle", cycle_of},
      {"Concat", [](int n) { return node_of_inputs(n, "Concat"); }},
      {"Sum", [](int n) { return node_of_inputs(n, "Sum"); }},
      {"initializers and outputs", initializers_and_outputs},
      {"unknown operators", unknown_operators}};
  for (const auto& [kind, make] : kinds) {
    BOOST_TEST_CONTEXT(kind) {
      const TemporaryFolder folder;
      const auto path = folder.path() / "m.onnx";
      check_growth(4'000, [&, &make = make](int n) {
        std::ofstream(path, std::ios::binary) << make(n).SerializeAsString();
        complaint(path);
      });
    }
  }
}

BOOST_AUTO_TEST_CASE(a_chain_goes_in_and_out) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "m.onnx", again = folder.path() / "n.onnx";
  std::ofstream(path, std::ios::binary) << chain_of(many, "Relu").SerializeAsString();
  save_onnx(load_onnx(path), again);
  BOOST_TEST(complaint(again) == "");
}

BOOST_AUTO_TEST_CASE(a_chain_of_nodes_that_are_all_called_the_same) {
  BOOST_TEST(said_of(chain_of(many, "Identity", "identity_1").SerializeAsString()) == "");
}

BOOST_AUTO_TEST_CASE(a_cycle) {
  const std::string said = said_of(cycle_of(many).SerializeAsString());
  BOOST_TEST(said.starts_with("nodes that feed each other in a cycle: Relu 'v"));
  BOOST_TEST(said.ends_with(fmt::format(" and {} more", many - 10)));
}

BOOST_AUTO_TEST_CASE(a_node_of_many_inputs) {
  for (const char* op : {"Concat", "Sum", "Max"}) {
    BOOST_TEST_CONTEXT(op) {
      BOOST_TEST(said_of(node_of_inputs(2 * many, op).SerializeAsString()) == "");
    }
  }
}

BOOST_AUTO_TEST_CASE(many_initializers_and_outputs) {
  BOOST_TEST(said_of(initializers_and_outputs(many).SerializeAsString()) == "");
}

BOOST_AUTO_TEST_CASE(empty_messages) {
  constexpr int megabytes = 20;
  const std::string pair("\x0a\x00", 2);  // field 1, of no bytes: in a graph a node
  std::string nodes;
  nodes.reserve(megabytes << 20);
  while (nodes.size() < megabytes << 20) nodes += pair;
  ::onnx::ModelProto model = started("x");
  std::string bytes = model.SerializeAsString();
  bytes += '\x3a';  // field 7, the graph again: it is merged with the first
  for (size_t left = nodes.size(); left > 0; left >>= 7) {
    bytes += static_cast<char>((left & 0x7f) | (left >> 7 ? 0x80 : 0));
  }
  BOOST_TEST(said_of(bytes + nodes) ==
             "more than 2 million nodes, attributes, texts and other parts");
  const std::string unknown("\xf8\x7f\x00", 3);  // field 2047, which no message has
  std::string fields;
  while (fields.size() < megabytes << 20) fields += unknown;
  BOOST_TEST(said_of(bytes.substr(0, bytes.find('\x3a')) + fields) != "");
}

BOOST_AUTO_TEST_CASE(many_operators_that_nobody_knows) {
  BOOST_TEST(said_of(unknown_operators(many).SerializeAsString())
                 .starts_with("operators that are not supported: "));
}

BOOST_AUTO_TEST_CASE(many_empty_tensors) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "m.safetensors";
  std::string header = "{";
  for (int i = 0; i < 2 * many; ++i) {
    header += fmt::format(R"({}"t{}":{{"dtype":"F32","shape":[0],"data_offsets":[0,0]}})",
                          i ? "," : "", i);
  }
  header += "}";
  const std::uint64_t length = header.size();
  std::ofstream(path, std::ios::binary)
      << std::string(reinterpret_cast<const char*>(&length), sizeof length) << header;
  BOOST_TEST(safetensors::read(path).tensors.size() == 2u * many);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

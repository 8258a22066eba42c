// Files that break the ONNX standard are refused, whatever else they contain.
#define ONNX_ML 1
#define ONNX_NAMESPACE onnx
#include <onnx/defs/parser.h>
#include <onnx/defs/schema.h>

#include <fstream>
#include <functional>
#include <set>

#include "framework/formats/onnx/standard.h"
#include "tests/support/counted_work.h"
#include "tests/support/onnx_complaint.h"
#include "tests/support/temporary_folder.h"

namespace fovea {
namespace {

constexpr const char* base = R"(<ir_version: 8, opset_import: ["" : 17]>
g (float[N, 3, 8, 8] x) => (float[N, 4, 4, 4] y) {
  w = ConstantOfShape (shape)
  shape = Constant <value = int64[4] {4, 3, 2, 2}> ()
  c = Conv <kernel_shape = [2, 2], strides = [2, 2], pads = [0, 0, 0, 0]> (x, w)
  y = Relu (c)
})";

/// The error for a model after a change to it; "" if it can be read.
std::string complaint_about(const std::function<void(::onnx::ModelProto&)>& change,
                            const std::string& text = base) {
  ::onnx::ModelProto model;
  const auto status = ::onnx::OnnxParser::Parse(model, text.c_str());
  BOOST_REQUIRE_MESSAGE(status.IsOK(), status.ErrorMessage());
  change(model);
  const TemporaryFolder folder;
  const auto path = folder.path() / "m.onnx";
  std::ofstream(path, std::ios::binary) << model.SerializeAsString();
  return complaint(path);
}

::onnx::NodeProto& node(::onnx::ModelProto& model, const std::string& op) {
  for (auto& each : *model.mutable_graph()->mutable_node()) {
    if (each.op_type() == op) return each;
  }
  throw Error("no {}", op);
}

BOOST_AUTO_TEST_SUITE(onnx_standard)

BOOST_AUTO_TEST_CASE(the_model_itself_is_read) {
  BOOST_TEST(complaint_about([](auto&) {}) == "");
}

BOOST_AUTO_TEST_CASE(attributes_twice) {
  BOOST_TEST(complaint_about([](::onnx::ModelProto& model) {
               auto& conv = node(model, "Conv");
               *conv.add_attribute() = conv.attribute(0);
             }) == "Conv '': attribute 'kernel_shape': given twice");
}

BOOST_AUTO_TEST_CASE(windows_have_a_number_an_axis) {
  const auto with = [](const std::string& name, std::vector<std::int64_t> numbers) {
    return complaint_about([&](::onnx::ModelProto& model) {
      auto& conv = node(model, "Conv");
      auto* attribute = conv.add_attribute();
      for (auto& each : *conv.mutable_attribute()) {
        if (each.name() == name) attribute = &each;
      }
      attribute->set_name(name);
      attribute->set_type(::onnx::AttributeProto::INTS);
      attribute->mutable_ints()->Assign(numbers.begin(), numbers.end());
      if (attribute != &conv.attribute(conv.attribute_size() - 1)) {
        conv.mutable_attribute()->RemoveLast();
      }
    });
  };
  BOOST_TEST(with("pads", {0, 0}) == "Conv 'c': pads has 2 numbers, not 4");
  BOOST_TEST(with("pads", {0, 0, 0, 0, 0, 0}) == "Conv 'c': pads has 6 numbers, not 4");
  BOOST_TEST(with("strides", {2}) == "Conv 'c': strides has 1 numbers, not 2");
  BOOST_TEST(with("strides", {2, 2, 2}) == "Conv 'c': strides has 3 numbers, not 2");
  BOOST_TEST(with("kernel_shape", {2}) == "Conv 'c': kernel_shape has 1 numbers, not 2");
  BOOST_TEST(with("dilations", {1}) == "Conv 'c': dilations has 1 numbers, not 2");
  BOOST_TEST(with("dilations", {1, 1}) == "");
}

BOOST_AUTO_TEST_CASE(surplus_inputs_and_outputs) {
  BOOST_TEST(complaint_about([](auto& model) { node(model, "Relu").add_input("x"); }) ==
             "Relu 'y': it has 2 inputs, the operator at most 1 (operator set 17)");
  BOOST_TEST(complaint_about([](auto& model) { node(model, "Relu").add_output("more"); }) ==
             "Relu 'y': it has 2 outputs, the operator at most 1 (operator set 17)");
  BOOST_TEST(complaint_about([](auto& model) {
               for (int i = 0; i < 2; ++i) node(model, "Conv").add_input("w");
             }) == "Conv 'c': it has 4 inputs, the operator at most 3 (operator set 17)");
  BOOST_TEST(complaint_about([](auto& model) { node(model, "Relu").add_input(""); }) == "");
}

BOOST_AUTO_TEST_CASE(attributes_that_do_not_exist) {
  const auto with = [](const std::string& op, const std::string& name, std::int64_t opset = 17) {
    return complaint_about([&](::onnx::ModelProto& model) {
      auto& attribute = *node(model, op).add_attribute();
      attribute.set_name(name);
      attribute.set_type(::onnx::AttributeProto::INTS);
      for (int i = 0; i < 2; ++i) attribute.add_ints(1);
      model.mutable_opset_import(0)->set_version(opset);
    });
  };
  BOOST_TEST(with("Conv", "dilation") ==
             "Conv 'c': attribute 'dilation' does not exist (operator "
             "set 17; the nearest that does: dilations)");
  BOOST_TEST(with("Relu", "\x1b[2J") ==
             "Relu 'y': attribute '\\x1b[2J' does not exist (operator set 17)");
  BOOST_TEST(with("Conv", "dilations") == "");
  BOOST_TEST(with("Relu", "consumed_inputs") ==
             "Relu 'y': attribute 'consumed_inputs' does not exist (operator set 17)");
}

// Our table of operators is equal to that of ONNX's library, as far as its sets go.
BOOST_AUTO_TEST_CASE(operators_are_those_of_the_standard) {
  const auto refuses = [](const onnx::NodeDef& node, std::int64_t set) {
    try {
      onnx::expect_standard(node, set);
    } catch (const Error&) {
      return true;
    }
    return false;
  };
  std::set<std::string> ops;
  for (const auto& schema : ::onnx::OpSchemaRegistry::get_all_schemas_with_history()) {
    if (schema.domain().empty()) ops.insert(schema.Name());
  }
  int known = 0;
  for (const std::string& op : ops) {
    for (int set = 1; set <= 17; ++set) {
      const auto* schema = ::onnx::OpSchemaRegistry::Schema(op, set);
      onnx::NodeDef node{op, "n", {}, {}, {{"no_such", std::int64_t{1}}}};
      if (!schema || !refuses(node, set)) continue;
      ++known;
      node.attributes.clear();
      for (const auto& [name, attribute] : schema->attributes()) {
        node.attributes[name] = std::int64_t{1};
      }
      BOOST_TEST(refuses(node, set) == schema->Deprecated(), op << " of set " << set);
      if (schema->Deprecated()) continue;
      for (auto [names, most] : {std::pair(&node.inputs, schema->max_input()),
                                 std::pair(&node.outputs, schema->max_output())}) {
        if (most > 100) continue;
        names->assign(static_cast<size_t>(most), "x");
        BOOST_TEST(!refuses(node, set), op << " of set " << set);
        names->emplace_back("x");
        BOOST_TEST(refuses(node, set), op << " of set " << set);
        names->clear();
      }
    }
  }
  BOOST_TEST(known > 1000);
}

BOOST_AUTO_TEST_CASE(versions_that_do_not_exist) {
  const auto with = [](std::int64_t version) {
    return complaint_about([&](auto& model) { model.set_ir_version(version); });
  };
  for (const std::int64_t version : {3, 4, 8, 9, 10, 11}) BOOST_TEST(with(version) == "");
  for (const std::int64_t version : {-1, 0, 99}) {
    BOOST_TEST(with(version) == fmt::format("version {} of ONNX's format (ir_version) does not "
                                            "exist, only 1 to 13",
                                            version));
  }
  BOOST_TEST(complaint_about([](auto& model) { model.clear_ir_version(); }) ==
             "it names no version of ONNX's format (ir_version)");
}

BOOST_AUTO_TEST_CASE(metadata_that_would_not_be_written) {
  const auto with = [](const std::string& key, const std::string& value, int times = 1) {
    return complaint_about([&](::onnx::ModelProto& model) {
      for (int i = 0; i < times; ++i) {
        auto& property = *model.add_metadata_props();
        property.set_key(key);
        property.set_value(value);
      }
    });
  };
  BOOST_TEST(with("fovea.deviation", "[1,-1,1]") ==
             "metadata fovea.deviation: has a deviation of -1, by which no pixel can be divided");
  BOOST_TEST(with("fovea.deviation", "[1,1e-40,1]").starts_with("metadata fovea.deviation: has"));
  BOOST_TEST(with("fovea.mean", "[0,1e39,0]") ==
             "metadata fovea.mean: has a number that is not finite");
  BOOST_TEST(with("fovea.labels", "[\"a\",\"b\"]") ==
             "metadata fovea.labels: has 2 labels for 4 classes");
  BOOST_TEST(with("fovea.labels", "[\"\xff\"]") ==
             "metadata fovea.labels: is not a JSON list of texts");
  BOOST_TEST(with("fovea.name", "a", 2) == "metadata 'fovea.name': given twice");
  BOOST_TEST(with("author", "a", 2) == "");
  const std::string gray = R"(<ir_version: 8, opset_import: ["" : 17],
metadata_props: ["fovea.channels": "bgr"]>
g (float[N, 1, 8, 8] x) => (float[N, 1, 8, 8] y) { y = Relu (x) })";
  BOOST_TEST(complaint_about([](auto&) {}, gray) ==
             "metadata fovea.channels: is for inputs of 3 channels, not 1");
}

BOOST_AUTO_TEST_CASE(what_a_file_says_cannot_steer_a_terminal) {
  const std::string said = complaint_about([](auto& model) {
    node(model, "Relu").set_op_type("\x1b[2J\xff" + std::string(100'000, 'x'));
    node(model, "Conv").set_op_type("Frob\nnicate");
  });
  BOOST_TEST(said.size() < 2000);
  BOOST_TEST(said.find("\\x1b[2J\\xff") != std::string::npos);
  BOOST_TEST(said.find("Frob\\x0anicate") != std::string::npos);
  BOOST_TEST(std::ranges::none_of(said, [](char c) { return c < ' '; }));
}

BOOST_AUTO_TEST_CASE(a_cycle_that_no_output_needs) {
  const std::string said = complaint_about([](auto&) {},
                                           R"(<ir_version: 8, opset_import: ["" : 17]>
g (float[1, 2] x) => (float[1, 2] y) {
  y = Relu (x)
  a = Relu (b)
  b = Relu (a)
})");
  BOOST_TEST(said == "nodes that feed each other in a cycle: Relu 'b', Relu 'a'");
}

BOOST_AUTO_TEST_CASE(pictures_of_int8) {
  const std::string said = complaint_about([](auto&) {},
                                           R"(<ir_version: 8, opset_import: ["" : 17]>
g (int8[1, 3, 2, 2] x) => (float[1, 3, 2, 2] y) { y = Cast <to = 1> (x) })");
  BOOST_TEST(said.starts_with("input 'x': takes int8"));
}

// Values that are known while a file is read stay in proportion to the file.
BOOST_AUTO_TEST_CASE(constants_that_grow) {
  const std::string start = R"(<ir_version: 8, opset_import: ["" : 17]>
g (float[1, 2] x) => (float y) {
  v0 = Constant <value = float[1] {1.0}> ()
)";
  std::string chain = start, shape;
  for (int i = 1; i < 9; ++i) {
    shape += i == 1 ? "8" : ", 8";
    chain += fmt::format("  s{0} = Constant <value = int64[{0}] {{{1}}}> ()\n", i, shape);
    chain += fmt::format("  v{} = Expand (v{}, s{})\n", i, i - 1, i);
  }
  const Work work = work_of([&] {
    const std::string said = complaint_about([](auto&) {}, chain + "  y = Relu (v8)\n}");
    BOOST_TEST(said.starts_with(
        "Expand 'v8': its value, (8, 8, 8, 8, 8, 8, 8, 8), would take too much memory"));
  });
  BOOST_TEST(work.bytes < 100e6);
  std::string fan = start + "  s = Constant <value = int64[1] {8000000}> ()\n", sum;
  for (int i = 1; i < 20; ++i) {
    fan += fmt::format("  v{} = Expand (v0, s)\n", i);
    sum += fmt::format("{}v{}", i == 1 ? "" : ", ", i);
  }
  const std::string said =
      complaint_about([](auto&) {}, fan + "  z = Sum (" + sum + ")\n  y = Relu (z)\n}");
  BOOST_TEST(said.starts_with("Expand 'v5': what is known would be"), said);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

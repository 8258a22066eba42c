// ONNX's own backend tests (Debian's libonnx-testdata): each has one operator with inputs and
// outputs, and runs on the reference and the CPU backend. We use the tests of the operators in
// backend_scope.h on f32 and on whole numbers for indices. Tests that do not pass are listed there
// with the reason; all others must pass. The data are of operator set 17; the same models in the
// form of sets 22 to 24 are tried too.
#define ONNX_ML 1
#define ONNX_NAMESPACE onnx
#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <set>

#include "fovea/cpu/cpu.h"
#include "fovea/onnx/layout.h"
#include "fovea/onnx/onnx.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"
#include "tests/onnx/backend_scope.h"
#include "tests/support/temporary_folder.h"

using namespace fovea;

namespace {

using ::onnx::TensorProto;

std::filesystem::path data_folder() {
  const char* given = std::getenv("FOVEA_ONNX_TESTDATA");
  return given && *given ? given : "/usr/share/libonnx-testdata/data";
}

template <typename Message>
Message read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  Message message;
  BOOST_REQUIRE_MESSAGE(message.ParseFromIstream(&file), path.string());
  return message;
}

// The numbers of a tensor of any type.
struct Numbers {
  Shape shape;
  std::vector<double> values;
};

Numbers numbers_of(const TensorProto& tensor) {
  Numbers result;
  result.shape = Shape(std::vector<std::int64_t>(tensor.dims().begin(), tensor.dims().end()));
  const auto count = static_cast<size_t>(result.shape.count());
  const auto raw = [&](auto zero, const auto& field) {
    for (size_t i = 0; i < count; ++i) {
      auto value = zero;
      if (tensor.has_raw_data()) {
        std::memcpy(&value, tensor.raw_data().data() + i * sizeof(value), sizeof(value));
      } else {
        value = static_cast<decltype(value)>(field.Get(static_cast<int>(i)));
      }
      result.values.push_back(static_cast<double>(value));
    }
  };
  switch (tensor.data_type()) {
    case TensorProto::FLOAT:
      raw(0.0f, tensor.float_data());
      break;
    case TensorProto::DOUBLE:
      raw(0.0, tensor.double_data());
      break;
    case TensorProto::INT64:
      raw(std::int64_t{0}, tensor.int64_data());
      break;
    case TensorProto::BOOL:
      raw(false, tensor.int32_data());
      break;
    default:
      raw(std::int32_t{0}, tensor.int32_data());
  }
  return result;
}

Tensor tensor_of(const Numbers& numbers, DType dtype) {
  Tensor tensor(numbers.shape, dtype);
  for (size_t i = 0; i < numbers.values.size(); ++i) {
    if (dtype == DType::f32) {
      tensor.as<float>()[i] = static_cast<float>(numbers.values[i]);
    } else if (dtype == DType::boolean) {
      tensor.data()[i] = std::byte(numbers.values[i] != 0);
    } else {
      tensor.as<std::int32_t>()[i] = static_cast<std::int32_t>(numbers.values[i]);
    }
  }
  return tensor;
}

// Images are channels last here.
Numbers as_here(const Numbers& file) {
  if (file.shape.rank() != 4) return file;
  constexpr int order[] = {0, 2, 3, 1};
  Tensor wide(file.shape, DType::f64);
  std::ranges::copy(file.values, wide.as<double>().begin());
  const Tensor turned = fovea::onnx::transposed(wide, order);
  return {turned.shape(), {turned.as<double>().begin(), turned.as<double>().end()}};
}

// Whether an operator computes with these numbers, and does not use them as indices.
bool is_computed(int type) {
  return type == TensorProto::FLOAT || type == TensorProto::DOUBLE || type == TensorProto::BOOL;
}

struct Case {
  std::string name;
  std::filesystem::path folder;
  ::onnx::ModelProto model;
  std::vector<TensorProto> inputs, outputs;

  explicit Case(const std::filesystem::path& path)
      : name(path.filename().string()),
        folder(path),
        model(read<::onnx::ModelProto>(path / "model.onnx")) {}

  bool in_scope() const {
    const auto known = [](const ::onnx::ValueInfoProto& value) {
      const int type = value.type().tensor_type().elem_type();
      return is_computed(type) || type == TensorProto::INT64 || type == TensorProto::INT32;
    };
    const auto& graph = model.graph();
    static const std::set<std::string> on_whole_numbers = {"Constant", "Shape", "Trilu"};
    bool floats = false;
    for (const auto& input : graph.input()) {
      floats |= is_computed(input.type().tensor_type().elem_type());
    }
    return std::ranges::all_of(
               graph.node(),
               [](const auto& node) { return operators().contains(node.op_type()); }) &&
           std::ranges::all_of(graph.input(), known) &&
           std::ranges::all_of(graph.output(), known) &&
           (floats || on_whole_numbers.contains(graph.node(0).op_type()));
  }

  std::string op() const {
    return model.graph().node_size() == 1 ? model.graph().node(0).op_type() : "several";
  }

  void load_data() {
    const auto data = folder / "test_data_set_0";
    for (int i = 0; i < model.graph().input_size(); ++i) {
      inputs.push_back(read<TensorProto>(data / fmt::format("input_{}.pb", i)));
    }
    for (int i = 0; i < model.graph().output_size(); ++i) {
      outputs.push_back(read<TensorProto>(data / fmt::format("output_{}.pb", i)));
    }
  }

  // The model with inputs as initializers: those of whole numbers, or all but the first.
  ::onnx::ModelProto with_initializers(bool all) const {
    ::onnx::ModelProto baked = model;
    auto& graph = *baked.mutable_graph();
    graph.clear_input();
    for (int i = 0; i < model.graph().input_size(); ++i) {
      const auto& input = model.graph().input(i);
      const auto& tensor = inputs[static_cast<size_t>(i)];
      const bool whole = !is_computed(tensor.data_type());
      if (i > 0 && (all || whole)) {
        auto& initializer = *graph.add_initializer();
        initializer = tensor;
        initializer.set_name(input.name());
      } else {
        *graph.add_input() = input;
      }
    }
    return baked;
  }
};

double number_at(const Tensor& tensor, size_t i) {
  switch (tensor.dtype()) {
    case DType::f32:
      return double{tensor.as<float>()[i]};
    case DType::boolean:
      return double(tensor.data()[i] != std::byte(0));
    default:
      return double(tensor.as<std::int32_t>()[i]);
  }
}

// The fault of a model's answers; "" if there is none.
std::string fault(const Case& test, Backend& backend, const Model& model) {
  Session session(backend, model);
  Feed feed;
  for (const int id : model.graph->inputs()) {
    const ValueInfo& info = model.graph->info(id);
    const auto outputs = model.graph->outputs();
    const bool read =
        std::ranges::any_of(model.graph->nodes(),
                            [&](const Node& node) {
                              return std::ranges::find(node.inputs, id) != node.inputs.end();
                            }) ||
        std::ranges::any_of(outputs, [&](const auto& output) { return output.second == id; });
    if (!read) continue;  // only its shape was asked for
    for (int i = 0; i < test.model.graph().input_size(); ++i) {
      if (test.model.graph().input(i).name() != info.name) continue;
      feed[info.name] =
          tensor_of(as_here(numbers_of(test.inputs[static_cast<size_t>(i)])), info.type.dtype);
    }
  }
  const auto results = session.run("run", feed);
  for (size_t k = 0; k < test.outputs.size(); ++k) {
    const Numbers expected = as_here(numbers_of(test.outputs[k]));
    const Tensor& actual = results.at(test.model.graph().output(static_cast<int>(k)).name());
    if (actual.shape() != expected.shape) {
      return fmt::format("{} instead of {}", actual.shape().str(), expected.shape.str());
    }
    for (size_t i = 0; i < expected.values.size(); ++i) {
      const double a = expected.values[i];
      const double b = number_at(actual, i);
      const bool same = a == b || (std::isnan(a) && std::isnan(b)) ||
                        std::abs(a - b) <= 1e-5 + 1e-4 * std::abs(a);
      if (!same) return fmt::format("element {} is {}, not {}", i, b, a);
    }
  }
  return "";
}

// Changes a test into the form of sets since 18: axes are an input, a Split without lengths has the
// number of its parts, and the ratio of a Dropout is not known. Nothing else that we use has
// changed up to set 24, except that there is no Upsample any more.
void restamp(Case& test, int set) {
  for (auto& opset : *test.model.mutable_opset_import()) {
    if (opset.domain().empty()) opset.set_version(set);
  }
  auto& graph = *test.model.mutable_graph();
  for (auto& node : *graph.mutable_node()) {
    const std::string& op = node.op_type();
    if (op == "Split" && node.input_size() < 2) {
      auto& parts = *node.add_attribute();
      parts.set_name("num_outputs");
      parts.set_type(::onnx::AttributeProto::INT);
      parts.set_i(node.output_size());
    }
    auto& attributes = *node.mutable_attribute();
    for (int i = 0; i < attributes.size(); ++i) {
      if (op == "Dropout" && attributes[i].name() == "ratio") attributes.DeleteSubrange(i--, 1);
      if (i < 0 || attributes[i].name() != "axes") continue;
      auto& axes = *graph.add_initializer();
      axes.set_name(node.output(0) + "/axes");
      axes.set_data_type(TensorProto::INT64);
      axes.add_dims(attributes[i].ints_size());
      *axes.mutable_int64_data() = attributes[i].ints();
      node.add_input(axes.name());
      attributes.DeleteSubrange(i--, 1);
    }
  }
}

std::string outcome(Case& test, const std::filesystem::path& file) {
  std::string first;
  test.load_data();
  for (const bool all : {false, true}) {
    try {
      std::ofstream(file, std::ios::binary) << test.with_initializers(all).SerializeAsString();
      const Model model = load_onnx(file);
      reference::ReferenceBackend reference;
      cpu::CpuBackend cpu({.threads = 2});
      for (Backend* backend : {static_cast<Backend*>(&reference), static_cast<Backend*>(&cpu)}) {
        if (const std::string what = fault(test, *backend, model); !what.empty()) return what;
      }
      return "";
    } catch (const Error& error) {
      if (first.empty()) first = error.what();
    }
  }
  return first.substr(first.find(": ") + 2);
}

std::vector<Case> cases_in_scope() {
  std::set<std::filesystem::path> folders;
  for (const char* kind : {"node", "simple"}) {
    for (const auto& entry : std::filesystem::directory_iterator(data_folder() / kind)) {
      folders.insert(entry.path());
    }
  }
  std::vector<Case> cases;
  for (const auto& folder : folders) {
    Case test(folder);
    if (test.in_scope()) cases.push_back(std::move(test));
  }
  return cases;
}

bool has_data() {
  if (std::filesystem::exists(data_folder())) return true;
  std::cout << "SKIPPED: needs Debian's libonnx-testdata\n";
  return false;
}

std::string page() {
  std::ifstream file(std::filesystem::path(FOVEA_SOURCE) / "docs" / "onnx.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(backend)

BOOST_AUTO_TEST_CASE(operators_give_what_onnx_expects) {
  if (!has_data()) return;
  const TemporaryFolder temporary;
  std::map<std::string, std::pair<int, int>> counts;  // passed and all, by operator
  std::pair<int, int> sum;
  for (Case& test : cases_in_scope()) {
    const std::string what = outcome(test, temporary.path() / "model.onnx");
    const auto known = failures().find(test.name);
    BOOST_TEST((what.empty() || known != failures().end()), test.name << ": " << what);
    BOOST_TEST((!what.empty() || known == failures().end()), test.name << " passes");
    for (auto* count : {&counts[test.op()], &sum}) {
      count->first += what.empty();
      ++count->second;
    }
  }
  counts["all"] = sum;
  const std::string says = page();
  for (const auto& [op, count] : counts) {
    const std::string row = fmt::format("\n| {} | {} / {} |", op, count.first, count.second);
    BOOST_TEST(says.find(row) != std::string::npos, "docs/onnx.md should say" << row);
  }
  BOOST_TEST(sum.first >= 0.95 * sum.second);
}

BOOST_AUTO_TEST_CASE(operators_mean_the_same_in_later_sets) {
  if (!has_data()) return;
  const TemporaryFolder temporary;
  for (const int set : {22, 23, 24}) {
    int passed = 0, all = 0;
    for (Case& test : cases_in_scope()) {
      restamp(test, set);
      const std::string what = outcome(test, temporary.path() / "model.onnx");
      const bool expected = failures().contains(test.name) || test.op() == "Upsample";
      BOOST_TEST((what.empty() || expected), test.name << " of set " << set << ": " << what);
      BOOST_TEST((!what.empty() || !expected), test.name << " of set " << set << " passes");
      passed += what.empty();
      ++all;
    }
    const std::string says = fmt::format("operator set {}: {} / {}", set, passed, all);
    BOOST_TEST(page().find(says) != std::string::npos, "docs/onnx.md should say " << says);
  }
}

BOOST_AUTO_TEST_SUITE_END()

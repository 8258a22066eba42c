#include "tests/onnx/external_models.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

namespace fovea {

void lie_beside(::onnx::TensorProto& tensor, std::int64_t rows, std::int64_t columns,
                const Entries& entries) {
  tensor.set_data_type(::onnx::TensorProto::FLOAT);
  tensor.add_dims(rows);
  tensor.add_dims(columns);
  tensor.set_data_location(::onnx::TensorProto::EXTERNAL);
  for (const auto& [key, value] : entries) {
    auto& entry = *tensor.add_external_data();
    entry.set_key(key);
    entry.set_value(value);
  }
}

::onnx::ModelProto products(const std::string& op, int count, std::int64_t rows,
                            std::int64_t columns, const std::function<Entries(int)>& lies) {
  ::onnx::ModelProto model;
  model.set_ir_version(8);
  model.add_opset_import()->set_version(17);
  auto& graph = *model.mutable_graph();
  graph.set_name("products");
  const auto describe = [](::onnx::ValueInfoProto& value, const std::string& name,
                           std::int64_t extent) {
    value.set_name(name);
    auto& type = *value.mutable_type()->mutable_tensor_type();
    type.set_elem_type(::onnx::TensorProto::FLOAT);
    type.mutable_shape()->add_dim()->set_dim_param("N");
    type.mutable_shape()->add_dim()->set_dim_value(extent);
  };
  const bool turned = op == "Gemm";  // with transB
  describe(*graph.add_input(), "x", turned ? columns : rows);
  for (int i = 0; i < count; ++i) {
    auto& node = *graph.add_node();
    node.set_op_type(op);
    node.add_input("x");
    node.add_input(fmt::format("w{}", i));
    node.add_output(fmt::format("y{}", i));
    if (turned) {
      auto& attribute = *node.add_attribute();
      attribute.set_name("transB");
      attribute.set_type(::onnx::AttributeProto::INT);
      attribute.set_i(1);
    }
    auto& weight = *graph.add_initializer();
    weight.set_name(fmt::format("w{}", i));
    lie_beside(weight, rows, columns, lies(i));
    describe(*graph.add_output(), fmt::format("y{}", i), turned ? rows : columns);
  }
  return model;
}

void write(const std::filesystem::path& path, const ::onnx::ModelProto& model) {
  std::ofstream(path, std::ios::binary) << model.SerializeAsString();
}

std::pair<int, std::int64_t> apart(const std::function<void()>& body, int kill_after_ms) {
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      body();
      ::_exit(0);
    } catch (...) {
      ::_exit(1);
    }
  }
  if (kill_after_ms >= 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(kill_after_ms));
    ::kill(child, SIGKILL);
  }
  int status = 0;
  rusage usage{};
  BOOST_REQUIRE_EQUAL(::wait4(child, &status, 0, &usage), child);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, usage.ru_maxrss / 1024};
}

}  // namespace fovea

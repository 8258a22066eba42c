// ONNX files that are complete but changed: an attribute, an extent, an operator or an input of a
// node. If such a file can be loaded, it also runs.
#define ONNX_ML 1
#define ONNX_NAMESPACE onnx
#include <onnx/onnx_pb.h>

#include <limits>

#include "fovea/cpu/cpu.h"
#include "fovea/onnx/onnx.h"
#include "fovea/runtime/session.h"
#include "tests/hostile/onnx_seeds.h"
#include "tests/support/temporary_folder.h"

namespace fovea {
namespace {

class Changer {
 public:
  explicit Changer(const Random& random) : random_(random) {}

  std::uint64_t draw(std::uint64_t bound) { return random_.below(drawn_++, bound); }

  std::int64_t number(std::int64_t old) {
    constexpr std::int64_t edges[] = {0,
                                      1,
                                      -1,
                                      2,
                                      3,
                                      7,
                                      1 << 20,
                                      std::int64_t{1} << 31,
                                      std::numeric_limits<std::int64_t>::max(),
                                      std::numeric_limits<std::int64_t>::min()};
    const std::uint64_t chosen = draw(2 * std::size(edges));
    return chosen < std::size(edges) ? edges[chosen]
                                     : old + static_cast<std::int64_t>(chosen % 2 ? 1 : -1);
  }

  /// One of the whole numbers or extents of a tensor.
  void change(::onnx::TensorProto& tensor) {
    if (tensor.dims_size() > 0 && draw(2)) {
      const int axis = static_cast<int>(draw(static_cast<std::uint64_t>(tensor.dims_size())));
      tensor.set_dims(axis, number(tensor.dims(axis)));
    } else if (tensor.data_type() == ::onnx::TensorProto::INT64 && tensor.has_raw_data() &&
               !tensor.raw_data().empty()) {
      std::string& raw = *tensor.mutable_raw_data();
      char* const place = raw.data() + 8 * draw(raw.size() / 8);
      std::int64_t value = 0;
      std::memcpy(&value, place, 8);
      value = number(value);
      std::memcpy(place, &value, 8);
    } else if (tensor.int64_data_size() > 0) {
      const int i = static_cast<int>(draw(static_cast<std::uint64_t>(tensor.int64_data_size())));
      tensor.set_int64_data(i, number(tensor.int64_data(i)));
    }
  }

  void change(::onnx::AttributeProto& attribute) {
    if (attribute.ints_size() > 0) {
      const int i = static_cast<int>(draw(static_cast<std::uint64_t>(attribute.ints_size())));
      if (draw(4)) {
        attribute.set_ints(i, number(attribute.ints(i)));
      } else {
        attribute.mutable_ints()->RemoveLast();
      }
    } else if (attribute.type() == ::onnx::AttributeProto::INT) {
      attribute.set_i(number(attribute.i()));
    } else if (attribute.type() == ::onnx::AttributeProto::FLOAT) {
      attribute.set_f(draw(2) ? std::numeric_limits<float>::quiet_NaN() : -attribute.f());
    } else if (attribute.has_t()) {
      change(*attribute.mutable_t());
    }
  }

  void change(::onnx::GraphProto& graph) {
    const auto any = [&](int size) {
      return static_cast<int>(draw(static_cast<std::uint64_t>(size)));
    };
    auto& node = *graph.mutable_node(any(graph.node_size()));
    const auto& other = graph.node(any(graph.node_size()));
    switch (draw(8)) {
      case 0:
        node.set_op_type(other.op_type());
        break;
      case 1:
        if (node.input_size() > 0 && other.output_size() > 0) {
          node.set_input(any(node.input_size()), other.output(0));
        }
        break;
      case 2:
        if (node.input_size() > 0) node.mutable_input()->RemoveLast();
        break;
      case 3:
        if (other.input_size() > 0) node.add_input(other.input(0));
        break;
      case 4:
        if (graph.initializer_size() > 0) {
          change(*graph.mutable_initializer(any(graph.initializer_size())));
        }
        break;
      case 5: {
        auto& shape = *graph.mutable_input(0)->mutable_type()->mutable_tensor_type();
        if (shape.shape().dim_size() == 0) break;
        auto& dim = *shape.mutable_shape()->mutable_dim(any(shape.shape().dim_size()));
        dim.set_dim_value(number(dim.dim_value()));
        break;
      }
      default:
        if (node.attribute_size() > 0) change(*node.mutable_attribute(any(node.attribute_size())));
    }
  }

 private:
  Random random_;
  std::uint64_t drawn_ = 0;
};

ByteVector restructured(const ByteVector& bytes, const Random& random) {
  ::onnx::ModelProto model;
  BOOST_REQUIRE(model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  Changer changer(random);
  for (std::uint64_t left = 1 + changer.draw(3); left > 0; --left) {
    changer.change(*model.mutable_graph());
  }
  const std::string text = model.SerializeAsString();
  return {text.begin(), text.end()};
}

void run(const Model& model) {
  std::int64_t bytes = 0;
  const Graph& graph = *model.graph;
  for (int id = 0; id < graph.value_count(); ++id) bytes += graph.info(id).type.bytes();
  if (bytes > 1 << 24) return;
  cpu::CpuBackend backend({.threads = 1});
  Session session(backend, model);
  Feed feed;
  for (const int id : graph.inputs()) feed[graph.info(id).name] = Tensor(graph.info(id).type);
  session.run("run", feed);
}

BOOST_AUTO_TEST_SUITE(structures)

BOOST_AUTO_TEST_CASE(onnx_models) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "model.onnx";
  survive(onnx_seeds(path), "structure", restructured, [&](const ByteVector& bytes) {
    write(path, bytes);
    run(load_onnx(path));
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

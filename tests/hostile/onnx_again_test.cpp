// A model that is read from a file and written can be read again and stays the same, whatever names
// the file's nodes have.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <fstream>

#include "fovea/onnx/onnx.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"
#include "tests/formats/onnx_cases.h"
#include "tests/hostile/onnx_seeds.h"
#include "tests/support/onnx_names.h"
#include "tests/support/temporary_folder.h"

namespace fovea {
namespace {

Tensor run(const Model& model) {
  reference::ReferenceBackend backend;
  Session session(backend, model);
  const Graph& graph = *model.graph;
  const ValueInfo& input = graph.info(graph.inputs().front());
  return session.run("run", {{input.name, random_input(input.type.shape, 2)}})
      .at(graph.outputs().front().first);
}

void check_same(const Tensor& a, const Tensor& b, float allowed) {
  BOOST_REQUIRE((a.type() == b.type()));
  if (a.dtype() != DType::f32 || allowed == 0) {
    BOOST_TEST(std::ranges::equal(a.bytes(), b.bytes()));
    return;
  }
  for (size_t i = 0; i < a.as<float>().size(); ++i) {
    const float x = a.as<float>()[i], y = b.as<float>()[i];
    BOOST_REQUIRE_SMALL(std::abs(x - y) / (1 + std::abs(x)), allowed);
  }
}

/// Reads, writes and reads again until the file does not change any more.
void check_again(const std::filesystem::path& path, const std::filesystem::path& folder) {
  const Model first = load_onnx(path);
  const auto second = folder / "second.onnx", third = folder / "third.onnx";
  save_onnx(first, second);
  const Model back = load_onnx(second);
  check_same(run(first), run(back), 1e-5f);
  save_onnx(back, third);
  const Model settled = load_onnx(third);
  check_same(run(back), run(settled), 1e-5f);
  save_onnx(settled, second);
  BOOST_TEST((text_of(second) == text_of(third)));
}

BOOST_AUTO_TEST_SUITE(onnx_again)

BOOST_AUTO_TEST_CASE(seeds) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "m.onnx";
  int number = 0;
  for (const auto& bytes : onnx_seeds(path)) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    BOOST_TEST_CONTEXT("seed " << number++) { check_again(path, folder.path()); }
  }
}

BOOST_AUTO_TEST_CASE(nodes_called_as_those_that_come_in_between) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "m.onnx";
  for (const OnnxCase& layer : onnx_cases()) {
    BOOST_TEST_CONTEXT(layer.label) {
      save_onnx(layer.make(), path);
      const Tensor expected = run(load_onnx(path));
      clash_names(path);
      check_same(expected, run(load_onnx(path)), 1e-4f);
      check_again(path, folder.path());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

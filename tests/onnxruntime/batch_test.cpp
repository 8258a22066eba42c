// What convert makes of files with an open batch: it stays open only where the written file gives
// for several pictures what the original gives.
#include <boost/test/unit_test.hpp>

#include "tests/support/file_text.h"
#include "tests/support/onnx_writer.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

using namespace fovea;

namespace {

using Tail = std::string (*)(OnnxWriter&, const std::string& scores, const std::string& image);

std::string count_of(OnnxWriter& w, const std::string& image) {
  return w.node("Gather", {w.node("Shape", {image}), w.whole(0)}, {{"axis", std::int64_t{0}}});
}
std::string as_float(OnnxWriter& w, const std::string& x) {
  return w.node("Cast", {x}, {{"to", std::int64_t{OnnxWriter::f32}}});
}

// The first extent of the input that convert writes: "N" or a number.
std::string batch_of_converted(Tail tail) {
  const TemporaryFolder folder;
  OnnxWriter w(17);
  const std::string image = w.input("image", {0, 3, 4, 4});
  const std::string flat = w.node("Flatten", {image});
  const std::string scores = w.node("Gemm", {flat, w.weight({48, 5}), w.weight({5})});
  w.output(tail(w, scores, image), "scores", {0, 5});
  w.save(folder.path() / "m.onnx");
  const Finished run =
      run_program(fmt::format("convert '{}' '{}'", folder / "m.onnx", folder / "o.onnx"));
  BOOST_REQUIRE_MESSAGE(run.status == 0, run.err);
  ::onnx::ModelProto file;
  BOOST_REQUIRE(file.ParseFromString(text_of(folder.path() / "o.onnx")));
  const auto& extent = file.graph().input(0).type().tensor_type().shape().dim(0);
  const std::string batch =
      extent.has_dim_param() ? extent.dim_param() : std::to_string(extent.dim_value());
  BOOST_TEST((run.err.find("takes one at a time") == std::string::npos) == (batch == "N"), run.err);
  return batch;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(batch)

BOOST_AUTO_TEST_CASE(stays_open_where_the_graph_holds_for_several) {
  const Tail open[] = {
      [](OnnxWriter&, const std::string& scores, const std::string&) { return scores; },
      [](OnnxWriter& w, const std::string& scores, const std::string& image) {
        const std::string count = w.node("Unsqueeze", {count_of(w, image), w.ints({0})});
        const std::string shape =
            w.node("Concat", {count, w.ints({5})}, {{"axis", std::int64_t{0}}});
        return w.node("Reshape", {scores, shape});
      },
      [](OnnxWriter& w, const std::string& scores, const std::string&) {
        const std::string mean = w.node("ReduceMean", {scores}, {{"axes", OnnxWriter::Ints{0}}});
        return w.node("Sub", {scores, mean});
      },
  };
  for (const Tail tail : open) BOOST_TEST(batch_of_converted(tail) == "N");
}

BOOST_AUTO_TEST_CASE(is_closed_where_the_graph_holds_for_one) {
  const Tail others[] = {
      [](OnnxWriter& w, const std::string& scores, const std::string& image) {
        return w.node("Div", {scores, as_float(w, count_of(w, image))});
      },
      [](OnnxWriter& w, const std::string& scores, const std::string& image) {
        return w.node("Mul", {scores, w.node("Sqrt", {as_float(w, w.node("Size", {image}))})});
      },
      [](OnnxWriter& w, const std::string& scores, const std::string&) {
        return w.node("CumSum", {scores, w.whole(0)});
      },
      [](OnnxWriter& w, const std::string& scores, const std::string&) {
        return w.node("Tile", {scores, w.ints({2, 1})});
      },
      [](OnnxWriter& w, const std::string& scores, const std::string&) {
        return w.node("Hardmax", {scores}, {{"axis", std::int64_t{0}}});
      },
  };
  for (const Tail tail : others) BOOST_TEST(batch_of_converted(tail) == "1");
}

BOOST_AUTO_TEST_SUITE_END()

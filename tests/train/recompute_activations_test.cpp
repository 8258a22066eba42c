// Activations that are computed again: the same bits in less memory, for every network.
#include "fovea/graph/passes/recompute.h"

#include <boost/test/unit_test.hpp>
#include <regex>

#include "fovea/core/random.h"
#include "fovea/cpu/cpu.h"
#include "fovea/graph/differentiate.h"
#include "fovea/graph/names.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/reduce.h"
#include "fovea/layers/relu.h"
#include "fovea/models/models.h"
#include "fovea/optim/optimizer.h"
#include "fovea/plan/audit.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"
#include "framework/train/training_graph.h"
#include "tests/support/message.h"
#include "tests/support/program.h"
#include "tests/support/small_models.h"

namespace fovea {
namespace {

BOOST_AUTO_TEST_SUITE(recompute_activations)

using test::has;
using test::message_of;

constexpr int images = 6;

Feed feed_of(const Graph& graph, const Shape& image) {
  Tensor pixels(Shape{images, image[0], image[1], image[2]}, DType::u8);
  const Random random(5, stream_of("pixels"));
  std::uint64_t place = 0;
  for (std::uint8_t& value : pixels.as<std::uint8_t>()) {
    value = static_cast<std::uint8_t>(random.bits(place++));
  }
  Feed feed{{names::image, pixels},
            {names::label, Tensor::of<std::int32_t>(Shape{images}, {0, 1, 2, 3, 4, 5})},
            {names::learning_rate, Tensor::scalar(0.01f)}};
  for (const int id : graph.inputs()) {
    if (graph.info(id).name == names::seed) {
      feed[names::seed] = Tensor::of<std::int32_t>(Shape{2}, {3, 4});
    }
  }
  return feed;
}

struct Trained {
  std::map<std::string, Tensor> state;
  std::vector<float> losses;
  std::int64_t arena_bytes = 0;
  size_t steps = 0;
};

Trained trained(Backend& backend, const std::string& name, int segments) {
  const Model model = small_model(name);
  const auto optimizer = make_optimizer("sgd:momentum=0.9");
  auto graph = training_graph(model, *optimizer, images, {.minimize = {.clip_norm = 1}});
  const Shape& shape = model.input_type().shape;
  const Feed feed = feed_of(*graph, {shape[1], shape[2], shape[3]});
  Session session(backend, std::move(graph), 7);
  session.set_segments(segments);
  std::map<std::string, TensorType> types;
  for (const auto& [input, tensor] : feed) types.emplace(input, tensor.type());
  const Plan& plan = session.plan(names::run, types);
  BOOST_TEST(audit(plan).empty(), name << " in " << segments);
  Trained result{.state = {}, .losses = {}, .arena_bytes = plan.arena_bytes};
  result.steps = plan.steps.size();
  for (int step = 0; step < 2; ++step) {
    result.losses.push_back(session.run(names::run, feed).at(names::loss).item<float>());
  }
  result.state = session.save();
  return result;
}

void expect_same(const Trained& one, const Trained& other, const std::string& what) {
  BOOST_TEST(one.losses == other.losses, boost::test_tools::per_element());
  BOOST_TEST_REQUIRE(one.state.size() == other.state.size());
  for (const auto& [name, value] : one.state) {
    BOOST_TEST(std::ranges::equal(value.bytes(), other.state.at(name).bytes()),
               what << ": " << name);
  }
}

// Batch norm and shortcuts, dropout, branches, attention. Nearly all memory of AlexNet is for the
// gradients of the weights.
BOOST_AUTO_TEST_CASE(the_same_bits_in_less_memory, *boost::unit_test::label("release_only")) {
  for (const char* const name : {"resnet20-cifar", "alexnet", "googlenet", "vit-tiny-cifar"}) {
    cpu::CpuBackend backend({.threads = 2});
    const Trained whole = trained(backend, name, 1);
    std::int64_t least = whole.arena_bytes;
    for (const int segments : {2, 5}) {
      const Trained again = trained(backend, name, segments);
      expect_same(whole, again, fmt::format("{} in {}", name, segments));
      BOOST_TEST(again.steps > whole.steps);
      least = std::min(least, again.arena_bytes);
    }
    BOOST_TEST_MESSAGE(name << ": " << whole.arena_bytes << " bytes, then " << least);
    BOOST_TEST(least <= whole.arena_bytes, name);
    const bool deep = name != std::string("alexnet") && name != std::string("googlenet");
    if (deep) BOOST_TEST(3 * least < 2 * whole.arena_bytes, name);
  }
  reference::ReferenceBackend plain;
  expect_same(trained(plain, "lenet5", 1), trained(plain, "lenet5", 3), "lenet5");
}

// Ten layers of one size: with three or four segments a step keeps less than half.
BOOST_AUTO_TEST_CASE(a_chain_keeps_what_lies_between_its_segments) {
  Graph graph;
  Value x = graph.input("x", {{4, 64}, DType::f32});
  for (int i = 0; i < 12; ++i) x = relu(dense(x, {.units = 64, .bias = false}));
  graph.output("loss", reduce_sum(x, {.axes = {}, .keep_axes = false}));
  std::vector<Value> parameters;
  for (const int id : graph.variable_values()) parameters.push_back(graph.value(id));
  const std::vector<Value> gradients = differentiate(graph.find_output("loss"), parameters);
  for (size_t i = 0; i < gradients.size(); ++i) {
    graph.output("gradient" + std::to_string(i), gradients[i]);
  }
  const auto copies = [](const Graph& made) {
    return std::ranges::count_if(made.nodes(),
                                 [](const Node& node) { return node.name.ends_with("/again"); });
  };
  BOOST_TEST(copies(*recompute(graph, "loss", 1)) == 0);
  const auto made = recompute(graph, "loss", 4);
  BOOST_TEST(copies(*made) > 0);
  BOOST_TEST(copies(*made) <= 18);  // of 24 nodes only those of three of four segments
  BOOST_TEST(made->nodes().size() == graph.nodes().size() + static_cast<size_t>(copies(*made)));
  // A copy comes after the loss, right before its reader.
  bool behind = false;
  for (const Node& node : made->nodes()) {
    if (node.name.ends_with("/again")) BOOST_TEST(behind, node.name);
    behind = behind || node.outputs[0] == made->find_output("loss").id();
  }
  BOOST_TEST(has(message_of([&] { recompute(graph, "loss", 0); }), "at least 1 is needed"));
  BOOST_TEST(has(message_of([&] { recompute(graph, "lass", 2); }), "no output 'lass'"));
}

BOOST_AUTO_TEST_CASE(the_program_fits_a_step_into_its_memory) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 60, 20);
  const auto train = [&](const std::string& run, const std::string& more) {
    return run_program(
        fmt::format("train resnet20-cifar --epochs 1 --batch 20 --lr 0.01 --data '{}' "
                    "--out '{}' {}",
                    folder / "data", folder / run, more));
  };
  const Finished whole = train("whole", "");
  BOOST_TEST_REQUIRE(whole.status == 0, whole.err);
  const Finished least = train("least", "--recompute");
  BOOST_TEST_REQUIRE(least.status == 0, least.err);
  // The rest of the program takes a little more or less from one run to another.
  const auto mebibytes = [](const std::string& text, const std::string& pattern) {
    std::smatch found;
    BOOST_TEST_REQUIRE(std::regex_search(text, found, std::regex(pattern)), text);
    return std::stod(found[1]);
  };
  const std::string peak = "takes ([0-9.]+) MiB of memory at its peak";
  const double without = mebibytes(least.err, "in place of ([0-9.]+) MiB");
  const double with = mebibytes(least.err, "segments: ([0-9.]+) MiB of memory");
  BOOST_TEST(with < without - 10);
  BOOST_TEST(std::abs(mebibytes(whole.err, peak) - without) < 5);
  BOOST_TEST(std::abs(mebibytes(least.err, peak) - with) < 5);
  BOOST_TEST((read_file(folder / "least/model.onnx") == read_file(folder / "whole/model.onnx")));
  BOOST_TEST((read_file(folder / "least/recipe.json") == read_file(folder / "whole/recipe.json")));
  const Finished refused = train("refused", "--memory 6MiB");
  BOOST_TEST(refused.status == 1);
  const Finished none = train("none", "--memory 1GiB --recompute");
  BOOST_TEST(!has(none.err, "computed again"), none.err);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

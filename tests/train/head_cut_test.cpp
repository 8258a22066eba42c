#include "fovea/transfer/head_cut.h"

#include <boost/test/unit_test.hpp>

#include "fovea/layers/matmul.h"
#include "fovea/models/models.h"
#include "fovea/onnx/onnx.h"
#include "fovea/plan/make_plan.h"
#include "tests/support/temporary_folder.h"
#include "tests/train/cut_models.h"

namespace fovea {
namespace {

std::map<std::string, Tensor> fresh_head(const HeadCut& cut, int classes) {
  Graph graph;
  cut.logits(graph.input("features", cut.features()), classes);
  std::map<std::string, Tensor> head;
  for (const Variable& variable : graph.variables()) {
    head[variable.name] = Initializer::normal(0, 0.5f).make(variable.type, 4, variable.name);
  }
  return head;
}

const Node& last_head(const Graph& graph) {
  const Node* last = nullptr;
  for (const Node& node : graph.nodes()) {
    if (node.layer->kind() == "dense" || node.layer->kind() == "conv2d") last = &node;
  }
  return *last;
}

// The input of the model's last layer, found by running the whole model and keeping all values.
Tensor into_head(const Model& model, const Tensor& image) {
  reference::ReferenceBackend backend;
  const auto graph = in_mode(*model.graph, Mode::inference);
  const Plan plan = make_plan(*graph, backend, {.reuse = Reuse::none});
  const auto state = backend.make_state(plan.variables);
  for (const Variable& variable : plan.variables) {
    state->write(variable.name, model.weights.at(variable.name));
  }
  const auto executable = backend.load(plan, *state);
  const std::string input = model.graph->info(model.graph->inputs().front()).name;
  const Results results =
      executable->wait(executable->submit({{input, normalized(image, model.preprocessing)}}));
  return results.at(graph->info(last_head(*graph).inputs[0]).name);
}

// The mean over the image of (1, H, W, C), in double.
Tensor averaged(const Tensor& x) {
  const auto channels = static_cast<size_t>(x.shape()[3]);
  std::vector<double> sums(channels);
  for (size_t i = 0; i < x.as<float>().size(); ++i) sums[i % channels] += double{x.as<float>()[i]};
  Tensor result(Shape{1, 1, 1, x.shape()[3]}, DType::f32);
  for (size_t c = 0; c < channels; ++c) {
    result.as<float>()[c] = static_cast<float>(sums[c] * static_cast<double>(channels) /
                                               static_cast<double>(x.as<float>().size()));
  }
  return result;
}

void check_features(const Model& model, float tolerance = 1e-5f) {
  BOOST_TEST_CONTEXT(model.name) {
    const HeadCut cut(model);
    BOOST_TEST(cut.head() == last_head(*model.graph).name);
    const Tensor image = noise_image(model.input_type().shape, 1);
    Tensor expected = into_head(model, image);
    if (expected.type() != cut.features()) expected = averaged(expected);
    BOOST_REQUIRE((expected.type() == cut.features()));
    reference::ReferenceBackend backend;
    Session session(backend, cut.feature_graph());
    restore_some(session, model.weights);
    const Tensor features = session.run("run", {{"image", image}}).at("features");
    BOOST_TEST(largest_difference(features.as<float>(), expected.as<float>()) <= tolerance);
  }
}

// The model with another head, on the reference, compared with features and head run separately.
void check_whole(const Model& model) {
  BOOST_TEST_CONTEXT(model.name) {
    const HeadCut cut(model);
    const auto head = fresh_head(cut, 3);
    const Model whole = cut.model({"a", "b", "c"}, head);
    BOOST_TEST((whole.labels == std::vector<std::string>{"a", "b", "c"}));
    BOOST_TEST(whole.preprocessing.mean == model.preprocessing.mean,
               boost::test_tools::per_element());
    const Tensor image = noise_image(model.input_type().shape, 2);
    reference::ReferenceBackend backend;
    Session features(backend, cut.feature_graph()), all(backend, whole);
    restore_some(features, model.weights);
    auto alone = std::make_unique<Graph>();
    alone->output("logits", cut.logits(alone->input("features", cut.features()), 3));
    Session end(backend, std::move(alone));
    restore_some(end, head);
    const Tensor parts =
        end.run("run", {{"features", features.run("run", {{"image", image}}).at("features")}})
            .at("logits");
    const Tensor one = all.run("run", {{whole.graph->info(whole.graph->inputs().front()).name,
                                        normalized(image, model.preprocessing)}})
                           .begin()
                           ->second;
    BOOST_TEST((one.shape() == Shape{1, 3}));
    BOOST_TEST(largest_difference(one.as<float>(), parts.as<float>()) < 2e-5f);
  }
}

void check_refused(const Model& model, const std::string& part) {
  try {
    const HeadCut cut(model);
    BOOST_ERROR(model.name << " was cut");
  } catch (const Error& error) {
    const std::string text = error.what();
    BOOST_TEST(text.find("cannot be taught other classes") != std::string::npos, text);
    BOOST_TEST(text.find(part) != std::string::npos, text);
  }
}

BOOST_AUTO_TEST_SUITE(head_cut)

BOOST_AUTO_TEST_CASE(features_are_what_goes_into_the_head) {
  for (const Model& model : cut_models()) check_features(model);
}

BOOST_AUTO_TEST_CASE(the_whole_model_is_its_two_parts) {
  for (const Model& model : cut_models()) check_whole(model);
}

BOOST_AUTO_TEST_CASE(averaged_features_where_the_scores_are_averaged) {
  const std::vector<Model> models = cut_models();
  BOOST_TEST((HeadCut(models[2]).features().shape == Shape{1, 1, 1, 6}));
  BOOST_TEST((HeadCut(models[4]).features().shape == Shape{1, 7, 5, 6}));
}

// Only the graphs: for each model its own head with more classes fits.
BOOST_AUTO_TEST_CASE(every_model_of_the_zoo_can_be_cut) {
  for (const auto& [name, entry] : models::table()) {
    if (!entry.reads_images()) continue;
    const Model model = models::make(name);
    BOOST_TEST_CONTEXT(name) {
      const HeadCut cut(model);
      Graph graph;
      const Value logits = cut.logits(graph.input("features", cut.features()), 7);
      BOOST_TEST((logits.shape() == Shape{1, 7}));
      BOOST_TEST(graph.variables().size() == 2);
    }
  }
}

BOOST_AUTO_TEST_CASE(models_of_the_zoo_with_weights) {
  for (const char* name : {"lenet5", "lenet5-1998", "resnet20-cifar", "perceptron"}) {
    Model model = models::make(name);
    model.initialize(5);
    check_features(model, 1e-4f);
    check_whole(model);
  }
}

BOOST_AUTO_TEST_CASE(foreign_models) {
  const std::filesystem::path folder = std::filesystem::path(FOVEA_SHARED_DATA) / "models";
  if (!std::filesystem::exists(folder)) return;
  for (const char* name : {"cifar10_resnet20.onnx", "mnist_cntk_12.onnx"}) {
    const Model model = load_onnx(folder / name);
    check_features(model, 1e-4f);
    check_whole(model);
  }
  const Model squeezenet = load_onnx(folder / "squeezenet1_1.onnx");
  BOOST_TEST((HeadCut(squeezenet).features().shape == Shape{1, 1, 1, 512}));
}

BOOST_AUTO_TEST_CASE(a_taught_model_can_be_taught_again) {
  for (const Model& model : cut_models()) {
    const HeadCut cut(model);
    Model whole = cut.model({"a", "b", "c"}, fresh_head(cut, 3));
    whole.name = "taught " + model.name;
    check_features(whole);
    check_whole(whole);
    const TemporaryFolder folder;
    save_onnx(whole, folder / "taught.onnx");
    check_whole(load_onnx(folder / "taught.onnx"));
  }
}

BOOST_AUTO_TEST_CASE(auxiliary_classifiers_go) {
  Model model = models::make("googlenet", {.image = {64, 64, 3}, .classes = 10});
  model.initialize(1);
  BOOST_REQUIRE(!model.auxiliary.empty());
  const HeadCut cut(model);
  const Model whole = cut.model({"a", "b"}, fresh_head(cut, 2));
  BOOST_TEST(whole.auxiliary.empty());
  BOOST_TEST(whole.graph->outputs().size() == 1);
  BOOST_TEST(whole.weights.size() == whole.graph->variables().size());
}

BOOST_AUTO_TEST_CASE(models_that_cannot_be_cut) {
  Model bare;
  bare.name = "bare";
  const Value image = bare.graph->input("image", {{1, 4, 4, 1}, DType::f32});
  bare.graph->output("y", flatten(max_pool(image, {.kernel = 2})));
  check_refused(bare, "no dense or conv2d layer");
  check_refused(Model(), "no output");
  Model table;
  table.graph->output("y", dense(table.graph->input("x", {{1, 4}, DType::f32}), {.units = 2}));
  check_refused(table, "not images");
  check_refused(model_with("branches",
                           [](Value x) {
                             return add(dense(flatten(x), {.units = 9}),
                                        dense(flatten(relu(x)), {.units = 9}), "sum");
                           }),
                "'sum' (add), where branches meet");
  check_refused(
      model_with("groups",
                 [](Value x) { return conv2d(x, {.channels = 6, .kernel = 3, .groups = 6}); }),
      "'conv2d_2' (conv2d) is a convolution in groups");
  check_refused(model_with("places are classes", [](Value x) { return flatten(x); }),
                "in 'conv2d_1' (conv2d) it gives (1, 245)");
  check_refused(model_with("a matrix",
                           [](Value x) {
                             const Value y = dense(flatten(x), {.units = 4});
                             const Value weight = x.graph().variable(
                                 {"m", {{4, 9}, DType::f32}, Initializer::glorot()});
                             return matmul(y, weight, {}, "product");
                           }),
                "'product' (matmul)");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

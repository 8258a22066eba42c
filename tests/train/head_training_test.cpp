#include "fovea/transfer/head_training.h"

#include <boost/test/unit_test.hpp>
#include <numeric>

#include "fovea/graph/differentiate.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/softmax_cross_entropy.h"
#include "fovea/models/models.h"
#include "fovea/onnx/onnx.h"
#include "framework/train/training_graph.h"
#include "tests/support/temporary_folder.h"
#include "tests/train/cut_models.h"
#ifdef FOVEA_VULKAN
#include "tests/vulkan/vulkan_device.h"
#endif

namespace fovea {
namespace {

/// One backend of each kind that this machine has.
std::vector<std::unique_ptr<Backend>> backends([[maybe_unused]] const TemporaryFolder& cache) {
  std::vector<std::unique_ptr<Backend>> made;
  made.push_back(std::make_unique<reference::ReferenceBackend>());
  made.push_back(std::make_unique<cpu::CpuBackend>(cpu::Options{.threads = 2}));
#ifdef FOVEA_VULKAN
  if (has_test_vulkan(0)) made.push_back(test_vulkan({.self_check = false}, cache.path()));
#endif
  return made;
}

std::vector<Tensor> features_of(Backend& backend, const HeadCut& cut, const Model& model,
                                int count) {
  Session session(backend, cut.feature_graph());
  restore_some(session, model.weights);
  std::vector<Tensor> features;
  for (int i = 0; i < count; ++i) {
    const Tensor image = noise_image(model.input_type().shape, static_cast<std::uint32_t>(i));
    features.push_back(session.run("run", {{"image", image}}).at("features").clone());
  }
  return features;
}

/// Examples in turn for each of these classes.
ExampleStore examples_of(const HeadCut& cut, const std::vector<Tensor>& features, int classes,
                         const std::vector<int>& taught) {
  ExampleStore store(classes, cut.features(), 1);
  for (size_t i = 0; i < features.size(); ++i) store.add(taught[i % taught.size()], features[i]);
  return store;
}

/// Gradients of the mean loss of a whole model on these images, for inference, by name.
Results whole_gradients(const Model& model, const std::vector<Tensor>& images,
                        const std::vector<std::int32_t>& labels,
                        const std::vector<std::string>& variables) {
  const auto count = static_cast<std::int64_t>(images.size());
  Tensor batch(model.input_type().shape.with(0, count), DType::f32);
  for (size_t i = 0; i < images.size(); ++i) {
    const Tensor one = normalized(images[i], model.preprocessing);
    std::ranges::copy(one.as<float>(),
                      batch.as<float>().subspan(i * one.as<float>().size()).begin());
  }
  const std::string input = model.graph->info(model.graph->inputs().front()).name;
  auto graph = with_inputs(*in_mode(*model.graph, Mode::inference), {{input, batch.type()}});
  const Value label = graph->input("label", {Shape{count}, DType::i32});
  const Value logits = graph->find_output(model.graph->outputs().front().first);
  const Value loss = mean(softmax_cross_entropy(logits, label));
  std::vector<Value> values;
  for (const std::string& name : variables) values.push_back(graph->find_variable(name));
  const std::vector<Value> gradients = differentiate(loss, values);
  for (size_t i = 0; i < variables.size(); ++i) graph->output(variables[i], gradients[i]);
  graph->output("loss", loss);
  reference::ReferenceBackend backend;
  Session session(backend, std::move(graph));
  session.restore(model.weights);
  return session.run("run",
                     {{input, batch}, {"label", Tensor::of(Shape{count}, std::span(labels))}});
}

BOOST_AUTO_TEST_SUITE(head_training)

// A step of plain gradient descent changes the head by the gradient of the whole model for the
// classes with examples; the other classes stay the same.
BOOST_AUTO_TEST_CASE(a_step_is_the_gradient_of_the_whole_model) {
  const TemporaryFolder cache;
  constexpr float rate = 0.5f;
  const std::vector<int> taught = {0, 2, 3}, all = {0, 1, 2, 3, 4}, other = {1, 4};
  const std::vector<std::int32_t> labels = {0, 1, 2, 2, 0, 1, 1};
  for (const Model& model : cut_models()) {
    const HeadCut cut(model);
    const std::vector<std::string> names = {cut.head() + "/weight", cut.head() + "/bias"};
    for (const auto& backend : backends(cache)) {
      BOOST_TEST_CONTEXT(model.name << " on " << backend->info().backend) {
        const std::vector<Tensor> features = features_of(*backend, cut, model, 7);
        HeadTraining training(*backend, cut,
                              {.classes = 5, .batch = 7, .optimizer = "sgd:momentum=0"});
        HeadTraining::Inputs inputs{
            {Tensor(cut.features().shape.with(0, 7), DType::f32), Tensor(Shape{7}, DType::i32)},
            taught,
            double{rate}};
        std::vector<Tensor> images;
        for (size_t i = 0; i < 7; ++i) {
          images.push_back(noise_image(model.input_type().shape, static_cast<std::uint32_t>(i)));
          const auto one = features[i].as<float>();
          std::ranges::copy(one, inputs.batch.features.as<float>().subspan(i * one.size()).begin());
          inputs.batch.labels.as<std::int32_t>()[i] = taught[static_cast<size_t>(labels[i])];
        }
        const Model whole = cut.model({"a", "b", "c"}, training.head(taught));
        const Results expected = whole_gradients(whole, images, labels, names);
        const auto before = training.head(taught), idle = training.head(other);
        const float loss = training.step(inputs);
        BOOST_TEST(std::abs(loss - expected.at("loss").item<float>()) < 1e-5f);
        const auto after = training.head(taught);
        for (const std::string& name : names) {
          std::vector<float> moved;
          float largest = 0;
          for (size_t i = 0; i < before.at(name).as<float>().size(); ++i) {
            moved.push_back((before.at(name).as<float>()[i] - after.at(name).as<float>()[i]) /
                            rate);
            largest = std::max(largest, std::abs(moved.back()));
          }
          BOOST_TEST(largest > 1e-3f);
          BOOST_TEST(largest_difference(moved, expected.at(name).as<float>()) < 1e-5f);
          BOOST_TEST(
              (training.head(other).at(name).bytes().size() == idle.at(name).bytes().size()));
          BOOST_TEST(largest_difference(training.head(other).at(name).as<float>(),
                                        idle.at(name).as<float>()) == 0);
        }
        BOOST_TEST(training.head(all).at(names[1]).shape()[0] == 5);
      }
    }
  }
}

// Ten classes of noise with 1 example each, then two with an odd number, on an untrained base: all
// are distinguished, also by the model after saving and loading.
BOOST_AUTO_TEST_CASE(it_learns_and_what_it_learned_is_a_model,
                     *boost::unit_test::label("release_only")) {
  const TemporaryFolder folder;
  for (const auto& [classes, count] : {std::pair{10, 10}, {2, 5}}) {
    for (const Model& model : cut_models()) {
      const HeadCut cut(model);
      std::vector<int> taught(static_cast<size_t>(classes));
      std::iota(taught.begin(), taught.end(), 0);
      for (const auto& backend : backends(folder)) {
        BOOST_TEST_CONTEXT(model.name << " on " << backend->info().backend) {
          const auto features = features_of(*backend, cut, model, count);
          HeadTraining training(*backend, cut, {.classes = classes, .batch = 20});
          const ExampleStore store = examples_of(cut, features, classes, taught);
          for (int i = 0; i < 400; ++i) training.step(store);

          std::vector<std::string> labels;
          for (const int target : taught) labels.push_back(fmt::format("noise {}", target));
          save_onnx(cut.model(labels, training.head(taught)), folder / "taught.onnx");
          const Model loaded = load_onnx(folder / "taught.onnx");
          BOOST_TEST(loaded.labels == labels, boost::test_tools::per_element());
          auto graph = inference_graph(loaded);
          graph->output("p", softmax(graph->value(graph->outputs().front().second)));
          Session session(*backend, std::move(graph));
          session.restore(loaded.weights);
          const std::string input = loaded.graph->info(loaded.graph->inputs().front()).name;
          for (int i = 0; i < count; ++i) {
            const auto probabilities =
                training.probabilities(features[static_cast<size_t>(i)], taught);
            const auto best = std::ranges::max_element(probabilities) - probabilities.begin();
            BOOST_TEST(best == i % classes);
            const Tensor image =
                noise_image(model.input_type().shape, static_cast<std::uint32_t>(i));
            const Tensor p =
                session.run("run", {{input, normalized(image, loaded.preprocessing)}}).at("p");
            BOOST_TEST(largest_difference(p.as<float>(), probabilities) < 1e-4f);
          }
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(one_example_and_one_class) {
  const Model model = std::move(cut_models()[2]);
  const HeadCut cut(model);
  cpu::CpuBackend backend;
  const auto features = features_of(backend, cut, model, 1);
  HeadTraining training(backend, cut, {.classes = 3, .batch = 5});
  const ExampleStore store = examples_of(cut, features, 3, {1});
  BOOST_TEST(training.step(store) == 0);  // with one class it must be 0
  const std::vector<int> taught = {1};
  BOOST_TEST(training.probabilities(features[0], taught).front() == 1);
  BOOST_CHECK_THROW(training.step(ExampleStore(3, cut.features(), 1)), Error);  // no examples
  BOOST_CHECK_THROW(training.step(ExampleStore(2, cut.features(), 1)), Error);
  BOOST_CHECK_THROW(HeadTraining(backend, cut, {.classes = 0}), Error);
  BOOST_CHECK_THROW(HeadTraining(backend, cut, {.batch = 0}), Error);
  BOOST_CHECK_THROW(HeadTraining(backend, cut, {.learning_rate = -1}), Error);
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_bits_on_any_number_of_threads) {
  const Model model = std::move(cut_models()[0]);
  const HeadCut cut(model);
  const std::vector<int> taught = {0, 1, 2};
  const auto weights = [&](int threads, std::uint64_t seed) {
    cpu::CpuBackend backend({.threads = threads});
    const ExampleStore store = examples_of(cut, features_of(backend, cut, model, 7), 3, taught);
    HeadTraining training(backend, cut, {.classes = 3, .batch = 8, .seed = seed});
    for (int i = 0; i < 20; ++i) training.step(store);
    const Tensor weight = training.head(taught).at(cut.head() + "/weight");
    return std::vector<float>(weight.as<float>().begin(), weight.as<float>().end());
  };
  BOOST_TEST((weights(1, 1) == weights(2, 1)));
  BOOST_TEST((weights(1, 1) == weights(4, 1)));
  BOOST_TEST((weights(1, 1) != weights(1, 2)));
}

BOOST_AUTO_TEST_CASE(it_goes_on_where_another_backend_stands) {
  const TemporaryFolder cache;
  const Model model = std::move(cut_models()[2]);
  const HeadCut cut(model);
  const std::vector<int> taught = {0, 1, 2, 3};
  const HeadTrainingOptions options{.classes = 4, .batch = 8};
  const auto made = backends(cache);
  const ExampleStore store = examples_of(cut, features_of(*made[0], cut, model, 9), 4, taught);
  HeadTraining straight(*made[1], cut, options);
  for (int i = 0; i < 30; ++i) straight.step(store);
  const auto expected = straight.head(taught);
  for (const auto& other : made) {
    HeadTraining first(*made[1], cut, options), second(*other, cut, options);
    for (int i = 0; i < 10; ++i) first.step(store);
    second.go_on_from(first);
    BOOST_TEST(second.steps() == 10);
    for (int i = 0; i < 20; ++i) second.step(store);
    for (const auto& [name, value] : second.head(taught)) {
      const float off = largest_difference(value.as<float>(), expected.at(name).as<float>());
      BOOST_TEST(off < 1e-3f, other->info().backend << " is off by " << off);
      if (other->info().backend == "cpu") BOOST_TEST(off == 0);
    }
  }
}

// The loss of an ordinary training step on the saved model is that of the head.
BOOST_AUTO_TEST_CASE(the_model_trains_on) {
  Model base = models::make("lenet5");
  base.initialize(4);
  const HeadCut cut(base);
  cpu::CpuBackend backend;
  const std::vector<int> taught = {0, 1, 2};
  const auto features = features_of(backend, cut, base, 3);
  HeadTraining training(backend, cut, {.classes = 3, .batch = 6});
  const ExampleStore store = examples_of(cut, features, 3, taught);
  for (int i = 0; i < 5; ++i) training.step(store);
  const TemporaryFolder folder;
  save_onnx(cut.model({"a", "b", "c"}, training.head(taught)), folder / "taught.onnx");
  const Model loaded = load_onnx(folder / "taught.onnx");
  double expected = 0;
  Tensor images(loaded.input_type().shape.with(0, 3), DType::u8);
  for (size_t i = 0; i < 3; ++i) {
    expected -= std::log(double{training.probabilities(features[i], taught)[i]}) / 3;
    const Tensor one = noise_image(base.input_type().shape, static_cast<std::uint32_t>(i));
    std::ranges::copy(one.as<std::uint8_t>(),
                      images.as<std::uint8_t>().subspan(i * one.bytes().size()).begin());
  }
  Session session(backend, training_graph(loaded, *make_optimizer("sgd"), 3));
  for (const auto& [name, value] : loaded.weights) session.state().write(name, value);
  const Feed feed{{"image", images},
                  {"label", Tensor::of<std::int32_t>(Shape{3}, {0, 1, 2})},
                  {"learning_rate", Tensor::scalar(0.01f)}};
  const float first = session.run("run", feed).at("loss").item<float>();
  BOOST_TEST(std::abs(double{first} - expected) < 1e-5);
  for (int i = 0; i < 20; ++i) session.run("run", feed);
  BOOST_TEST(session.run("run", feed).at("loss").item<float>() < first);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

// Fine-tuning: patterns of names, frozen parts in their form for inference, rates of their own, and
// the program that gives a trained model another head.
#include "fovea/transfer/fine_tuning.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>

#include "fovea/layers/multiply.h"
#include "fovea/layers/reduce.h"
#include "fovea/onnx/onnx.h"
#include "fovea/optim/minimize.h"
#include "fovea/transfer/head_cut.h"
#include "framework/train/training_graph.h"
#include "tests/support/message.h"
#include "tests/support/photos.h"
#include "tests/support/program.h"
#include "tests/train/cut_models.h"

using namespace fovea;
using namespace fovea::test;

namespace {

using Names = std::set<std::string>;

Model two_layers() {
  return model_with("two layers", [](Value x) {
    x = relu(batch_norm(conv2d(x, {.channels = 4, .kernel = 3, .name = "late"}), {.name = "norm"}));
    return dense(flatten(x), {.units = 3, .name = "top"});
  });
}

bool same(const Tensor& a, const Tensor& b) { return std::ranges::equal(a.bytes(), b.bytes()); }

Feed some_batch(const Model& model, int batch) {
  const Shape shape = model.input_type().shape;
  Tensor images(shape.with(0, batch), DType::u8), labels(Shape{batch}, DType::i32);
  const Random random(5, stream_of("batch"));
  const auto bytes = images.as<std::uint8_t>();
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(random.bits(i));
  for (int i = 0; i < batch; ++i) labels.as<std::int32_t>()[static_cast<size_t>(i)] = i % 3;
  return {{"image", images}, {"label", labels}, {"learning_rate", Tensor::scalar(0.5f)}};
}

template <typename Check>
void on_each_backend(const Check& check) {
  reference::ReferenceBackend plain;
  cpu::CpuBackend fast({.threads = 2});
  check(static_cast<Backend&>(plain));
  check(static_cast<Backend&>(fast));
}

// Photos of two classes, bright and dark, with noise.
void write_photos(const std::filesystem::path& folder, int train, int test) {
  const Random random(3, stream_of("photos"));
  std::uint64_t element = 0;
  for (const auto& [half, count] : {std::pair{"train", train}, {"test", test}}) {
    for (int i = 0; i < count; ++i) {
      const bool bright = i % 2;
      const std::filesystem::path place = folder / half / (bright ? "day" : "night");
      std::filesystem::create_directories(place);
      cv::Mat photo(28, 28, CV_8UC1);
      for (int y = 0; y < 28; ++y) {
        for (int x = 0; x < 28; ++x) {
          photo.at<std::uint8_t>(y, x) =
              static_cast<std::uint8_t>((bright ? 120 : 0) + random.below(element++, 120));
        }
      }
      BOOST_REQUIRE(cv::imwrite((place / fmt::format("{}.png", i)).string(), photo));
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fine_tuning)

BOOST_AUTO_TEST_CASE(patterns_name_layers_and_variables) {
  const Model model = two_layers();
  const Names base = {"batch_norm_1/bias",     "batch_norm_1/mean", "batch_norm_1/scale",
                      "batch_norm_1/variance", "conv2d_1/bias",     "conv2d_1/weight"};
  BOOST_TEST((frozen_variables(model, "conv2d_1,batch_norm_1") == base));
  BOOST_TEST((frozen_variables(model, "conv*,batch*") == base));
  BOOST_TEST((frozen_variables(model, "*_1/*") == base));
  BOOST_TEST((frozen_variables(model, "top/b???") == Names{"top/bias"}));
  BOOST_TEST((frozen_variables(model, "norm/scale") == Names{"norm/scale"}));
  // When all its parameters are frozen, a batch norm is frozen as a whole.
  BOOST_TEST((frozen_variables(model, "norm/scale,norm/bias") ==
              Names{"norm/bias", "norm/mean", "norm/scale", "norm/variance"}));
  const auto head = head_parameters(model);
  BOOST_TEST((head == std::vector<std::string>{"top/weight", "top/bias"}));
  BOOST_TEST(frozen_variables(model, "*").size() == model.weights.size());
  const Names most = frozen_variables(model, "*", {head.begin(), head.end()});
  BOOST_TEST(most.size() == model.weights.size() - 2);
  BOOST_TEST(!most.contains("top/weight"));

  BOOST_TEST(has(message_of([&] { frozen_variables(model, "conv2d_2"); }),
                 "has no layer and no parameter 'conv2d_2'; did you mean 'conv2d_1'?"));
  BOOST_TEST(has(message_of([&] { frozen_variables(model, "late,"); }), "no parameter ''"));
  BOOST_TEST(has(message_of([&] {
                   training_graph(model, *make_optimizer("sgd"), 2,
                                  {.frozen = frozen_variables(model, "*")});
                 }),
                 "has nothing to train: all its parameters are frozen"));
}

// All but the head frozen: one step of the head by hand, in double, on the features of inference.
BOOST_AUTO_TEST_CASE(what_is_frozen_stays_and_is_as_in_inference) {
  const Model model = two_layers();
  constexpr int batch = 5, classes = 3;
  const Feed feed = some_batch(model, batch);
  reference::ReferenceBackend plain;
  const HeadCut cut(model);
  Session features_of(plain, cut.feature_graph());
  restore_some(features_of, model.weights);
  const Tensor &weight = model.weights.at("top/weight"), &bias = model.weights.at("top/bias");
  const auto size = static_cast<size_t>(weight.shape()[1]);
  std::vector<double> expected(classes * size), expected_bias(classes);
  for (size_t c = 0; c < classes; ++c) {
    expected_bias[c] = double{bias.as<float>()[c]};
    for (size_t k = 0; k < size; ++k)
      expected[c * size + k] = double{weight.as<float>()[c * size + k]};
  }
  const auto image_bytes = static_cast<size_t>(model.input_type().shape.count());
  for (size_t i = 0; i < batch; ++i) {
    Tensor image(model.input_type().shape, DType::u8);
    std::ranges::copy(feed.at("image").bytes().subspan(i * image_bytes, image_bytes), image.data());
    const Tensor made = features_of.run("run", {{"image", image}}).at("features");
    const auto features = made.as<float>();
    double scores[classes], sum = 0;
    for (size_t c = 0; c < classes; ++c) {
      double score = double{bias.as<float>()[c]};
      for (size_t k = 0; k < size; ++k) {
        score += double{weight.as<float>()[c * size + k]} * double{features[k]};
      }
      sum += scores[c] = std::exp(score);
    }
    for (size_t c = 0; c < classes; ++c) {
      const double error = scores[c] / sum - (c == i % 3 ? 1 : 0);
      expected_bias[c] -= 0.5 * error / batch;
      for (size_t k = 0; k < size; ++k) {
        expected[c * size + k] -= 0.5 * error * double{features[k]} / batch;
      }
    }
  }

  on_each_backend([&](Backend& backend) {
    const Names frozen = frozen_variables(model, "*", {"top/weight", "top/bias"});
    Session session(backend,
                    training_graph(model, *make_optimizer("sgd"), batch,
                                   {.frozen = frozen, .minimize = {.average_decay = 0.5}}));
    for (const auto& [name, value] : model.weights) session.state().write(name, value);
    session.run("run", feed);
    const auto after = session.save();
    for (const std::string& name : frozen) {
      BOOST_TEST(same(after.at(name), model.weights.at(name)), name);
      BOOST_TEST(!after.contains(average_of(name)), name);
    }
    for (size_t i = 0; i < expected.size(); ++i) {
      const double now = double{after.at("top/weight").as<float>()[i]};
      BOOST_REQUIRE(std::abs(now - expected[i]) < 1e-5);
    }
    for (size_t c = 0; c < classes; ++c) {
      BOOST_TEST(std::abs(double{after.at("top/bias").as<float>()[c]} - expected_bias[c]) < 1e-5);
    }
  });
}

BOOST_AUTO_TEST_CASE(the_rest_learns) {
  const Model model = two_layers();
  on_each_backend([&](Backend& backend) {
    const Names frozen = frozen_variables(model, "conv2d_1,norm");
    Session session(backend, training_graph(model, *make_optimizer("adam"), 6, {.frozen = frozen}));
    for (const auto& [name, value] : model.weights) session.state().write(name, value);
    for (int step = 0; step < 2; ++step) session.run("run", some_batch(model, 6));
    const auto after = session.save();
    for (const auto& [name, value] : model.weights) {
      BOOST_TEST(same(after.at(name), value) == frozen.contains(name), name);
    }
  });
}

BOOST_AUTO_TEST_CASE(parameters_have_rates_of_their_own) {
  const auto graph_with = [](const std::map<std::string, double>& factors) {
    auto graph = std::make_unique<Graph>();
    Value loss;
    for (const char* const name : {"a", "b", "c"}) {
      const Value one = graph->variable({name, {Shape{1}, DType::f32}, Initializer::constant(1)});
      const Value sum = reduce_sum(one, {.axes = {}, .keep_axes = false});
      loss = loss ? add(loss, sum) : sum;
    }
    graph->output("loss", loss);
    graph->output("finite", minimize(loss, *make_optimizer("sgd"), {.rate_factors = factors}));
    return graph;
  };
  on_each_backend([&](Backend& backend) {
    Session session(backend, graph_with({{"b", 0.25}, {"c", 8}}));
    session.run("run", {{"learning_rate", Tensor::scalar(0.5f)}});
    const auto after = session.save();
    BOOST_TEST(after.at("a").item<float>() == 0.5f);
    BOOST_TEST(after.at("b").item<float>() == 0.875f);
    BOOST_TEST(after.at("c").item<float>() == -3.0f);
  });
  BOOST_TEST(message_of([&] {
               graph_with({{"d", 1}});
             }) == "no parameter 'd' can have a rate of its own");
  BOOST_TEST(message_of([&] {
               graph_with({{"a", -1}});
             }) == "a: a rate factor of -1 is not a number of at least 0");
}

BOOST_AUTO_TEST_CASE(a_trained_model_takes_other_classes) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "digits", 200, 40);
  write_photos(folder.path() / "photos", 40, 20);
  const auto train = [&](const std::string& arguments, const std::string& out) {
    return run_program(
        fmt::format("train {} --batch 20 --out '{}'", arguments, folder.path().string() + out));
  };
  const Finished base =
      train(fmt::format("lenet5 --data '{}' --epochs 1", folder / "digits"), "/base");
  BOOST_TEST_REQUIRE(base.status == 0, base.err);
  const std::string tuning = fmt::format("'{}' --data '{}' --optimizer adam --lr 0.001",
                                         folder / "base/model.onnx", folder / "photos");

  const Finished tuned = train(tuning + " --epochs 10 --freeze '*' --lr-head 0.01", "/tuned");
  BOOST_TEST_REQUIRE(tuned.status == 0, tuned.err);
  BOOST_TEST(has(tuned.err, "of 10 is made anew for 2: 'day', 'night'"), tuned.err);
  BOOST_TEST(has(tuned.err, " of its parameters are frozen"), tuned.err);
  const Model before = load_onnx(folder / "base/model.onnx");
  const Model after = load_onnx(folder / "tuned/model.onnx");
  BOOST_TEST((after.labels == std::vector<std::string>{"day", "night"}));
  const auto head = head_parameters(after);
  int compared = 0;
  for (const auto& [name, value] : after.weights) {
    if (std::ranges::find(head, name) != head.end()) continue;
    BOOST_TEST(same(value, before.weights.at(name)), name);
    ++compared;
  }
  BOOST_TEST(compared == 8);
  const Finished tested = run_program(fmt::format("evaluate '{}' --data '{}' --json",
                                                  folder / "tuned/model.onnx", folder / "photos"));
  BOOST_TEST_REQUIRE(tested.status == 0, tested.err);
  BOOST_TEST(nlohmann::json::parse(tested.out).at("accuracy") == 1.0);

  // A run that is stopped and resumed makes the same head again.
  BOOST_REQUIRE(train(tuning + " --epochs 1 --freeze '*' --lr-head 0.01", "/parts").status == 0);
  const Finished rest =
      run_program(fmt::format("train --resume '{}' --epochs 10", folder / "parts"));
  BOOST_TEST_REQUIRE(rest.status == 0, rest.err);
  BOOST_TEST((read_file(folder / "parts/model.onnx") == read_file(folder / "tuned/model.onnx")));
  const Finished thawed = run_program(
      fmt::format("train --resume '{}' --epochs 11 --freeze 'conv*'", folder / "parts"));
  BOOST_TEST(thawed.status == 1);
  BOOST_TEST(has(thawed.err, "frozen is '"), thawed.err);

  // The classes of the model, and some of them, keep the head.
  const Finished again = train(
      fmt::format("'{}' --data '{}' --epochs 1", folder / "tuned/model.onnx", folder / "photos"),
      "/again");
  BOOST_TEST(again.status == 0, again.err);
  BOOST_TEST(!has(again.err, "is made anew"), again.err);
}

// The same as fovea convert would write into the file; a run keeps them.
BOOST_AUTO_TEST_CASE(the_pixels_of_a_model_are_told_on_the_line) {
  const TemporaryFolder folder;
  write_ants_and_bees(folder.path() / "photos", 12);
  const std::string file = folder / "model.onnx", pixels = "--resize 36 --mean 0.3,0.4,0.5 --std 2";
  const std::string data = fmt::format("--data '{}' --batch 6", folder / "photos");
  BOOST_REQUIRE(run_program(fmt::format("convert resnet20-cifar '{}'", file)).status == 0);
  BOOST_REQUIRE(
      run_program(fmt::format("convert '{}' '{}' {}", file, folder / "told.onnx", pixels)).status ==
      0);
  const auto train = [&](const std::string& arguments, const std::string& out) {
    const Finished run =
        run_program(fmt::format("train {} --out '{}'", arguments, folder.path().string() + out));
    BOOST_TEST_REQUIRE(run.status == 0, run.err);
    return run.err;
  };
  train(fmt::format("'{}' {} --epochs 2", folder / "told.onnx", data), "/converted");
  const std::string said = train(fmt::format("'{}' {} --epochs 1 {}", file, data, pixels), "/told");
  BOOST_TEST(!has(said, "which pixels it takes"), said);
  const std::string again = "train --resume '" + (folder / "told") + "' --epochs ";
  const Finished other = run_program(again + "2 --resize stretch");
  BOOST_TEST(other.status == 1);
  BOOST_TEST(has(other.err, "there and 'resize stretch, mean 0.3,0.4,0.5"), other.err);
  const Finished rest = run_program(again + "2");
  BOOST_TEST_REQUIRE(rest.status == 0, rest.err);
  BOOST_TEST((read_file(folder / "told/model.onnx") == read_file(folder / "converted/model.onnx")));
  BOOST_TEST(has(read_file(folder / "told/recipe.json"), "0.4"));

  const std::string untold = train(fmt::format("'{}' {} --epochs 1", file, data), "/untold");
  BOOST_TEST(has(untold, "does not say which pixels it takes"), untold);
  BOOST_TEST(has(untold, "--resize 256 --mean 0.485,0.456,0.406"), untold);

  // A model of ours is made for these pixels; text has none.
  train(fmt::format("resnet20-cifar --image-size 16 {} --epochs 1 {}", data, pixels), "/ours");
  const Preprocessing made = load_onnx(folder / "ours/model.onnx").preprocessing;
  BOOST_TEST(made.shorter_side == 36);
  BOOST_TEST((made.mean == std::vector<float>{0.3f, 0.4f, 0.5f}));
  write_blocks(folder.path() / "digits", 20, 10);
  const Finished stored = run_program(fmt::format("train mlp --data '{}' --resize 40 --out '{}'",
                                                  folder / "digits", folder / "stored"));
  BOOST_TEST(stored.status == 1);
  BOOST_TEST(has(stored.err, "--resize and --channels are for photos"), stored.err);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_frozen_is_said) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "digits", 40, 20);
  const auto refused = [&](const std::string& arguments, const std::string& expected) {
    const Finished run = run_program(fmt::format("train {} --data '{}' --batch 20 --out '{}'",
                                                 arguments, folder / "digits", folder / "run"));
    BOOST_TEST(run.status == 1);
    BOOST_TEST(has(run.err, expected), run.err);
    BOOST_TEST(!std::filesystem::exists(folder.path() / "run"));
  };
  refused("lenet5 --freeze '*'", "--freeze is for a trained model, and lenet5 begins with random");
  const Finished made = run_program(fmt::format("convert lenet5 '{}'", folder / "m.onnx"));
  BOOST_TEST_REQUIRE(made.status == 0, made.err);
  refused(fmt::format("'{}' --freeze cov2d_1", folder / "m.onnx"), "did you mean 'conv2d_1'?");
  refused(fmt::format("'{}' --freeze '*'", folder / "m.onnx"), "all its parameters are frozen");
  refused(fmt::format("'{}' --freeze '*dense*' --lr-head 1", folder / "m.onnx"),
          "--lr-head is for 'dense_3/weight', which is frozen");
}

BOOST_AUTO_TEST_SUITE_END()

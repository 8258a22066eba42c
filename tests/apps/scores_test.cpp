// The kind of the scores and the order of the classes: all commands must agree on them.
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>

#include "fovea/layers/dense.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/relu.h"
#include "fovea/layers/reshape.h"
#include "fovea/layers/sigmoid.h"
#include "fovea/layers/softmax.h"
#include "fovea/layers/tanh.h"
#include "tests/apps/colour_files.h"
#include "tests/support/message.h"

namespace fovea {
namespace {

BOOST_AUTO_TEST_SUITE(scores)

using Json = nlohmann::json;
using Ending = std::function<Value(Value)>;

using test::has;

// Finds the colour of an 8x8 picture: logits 0, 8 and 0 for green; then `ending`.
Model colours(const Ending& ending, int classes = 3) {
  Model model;
  model.name = "colours";
  Value x = model.graph->input("image", {{1, 8, 8, 3}, DType::f32});
  x = global_average_pool(conv2d(x, {.channels = classes, .bias = false, .name = "conv"}));
  model.graph->output("scores", ending(flatten(x)));
  Tensor weight(Shape{classes, 1, 1, 3}, DType::f32);
  std::ranges::fill(weight.as<float>(), 0.0f);
  for (int c = 0; c < classes; ++c) weight.as<float>()[static_cast<size_t>(c * 4)] = 8;
  model.weights["conv/weight"] = weight;
  if (classes == 3) model.labels = {"red", "green", "blue"};
  return model;
}

struct Pictures {
  Files files;

  Pictures() {
    for (const auto& [name, colour] : {std::pair{"red", red}, {"green", green}, {"blue", blue}}) {
      files.picture(std::string(name) + ".png", colour, 8, 8);
      for (const char* split : {"train", "test"}) {
        for (const char* number : {"0", "1"}) {
          files.picture(fmt::format("three/{}/{}/{}.png", split, name, number), colour, 8, 8);
          if (colour != green) {
            files.picture(fmt::format("two/{}/{}/{}.png", split, name, number), colour, 8, 8);
          }
        }
      }
    }
  }

  std::string saved(const std::string& name, const Model& model) const {
    save_onnx(model, files.folder / name);
    return files.path(name);
  }

  // The probabilities by class.
  std::vector<double> probabilities(const std::string& model, const std::string& picture,
                                    const std::string& more = "") const {
    const Finished run =
        run_program("classify " + model + " " + files.path(picture) + " --json " + more);
    BOOST_REQUIRE_MESSAGE(run.status == 0, run.err);
    const Json top = Json::parse(run.out)["top"];
    std::vector<double> result(top.size());
    for (const Json& one : top) result.at(one["class"]) = one["probability"];
    return result;
  }
};

void check(const std::vector<double>& found, const std::vector<double>& truth) {
  BOOST_REQUIRE_EQUAL(found.size(), truth.size());
  for (size_t i = 0; i < truth.size(); ++i) BOOST_TEST(std::abs(found[i] - truth[i]) < 1e-5);
}

const double sure = 1 / (1 + 2 * std::exp(-8.0)), unsure = std::exp(-8.0) * sure;

BOOST_AUTO_TEST_CASE(probabilities_in_every_shape) {
  const Pictures all;
  const std::map<std::string, Ending> shapes = {
      {"rows", [](Value p) { return p; }},
      {"places",
       [](Value p) {
         return reshape(p, {{-1, 3, 1, 1}});
       }},
      {"no batch", [](Value p) { return reshape(p, {{3}}); }},
  };
  for (const auto& [name, shape] : shapes) {
    BOOST_TEST_CONTEXT(name) {
      const std::string logits = all.saved("l.onnx", colours(shape));
      const std::string softmaxed =
          all.saved("s.onnx", colours([&end = shape](Value z) { return end(softmax(z)); }));
      for (const std::string& model : {logits, softmaxed}) {
        check(all.probabilities(model, "red.png"), {sure, unsure, unsure});
        check(all.probabilities(model, "blue.png"), {unsure, unsure, sure});
        const Finished run =
            run_program("evaluate " + model + " --data " + all.files.path("three") + " --json");
        BOOST_REQUIRE_MESSAGE(run.status == 0, run.err);
        BOOST_TEST(std::abs(Json::parse(run.out)["loss"].get<double>() + std::log(sure)) < 1e-4);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(yes_or_no) {
  const Pictures all;
  const std::string one = all.saved("one.onnx", colours([](Value z) { return sigmoid(z); }, 1));
  const double yes = 1 / (1 + std::exp(-8.0));
  check(all.probabilities(one, "red.png"), {yes});
  check(all.probabilities(one, "blue.png"), {0.5});
  const std::string each = all.saved("each.onnx", colours([](Value z) { return sigmoid(z); }));
  check(all.probabilities(each, "red.png"), {yes, 0.5, 0.5});
}

BOOST_AUTO_TEST_CASE(scores_that_cannot_be_told) {
  const Pictures all;
  const std::string model = all.saved("t.onnx", colours([](Value z) { return tanh(z); }));
  const Finished run = run_program("classify " + model + " " + all.files.path("red.png"));
  BOOST_TEST(run.status == 0, run.err);
  BOOST_TEST(has(run.err,
                 "output 'scores' is taken as logits: whether they are logits or "
                 "probabilities cannot be seen; see --scores\n"),
             run.err);
  check(all.probabilities(model, "red.png", "--scores sigmoid"), {std::tanh(8.0), 0, 0});
  const Finished quiet =
      run_program("classify " + model + " " + all.files.path("red.png") + " --scores logits");
  BOOST_TEST(!has(quiet.err, "is taken as"), quiet.err);
}

BOOST_AUTO_TEST_CASE(training_takes_the_loss_before_a_softmax) {
  const Pictures all;
  const std::string model = all.saved("s.onnx", colours([](Value z) { return softmax(z); }));
  const std::string out = all.files.path("run");
  const Finished run = run_program("train " + model + " --data " + all.files.path("three") +
                                   " --epochs 1 --batch 6 --lr 1e-6 --json --out " + out);
  BOOST_REQUIRE_MESSAGE(run.status == 0, run.err);
  BOOST_TEST(std::abs(Json::parse(run.out)["test_loss"].get<double>() + std::log(sure)) < 1e-4);
  // The model still ends in the softmax.
  const std::string trained = all.files.path("run/model.onnx");
  check(all.probabilities(trained, "green.png"), {unsure, sure, unsure});
}

BOOST_AUTO_TEST_CASE(one_of_several_outputs) {
  const Pictures all;
  Model model = colours([](Value z) { return relu(z); });
  model.labels.clear();
  const Value features = model.graph->find_output("scores");
  model.graph->output("classes", softmax(multiply(features, features)));
  const std::string file = all.saved("two.onnx", model);
  const Finished run = run_program("classify " + file + " " + all.files.path("red.png"));
  BOOST_TEST(
      has(run.err, "the model has 2 outputs: taking 'scores', not 'classes'; see --output\n"),
      run.err);
  const double last = 1 / (1 + 2 * std::exp(-64.0));
  check(all.probabilities(file, "red.png", "--output classes"), {last, 0, 0});
  const Finished wrong =
      run_program("evaluate " + file + " --data " + all.files.path("three") + " --output nothing");
  BOOST_TEST(wrong.status == 1);
  BOOST_TEST(has(wrong.err, "has no output 'nothing' to take: it has 'scores', 'classes'\n"),
             wrong.err);
}

BOOST_AUTO_TEST_CASE(classes_go_by_name) {
  const Pictures all;
  Model model = colours([](Value z) { return z; });
  model.labels = {"green", "red", "blue"};  // not the order of the folders
  std::ranges::swap_ranges(model.weights["conv/weight"].as<float>().first(3),
                           model.weights["conv/weight"].as<float>().subspan(3, 3));
  const std::string file = all.saved("named.onnx", model);
  for (const std::string data : {"three", "two"}) {
    const Finished run =
        run_program("evaluate " + file + " --data " + all.files.path(data) + " --json");
    BOOST_REQUIRE_MESSAGE(run.status == 0, run.err);
    BOOST_TEST(Json::parse(run.out)["accuracy"] == 1.0, data);
  }
  const Finished trained =
      run_program("train " + file + " --data " + all.files.path("two") +
                  " --epochs 1 --batch 4 --lr 1e-6 --out " + all.files.path("run"));
  BOOST_REQUIRE_MESSAGE(trained.status == 0, trained.err);
  BOOST_TEST((load_onnx(all.files.folder / "run/model.onnx").labels == model.labels));

  all.files.picture("more/train/mauve/0.png", cv::Scalar(200, 100, 200), 8, 8);
  all.files.picture("more/test/mauve/0.png", cv::Scalar(200, 100, 200), 8, 8);
  all.files.picture("more/train/red/0.png", red, 8, 8);
  all.files.picture("more/test/red/0.png", red, 8, 8);
  const Finished evaluated = run_program("evaluate " + file + " --data " + all.files.path("more"));
  BOOST_TEST(evaluated.status == 1);
  BOOST_TEST(has(evaluated.err,
                 ".onnx' does not know 'mauve' of data set 'more'; it knows "
                 "'green', 'red', 'blue'"),
             evaluated.err);
  // Training gives it another head.
  const Finished taught = run_program("train " + file + " --data " + all.files.path("more") +
                                      " --epochs 1 --batch 2 --out " + all.files.path("taught"));
  BOOST_TEST(taught.status == 0, taught.err);
  BOOST_TEST(has(taught.err, "its last layer conv of 3 is made anew for 2: 'mauve', 'red'"),
             taught.err);
  BOOST_TEST((load_onnx(all.files.folder / "taught/model.onnx").labels ==
              std::vector<std::string>{"mauve", "red"}));
}

BOOST_AUTO_TEST_CASE(what_is_not_a_number_is_no_answer) {
  const Pictures all;
  Model model = colours([](Value z) { return z; });
  model.weights["conv/weight"].as<float>()[0] = std::numeric_limits<float>::quiet_NaN();
  const std::string file = all.saved("nan.onnx", model);
  const Finished classify = run_program("classify " + file + " " + all.files.path("red.png"));
  BOOST_TEST(classify.status == 1);
  BOOST_TEST(has(classify.err, "node conv gave nan"), classify.err);
  BOOST_TEST(classify.out.empty(), classify.out);
  const Finished evaluate = run_program("evaluate " + file + " --data " + all.files.path("three"));
  BOOST_TEST(evaluate.status == 1);
  BOOST_TEST(has(evaluate.err, "the loss of image 1 is no number: node conv gave nan"),
             evaluate.err);
  BOOST_TEST(!has(evaluate.out, "accuracy"), evaluate.out);
}

// Also in the last node, whose value has the name of the output.
BOOST_AUTO_TEST_CASE(the_last_node_is_named) {
  const Pictures all;
  Model model;
  model.name = "last";
  const Value image = model.graph->input("image", {{1, 8, 8, 3}, DType::f32});
  model.graph->output("scores", dense(flatten(image), {.units = 3, .name = "head"}));
  model.initialize(1);
  model.weights["head/bias"].as<float>()[1] = std::numeric_limits<float>::infinity();
  const Finished run = run_program("evaluate " + all.saved("last.onnx", model) + " --data " +
                                   all.files.path("three"));
  BOOST_TEST(run.status == 1);
  BOOST_TEST(has(run.err, "node head gave inf"), run.err);
}

BOOST_AUTO_TEST_CASE(outputs_that_are_no_scores) {
  const Pictures all;
  const std::string dead =
      all.saved("dead.onnx", colours([](Value z) {
                  return z.graph().constant(Tensor::of<float>({1, 3}, {1, 2, 3}));
                }));
  const std::string why = "output 'scores' does not depend on the input\n";
  for (const std::string& command :
       {"classify " + dead + " " + all.files.path("red.png"),
        "evaluate " + dead + " --data " + all.files.path("three"),
        "webcam " + dead + " --headless --frames 1 --input " + all.files.path("red.png")}) {
    const Finished run = run_program(command);
    BOOST_TEST(run.status == 1, command);
    BOOST_TEST(has(run.err, why), run.err);
  }
}

// Its file says for what it was trained.
BOOST_AUTO_TEST_CASE(what_has_no_classes) {
  const Pictures pictures;
  std::ofstream(pictures.files.path("labels.txt")) << "red\ngreen\nblue\n";
  const std::string labels = " --labels " + pictures.files.path("labels.txt");
  for (const char* objective : {"regression", "language"}) {
    Model model = colours([](Value z) { return z; });
    model.objective = objective;
    const std::string file = pictures.saved("model.onnx", model);
    const std::string picture = " " + pictures.files.path("red.png");
    const std::string out = " " + pictures.files.path("out.onnx");
    for (const std::string& command :
         {"classify " + file + picture, "convert " + file + out + labels}) {
      const Finished refused = run_program(command);
      BOOST_TEST(refused.status == 1);
      BOOST_TEST(has(refused.err, fmt::format("is trained for {}: it has no classes", objective)),
                 refused.err);
      BOOST_TEST(std::ranges::count(refused.err, '\n') == 1, refused.err);
      const Finished said = run_program(command + " --scores logits");
      BOOST_TEST(said.status == 0, said.err);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

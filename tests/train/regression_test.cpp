// Learning numbers: both losses compared with ones by hand, and the program on pictures
// with targets.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "fovea/cpu/cpu.h"
#include "fovea/images/image.h"
#include "fovea/models/models.h"
#include "fovea/reference/reference.h"
#include "framework/train/training_graph.h"
#include "tests/support/message.h"
#include "tests/support/program.h"

using namespace fovea;
using namespace fovea::test;

namespace {

using Json = nlohmann::json;

// 60 pictures with two grays, left and right: the targets are their brightnesses, from -1 to 1.
void write_grays(const std::filesystem::path& folder) {
  std::ofstream list(folder / "list.csv");
  list << "path,target_x,target_y,split\n";
  for (int i = 0; i < 60; ++i) {
    const int x = (i * 7) % 13, y = (i * 5) % 11;
    Tensor pixels(Shape{16, 16, 3}, DType::u8);
    for (int at = 0; at < 16 * 16 * 3; ++at) {
      const bool left = at / 3 % 16 < 8;
      pixels.as<std::uint8_t>()[static_cast<size_t>(at)] =
          static_cast<std::uint8_t>(20 + (left ? 18 * x : 20 * y));
    }
    datasets::write_png(pixels, folder / fmt::format("{}.png", i));
    list << fmt::format("{}.png,{},{},{}\n", i, x / 6.0 - 1, y / 5.0 - 1,
                        i % 5 == 4 ? "test" : "train");
  }
}

Finished run(const std::string& arguments) {
  const bool computes = !arguments.starts_with("dataset");
  return run_program(arguments + (computes ? " --backend cpu --threads 2" : ""));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(regression)

BOOST_AUTO_TEST_CASE(losses_by_hand) {
  Model model = models::make("perceptron", {.image = {1, 2, 1}, .classes = 2});
  model.objective = "regression";
  model.initialize(1);
  reference::ReferenceBackend plain;
  cpu::CpuBackend fast({.threads = 2});
  Tensor image(Shape{3, 1, 2, 1}, DType::u8);
  for (size_t i = 0; i < 6; ++i) image.as<std::uint8_t>()[i] = static_cast<std::uint8_t>(40 * i);
  const Tensor target = Tensor::of<float>(Shape{3, 2}, {1, -1, 0.5f, 2, 0, 3});
  Session inference(plain, model);
  Tensor scaled(image.shape(), DType::f32);
  for (size_t i = 0; i < 6; ++i) scaled.as<float>()[i] = static_cast<float>(40 * i) / 255;
  const Tensor outputs = inference.run("run", {{"image", scaled}}).begin()->second;
  double squared = 0, absolute = 0;
  for (size_t i = 0; i < 6; ++i) {
    const double error = double{outputs.as<float>()[i]} - double{target.as<float>()[i]};
    squared += error * error / 6;
    absolute += std::abs(error) / 6;
  }
  for (Backend* const backend : {static_cast<Backend*>(&plain), static_cast<Backend*>(&fast)}) {
    for (const std::string loss : {"squared", "absolute"}) {
      Session session(*backend, training_graph(model, *make_optimizer("sgd"), 3,
                                               {.objective = ":loss=" + loss}));
      for (const auto& [name, value] : model.weights) session.state().write(name, value);
      const Results results = session.run(
          "run", {{"image", image}, {"target", target}, {"learning_rate", Tensor::scalar(0.1f)}});
      const auto close = [&](const char* output, double expected) {
        BOOST_TEST(std::abs(double{results.at(output).item<float>()} - expected) < 1e-5, output);
      };
      close("loss", loss == "squared" ? squared : absolute);
      close("squared_error", squared);
      close("absolute_error", absolute);
    }
  }
  BOOST_TEST(has(message_of([&] { objectives::make(":loss=cubic", model); }), "'cubic'"));
}

BOOST_AUTO_TEST_CASE(grays_are_learnt) {
  const TemporaryFolder folder;
  write_grays(folder.path());
  const std::string data = " --data " + (folder / "list.csv");
  const Finished trained =
      run("train perceptron --image-size 16 --epochs 20 --batch 8 --optimizer adam --lr 0.002 "
          "--validation 0.1 --json --out " +
          (folder / "run") + data);
  BOOST_REQUIRE_MESSAGE(trained.status == 0, trained.err);
  std::vector<Json> epochs;
  std::istringstream lines(trained.out);
  for (std::string line; std::getline(lines, line);) epochs.push_back(Json::parse(line));
  BOOST_REQUIRE_EQUAL(epochs.size(), 20u);
  // The numbers are spread over -1 .. 1: without learning the error is 0.37.
  BOOST_TEST(epochs.back().at("test_squared_error").get<double>() < 0.1);
  BOOST_TEST(epochs.back().contains("validation_absolute_error"));
  const Finished evaluated = run("evaluate " + (folder / "run/model.onnx") + " --json" + data);
  BOOST_REQUIRE_MESSAGE(evaluated.status == 0, evaluated.err);
  for (const std::string metric : {"squared_error", "absolute_error"}) {
    const double there = epochs.back().at("test_" + metric).get<double>();
    BOOST_TEST(std::abs(Json::parse(evaluated.out).at(metric).get<double>() - there) < 1e-5);
  }
  const std::string page = read_file(folder / "run/report.html");
  BOOST_TEST(has(page, "Missed by most"));
  BOOST_TEST(has(page, "<figcaption>said "));
  // Going on from the saved model, and what does not fit.
  const Finished more = run("train " + (folder / "run/model.onnx") +
                            " --epochs 1 --batch 8 --out " + (folder / "more") + data);
  BOOST_TEST(more.status == 0, more.err);
  std::ofstream(folder / "one.csv") << "path,target,split\n1.png,1,train\n2.png,2,test\n";
  const Finished other = run("train " + (folder / "run/model.onnx") + " --batch 1 --data " +
                             (folder / "one.csv") + " --out " + (folder / "other"));
  BOOST_TEST(has(other.err, "gives 2 numbers a picture, list 'one' has 1 targets"));
  // The same numbers in another order of columns are the same targets, others are not.
  const std::string list = read_file(folder / "list.csv");
  std::istringstream rows(list.substr(list.find('\n') + 1));
  std::ofstream turned(folder / "turned.csv");
  turned << "path,target_y,target_x,split\n";
  for (std::string path, x, y, split; std::getline(rows, path, ',') && std::getline(rows, x, ',') &&
                                      std::getline(rows, y, ',') && std::getline(rows, split);) {
    turned << path << ',' << y << ',' << x << ',' << split << '\n';
  }
  turned.close();
  const auto tested_on = [&](const std::string& file) {
    return run("evaluate " + (folder / "run/model.onnx") + " --json --data " + (folder / file));
  };
  const Finished again = tested_on("turned.csv");
  BOOST_REQUIRE_MESSAGE(again.status == 0, again.err);
  BOOST_TEST(Json::parse(again.out).at("squared_error") ==
             Json::parse(evaluated.out).at("squared_error"));
  std::ofstream(folder / "others.csv") << "path,target_w,target_h,split\n"
                                       << list.substr(list.find('\n') + 1);
  const Finished others = tested_on("others.csv");
  BOOST_TEST(others.status == 1);
  BOOST_TEST(has(others.err, "has the targets 'target_w', 'target_h', and not 'target_x'"),
             others.err);
  const Finished idle = run("train mlp --augment mixup --out " + (folder / "other") + data);
  BOOST_TEST(has(idle.err, "is for classes"));
}

BOOST_AUTO_TEST_CASE(data_without_what_the_objective_reads_are_refused) {
  const TemporaryFolder folder;
  write_grays(folder.path());
  for (const char* const part : {"train", "test"}) {
    for (const char* const name : {"a", "b"}) {
      const std::filesystem::path own = folder.path() / "photos" / part / name;
      std::filesystem::create_directories(own);
      std::filesystem::copy(folder.path() / (name == std::string("a") ? "1.png" : "2.png"),
                            own / fmt::format("{}.png", part));
    }
  }
  const std::string list = folder / "list.csv", photos = folder / "photos";
  const std::string out = " --out " + (folder / "run");
  const std::string small = " --image-size 16 --epochs 1 --batch 2 --data ";
  const auto refused = [&](const std::string& words, const std::string& expected) {
    const Finished finished = run(words);
    BOOST_TEST(finished.status == 1, words);
    BOOST_TEST(has(finished.err, expected), finished.err);
    BOOST_TEST(!std::filesystem::exists(folder.path() / "run"));
  };
  refused("train perceptron --objective regression" + out + small + photos,
          "objective 'regression' needs 'target', and " + photos + " has 'image', 'label'");
  BOOST_REQUIRE(run("train perceptron" + small + photos + " --out " + (folder / "a")).status == 0);
  BOOST_REQUIRE(run("train perceptron" + small + list + " --out " + (folder / "b")).status == 0);
  const std::string classes = folder / "a/model.onnx", numbers = folder / "b/model.onnx";
  refused("train " + classes + out + " --batch 2 --data " + list, "needs 'label'");
  refused("evaluate " + classes + " --data " + list, "needs 'label'");
  refused("evaluate " + numbers + " --data " + photos, "it has no classes");
  for (const std::string option : {"--crops 10", "--scales 32", "--output x", "--scores sigmoid"}) {
    refused("evaluate " + numbers + " " + option + " --data " + list,
            "is for pictures with classes");
  }
  refused("train perceptron --cache " + (folder / "c") + out + small + list,
          "--cache is for classes");
  refused("dataset info " + list, "has targets, and only data with classes");
  refused("dataset info text:" + list, "is a text, and has no pictures");
  refused("evaluate " + numbers + " --data text:", "'text:' names no file");
}

BOOST_AUTO_TEST_SUITE_END()

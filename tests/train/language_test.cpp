// Training on a text: the loss compared with one by hand, and the program from one text to another.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "fovea/cpu/cpu.h"
#include "fovea/models/models.h"
#include "fovea/reference/reference.h"
#include "framework/train/training_graph.h"
#include "tests/support/message.h"
#include "tests/support/program.h"

using namespace fovea;
using namespace fovea::test;

namespace {

using Json = nlohmann::json;

const std::string tiny = "gpt:layers=1,heads=2,width=8,context=16";

// Repeated words: after a few steps much of the text can be predicted.
void write_text(const std::filesystem::path& file, int words = 900) {
  std::ofstream text(file);
  const char* const known[] = {"sea ", "\u00e9t\u00e9 ", "sand.\n", "sun "};
  for (int i = 0; i < words; ++i) text << known[(i * i + i / 7) % 4];
}

Finished train(const std::string& arguments) {
  return run_program("train " + arguments + " --backend cpu --threads 2");
}

std::vector<Json> lines_of(const std::string& text) {
  std::vector<Json> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(Json::parse(line));
  return lines;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(language)

BOOST_AUTO_TEST_CASE(the_loss_is_the_mean_over_all_tokens) {
  Model model = models::make("gpt:layers=1,heads=1,width=4,context=3", {.classes = 5});
  model.initialize(3);
  reference::ReferenceBackend plain;
  cpu::CpuBackend fast({.threads = 2});
  const Tensor tokens = Tensor::of<std::int32_t>(Shape{2, 3}, {0, 4, 2, 1, 1, 3});
  const Tensor next = Tensor::of<std::int32_t>(Shape{2, 3}, {4, 2, 1, 1, 3, 0});
  Session inference(plain, model);
  const Tensor logits = inference.run("run", {{"tokens", tokens}}).begin()->second;
  double loss = 0;
  for (size_t i = 0; i < 6; ++i) {
    const auto row = logits.as<float>().subspan(5 * i, 5);
    double sum = 0;
    for (const float logit : row) sum += std::exp(double{logit});
    loss += (std::log(sum) - double{row[static_cast<size_t>(next.as<std::int32_t>()[i])]}) / 6;
  }
  for (Backend* const backend : {static_cast<Backend*>(&plain), static_cast<Backend*>(&fast)}) {
    Session session(*backend, training_graph(model, *make_optimizer("sgd"), 2));
    for (const auto& [name, value] : model.weights) session.state().write(name, value);
    const Results results = session.run(
        "run", {{"tokens", tokens}, {"next", next}, {"learning_rate", Tensor::scalar(0.1f)}});
    BOOST_TEST(std::abs(double{results.at("loss").item<float>()} - loss) < 1e-5);
  }
}

BOOST_AUTO_TEST_CASE(from_a_text_to_a_text) {
  const TemporaryFolder folder;
  write_text(folder / "text.txt");
  const std::string data = " --data text:" + (folder / "text.txt") + " --tokens chars";
  const std::string options = data + " --batch 8 --lr 0.01 --seed 4";
  const Finished whole = train(tiny + options + " --epochs 3 --json --out " + (folder / "whole"));
  BOOST_REQUIRE_MESSAGE(whole.status == 0, whole.err);
  const std::vector<Json> epochs = lines_of(whole.out);
  BOOST_REQUIRE_EQUAL(epochs.size(), 3u);
  BOOST_TEST(epochs[2].at("validation_loss").get<double>() <
             0.8 * epochs[0].at("train_loss").get<double>());
  BOOST_TEST(epochs[2].contains("tokens_per_second"));
  BOOST_TEST(!epochs[2].contains("test_loss"));

  // Stopped and resumed: the same bytes.
  BOOST_REQUIRE(train(tiny + options + " --epochs 1 --out " + (folder / "parts")).status == 0);
  const Finished resumed = train("--resume " + (folder / "parts") + " --epochs 3");
  BOOST_REQUIRE_MESSAGE(resumed.status == 0, resumed.err);
  BOOST_TEST((read_file(folder / "whole/model.onnx") == read_file(folder / "parts/model.onnx")));

  const Finished evaluated =
      run_program("evaluate " + (folder / "whole/model.onnx") +
                  data.substr(0, data.find(" --tokens")) + " --json --backend cpu --threads 1");
  BOOST_REQUIRE_MESSAGE(evaluated.status == 0, evaluated.err);
  const Json line = Json::parse(evaluated.out);
  BOOST_TEST(std::abs(line.at("loss").get<double>() -
                      epochs[2].at("validation_loss").get<double>()) < 1e-5);
  // Two of 16 bytes of "sea été sand.\nsun " are a second byte of a character.
  BOOST_TEST(line.at("bits_a_byte").get<double>() < line.at("loss").get<double>() / std::log(2.0));

  const std::string generate = "generate " + (folder / "whole") + " --backend cpu --prompt sea";
  const Finished text = run_program(generate + " --tokens 40 --temperature 0");
  BOOST_REQUIRE_MESSAGE(text.status == 0, text.err);
  BOOST_TEST(text.out.starts_with("sea"));
  BOOST_TEST(text.out.size() >= 44u);
  BOOST_TEST(run_program(generate + " --tokens 40 --temperature 0 --threads 1").out == text.out);
  BOOST_TEST(
      has(run_program(generate + "X").err, "does not know the character 'X' at line 1, byte 4"));
  BOOST_TEST(has(run_program(generate + "aaaaaaaaaaaaaaaaaaaa").err, "reads 16 at most"));

  // The report shows what the model writes after the beginning of the text for evaluation.
  const std::string all = read_file(folder / "text.txt");
  const auto inside = [&](size_t at) {
    return (static_cast<unsigned char>(all[at]) & 0xC0) == 0x80;
  };
  size_t first = all.size() - all.size() / 10;
  while (inside(first)) ++first;
  size_t end = first;
  for (int characters = 0; characters < 8 || inside(end); ++end) characters += !inside(end);
  const Finished sample = run_program(
      fmt::format("generate '{}' --prompt '{}' --tokens 300 --temperature 0.8 --seed 4 --backend "
                  "cpu --threads 1",
                  folder / "whole/model.onnx", all.substr(first, end - first)));
  BOOST_REQUIRE_MESSAGE(sample.status == 0, sample.err);
  const std::string page = read_file(folder / "whole/report.html");
  BOOST_TEST(has(page, "A text that it wrote"));
  BOOST_TEST(has(page, sample.out.substr(0, sample.out.size() - 1)), sample.out);

  // A saved model goes on with the tokens that it knows.
  std::ofstream(folder / "other.txt") << std::string(500, 's') << "X" << std::string(500, 'e');
  const Finished other = train((folder / "whole/model.onnx") +
                               " --epochs 1 --batch 2 --data text:" + (folder / "other.txt") +
                               " --out " + (folder / "other"));
  BOOST_TEST(other.status == 1);
  BOOST_TEST(has(other.err, "other.txt: the model does not know the character 'X' at line 1"));
  const Finished bytes =
      train((folder / "whole/model.onnx") + " --tokens bytes --data text:" + (folder / "text.txt") +
            " --out " + (folder / "other"));
  BOOST_TEST(has(bytes.err, "reads chars, and --tokens says bytes"));
}

BOOST_AUTO_TEST_CASE(bad_input_is_one_line) {
  const TemporaryFolder folder;
  write_text(folder / "text.txt", 20);
  std::ofstream(folder / "empty.txt").flush();
  std::ofstream(folder / "latin.txt") << std::string(400, 'a') << "\xE9" << std::string(400, 'b');
  const auto fault = [&](const std::string& arguments) {
    const Finished run = train(arguments + " --out " + (folder / "run"));
    BOOST_TEST(run.status == 1);
    BOOST_TEST(std::ranges::count(run.err, '\n') == 1, run.err);
    BOOST_TEST(!std::filesystem::exists(folder / "run"));
    return run.err;
  };
  const std::string text = " --data text:" + folder.path().string() + "/";
  BOOST_TEST(has(fault("gpt" + text + "empty.txt"), "empty.txt: the text is empty"));
  BOOST_TEST(has(fault("gpt" + text + "none.txt"), "none.txt"));
  BOOST_TEST(
      has(fault("gpt" + text + "latin.txt --tokens chars"), "not UTF-8 at line 1, byte 401"));
  BOOST_TEST(has(fault("gpt" + text + "text.txt"), "too short for windows of 128"));
  BOOST_TEST(has(fault("gpt" + text + "text.txt"), "text.txt, the first nine tenths: "));
  BOOST_TEST(has(fault("gpt:context=200000000000" + text + "text.txt"), "context"));
  BOOST_TEST(has(fault("lenet5" + text + "text.txt"), "looks at images"));
  BOOST_TEST(has(fault("gpt --data mnist"), "reads text"));
  BOOST_TEST(has(fault("gpt --augment flip" + text + "text.txt"), "--augment is for pictures"));
  BOOST_TEST(has(fault("gpt:context=8 --objective langauge" + text + "text.txt"),
                 "did you mean 'language'?"));
}

BOOST_AUTO_TEST_SUITE_END()

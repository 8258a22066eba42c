// The program as a user sees it: exit codes, one line on stderr, nothing but JSON if asked for.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/message.h"
#include "tests/support/program.h"

using fovea::Finished;
using fovea::run_program;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

using fovea::test::has;

// Exits with `status`, stdout empty, and one line on stderr that holds `part`.
void check_refused(const std::string& arguments, int status, const std::string& part) {
  const Finished run = run_program(arguments);
  BOOST_TEST_INFO_SCOPE(arguments << " printed: " << run.err);
  BOOST_TEST(run.status == status);
  BOOST_TEST(run.out == "");
  BOOST_TEST(lines_of(run.err).size() == 1);
  BOOST_TEST(run.err.starts_with("fovea: "));
  BOOST_TEST(has(run.err, part));
}

// Exits with 0, and every line on stdout is a JSON object.
std::vector<nlohmann::json> json_lines(const std::string& arguments) {
  const Finished run = run_program(arguments);
  BOOST_TEST_INFO_SCOPE(arguments << " printed: " << run.err);
  BOOST_TEST(run.status == 0);
  std::vector<nlohmann::json> objects;
  for (const std::string& line : lines_of(run.out)) {
    objects.push_back(nlohmann::json::parse(line, nullptr, false));
    BOOST_TEST(objects.back().is_object());
  }
  return objects;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(program)

BOOST_AUTO_TEST_CASE(every_command_explains_itself_with_an_example) {
  for (const std::string command :
       {"", "train", "evaluate", "inspect", "models", "benchmark", "compare", "classify", "convert",
        "webcam", "devices", "completion"}) {
    const Finished run = run_program(command + " --help");
    BOOST_TEST_INFO_SCOPE("command " << command);
    BOOST_TEST(run.status == 0);
    BOOST_TEST(run.err == "");
    BOOST_TEST(has(run.out, "Example"));
    BOOST_TEST(has(run.out, "fovea " + command));
  }
  BOOST_TEST(run_program("--version").out.starts_with("fovea "));
}

BOOST_AUTO_TEST_CASE(alone_it_prints_the_help) {
  const Finished run = run_program("");
  BOOST_TEST(run.status == 0);
  BOOST_TEST(run.err == "");
  BOOST_TEST(run.out == run_program("--help").out);
}

BOOST_AUTO_TEST_CASE(bad_usage) {
  check_refused("trian", 2, "did you mean 'train'?");
  check_refused("train --epoch 3", 2, "did you mean '--epochs'?");
  check_refused("train --epochs many", 2, "--epochs");
  check_refused("train --resume ''", 2, "--resume has an empty value");
  check_refused("inspect mlp --hidden 12,,3", 2, "--hidden has an empty value");
  check_refused("webcam a.onnx --teach --classes=cup,pen,", 2, "--classes has an empty value");
  check_refused("inspect lenet5 --backend cpu", 2, "--backend needs --plan");
  check_refused("inspect lenet5 --plan --threads 2", 2, "--threads needs --profile");
  check_refused("inspect lenet5 --plan --optimizer adam", 2, "--optimizer requires --train");
  check_refused("train --epochs 0", 2, "--epochs");
  check_refused("train --epochs 99999999999999999999", 2, "--epochs");
  check_refused("train --batch -1", 2, "--batch");
  check_refused("train --lr nan", 2, "--lr");
  check_refused("train --validation 1", 2, "--validation");
  check_refused("train --seed 18446744073709551616", 2, "is not a whole number from 0 up");
  check_refused("train --seed 1.5", 2, "is not a whole number from 0 up");
  check_refused("train --checkpoint-seconds inf", 2, "'inf' is not a number from 0 up");
  check_refused("evaluate", 2, "MODEL");
  check_refused("inspect lenet5 more", 2, "'more' was not expected");
  check_refused("classify model.onnx", 2, "PICTURES");
  check_refused("classify model.onnx a.jpg --crops 3", 2, "'3' is not 1 or 10");
  check_refused("classify model.onnx a.jpg --scales 224,4", 2, "from 16 to 2048");
  check_refused("convert a.onnx b.onnx --channels gbr", 2, "is none of rgb, bgr");
  check_refused("devices --jason", 2, "did you mean '--json'?");
  check_refused("train lenet5 --dta mnist", 2, "'--dta' was not expected; did you mean '--data'?");
  check_refused("inspect lenet5 --threads x", 2,
                "--threads: 'x' is not a whole number, or it is too large; see: fovea inspect");
  check_refused("train lenet5 --epochs 99999999999", 2, "--epochs: '99999999999' is not a whole");
  check_refused("generate run --promt x", 2, "did you mean '--prompt'?");
  check_refused("--nope", 2, "'--nope' was not expected");
  check_refused("--json models", 2, "'--json' comes before the command: fovea models ... --json");
}

BOOST_AUTO_TEST_CASE(unknown_names_get_the_nearest) {
  check_refused("inspect lenet", 1, "did you mean 'lenet5'?");
  check_refused("inspect lenet5 --plan --backend rfeerence", 1, "did you mean 'reference'?");
  check_refused("inspect mlp --activation tahn", 1, "did you mean 'tanh'?");
  check_refused("inspect lenet5 --train --optimizer adma", 1, "did you mean 'adam'?");
  check_refused("train lenet", 1, "did you mean 'lenet5'?");
  check_refused("train --backend cup", 1, "did you mean 'cpu'?");
  check_refused("train --data mnits", 1, "did you mean 'mnist'?");
  check_refused("evaluate lenet5", 1, "fovea train lenet5");
  check_refused("classify lenet5 a.jpg", 1, "fovea train lenet5");
  check_refused("evaluate no-such-file.onnx", 1, "no-such-file.onnx");
}

BOOST_AUTO_TEST_CASE(missing_data_names_the_command_that_gets_them) {
  const Finished run = run_program("train lenet5", -1, "FOVEA_DATA=/nowhere");
  BOOST_TEST(run.status == 1);
  BOOST_TEST(has(run.err, "tools/get_data.sh mnist /nowhere/mnist"));
}

BOOST_AUTO_TEST_CASE(devices_prints_json) {
  const auto devices = json_lines("devices --json");
  BOOST_REQUIRE(devices.size() >= 2);
  BOOST_TEST(devices[0].at("backend") == "cpu");
  BOOST_TEST(devices[0].at("threads") > 0);
  BOOST_TEST(devices[1].at("backend") == "reference");
}

BOOST_AUTO_TEST_CASE(inspect_prints_json) {
  const auto records = json_lines("inspect lenet5 --train --batch 3 --json");
  BOOST_REQUIRE(!records.empty());
  BOOST_TEST(records[0].at("parameters") == 61706);
  BOOST_TEST(records[0].at("multiply_adds") == 3 * 416520.0);
  size_t steps = 0, promised = 0;
  for (const auto& record : records) {
    steps += record.at("record") == "step";
    if (record.at("record") == "plan") promised = record.at("steps");
  }
  BOOST_TEST(steps == promised);
  BOOST_TEST(steps > 20);
}

BOOST_AUTO_TEST_CASE(inspect_takes_an_image_size) {
  const auto of_size = [](const char* size) {
    return json_lines(std::string("inspect lenet5 --train --json --image-size ") + size)[0].at(
        "parameters");
  };
  BOOST_TEST(of_size("28") == 61706);
  BOOST_TEST(of_size("64") == 390026);
  BOOST_TEST(has(run_program("inspect gpt --image-size 32").err, "reads no images"));
}

BOOST_AUTO_TEST_CASE(inspect_fits_100_columns) {
  const Finished run = run_program("inspect lenet5 --train --plan --batch 64");
  BOOST_TEST(run.status == 0);
  for (const std::string& line : lines_of(run.out)) {
    BOOST_TEST_INFO_SCOPE(line);
    BOOST_TEST(line.size() <= 100);
  }
}

BOOST_AUTO_TEST_CASE(compare_says_what_each_node_is_off_by) {
  const auto records =
      json_lines("compare lenet5 --train --backends reference,cpu --batch 2 --json");
  size_t nodes = 0, verdicts = 0;
  for (const auto& record : records) {
    nodes += record.at("record") == "node";
    if (record.at("record") == "node") {
      BOOST_TEST(record.at("relative") <= record.at("allowed"), record.at("node"));
    }
    if (record.at("record") == "verdict") {
      BOOST_TEST(record.at("passed") == true);
      ++verdicts;
    }
  }
  BOOST_TEST(nodes > 80);
  BOOST_TEST(verdicts == 2);
  const Finished run = run_program("compare mlp --backends cpu --train --optimizer adam");
  BOOST_TEST(run.status == 0);
  BOOST_TEST(has(run.out, "agree with the reference"));
  for (const std::string& line : lines_of(run.out)) BOOST_TEST(line.size() <= 100, line);
  check_refused("compare lenet5 --backend cpu,cup", 1, "did you mean 'cpu'?");
}

BOOST_AUTO_TEST_CASE(inspect_says_where_the_time_goes) {
  const Finished run = run_program("inspect mlp --train --profile --batch 4");
  BOOST_TEST(run.status == 0);
  BOOST_TEST(has(run.out, "roofline"));
  for (const std::string& line : lines_of(run.out)) BOOST_TEST(line.size() <= 100, line);
  const auto records = json_lines("inspect mlp --profile --json --backend reference");
  size_t steps = 0, times = 0;
  for (const auto& record : records) {
    steps += record.at("record") == "step";
    if (record.at("record") == "limits") BOOST_TEST(record.at("flops_per_second") > 0.0);
    if (record.at("record") != "time") continue;
    BOOST_TEST(record.at("seconds") >= 0.0);
    BOOST_TEST(record.at("roofline_share") >= 0.0);
    ++times;
  }
  BOOST_TEST(times == steps);
}

BOOST_AUTO_TEST_CASE(train_and_evaluate) {
  const fovea::TemporaryFolder folder;
  fovea::write_blocks(folder / "data", 300, 50);
  const std::string data = " --data '" + folder / "data" + "'";
  const auto epochs = json_lines("train mlp --hidden 16 --epochs 2 --batch 20 --json --out '" +
                                 folder / "run" + "'" + data);
  BOOST_REQUIRE(epochs.size() == 2);
  for (const char* key :
       {"epoch", "train_loss", "test_loss", "test_accuracy", "seconds", "images_per_second"}) {
    BOOST_TEST(epochs[1].contains(key), key);
  }
  const auto result = json_lines("evaluate --json '" + folder / "run/model.onnx" + "'" + data);
  BOOST_REQUIRE(result.size() == 1);
  BOOST_TEST(result[0].at("accuracy") == epochs[1].at("test_accuracy"));

  const std::string report = fovea::read_file(folder / "run/report.html");
  for (const char* part : {"<h1>mlp</h1>", "class='confusion'", "class='graph'", "class='times'",
                           "How training went"}) {
    BOOST_TEST(has(report, part), part);
  }
  for (const char* part : {"http:", "https:", "<script", "<link", "@import", "url(h"}) {
    BOOST_TEST(!has(report, part), part);
  }
}

BOOST_AUTO_TEST_SUITE_END()

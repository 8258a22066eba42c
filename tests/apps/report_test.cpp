// fovea report: several runs on one page, and a page that is written again.
#include <nlohmann/json.hpp>
#include <regex>

#include "apps/training/report/overview.h"
#include "apps/training/report/sections.h"
#include "tests/support/message.h"
#include "tests/support/program.h"

namespace fovea {
namespace {

BOOST_AUTO_TEST_SUITE(report)

namespace fs = std::filesystem;

using test::has;
using test::message_of;

int occurrences(const std::string& text, const std::string& part) {
  int found = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

struct Runs {
  TemporaryFolder folder;

  Runs() {
    write_blocks(folder.path() / "data", 120, 30);
    train("one", "lenet5 --epochs 2 --clip-norm 1 --augment shift");
    train("<two>", "mlp --hidden 8 --epochs 3 --validation 0.2");
  }
  void train(const std::string& name, const std::string& options) const {
    const Finished run = run_program(fmt::format("train {} --batch 20 --data '{}' --out '{}'",
                                                 options, folder / "data", folder / name));
    BOOST_TEST_REQUIRE(run.status == 0, run.err);
  }
  Finished report(const std::string& words) const {
    return run_program("report " + words, -1, "cd '" + folder.path().string() + "' && ");
  }
};

BOOST_AUTO_TEST_CASE(runs_on_one_page) {
  const Runs runs;
  const Finished done = runs.report("one '<two>' --html page.html --json");
  BOOST_TEST_REQUIRE(done.status == 0, done.err);
  const std::string page = read_file(runs.folder / "page.html");
  BOOST_TEST(has(page, "<a href='one/report.html'>one</a>"));
  BOOST_TEST(has(page, "<a href='%3Ctwo%3E/report.html'>&lt;two&gt;</a>"));
  // A line for each run if both have values, and one line if only one has.
  const auto lines = [&](const std::string& title) {
    const size_t from = page.find("<figcaption>" + title);
    BOOST_TEST_REQUIRE(from != std::string::npos, title);
    return occurrences(page.substr(from, page.find("</figure>", from) - from), "<path ");
  };
  BOOST_TEST(lines("Test accuracy") == 2);
  BOOST_TEST(lines("Training loss") == 2);
  BOOST_TEST(lines("Validation loss") == 1);
  BOOST_TEST(lines("Mean norm") == 1);
  for (const char* name : {"model", "epochs", "augment", "validation", "clip-norm"}) {
    BOOST_TEST(occurrences(page, std::string("<th>") + name + "</th>") >= 1, name);
  }
  BOOST_TEST(has(page, "<dt>batch</dt><dd>20</dd>"));
  BOOST_TEST(!has(page, "<dt>epochs</dt>"));

  std::istringstream text(done.out);
  std::vector<nlohmann::json> records;
  for (std::string line; std::getline(text, line);) records.push_back(nlohmann::json::parse(line));
  BOOST_TEST_REQUIRE(records.size() == 2u);
  const std::string metrics = read_file(runs.folder / "one/metrics.jsonl");
  const size_t last = metrics.rfind('\n', metrics.size() - 2) + 1;
  BOOST_TEST(records[0].at("last") == nlohmann::json::parse(metrics.substr(last)));
  BOOST_TEST(records[1].at("options").at("model") == "mlp");
}

BOOST_AUTO_TEST_CASE(a_page_made_anew_is_the_old_one) {
  const Runs runs;
  const auto page = [&] {
    // Times of the steps are measured again.
    const std::string html = read_file(runs.folder / "one/report.html");
    return std::regex_replace(html, std::regex("<h2>Where the time of a step goes[^]*?</section>"),
                              "");
  };
  const std::string before = page(), model = read_file(runs.folder / "one/model.onnx");
  BOOST_TEST(has(before, "What it was trained on"));
  BOOST_TEST(has(before, "What its first layer looks for"));
  fs::remove(runs.folder / "one/report.html");
  const Finished done = runs.report("one --rebuild");
  BOOST_TEST_REQUIRE(done.status == 0, done.err);
  BOOST_TEST(page() == before);
  BOOST_TEST(read_file(runs.folder / "one/model.onnx") == model);
  BOOST_TEST(fs::exists(runs.folder / "report.html"));
}

BOOST_AUTO_TEST_CASE(what_is_no_run_or_no_page_is_refused) {
  const Runs runs;
  const Finished data = runs.report("one data");
  BOOST_TEST(data.status == 1);
  BOOST_TEST(has(data.err, "'data' holds no run"), data.err);
  std::ofstream(runs.folder / "mine.html") << "mine";
  const Finished mine = runs.report("one --html mine.html");
  BOOST_TEST(mine.status == 1);
  BOOST_TEST(has(mine.err, "mine.html: is there and is no page"), mine.err);
  BOOST_TEST(read_file(runs.folder / "mine.html") == "mine");
  const std::string own = read_file(runs.folder / "one/report.html");
  const Finished over = runs.report("one '<two>' --html one/report.html");
  BOOST_TEST(over.status == 1);
  BOOST_TEST(has(over.err, "one/report.html: is the report of the run in that folder"), over.err);
  BOOST_TEST((read_file(runs.folder / "one/report.html") == own));
  // A run of a version that did not measure the wait, and that is not finished.
  const std::string metrics = read_file(runs.folder / "one/metrics.jsonl");
  std::ofstream(runs.folder / "one/metrics.jsonl")
      << std::regex_replace(metrics, std::regex("\"data_seconds\":[^,]*,"), "");
  std::string options = read_file(runs.folder / "one/run.json");
  options = std::regex_replace(options, std::regex("\"finished\": true"), "\"finished\": false");
  std::ofstream(runs.folder / "one/run.json") << options;
  BOOST_TEST(runs.report("one").status == 0);
  const std::string page = read_file(runs.folder / "report.html");
  BOOST_TEST(has(page, "<small>not finished</small>"));
  BOOST_TEST(!has(page, "nan"));
  const Finished unfinished = runs.report("one --rebuild");
  BOOST_TEST(unfinished.status == 1);
  BOOST_TEST(has(unfinished.err, "go on with it: fovea train --resume one"), unfinished.err);
}

// A 1x1x3 filter of 1, 0, -0.5: the largest weight is white, its negative would be black.
BOOST_AUTO_TEST_CASE(filters_are_drawn_around_gray) {
  Model model;
  const Value image = model.graph->input("image", {{1, 4, 4, 3}, DType::f32});
  model.graph->output("scores",
                      flatten(conv2d(image, {.channels = 1, .bias = false, .name = "c"})));
  Tensor weight(Shape{1, 1, 1, 3}, DType::f32);
  weight.as<float>()[0] = 1;
  weight.as<float>()[2] = -0.5f;
  model.weights["c/weight"] = weight;
  const auto drawn = [](std::initializer_list<std::uint8_t> pixel) {
    return apps::report::picture(std::vector<std::uint8_t>(pixel), {1, 1, 3}, ChannelOrder::rgb);
  };
  BOOST_TEST(has(apps::report::first_filters(model), drawn({255, 128, 64})));
  model.preprocessing.order = ChannelOrder::bgr;
  BOOST_TEST(has(apps::report::first_filters(model), drawn({64, 128, 255})));
  weight.as<float>()[0] = 0;
  weight.as<float>()[2] = 0;
  model.weights["c/weight"] = weight;
  BOOST_TEST(has(apps::report::first_filters(model), drawn({128, 128, 128})));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

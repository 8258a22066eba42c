// fovea classify and fovea convert as a user meets them, on pictures and a model made here, and on
// the folder of shared test data where there is one.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>
#include <sstream>

#include "fovea/onnx/onnx.h"
#include "tests/apps/colour_files.h"
#include "tests/support/message.h"
#include "tests/support/program.h"

namespace fovea {
namespace {

std::vector<nlohmann::json> records(const Finished& run) {
  std::vector<nlohmann::json> found;
  std::istringstream stream(run.out);
  for (std::string line; std::getline(stream, line);) {
    found.push_back(nlohmann::json::parse(line, nullptr, false));
    BOOST_REQUIRE(found.back().is_object());
  }
  return found;
}

std::string first_label(const nlohmann::json& record) { return record["top"][0]["label"]; }

using test::has;

BOOST_AUTO_TEST_SUITE(classify)

BOOST_AUTO_TEST_CASE(folders_files_and_bad_ones) {
  const Files files;
  files.picture("all/a.png", red);
  files.picture("all/c.bmp", blue);
  files.picture("all/deep/d.jpg", green);
  std::ofstream(files.folder / "all/b.png") << "no picture";
  const std::string model = files.labelled();
  const Finished run = run_program("classify " + model + " " + files.path("all") + " " +
                                   files.path("none.jpg") + " --json --top 2 --batch 2");
  BOOST_TEST(run.status == 1);
  const auto found = records(run);
  BOOST_REQUIRE_EQUAL(found.size(), 5);
  BOOST_TEST(first_label(found[0]) == "red");
  BOOST_TEST(found[0]["image"] == files.folder / "all/a.png");
  BOOST_TEST(found[0]["width"] == 30);
  BOOST_TEST(found[0]["height"] == 20);
  BOOST_TEST(found[0]["top"].size() == 2);
  BOOST_TEST(found[0]["top"][0]["probability"] > 0.99);
  BOOST_TEST(found[1]["error"] == "is no JPEG, PNG, GIF, BMP or WebP picture");
  BOOST_TEST(first_label(found[2]) == "blue, as the sky");
  BOOST_TEST(first_label(found[3]) == "green");
  BOOST_TEST(found[4].contains("error"));

  const Finished text = run_program("classify " + model + " " + files.path("all"));
  BOOST_TEST(text.status == 1);
  BOOST_TEST(has(text.out, files.folder / "all/a.png" + "\n   99.98 %  red\n"), text.out);
  BOOST_TEST(has(text.err, "fovea: " + files.folder / "all/b.png" + ": is no JPEG"), text.err);
}

BOOST_AUTO_TEST_CASE(pictures_on_stdin) {
  const Files files;
  files.picture("a.png", green);
  files.picture("b.png", red);
  const std::string model = files.labelled(), rest = "classify " + model + " - --json";
  const Finished one = run_program(rest + " < " + files.path("a.png"));
  BOOST_TEST(one.status == 0);
  BOOST_TEST(first_label(records(one).at(0)) == "green");
  std::ofstream(files.folder / "list") << files.folder / "b.png"
                                       << "\n"
                                       << files.folder / "a.png";
  const Finished list = run_program(rest + " < " + files.path("list"));
  BOOST_TEST(list.status == 0);
  BOOST_REQUIRE_EQUAL(records(list).size(), 2);
  BOOST_TEST(first_label(records(list)[0]) == "red");
  BOOST_TEST(run_program(rest + " < /dev/null").status == 1);
}

BOOST_AUTO_TEST_CASE(a_picture_in_part_is_said_to_be_so) {
  const Files files;
  files.picture("a.jpg", blue, 200, 200);
  const std::string bytes = read_file(files.folder / "a.jpg");
  std::ofstream(files.folder / "a.jpg", std::ios::binary) << bytes.substr(0, bytes.size() - 9);
  const std::string arguments = "classify " + files.labelled() + " " + files.path("a.jpg");
  const Finished run = run_program(arguments + " --json");
  BOOST_TEST(run.status == 1);
  BOOST_TEST(first_label(records(run).at(0)) == "blue, as the sky");
  BOOST_TEST(records(run).at(0)["fault"].get<std::string>().starts_with("is cut short at byte "));
  BOOST_TEST(has(run_program(arguments).err, "a.jpg: is cut short at byte "));
}

// A red picture with a blue middle: the centre crop is blue, the whole picture is red.
BOOST_AUTO_TEST_CASE(crops_scales_and_resizing) {
  const Files files;
  cv::Mat picture(64, 64, CV_8UC3, red);
  picture(cv::Rect(24, 24, 16, 16)).setTo(blue);
  cv::imwrite(files.folder / "a.png", picture);
  const auto answer = [&](const std::string& model, const std::string& options) {
    const Finished run =
        run_program("classify " + model + " " + files.path("a.png") + " --json " + options);
    BOOST_TEST(run.status == 0, run.err);
    return first_label(records(run).at(0));
  };
  BOOST_TEST(answer(files.labelled(), "") == "red");
  const std::string model = files.labelled("--resize 64");
  BOOST_TEST(answer(model, "") == "blue, as the sky");
  BOOST_TEST(answer(model, "--crops 10") == "red");
  BOOST_TEST(answer(model, "--scales 64") == "red");  // the whole picture at its own size
  BOOST_TEST(answer(model, "--scales 16,32,64") == "red");
  BOOST_TEST(answer(files.labelled("--resize 64 --channels bgr"), "") == "red");
}

BOOST_AUTO_TEST_CASE(heat_maps) {
  const Files files;
  cv::Mat picture(32, 32, CV_8UC3, cv::Scalar());
  picture(cv::Rect(16, 16, 16, 16)).setTo(green);
  std::filesystem::create_directories(files.folder / "more");
  cv::imwrite(files.folder / "a.png", picture);
  cv::imwrite(files.folder / "more/a.png", picture);
  const Finished run =
      run_program("classify " + files.labelled() + " --explain " + files.path("maps") + " " +
                  files.path("a.png") + " " + files.path("more") + " --json");
  BOOST_TEST(run.status == 0, run.err);
  BOOST_TEST(records(run).at(1)["explained"] == files.folder / "maps/a-2.png");
  const cv::Mat both = cv::imread(files.folder / "maps/a.png");
  BOOST_REQUIRE(both.size() == cv::Size(64, 32));
  BOOST_TEST(cv::norm(both(cv::Rect(0, 0, 32, 32)), picture, cv::NORM_INF) == 0);
  const cv::Vec3b hot = both.at<cv::Vec3b>(24, 56), cold = both.at<cv::Vec3b>(8, 40);
  BOOST_TEST(int{hot[2]} > int{cold[2]} + 30);  // redder

  const Finished none = run_program("classify " + files.labelled() + " --explain " +
                                    files.path("none") + " " + files.path("lost.png"));
  BOOST_TEST(none.status == 1);
  BOOST_TEST(!std::filesystem::exists(files.folder / "none"));

  // In the folder of the picture itself, which is not changed.
  const std::string before = read_file(files.folder / "a.png");
  const Finished beside = run_program("classify " + files.labelled() + " --explain " +
                                      files.path("") + " " + files.path("a.png") + " --json");
  BOOST_TEST(beside.status == 0, beside.err);
  BOOST_TEST(records(beside).at(0)["explained"] == files.folder / "a-2.png");
  BOOST_TEST((read_file(files.folder / "a.png") == before));
}

BOOST_AUTO_TEST_CASE(convert_refuses) {
  const Files files;
  const auto refused = [&](const std::string& options, const std::string& part) {
    const Finished run =
        run_program("convert '" + files.model + "' " + files.path("out.onnx") + " " + options);
    BOOST_TEST(run.status == 1, options);
    BOOST_TEST(has(run.err, part), run.err);
    BOOST_TEST(!std::filesystem::exists(files.folder / "out.onnx"));
  };
  std::ofstream(files.folder / "two") << "a\nb\n";
  refused("--labels " + files.path("two"), "two: names 2 classes, the model has 3");
  refused("--labels " + files.path("none"), "none: cannot read: No such file");
  refused("--mean 1,2", "--mean has 2 numbers");
  refused("--std 1,0,1", "--std has 0");
  refused("--resize 8", "from 16 to 2048, not '8'");
  refused("--resize large", "'large'");
}

BOOST_AUTO_TEST_CASE(convert_writes_the_preprocessing) {
  const Files files;
  files.labelled("--white 255 --mean 104,117,123 --channels bgr --resize 20");
  const Model model = load_onnx(files.folder / "labelled.onnx");
  BOOST_TEST(model.preprocessing.mean ==
             (std::vector<float>{104 / 255.f, 117 / 255.f, 123 / 255.f}));
  BOOST_TEST(model.preprocessing.deviation == std::vector<float>(3, 1 / 255.f));
  BOOST_TEST((model.preprocessing.order == ChannelOrder::bgr));
  BOOST_TEST(model.preprocessing.shorter_side == 20);
  BOOST_TEST(model.labels.at(1) == "green");
  BOOST_TEST(model.weights.at("conv/weight").as<float>()[0] == 9);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

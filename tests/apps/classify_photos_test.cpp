// The photos of the folder of shared test data, classified by its SqueezeNet: the answers must be
// those in its README.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/program.h"

namespace fovea {
namespace {

struct Expected {
  int target;                   // its likeliest class
  double probability;           // to two digits
  std::vector<int> right = {};  // what the photo shows, if that is another class
};

const std::map<std::string, Expected> noted = {{"squirrel.jpg", {335, 0.96}},
                                               {"squirrel_exif6.jpg", {335, 0.96}},
                                               {"cat_rgba.png", {285, 0.68}},
                                               {"cat_gray.jpg", {285, 0.88}},
                                               {"cat_progressive.jpg", {285, 0.68}},
                                               {"cat_palette.png", {285, 0.60}},
                                               {"espresso_16bit.png", {967, 0.82}},
                                               {"orange_cmyk.jpg", {951, 0.61, {950}}},
                                               {"robin.jpg", {10, 1.00}},
                                               {"goldfish.jpg", {1, 0.99}},
                                               {"bald_eagle.jpg", {22, 0.96}},
                                               {"digital_clock.jpg", {530, 0.96}},
                                               {"hourglass.jpg", {604, 1.00}},
                                               {"soccer_ball.jpg", {805, 0.93}},
                                               {"espresso.jpg", {967, 0.24}}};

BOOST_AUTO_TEST_SUITE(classify_photos)

BOOST_AUTO_TEST_CASE(answers_are_those_noted) {
  const std::filesystem::path shared = FOVEA_SHARED_DATA;
  if (!std::filesystem::exists(shared / "photos")) {
    std::puts("SKIPPED: no shared data");
    return;
  }
  const TemporaryFolder folder;
  const std::string model = "'" + folder / "squeezenet.onnx" + "'";
  const Finished converted =
      run_program("convert '" + (shared / "models/squeezenet1_1.onnx").string() + "' " + model +
                  " --labels '" + (shared / "imagenet_classes.txt").string() +
                  "' --resize 256 --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225");
  BOOST_REQUIRE_MESSAGE(converted.status == 0, converted.err);
  const Finished run =
      run_program("classify " + model + " '" + (shared / "photos").string() + "' --json");
  BOOST_TEST(run.status == 0, run.err);
  size_t known = 0, all = 0;
  std::istringstream lines(run.out);
  for (std::string line; std::getline(lines, line); ++all) {
    const auto record = nlohmann::json::parse(line);
    const std::filesystem::path image = record["image"].get<std::string>();
    const auto entry = noted.find(image.filename().string());
    if (entry == noted.end()) continue;
    ++known;
    const Expected& expected = entry->second;
    const auto& top = record["top"];
    BOOST_TEST_CONTEXT(image) {
      BOOST_TEST(top[0]["class"] == expected.target);
      BOOST_TEST(std::abs(top[0]["probability"].get<double>() - expected.probability) < 0.006);
      for (const int right : expected.right) {
        BOOST_TEST(std::ranges::count_if(
                       top, [&](const auto& guess) { return guess["class"] == right; }) == 1);
      }
    }
  }
  BOOST_TEST(known == noted.size());
  BOOST_TEST(all == 20);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

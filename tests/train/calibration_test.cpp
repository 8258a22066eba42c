// Calibration and scores of classes by hand, and in the report.
#include "fovea/train/calibration.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/message.h"
#include "tests/support/program.h"

using namespace fovea;
using namespace fovea::test;

namespace {

void close(double actual, double expected) { BOOST_TEST(std::abs(actual - expected) < 1e-6); }

}  // namespace

BOOST_AUTO_TEST_SUITE(calibration)

// In bins of a quarter: {0.1}, none, {0.5, 0.7}, {0.75, 1, 1}.
BOOST_AUTO_TEST_CASE(errors_by_hand) {
  const std::vector<Prediction> predictions = {{0, 1, 0, 0.1f}, {1, 2, 2, 0.5f},  {2, 2, 1, 0.7f},
                                               {3, 0, 0, 1},    {4, 1, 1, 0.75f}, {5, 1, 2, 1}};
  const Calibration found = fovea::calibration(predictions, 4);
  BOOST_TEST_REQUIRE(found.bins.size() == 4u);
  BOOST_TEST(found.bins[0].count == 1);
  BOOST_TEST(found.bins[1].count == 0);
  BOOST_TEST(found.bins[2].count == 2);
  BOOST_TEST(found.bins[3].count == 3);
  close(found.bins[0].accuracy, 0);
  close(found.bins[2].confidence, 0.6);
  close(found.bins[2].accuracy, 0.5);
  close(found.bins[3].confidence, 2.75 / 3);
  close(found.bins[3].accuracy, 2.0 / 3);
  close(found.error, (0.1 + 2 * 0.1 + 3 * (2.75 - 2) / 3) / 6);
  BOOST_TEST(fovea::calibration({}, 3).error == 0);
  BOOST_TEST(has(message_of([] { fovea::calibration({}, 0); }), "0 bins of confidence"));

  const auto scores = class_scores(predictions, 4);
  BOOST_TEST_REQUIRE(scores.size() == 4u);
  BOOST_TEST(scores[1].images == 3);
  BOOST_TEST(scores[1].predicted == 2);
  BOOST_TEST(scores[1].right == 1);
  close(scores[1].precision(), 0.5);
  close(scores[1].recall(), 1.0 / 3);
  close(scores[1].f1(), 0.4);
  close(scores[0].precision(), 0.5);
  close(scores[0].recall(), 1);
  close(scores[3].precision() + scores[3].recall() + scores[3].f1(), 0);
  BOOST_TEST(class_scores(predictions, 0).size() == 3u);
}

BOOST_AUTO_TEST_CASE(the_report_has_them) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 100, 40);
  const Finished run = run_program(fmt::format(
      "train mlp --data '{}' --batch 20 --epochs 2 --out '{}'", folder / "data", folder / "run"));
  BOOST_TEST_REQUIRE(run.status == 0, run.err);
  const std::string report = read_file(folder / "run/report.html");
  for (const char* const part : {"expected calibration error is <b>", "Every class in numbers",
                                 "<th>precision</th><th>recall</th>", "Learning rate at the end"}) {
    BOOST_TEST(has(report, part), part);
  }
}

BOOST_AUTO_TEST_SUITE_END()

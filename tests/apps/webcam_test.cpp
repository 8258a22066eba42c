// fovea webcam without a screen, on series of pictures made here, and its pipeline by itself.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <opencv2/videoio.hpp>
#include <semaphore>
#include <sstream>

#include "apps/webcam/live_pipeline.h"
#include "tests/apps/colour_files.h"

namespace fovea {
namespace {

using apps::Capture;
using apps::LiveFrame;
using apps::LivePipeline;

/// Pictures f_000.png, f_001.png, ..: red, green and blue in turn.
std::string row_of_pictures(const Files& files, int count) {
  for (int i = 0; i < count; ++i) {
    const cv::Scalar colours[] = {red, green, blue};
    files.picture(fmt::format("f_{:03}.png", i), colours[i % 3], 48, 64);
  }
  return files.folder / "f_%03d.png";
}

std::vector<nlohmann::json> records(const std::string& out) {
  std::vector<nlohmann::json> found;
  std::istringstream stream(out);
  for (std::string line; std::getline(stream, line);) {
    found.push_back(nlohmann::json::parse(line, nullptr, false));
    BOOST_REQUIRE(found.back().is_object());
  }
  return found;
}

BOOST_AUTO_TEST_SUITE(webcam)

BOOST_AUTO_TEST_CASE(every_frame_of_a_row_of_pictures) {
  const Files files;
  const std::string arguments = "webcam " + files.labelled() + " --input '" +
                                row_of_pictures(files, 7) + "' --headless --every-frame --json";
  const Finished run = run_program(arguments + " --output " + files.path("seen.mp4"));
  BOOST_TEST(run.status == 0, run.err);
  const auto found = records(run.out);
  BOOST_REQUIRE_EQUAL(found.size(), 7);
  const char* const labels[] = {"red", "green", "blue, as the sky"};
  for (size_t i = 0; i < 7; ++i) {
    BOOST_TEST(found[i]["frame"] == i);
    BOOST_TEST(found[i]["top"][0]["label"] == labels[i % 3]);
    BOOST_TEST(found[i]["dropped"] == 0);
    for (const char* time : {"capture_ms", "preprocess_ms", "network_ms", "latency_ms"}) {
      BOOST_TEST(found[i][time] >= 0, time);
    }
  }
  BOOST_TEST(run.err.find("ended after 7 frames") != std::string::npos, run.err);
  cv::VideoCapture video(files.folder / "seen.mp4");
  cv::Mat frame;
  int count = 0;
  for (; video.read(frame); ++count) BOOST_TEST(frame.cols == 640);
  BOOST_TEST(count == 7);
}

BOOST_AUTO_TEST_CASE(it_starts_again_and_stops) {
  const Files files;
  const Finished run =
      run_program("webcam " + files.labelled() + " --input '" + row_of_pictures(files, 3) +
                  "' --headless --every-frame --loop --frames 10 --json");
  BOOST_TEST(run.status == 0, run.err);
  const auto found = records(run.out);
  BOOST_REQUIRE_EQUAL(found.size(), 10);
  BOOST_TEST(found[9]["frame"] == 9);
  BOOST_TEST(found[9]["top"][0]["label"] == "red");
}

BOOST_AUTO_TEST_CASE(inputs_that_are_none) {
  const Files files;
  const std::string start = "webcam " + files.labelled() + " --headless --input ";
  std::ofstream(files.folder / "text.mp4") << "no video";
  const auto refused = [&](const std::string& input, const std::string& part) {
    const Finished run = run_program(start + input);
    BOOST_TEST(run.status == 1, input);
    BOOST_TEST(run.err.find(part) != std::string::npos, run.err);
  };
  refused(files.path("text.mp4"), "text.mp4: cannot be opened as a video");
  refused(files.path("none.mp4"), "none.mp4: there is no such file");
  refused(files.path("g_%03d.png"), "cannot be opened as a video");
  BOOST_REQUIRE(std::system(("mkfifo " + files.path("pipe")).c_str()) == 0);
  refused(files.path("pipe"), "pipe: is not a file");
  refused(files.path("text.mp4") + " --output " + files.path("text.mp4"),
          "text.mp4: is read, and cannot be the output too");
  std::ofstream(files.folder / "mine.mp4") << "mine";
  refused("'" + row_of_pictures(files, 1) + "' --output " + files.path("mine.mp4"),
          "mine.mp4: is there: it will not be replaced");
  refused("97", "97: cannot be opened as a camera; is it plugged in");
  const Finished window =
      run_program("webcam " + files.labelled() + " --input '" + row_of_pictures(files, 1) + "'", -1,
                  "DISPLAY= WAYLAND_DISPLAY= QT_QPA_PLATFORM=");
  BOOST_TEST(window.status == 1);
  BOOST_TEST(window.err.find("see --headless") != std::string::npos, window.err);
}

// Qt would end the process.
BOOST_AUTO_TEST_CASE(a_screen_that_does_not_answer) {
  const Files files;
  const Finished run =
      run_program("webcam " + files.labelled() + " --input '" + row_of_pictures(files, 1) + "'", -1,
                  "DISPLAY=:9797 WAYLAND_DISPLAY= QT_QPA_PLATFORM=");
  BOOST_TEST(run.status == 1);
  BOOST_TEST(run.err.find("no screen answers at DISPLAY=:9797") != std::string::npos, run.err);
}

BOOST_AUTO_TEST_CASE(one_thread_is_enough) {
  const Files files;
  for (const char* backend : {"cpu", "reference"}) {
    const Finished run =
        run_program("webcam " + files.labelled() + " --input '" + row_of_pictures(files, 3) +
                    "' --headless --every-frame " + "--json --threads 1 --backend " + backend);
    BOOST_TEST(run.status == 0, run.err);
    BOOST_TEST(records(run.out).size() == 3u);
  }
}

// A network that needs 80 ms, with 25 frames per second: a returned frame is never older than three
// places allow.
BOOST_AUTO_TEST_CASE(old_frames_are_dropped) {
  const Files files;
  Capture capture({.input = row_of_pictures(files, 50), .loop = true, .paced = true});
  const auto slow = [](LiveFrame&) { std::this_thread::sleep_for(std::chrono::milliseconds(80)); };
  LivePipeline pipeline(capture,
                        {.prepare = [](LiveFrame&) {},
                         .run = slow,
                         .after = [] {},
                         .report = [](const std::string&) {}},
                        true);
  std::int64_t last = -1;
  for (int count = 0; count < 15;) {
    const auto live = pipeline.next(std::chrono::milliseconds(2000));
    BOOST_REQUIRE(live);
    ++count;
    const std::chrono::duration<double> age = apps::Clock::now() - live->frame.time;
    BOOST_TEST(age.count() < 1.5);
    BOOST_TEST(live->frame.number > last);
    last = live->frame.number;
  }
  BOOST_TEST(pipeline.dropped() > 0);
}

BOOST_AUTO_TEST_CASE(failures_reach_the_one_who_shows) {
  const Files files;
  Capture capture({.input = row_of_pictures(files, 5), .loop = false, .paced = false});
  LivePipeline pipeline(capture,
                        {.prepare = [](LiveFrame&) {},
                         .run = [](LiveFrame&) { throw Error("no"); },
                         .after = [] {},
                         .report = [](const std::string&) {}},
                        false);
  BOOST_CHECK_THROW(pipeline.next(std::chrono::milliseconds(5000)), Error);
}

// `after` does not delay the frame of its run, and ends before the next run.
BOOST_AUTO_TEST_CASE(between_frames) {
  const Files files;
  Capture capture({.input = row_of_pictures(files, 6), .loop = true, .paced = false});
  std::counting_semaphore<8> shown(0);
  std::atomic<int> runs = 0, afters = 0;
  std::atomic<bool> in_order = true;
  LivePipeline pipeline(capture,
                        {.prepare = [](LiveFrame&) {},
                         .run =
                             [&](LiveFrame&) {
                               if (runs++ != afters) in_order = false;
                             },
                         .after =
                             [&] {
                               if (!shown.try_acquire_for(std::chrono::seconds(20)))
                                 in_order = false;
                               if (++afters == 4) throw Error("late");
                             },
                         .report = [](const std::string&) {}},
                        false);
  for (int i = 0; i < 4; ++i) {
    BOOST_REQUIRE(pipeline.next(std::chrono::milliseconds(20000)));
    shown.release();
  }
  BOOST_CHECK_THROW(pipeline.next(std::chrono::milliseconds(20000)), Error);
  BOOST_TEST(in_order);
  shown.release(4);
}

// A URL is a stream: at its end it is opened again.
BOOST_AUTO_TEST_CASE(a_stream_that_went_away_comes_back) {
  const Files files;
  cv::VideoWriter writer(files.folder / "clip.avi", cv::VideoWriter::fourcc('M', 'J', 'P', 'G'), 25,
                         {64, 48});
  for (int i = 0; i < 5; ++i) writer.write(cv::Mat(48, 64, CV_8UC3, green));
  writer.release();
  const Finished run = run_program("webcam " + files.labelled() + " --input 'file://" +
                                   files.folder / "clip.avi" + "' --headless --frames 8 --json");
  BOOST_TEST(run.status == 0, run.err);
  const auto found = records(run.out);
  BOOST_REQUIRE_EQUAL(found.size(), 8);
  BOOST_TEST(found[7]["top"][0]["label"] == "green");
  BOOST_TEST(run.err.find("went away; trying again every second") != std::string::npos, run.err);
  BOOST_TEST(run.err.find("is back") != std::string::npos, run.err);
}

BOOST_AUTO_TEST_CASE(lessons_that_cannot_be_given) {
  const Files files;
  const std::string start =
      "webcam " + files.labelled() + " --input '" + row_of_pictures(files, 1) + "' ";
  const auto refused = [&](const std::string& options, int status, const std::string& part) {
    const Finished run = run_program(start + options, -1, "QT_QPA_PLATFORM=offscreen");
    BOOST_TEST(run.status == status, options);
    BOOST_TEST(run.err.find(part) != std::string::npos, run.err);
  };
  refused("--teach --headless", 2, "excludes");
  refused("--classes a,b", 2, "--classes requires --teach");
  refused("--save-model m.onnx", 2, "--save-model requires --teach");
  refused("--teach --classes a,b --labels " + files.path("labels.txt"), 2, "excludes");
  refused("--teach --classes a", 1, "from 2 to 10 classes");
  refused("--teach --classes a,a", 1, "two classes are 'a'");
  refused("--teach --labels " + files.path("none.txt"), 1, "none.txt: cannot read: No such file");
  std::ofstream(files.folder / "many.txt") << "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n";
  refused("--teach --labels " + files.path("many.txt"), 1, "many.txt: names 11 classes");
  refused("--teach --save-model " + files.path("no/m.onnx"), 1, "there is no folder");
  refused("--teach --save-model '" + files.folder.path().string() + "'", 1, "is a folder");
  refused("--teach --teach-backend gpu", 1, "no backend named 'gpu'");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

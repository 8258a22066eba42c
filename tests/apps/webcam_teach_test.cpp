// Teaching in the window of fovea webcam, with keys pressed as by a user: two scenes take turns in
// front of the camera, and the saved model distinguishes other pictures of them.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <opencv2/imgproc.hpp>

#include "fovea/layers/dense.h"
#include "fovea/layers/relu.h"
#include "tests/apps/colour_files.h"

namespace fovea {
namespace {

bool missing() {
  if (std::system("command -v xvfb-run xauth xdotool > /dev/null 2>&1") == 0) return false;
  std::puts("SKIPPED: no xvfb-run, xauth or xdotool");
  return true;
}

// Pictures of scene 0, boats on a sea, or 1, stars at night, each a little different.
cv::Mat scene(int which, int variant) {
  cv::RNG random(static_cast<std::uint64_t>(variant * 2 + which + 1));
  cv::Mat picture(96, 128, CV_8UC3, which ? cv::Scalar(30, 10, 10) : cv::Scalar(200, 160, 90));
  for (int i = 0; i < 12; ++i) {
    const cv::Point at(random.uniform(0, 128), random.uniform(0, 96));
    if (which) {
      cv::circle(picture, at, random.uniform(1, 3), cv::Scalar(210, 240, 250), cv::FILLED);
    } else {
      cv::rectangle(picture, {at.x, at.y, 16, 6}, cv::Scalar(60, 70, 180), cv::FILLED);
    }
  }
  return picture;
}

// Untrained layers, with 4 classes that are not used.
void save_base(const std::string& file) {
  Model model;
  model.name = "base";
  Value x = model.graph->input("image", {{1, 32, 32, 3}, DType::f32});
  x = relu(conv2d(x, {.channels = 12, .kernel = 5, .stride = 2, .initializer = Initializer::he()}));
  model.graph->output("scores", dense(flatten(global_average_pool(x)), {.units = 4}));
  model.initialize(6);
  save_onnx(model, file);
}

// Waits for results, not for a fixed time: the test must not depend on a fast machine. A record is
// printed for each frame shown, so the number of records stays the same while the picture is
// frozen. The scenes change every 20 frames.
constexpr const char* script = R"sh(
find_window() { timeout 60 xdotool search --sync --onlyvisible --name 'fovea webcam' | tail -1; }
press() { xdotool windowfocus $(find_window) key $1; }
shown() { wc -l < out; }
moves() { before=$(shown); sleep 0.4; [ $(shown) -gt $before ]; }
scene() { tail -1 out | sed -E 's/.*"frame":([0-9]+).*/\1/' | awk '{ print int($1 / 20) % 2 }'; }
wait_for() {
  for i in $(seq 100); do grep -q "$1" err && return; sleep 0.1; done
  echo "no $1" >&2
}
freeze() { for i in $(seq 20); do moves || return; press space; sleep 0.3; done; }
thaw() { for i in $(seq 20); do moves && return; press space; sleep 0.3; done; }
count_0=0 count_1=0
teach() {
  for try in $(seq 60); do
    freeze
    [ $(scene) = $1 ] && break
    thaw
  done
  eval "count_$1=\$((count_$1 + 1))"
  eval "count=\$count_$1"
  press $(($1 + 1)); press $(($1 + 1))
  wait_for "^$2: $count example"
  thaw
}
while [ $(shown) -lt 3 ]; do sleep 0.1; done
for i in $(seq 30); do  # a window that has just opened may not have the keyboard yet
  press m
  sleep 1
  grep -q 'nothing is taught yet' err && break
done
wait_for 'nothing is taught yet'
for round in 1 2 3; do teach 0 boats; teach 1 stars; done
press 3; wait_for '^wrong: 1 example'
press u; wait_for 'took back an example of wrong'
press 7; wait_for 'there are 3 classes to teach'
press h; sleep 0.5
press b; wait_for 'running on reference'
before=$(shown); while [ $(shown) -lt $((before + 5)) ]; do sleep 0.1; done
press m; wait_for "^saved .*taught.onnx: boats, stars"
press q
for i in $(seq 30); do kill -0 $program 2> /dev/null || break; sleep 1; done
kill -9 $program 2> /dev/null && exit 99
wait $program
)sh";

BOOST_AUTO_TEST_SUITE(webcam_teach)

BOOST_AUTO_TEST_CASE(two_scenes) {
  if (missing()) return;
  const Files files;
  save_base(files.folder / "base.onnx");
  for (int i = 0; i < 40; ++i) {
    const std::string name = fmt::format("f_{:03}.png", i);
    BOOST_REQUIRE(cv::imwrite(files.folder / name, scene(i / 20, i)));
  }
  std::ofstream(files.folder / "keys.sh")
      << "cd " << files.path("") << "\n'" FOVEA_PROGRAM "' webcam base.onnx --teach"
      << " --classes boats,stars,wrong --save-model taught.onnx --backend cpu --loop --json"
      << " --input f_%03d.png > out 2> err & program=$!\n"
      << script;
  // The window's toolkit leaks by itself.
  const std::string command =
      "ASAN_OPTIONS=detect_leaks=0 timeout 400 xvfb-run -a -s '-screen 0 1024x768x24' bash " +
      files.path("keys.sh");
  const int status = std::system(command.c_str());
  const std::string err = read_file(files.folder / "err");
  BOOST_REQUIRE_MESSAGE(status == 0, err);
  // A picture counts only once, however often its key is pressed.
  BOOST_TEST(err.find("boats: 3 examples") != std::string::npos, err);
  BOOST_TEST(err.find("boats: 4 examples") == std::string::npos, err);

  const std::string out = read_file(files.folder / "out");
  const auto last = nlohmann::json::parse(out.substr(out.rfind('\n', out.size() - 2) + 1));
  BOOST_TEST((last["examples"] == nlohmann::json{3, 3, 0}));
  BOOST_TEST(last["steps"] > 0);
  const size_t shown = last["frame"].get<size_t>() / 20 % 2;
  BOOST_TEST(last["top"][0]["label"] == (shown ? "stars" : "boats"));  // on another backend

  for (int i = 0; i < 10; ++i) {
    const std::string name = fmt::format("new/{}.png", i);
    std::filesystem::create_directories(files.folder / "new");
    BOOST_REQUIRE(cv::imwrite(files.folder / name, scene(i % 2, 1000 + i)));
    const Finished run = run_program("classify " + files.path("taught.onnx") + " " +
                                     files.path(name) + " --top 1 --json");
    BOOST_TEST(run.status == 0, run.err);
    BOOST_TEST(run.out.find(i % 2 ? "\"stars\"" : "\"boats\"") != std::string::npos, run.out);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

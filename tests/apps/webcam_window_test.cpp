// The window of fovea webcam on a screen without a monitor, with keys pressed as by a user.
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <cstdlib>

#include "tests/apps/colour_files.h"

namespace fovea {
namespace {

bool missing() {
  if (std::system("command -v xvfb-run xauth xdotool > /dev/null 2>&1") == 0) return false;
  std::puts("SKIPPED: no xvfb-run, xauth or xdotool");
  return true;
}

BOOST_AUTO_TEST_SUITE(webcam_window)

BOOST_AUTO_TEST_CASE(keys) {
  if (missing()) return;
  const Files files;
  files.picture("f_000.png", red, 240, 320);
  files.picture("f_001.png", red, 240, 320);
  std::ofstream(files.folder / "keys.sh")
      << "'" FOVEA_PROGRAM "' webcam " << files.labelled() << " --backend cpu --loop --input "
      << files.path("f_%03d.png") << " --save " << files.path("saved") << " 2> "
      << files.path("err") << " & program=$!\n"
      << "window=$(timeout 60 xdotool search --sync --onlyvisible --name 'fovea webcam' | tail "
         "-1)\n"
      << "press() { xdotool windowfocus $window key $1; sleep 1; }\n"
      << "sleep 2; press h; press s; press b; press space; press space; press q\n"
      << "for i in $(seq 30); do kill -0 $program 2> /dev/null || break; sleep 1; done\n"
      << "kill -9 $program 2> /dev/null && exit 99\n"
      << "wait $program\n";
  // The window's toolkit leaks by itself.
  const std::string command =
      "ASAN_OPTIONS=detect_leaks=0 xvfb-run -a -s '-screen 0 1024x768x24' bash " +
      files.path("keys.sh");
  const int status = std::system(command.c_str());
  const std::string err = read_file(files.folder / "err");
  BOOST_TEST(status == 0, err);  // key q ended it
  BOOST_TEST(err.find("running on cpu") != std::string::npos, err);
  BOOST_TEST(err.find("running on reference") != std::string::npos, err);  // key b
  const cv::Mat saved = cv::imread(files.folder / "saved/picture-1.png");  // key s
  BOOST_REQUIRE(saved.size() == cv::Size(320, 240));
  BOOST_TEST((saved.at<cv::Vec3b>(9, 9) == cv::Vec3b(0, 0, 255)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

// The libraries that the program loads before main(), as reported by the loader.
#include <boost/test/unit_test.hpp>

#include "tests/support/program.h"

BOOST_AUTO_TEST_SUITE(startup)

// OpenCV's codecs, video and window bring 240 libraries: they are loaded only when one is used.
BOOST_AUTO_TEST_CASE(libraries_for_pictures_come_later) {
  const fovea::Finished run = fovea::run_program("--version", -1, "LD_TRACE_LOADED_OBJECTS=1");
  BOOST_TEST(run.status == 0, run.err);
  BOOST_TEST(run.out.find("libopencv_core") != std::string::npos, run.out);
  for (const char* module : {"imgcodecs", "videoio", "highgui"}) {
    BOOST_TEST(run.out.find(std::string("libopencv_") + module) == std::string::npos, module);
  }
}

BOOST_AUTO_TEST_SUITE_END()

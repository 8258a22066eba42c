// What --backend takes.
#include "apps/commands/backend.h"

#include <boost/test/unit_test.hpp>

using namespace fovea;
using apps::automatic;

namespace {

std::vector<DeviceInfo> devices(std::vector<std::string> kinds) {
  std::vector<DeviceInfo> infos;
  for (const std::string& kind : kinds) infos.emplace_back().kind = kind;
  return infos;
}

std::string message(const std::string& name) {
  try {
    apps::make_backend(name, 0);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(backend)

BOOST_AUTO_TEST_CASE(auto_takes_a_gpu_else_the_cpu_and_never_software) {
  BOOST_TEST(automatic({}) == "cpu");
  BOOST_TEST(automatic(devices({"software"})) == "cpu");
  BOOST_TEST(automatic(devices({"software", "virtual GPU", "other"})) == "cpu");
  BOOST_TEST(automatic(devices({"software", "integrated GPU"})) == "vulkan:1");
  BOOST_TEST(automatic(devices({"integrated GPU", "software", "discrete GPU", "discrete GPU"})) ==
             "vulkan:2");
}

BOOST_AUTO_TEST_CASE(an_unknown_name_is_answered_with_those_there_are) {
  BOOST_TEST(message("cpux").find("did you mean 'cpu'?; there are auto, cpu, reference") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

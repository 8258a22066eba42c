// The names that --backend takes.
#include "apps/commands/backend.h"

#include <boost/test/unit_test.hpp>

using namespace fovea;
using apps::automatic;

namespace {

// "cpu", and "vulkan" with devices of these kinds.
BackendTable backends(const std::vector<std::string>& kinds) {
  BackendTable table;
  table["cpu"] = {};
  table["vulkan"].devices = [kinds] {
    std::vector<DeviceInfo> infos;
    for (const std::string& kind : kinds) infos.emplace_back().kind = kind;
    return infos;
  };
  return table;
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
  BOOST_TEST(automatic(backends({})) == "cpu");
  BOOST_TEST(automatic(backends({"software"})) == "cpu");
  BOOST_TEST(automatic(backends({"software", "virtual GPU", "other"})) == "cpu");
  BOOST_TEST(automatic(backends({"software", "integrated GPU"})) == "vulkan:1");
  BOOST_TEST(automatic(backends({"integrated GPU", "software", "discrete GPU", "discrete GPU"})) ==
             "vulkan:2");
}

BOOST_AUTO_TEST_CASE(every_folder_of_backends_is_in_the_table) {
  const BackendTable& all = apps::backends();
  for (const std::string name : {"cpu", "reference"}) {
    BOOST_REQUIRE(all.contains(name));
    BOOST_TEST(!all.at(name).description.empty());
    BOOST_TEST(all.at(name).make({.threads = 1})->info().backend == name);
  }
#ifdef FOVEA_VULKAN
  BOOST_TEST(all.contains("vulkan"));
#endif
}

BOOST_AUTO_TEST_CASE(a_device_is_of_a_backend_that_has_devices) {
  BOOST_TEST(message("cpu:1").find("no backend named 'cpu:1'") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_unknown_name_is_answered_with_those_there_are) {
  BOOST_TEST(message("cpux").find("did you mean 'cpu'?; there are auto, cpu, reference") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

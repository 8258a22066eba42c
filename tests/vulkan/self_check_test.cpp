// Every kernel against the reference on its own small problems, with each of its tiles; the
// validation layer is silent meanwhile.
#include <boost/test/unit_test.hpp>

#include "tests/support/temporary_folder.h"
#include "tests/vulkan/vulkan_device.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(self_check, *boost::unit_test::precondition(has_test_vulkan))

BOOST_AUTO_TEST_CASE(every_kernel_passes) {
  const TemporaryFolder cache;
  const auto backend = test_vulkan({.validation = true}, cache.path());
  backend->check_kernels();
  for (const std::string& kernel : backend->info().switched_off) BOOST_ERROR(kernel);
  for (const std::string& message : backend->validation_messages()) BOOST_ERROR(message);
}

BOOST_AUTO_TEST_SUITE_END()

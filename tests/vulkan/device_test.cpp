// The choice of the device, the counting of its queues, and predictions of how long work runs.
#include "backends/vulkan/host/costs.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <regex>

#include "tests/support/message.h"
#include "tests/vulkan/vulkan_device.h"

using namespace fovea;
using namespace fovea::vulkan;

namespace {

std::string name_of(const std::string& wanted) { return Device({.device = wanted}).info().name; }

}  // namespace

BOOST_AUTO_TEST_SUITE(device, *boost::unit_test::precondition(has_test_vulkan))

BOOST_AUTO_TEST_CASE(answers_to_number_and_name) {
  const std::vector<DeviceInfo> known = devices();
  for (size_t i = 0; i < known.size(); ++i) {
    BOOST_TEST(name_of(std::to_string(i)) == known[i].name);
  }
  std::string name = name_of(test_vulkan_device());
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::toupper(c); });
  BOOST_TEST(name_of(name) == name_of(test_vulkan_device()));
  // More than two digits are a name: "3080", and here llvmpipe's "256 bits".
  const std::regex number("[0-9]{3,}");
  std::smatch found;
  if (std::regex_search(name, found, number)) {
    BOOST_TEST(name_of(found.str()).find(found.str()) != std::string::npos);
  }
  for (const char* none : {"99", "12345678901234567890123", "no such device"}) {
    const std::string message = test::message_of([&] { name_of(none); });
    BOOST_TEST(message.find(fmt::format("answers to '{}'", none)) != std::string::npos, message);
  }
}

// Drivers join submissions that do not signal; then a watchdog sees all parts as one submission.
BOOST_AUTO_TEST_CASE(each_submission_signals) {
  Options options{.device = test_vulkan_device()};
  options.validation = std::getenv("FOVEA_TEST_VALIDATION") != nullptr;
  options.warn = [](const std::string& text) { BOOST_ERROR(text); };
  Device device(options);
  const vk::raii::CommandPool pool(device.handle(), {{}, device.compute().family()});
  const vk::raii::CommandBuffers buffers(device.handle(),
                                         {*pool, vk::CommandBufferLevel::ePrimary, 3});
  std::vector<vk::CommandBuffer> handles;
  for (const auto& buffer : buffers) {
    buffer.begin({});
    buffer.end();
    handles.push_back(*buffer);
  }
  for (const std::uint64_t reached : {3u, 6u}) {
    BOOST_TEST(device.compute().submit(handles) == reached);
    device.compute().wait(reached);
  }
}

// A watchdog leaves no measured time, so the work that it ended must be cut into smaller parts
// without one.
BOOST_AUTO_TEST_CASE(a_loss_makes_predictions_longer) {
  const TemporaryFolder cache;
  Step step;
  step.kernel = "relu";
  step.flops = 1e9;
  const auto predicted = [&](int lose_at) {
    Device device(
        {.device = test_vulkan_device(), .cache = cache.path(), .lose_at_submission = lose_at});
    const Costs costs(device);
    const double seconds = costs.predict(step);
    try {
      device.compute().submit({});
    } catch (const DeviceLost&) {
      BOOST_TEST(lose_at == 1);
    }
    return seconds;
  };
  const double first = predicted(0);
  BOOST_TEST(predicted(1) == first);
  const double second = predicted(1), third = predicted(0);
  BOOST_TEST(second == 4 * first, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(third == 16 * first, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(predicted(0) == third);
}

// A device that is thousands of times faster than predicted runs each submission in less than a
// millisecond: these times must count too, or the work would stay cut into tiny parts.
BOOST_AUTO_TEST_CASE(predictions_come_down_to_a_fast_device) {
  const TemporaryFolder cache;
  Device device({.device = test_vulkan_device(), .cache = cache.path()});
  Costs costs(device);
  Step step;
  step.kernel = "relu";
  step.flops = 1e10;
  const double longest = device.options().longest_submission, truth = costs.predict(step) / 5000;
  BOOST_TEST(costs.predict(step) > 20 * longest);
  for (int run = 0; run < 10; ++run) {
    const double part = std::min(1.0, longest / costs.predict(step));
    costs.correct({{"relu", part * costs.guess(step)}}, part * costs.predict(step), part * truth);
  }
  BOOST_TEST(costs.predict(step) < longest);
}

BOOST_AUTO_TEST_SUITE_END()

// The order and the barriers of a recording: the audit passes, and fails if any needed barrier
// is removed.
#include "backends/vulkan/host/schedule.h"

#include <boost/test/unit_test.hpp>

#include "fovea/models/models.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"
#include "framework/train/training_graph.h"

using namespace fovea;
using vulkan::Command;
using vulkan::Work;

namespace {

Slot slot(std::int64_t offset) { return {Region::arena, 0, offset, {Shape{16}, DType::f32}}; }

Step step(std::vector<std::int64_t> reads, std::int64_t writes, std::vector<int> after) {
  Step made;
  made.kernel = made.node = "add";
  for (const std::int64_t offset : reads) made.inputs.push_back(slot(offset));
  made.outputs.push_back(slot(writes));
  made.scratch.type = {Shape{0}, DType::u8};
  made.after = std::move(after);
  return made;
}

// 0 and 1 are independent; 2 reads both; 3 overwrites what 2 read; 4 is independent of all.
struct Example {
  Plan plan;
  std::vector<Work> works;
  Example() {
    plan.steps = {step({}, 0, {}), step({}, 64, {}), step({0, 64}, 128, {0, 1}),
                  step({128}, 0, {2}), step({}, 256, {})};
    for (size_t i = 0; i < plan.steps.size(); ++i) works.push_back({i, 0, {7, 2, 1}, 0.3});
    works.push_back({4, 1, {1, 1, 1}, 0.1});
  }
};

int barriers(const std::vector<Command>& commands) {
  int count = 0;
  for (const Command& command : commands) count += command.work < 0;
  return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(schedule)

BOOST_AUTO_TEST_CASE(independent_steps_share_a_batch) {
  const Example example;
  const auto commands = vulkan::schedule(example.plan, example.works, false, 1);
  BOOST_TEST(barriers(commands) == 2);
  for (const auto& fault : audit(example.plan, example.works, commands, false)) BOOST_ERROR(fault);
}

BOOST_AUTO_TEST_CASE(any_missing_barrier_is_found) {
  const Example example;
  const auto commands = vulkan::schedule(example.plan, example.works, false, 1);
  for (size_t i = 0; i < commands.size(); ++i) {
    std::vector<Command> fewer = commands;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    BOOST_TEST(!audit(example.plan, example.works, fewer, false).empty());
  }
}

BOOST_AUTO_TEST_CASE(any_missing_barrier_of_a_training_step_is_found) {
  reference::ReferenceBackend planner;
  const Model model = models::make("lenet5");
  Session session(planner, training_graph(model, *make_optimizer("adam"), 4), 1);
  const Plan& plan = session.plan("run", {{"image", {Shape{4, 28, 28, 1}, DType::u8}},
                                          {"label", {Shape{4}, DType::i32}},
                                          {"learning_rate", {Shape{}, DType::f32}}});
  std::vector<Work> works;
  for (size_t i = 0; i < plan.steps.size(); ++i) works.push_back({i, 0, {1, 1, 1}, 0});
  const auto commands = vulkan::schedule(plan, works, false, 1);
  BOOST_TEST(barriers(commands) > 20);
  for (const auto& fault : audit(plan, works, commands, false)) BOOST_ERROR(fault);
  for (size_t i = 0; i < commands.size(); ++i) {
    if (commands[i].work >= 0) continue;
    std::vector<Command> fewer = commands;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    BOOST_TEST(!audit(plan, works, fewer, false).empty(), "without barrier " << i);
  }
}

BOOST_AUTO_TEST_CASE(long_works_and_recordings_are_cut) {
  const Example example;
  const auto commands = vulkan::schedule(example.plan, example.works, false, 0.11);
  BOOST_TEST(commands.size() == 5 * 3 + 1 + 2);
  for (const auto& fault : audit(example.plan, example.works, commands, false)) BOOST_ERROR(fault);
  size_t sum = 0;
  for (const auto& run : vulkan::cut(commands, 0.21)) {
    double cost = 0;
    for (const Command& command : run) cost += command.cost;
    BOOST_TEST(cost <= 0.21);
    sum += run.size();
  }
  BOOST_TEST(sum == commands.size());
}

BOOST_AUTO_TEST_SUITE_END()

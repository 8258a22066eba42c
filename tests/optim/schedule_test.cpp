#include "fovea/optim/schedule.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "fovea/core/error.h"

using namespace fovea;

namespace {

void check_rates(const char* spec, double base, std::int64_t steps, std::int64_t epoch,
                 const std::vector<std::pair<std::int64_t, double>>& expected) {
  const std::unique_ptr<Schedule> schedule = make_schedule(spec, base, steps, epoch);
  BOOST_TEST(!schedule->wants_metric());
  for (const auto& [step, rate] : expected) {
    BOOST_TEST_CONTEXT(spec << " at step " << step) {
      BOOST_TEST(schedule->rate(step) == rate, boost::test_tools::tolerance(1e-12));
    }
  }
}

std::string message(const char* spec) {
  try {
    make_schedule(spec, 0.1, 100, 10);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(schedule)

BOOST_AUTO_TEST_CASE(pure_schedules) {
  check_rates("constant", 0.1, 100, 10, {{0, 0.1}, {99, 0.1}});
  check_rates("step:every=2,gamma=0.5", 0.1, 100, 10,
              {{0, 0.1}, {19, 0.1}, {20, 0.05}, {39, 0.05}, {40, 0.025}, {99, 0.1 / 16}});
  check_rates("step:every=5", 1, 100, 10, {{49, 1}, {50, 0.1}});
  check_rates("cosine", 0.1, 100, 10,
              {{0, 0.1}, {25, 0.05 * (1 + std::sqrt(0.5))}, {50, 0.05}, {100, 0}, {200, 0}});
  check_rates("cosine:min=0.02", 0.1, 100, 10, {{0, 0.1}, {50, 0.06}, {100, 0.02}});
}

// torch.optim.lr_scheduler.OneCycleLR(max_lr=0.1, total_steps=10), computed by its formula.
BOOST_AUTO_TEST_CASE(one_cycle) {
  const auto down = [](int step) {
    return 4e-7 + (0.1 - 4e-7) / 2 * (1 + std::cos(M_PI * (step - 2) / 7));
  };
  check_rates(
      "one-cycle", 0.1, 10, 5,
      {{0, 0.004}, {1, 0.052}, {2, 0.1}, {3, down(3)}, {6, down(6)}, {9, 4e-7}, {20, 4e-7}});
  check_rates("one-cycle:up=0.5,start=10,end=100", 1, 21, 21, {{0, 0.1}, {20, 0.001}});
  check_rates("one-cycle", 0.1, 1, 1, {{0, 0.1}});
}

BOOST_AUTO_TEST_CASE(warm_up) {
  check_rates("warmup:steps=4", 0.1, 100, 10,
              {{0, 0.025}, {1, 0.05}, {2, 0.075}, {3, 0.1}, {4, 0.1}, {99, 0.1}});
  check_rates("warmup:epochs=2,then=cosine:min=0.02", 0.1, 100, 10,
              {{0, 0.005}, {19, 0.1}, {20, 0.1}, {60, 0.06}, {100, 0.02}});
  check_rates("warmup:steps=10,then=step:every=1,gamma=0.5", 0.1, 100, 10,
              {{9, 0.1}, {19, 0.1}, {20, 0.05}, {30, 0.025}});
}

// Counts like torch.optim.lr_scheduler.ReduceLROnPlateau: it acts on the first epoch after
// the patience.
BOOST_AUTO_TEST_CASE(plateau) {
  const auto schedule = make_schedule("plateau:patience=1,factor=0.5", 0.1, 100, 10);
  BOOST_TEST(schedule->wants_metric());
  const std::vector<std::pair<double, double>> trace{{1.0, 0.1},      {0.9, 0.1},   {0.9, 0.1},
                                                     {0.89995, 0.05}, {0.8, 0.05},  {0.9, 0.05},
                                                     {0.9, 0.025},    {0.9, 0.025}, {0.9, 0.0125}};
  for (const auto& [metric, rate] : trace) {
    schedule->report(metric);
    BOOST_TEST(schedule->rate(0) == rate, boost::test_tools::tolerance(1e-12));
  }
}

BOOST_AUTO_TEST_CASE(plateau_cools_down_and_has_a_floor) {
  const auto schedule =
      make_schedule("plateau:patience=0,factor=0.1,cooldown=1,min=0.005", 0.1, 100, 10);
  for (const double rate : {0.1, 0.01, 0.01, 0.005}) {
    schedule->report(1);
    BOOST_TEST(schedule->rate(0) == rate, boost::test_tools::tolerance(1e-12));
  }
  schedule->report(std::numeric_limits<double>::quiet_NaN());
  BOOST_TEST(schedule->rate(0) == 0.005);
}

BOOST_AUTO_TEST_CASE(plateau_goes_on_where_it_was_saved) {
  const char* spec = "warmup:steps=5,then=plateau:patience=1,factor=0.5";
  const std::vector<double> metrics{1, 1.1, 1.2, 0.5, 0.6, 0.6, 0.6, 0.4};
  for (size_t cut = 0; cut <= metrics.size(); ++cut) {
    const auto whole = make_schedule(spec, 0.1, 100, 10);
    const auto first = make_schedule(spec, 0.1, 100, 10);
    const auto second = make_schedule(spec, 0.1, 100, 10);
    for (size_t i = 0; i < metrics.size(); ++i) {
      if (i == cut) second->restore(first->save());
      whole->report(metrics[i]);
      (i < cut ? first : second)->report(metrics[i]);
    }
    if (cut < metrics.size()) BOOST_TEST(second->rate(7) == whole->rate(7));
  }
  BOOST_CHECK_THROW(make_schedule(spec, 0.1, 100, 10)->restore({}), Error);
}

BOOST_AUTO_TEST_CASE(names_the_fault) {
  BOOST_TEST(message("cosin") ==
             "no schedule named 'cosin'; did you mean 'cosine'?; there are constant, cosine, "
             "one-cycle, plateau, step, warmup");
  BOOST_TEST(message("step") == "schedule 'step': every is missing; write step:every=5,gamma=0.5");
  BOOST_TEST(message("constant:rate=1") ==
             "schedule 'constant:rate=1': constant has no setting 'rate'; it takes none");
  BOOST_TEST(message("step:every=0") ==
             "schedule 'step:every=0': every must be a whole number from 1 to 1000000000, not '0'");
  for (const char* spec : {"warmup", "warmup:steps=1,epochs=1", "warmup:steps=5,then=cosin",
                           "warmup:steps=5,then=", "plateau:factor=1", "one-cycle:up=1",
                           "one-cycle:start=0.5", "step:every=1.5", "step:every=99999999999999"}) {
    BOOST_TEST(message(spec) != "", spec);
  }
  BOOST_CHECK_THROW(make_schedule("constant", -1, 100, 10), Error);
  BOOST_CHECK_THROW(make_schedule("constant", NAN, 100, 10), Error);
  BOOST_CHECK_THROW(make_schedule("constant", 0.1, 0, 10), Error);
}

BOOST_AUTO_TEST_SUITE_END()

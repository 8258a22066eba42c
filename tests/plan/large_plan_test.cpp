// Plans of many steps: the work grows no faster than n log n, and places and edges are the same as
// those from a look at every step.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "fovea/core/random.h"
#include "fovea/layers/add.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/relu.h"
#include "fovea/model/model.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"
#include "framework/plan/arena_occupancy.h"
#include "framework/plan/footprint.h"
#include "framework/plan/last_uses.h"
#include "framework/runtime/reach.h"
#define FOVEA_COUNTS_WORK
#include "fovea/plan/make_plan.h"
#include "tests/support/counted_work.h"

namespace fovea {
namespace {

struct Taken {
  int first, last;
  std::int64_t offset, bytes;
};

// The first place for a tensor, found by looking at all others.
std::int64_t first_fit(const std::vector<Taken>& all, int first, int last, std::int64_t bytes) {
  std::int64_t offset = 0;
  for (bool moved = true; moved;) {
    moved = false;
    for (const Taken& other : all) {
      const bool at_once = first <= other.last && other.first <= last;
      if (!at_once || offset >= other.offset + other.bytes || other.offset >= offset + bytes)
        continue;
      offset = other.offset + other.bytes;
      moved = true;
    }
  }
  return offset;
}

// Steps with random places, which no planner would choose.
Plan random_plan(std::uint64_t seed, int steps) {
  const Random random(seed, stream_of("large plan"), 0);
  std::uint64_t draw = 0;
  const auto below = [&](std::uint64_t bound) {
    return static_cast<std::int64_t>(random.below(draw++, bound));
  };
  const auto slot = [&] {
    const Region region = below(4) == 0 ? Region::variable : Region::arena;
    const int buffer = region == Region::variable ? static_cast<int>(below(3)) : 0;
    return Slot{region, buffer, 64 * below(20), {Shape{64 * (1 + below(4))}, DType::u8}};
  };
  Plan plan;
  for (int i = 0; i < steps; ++i) {
    Step step;
    for (std::int64_t k = below(4); k-- > 0;) step.inputs.push_back(slot());
    step.outputs.push_back(slot());
    step.scratch = below(3) == 0 ? slot() : Slot{Region::arena, 0, 0, {Shape{0}, DType::u8}};
    plan.steps.push_back(std::move(step));
  }
  return plan;
}

BOOST_AUTO_TEST_SUITE(large_plan)

BOOST_AUTO_TEST_CASE(work_grows_with_the_steps) {
  reference::ReferenceBackend backend;
  const auto planned = [&](const std::function<Value(Value, Value)>& next, int n) {
    Graph graph;
    const Value x = graph.input("x", {Shape{1, 16}});
    Value y = x;
    for (int i = 0; i < n; ++i) y = next(x, y);
    graph.output("y", y);
    BOOST_TEST(make_plan(graph, backend).steps.size() == static_cast<size_t>(n));
  };
  BOOST_TEST_CONTEXT("a chain") {
    check_growth(30'000, [&](int n) { planned([](Value, Value y) { return relu(y); }, n); });
  }
  BOOST_TEST_CONTEXT("a value that all read") {
    check_growth(30'000, [&](int n) { planned([](Value x, Value y) { return add(x, y); }, n); });
  }
}

BOOST_AUTO_TEST_CASE(a_session_of_many_variables) {
  reference::ReferenceBackend backend;
  check_growth(1'000, [&](int n) {
    auto graph = std::make_unique<Graph>();
    Value y = graph->input("x", {Shape{1, 2}});
    for (int i = 0; i < n; ++i) y = dense(y, {.units = 2});
    graph->output("y", y);
    Session session(backend, std::move(graph));
    session.plan("run", {{"x", {Shape{1, 2}}}});
    session.restore(session.save());
  });
}

BOOST_AUTO_TEST_CASE(places_are_the_lowest_that_are_free) {
  const Random random(3, stream_of("places"), 0);
  std::uint64_t draw = 0;
  for (const int steps : {1, 2, 7, 64, 100}) {
    ArenaOccupancy taken(steps);
    std::vector<Taken> all;
    for (int i = 0; i < 200; ++i) {
      const auto below = [&](int bound) {
        return static_cast<int>(random.below(draw++, static_cast<std::uint64_t>(bound)));
      };
      const int first = below(steps), last = first + below(steps - first);
      const std::int64_t bytes = 64 * (1 + below(5));
      std::int64_t offset = 0;
      for (std::int64_t end; (end = taken.end_of_conflict(first, last, offset, bytes)) > offset;) {
        offset = end;
      }
      BOOST_REQUIRE_EQUAL(offset, first_fit(all, first, last, bytes));
      taken.take(first, last, offset, bytes);
      all.push_back({first, last, offset, bytes});
    }
  }
}

BOOST_AUTO_TEST_CASE(edges_are_those_that_a_look_at_every_pair_gives) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Plan plan = random_plan(seed, 150);
    order_steps(plan);
    const std::vector<Footprint> prints = footprints(plan);
    Reach reach(plan.steps.size());
    for (size_t j = 0; j < plan.steps.size(); ++j) {
      std::vector<int> after;
      for (size_t i = j; i-- > 0;) {
        if (reach.before(i, j) || !prints[i].conflicts(prints[j])) continue;
        after.push_back(static_cast<int>(i));
        reach.add_edge(i, j);
      }
      BOOST_REQUIRE_EQUAL_COLLECTIONS(plan.steps[j].after.begin(), plan.steps[j].after.end(),
                                      after.begin(), after.end());
    }
  }
}

BOOST_AUTO_TEST_CASE(paths_are_known_within_the_window) {
  constexpr size_t steps = 1000, window = 128;
  Reach reach(steps, window);
  for (size_t j = 1; j < steps; ++j) reach.add_edge(j - 1, j);
  reach.add_edge(3, 999);  // older than what is remembered
  for (size_t j = 0; j < steps; ++j) {
    for (size_t i = 0; i < j; ++i) {
      if (j - i < window) BOOST_REQUIRE(reach.before(i, j));
      if (j - i > 2 * window) BOOST_REQUIRE(!reach.before(i, j));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

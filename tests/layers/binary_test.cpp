#include "fovea/layers/binary.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "fovea/layers/add.h"
#include "fovea/layers/multiply.h"
#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

namespace {

using Function = Value (*)(Value, Value, std::string);

struct Case {
  Shape a, b;
  bool any_batch = true;
};

const Case shapes[] = {
    {{1}, {1}},
    {{3, 17}, {3, 17}},
    {{2, 5, 3, 7}, {7}, true},
    {{2, 5, 3, 7}, {5, 1, 1}, true},
    {{2, 1, 1, 5}, {2, 4, 3, 5}},
    {{2, 4, 1}, {1, 3}, true},
    {{2, 1, 3, 1, 2, 1, 2, 1}, {2, 2, 1, 3, 1, 2, 1, 2}},
    {{2, 35000}, {1}, true},
    {{}, {2, 3}, false},
};

void check(const char* label, Function function, std::pair<float, float> range) {
  for (const auto& [a, b, any_batch] : shapes) {
    const bool kinks = std::string_view(label).ends_with("imum");
    if (kinks && a.count() > 10000) continue;  // some are within the step of the differences
    // Both grow with a larger batch, unless the second is broadcast.
    const bool both = a.rank() == b.rank() && a.rank() > 0;
    check_layer({.label = fmt::format("{} of {} and {}", label, a.str(), b.str()),
                 .inputs = both ? std::vector<TensorType>{{a}, {b}} : std::vector<TensorType>{{a}},
                 .build =
                     [&, &b = b](Graph& graph, auto x) {
                       if (both) return std::vector{function(x[0], x[1], "")};
                       const Value other = graph.variable({"b", {b}, Initializer::zeros()});
                       const Value away = function(x[0], add(multiply(other, other), other), "");
                       return std::vector{away};
                     },
                 .ranges = {range, range},
                 .any_batch = any_batch});
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(binary)

BOOST_AUTO_TEST_CASE(sums_and_products) {
  check("add", add, {-1, 1});
  check("subtract", subtract, {-1, 1});
  check("multiply", multiply, {-1, 1});
}

BOOST_AUTO_TEST_CASE(choices) {
  check("minimum", minimum, {-1, 1});
  check("maximum", maximum, {-1, 1});
}

BOOST_AUTO_TEST_CASE(quotients_and_powers) {
  for (const auto& [a, b, any_batch] : shapes) {
    for (const Function function : {Function(divide), Function(power)}) {
      check_layer({.label = fmt::format("{} and {}", a.str(), b.str()),
                   .inputs = {{a}, {b}},
                   .build = [&](auto&, auto x) { return std::vector{function(x[0], x[1], "")}; },
                   .ranges = {{0.5f, 2}, {0.5f, 2}},
                   .any_batch = any_batch && a.rank() == b.rank()});
    }
  }
}

BOOST_AUTO_TEST_CASE(prelu_of_channels) {
  for (const Shape& slope : {Shape{}, Shape{3}, Shape{4, 1}}) {
    check_layer(
        {.label = slope.str(), .inputs = {{Shape{2, 5, 4, 3}}}, .build = [&](Graph& graph, auto x) {
           const Value value = graph.variable({"slope", {slope}, Initializer::zeros()});
           return std::vector{prelu(x[0], value)};
         }});
  }
}

// The same tensor twice, and a first axis of one that a variable has too.
BOOST_AUTO_TEST_CASE(shared_inputs) {
  check_layer(
      {.label = "x - x / (1, 5)", .inputs = {{Shape{1, 5}}}, .build = [](Graph& graph, auto x) {
         const Value one = graph.variable({"v", {Shape{1, 5}}, Initializer::zeros()});
         return std::vector{subtract(x[0], multiply(add(x[0], one), x[0]))};
       }});
}

BOOST_AUTO_TEST_CASE(known_values) {
  const float inf = infinity, nan = not_a_number;
  const auto values = [&](Function function, std::vector<float> a, std::vector<float> b) {
    const Shape shape{static_cast<std::int64_t>(a.size())};
    return run_everywhere({Tensor::of<float>(shape, a), Tensor::of<float>(shape, b)},
                          [&](Graph&, auto x) { return function(x[0], x[1], ""); });
  };
  const auto same = [](const std::vector<float>& y, const std::vector<float>& expected) {
    for (size_t i = 0; i < expected.size(); ++i) {
      const bool both = std::isnan(y[i]) && std::isnan(expected[i]);
      BOOST_TEST((both || y[i] == expected[i]), i << ": " << y[i] << ", not " << expected[i]);
    }
  };
  same(values(power, {-3, -2, 0, 0, 5, -8, inf, 2, 0, 1, 9},
              {2, -1, 0, 2, 0, 0.5f, 2, -inf, -1, inf, 1}),
       {9, -0.5f, 1, 0, 1, nan, inf, 0, inf, 1, 9});
  same(values(minimum, {1, nan, 2, -inf}, {2, 1, nan, 0}), {1, nan, nan, -inf});
  same(values(maximum, {1, nan, 2, -inf}, {2, 1, nan, 0}), {2, nan, nan, 0});
  same(values(equal, {1, nan, 2}, {1, nan, 3}), {1, 0, 0});
  same(values(less, {1, nan, 2, -inf, 5}, {1, nan, 3, inf, nan}), {0, 0, 1, 1, 0});
  same(values(less_or_equal, {1, nan, 2, inf, 5}, {1, 1, 1, inf, nan}), {1, 0, 0, 1, 0});
  same(values(divide, {1, -1, 0}, {0, 0, 0}), {inf, -inf, nan});
  same(values(prelu, {-2, 3, nan}, {0.25f, 4, 1}), {-0.5f, 3, nan});
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value a = graph.input("a", {Shape{2, 3}}), b = graph.input("b", {Shape{2}});
  const auto says = [&](auto build, std::string_view what) {
    const std::string message = message_of(build);
    BOOST_TEST(message.find(what) != std::string::npos, message);
  };
  says([&] { subtract(a, b); }, "(2, 3) and (2) differ in axis 1, where neither has the extent 1");
  says([&] { prelu(b, graph.input("c", {Shape{3, 2}})); }, "the slope cannot be broadcast to (2)");
}

BOOST_AUTO_TEST_SUITE_END()

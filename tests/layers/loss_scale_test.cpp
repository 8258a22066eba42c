#include "framework/optim/loss_scale.h"

#include <boost/test/unit_test.hpp>

#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"

using namespace fovea;

namespace {

struct Next {
  float scale, count;
};

// The next scale and count after (flag, scale, count), computed everywhere.
Next next(std::int32_t flag, float scale, std::int32_t count) {
  const auto output = [&](size_t k) {
    return run_everywhere({Tensor::scalar(flag), Tensor::scalar(scale), Tensor::scalar(count)},
                          [&](Graph& graph, std::span<const Value> x) {
                            return graph.add(std::make_shared<LossScaleLayer>(), x)[k];
                          })
        .front();
  };
  return {output(0), output(1)};
}

void expect(const Next& actual, float scale, float count) {
  BOOST_TEST(actual.scale == scale);
  BOOST_TEST(actual.count == count);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(loss_scale)

BOOST_AUTO_TEST_CASE(doubles_after_2000_good_steps_and_halves_after_a_bad_one) {
  expect(next(1, 65536, 0), 65536, 1);
  expect(next(1, 65536, 1998), 65536, 1999);
  expect(next(1, 65536, 1999), 131072, 0);
  expect(next(0, 65536, 1999), 32768, 0);
  expect(next(0, 1, 0), 0.5f, 0);
  expect(next(1, 16777216, 1999), 16777216, 0);  // at most 2^24
}

BOOST_AUTO_TEST_CASE(agrees_on_every_backend) {
  for (const std::int32_t flag : {0, 1}) {
    for (const std::int32_t count : {0, 7, 1999}) {
      check_layer({.label = fmt::format("flag {}, count {}", flag, count),
                   .inputs = {{Shape{}}},
                   .build =
                       [&](Graph& graph, std::span<const Value> x) {
                         const Value inputs[] = {graph.constant(Tensor::scalar(flag)), x[0],
                                                 graph.constant(Tensor::scalar(count))};
                         return graph.add(std::make_shared<LossScaleLayer>(), inputs);
                       },
                   .any_batch = false,
                   .differentiable = false});
    }
  }
}

BOOST_AUTO_TEST_CASE(refuses_what_it_cannot_take) {
  Graph graph;
  const Value flag = graph.input("flag", {Shape{}, DType::i32});
  const Value scale = graph.input("scale", {Shape{}});
  const auto add = [&](std::vector<Value> inputs) {
    graph.add(std::make_shared<LossScaleLayer>(), inputs);
  };
  BOOST_CHECK_NO_THROW(add({flag, scale, flag}));
  BOOST_CHECK_THROW(add({flag, scale}), Error);
  BOOST_CHECK_THROW(add({scale, scale, flag}), Error);
  BOOST_CHECK_THROW(add({flag, flag, flag}), Error);
  BOOST_CHECK_THROW(add({flag, graph.input("two", {Shape{2}}), flag}), Error);
}

BOOST_AUTO_TEST_SUITE_END()

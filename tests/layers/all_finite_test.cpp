#include "framework/optim/all_finite.h"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "tests/layers/check_values.h"

using namespace fovea;

namespace {

// The flag for tensors of these sizes, which are zero except `bad` in one element.
int flag_of(const std::vector<std::int64_t>& counts, size_t tensor, size_t element, float bad,
            std::int32_t previous) {
  std::vector<Tensor> tensors;
  for (const std::int64_t count : counts) tensors.emplace_back(Shape{count}, DType::f32);
  tensors[tensor].as<float>()[element] = bad;
  tensors.push_back(Tensor::scalar(previous));
  const std::vector<float> flag = run_everywhere(tensors, [](Graph&, std::span<const Value> x) {
    return fovea::all_finite({x.begin(), x.end() - 1}, x.back());
  });
  return static_cast<int>(flag.front());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(all_finite)

BOOST_AUTO_TEST_CASE(one_bad_element_is_enough) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const std::vector<std::int64_t> counts{1, 17, 100000, 3, 64, 5, 31};
  for (const float bad : {infinity, -infinity, std::numeric_limits<float>::quiet_NaN()}) {
    for (size_t tensor = 0; tensor < counts.size(); ++tensor) {
      const size_t last = static_cast<size_t>(counts[tensor]) - 1;
      BOOST_TEST(flag_of(counts, tensor, 0, bad, 1) == 0);
      BOOST_TEST(flag_of(counts, tensor, last, bad, 1) == 0);
    }
  }
}

BOOST_AUTO_TEST_CASE(large_numbers_are_finite_and_the_flag_latches) {
  constexpr float largest = std::numeric_limits<float>::max();
  for (const float value : {largest, -largest, 0.0f, -0.0f, 1e-45f}) {
    BOOST_TEST(flag_of({40, 1}, 0, 39, value, 1) == 1);
    BOOST_TEST(flag_of({40, 1}, 0, 39, value, 0) == 0);
  }
}

BOOST_AUTO_TEST_CASE(refuses_what_it_cannot_take) {
  Graph graph;
  const Value x = graph.input("x", {Shape{3}});
  const Value flag = graph.input("flag", {Shape{}, DType::i32});
  BOOST_CHECK_THROW(fovea::all_finite({}, flag), Error);
  BOOST_CHECK_THROW(fovea::all_finite(std::vector<Value>(8, x), flag), Error);
  BOOST_CHECK_THROW(fovea::all_finite({flag}, flag), Error);
  BOOST_CHECK_THROW(fovea::all_finite({x}, x), Error);
}

BOOST_AUTO_TEST_SUITE_END()

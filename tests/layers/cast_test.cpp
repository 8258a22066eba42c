#include "fovea/layers/cast.h"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "fovea/layers/multiply.h"
#include "tests/layers/check_layer.h"
#include "tests/layers/check_values.h"
#include "tests/layers/run_layer.h"

using namespace fovea;

namespace {

constexpr DType types[] = {DType::f32, DType::i32, DType::u8, DType::boolean};

// x through these types one after the other and back to f32, on every backend.
std::vector<float> through(const Tensor& x, std::vector<DType> way) {
  way.push_back(DType::f32);
  return run_everywhere({x}, [&](Graph&, auto v) {
    Value y = v[0];
    for (const DType to : way) y = fovea::cast(y, {.to = to});
    return y;
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cast)

BOOST_AUTO_TEST_CASE(every_type_to_every_other) {
  for (const DType from : {DType::f32, DType::i32, DType::u8}) {
    for (const DType to : types) {
      for (const Shape& shape : {Shape{1}, Shape{3, 5, 1}, Shape{2, 7, 9, 130}}) {
        check_layer({.label = fmt::format("{} {} to {}", shape.str(), name_of(from), name_of(to)),
                     .inputs = {{shape, from}},
                     .build =
                         [to](Graph&, auto v) {
                           const Value y = fovea::cast(v[0], {.to = to});
                           return std::vector{y, fovea::cast(y, {.to = DType::f32})};
                         },
                     .ranges = {{-400, 400}},
                     .int_bound = 1000,
                     .differentiable = from == DType::f32 && to == DType::f32});
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(by_hand) {
  const float nan = not_a_number, infinity = std::numeric_limits<float>::infinity();
  const Tensor x = Tensor::of<float>(
      {11}, {0, -0.0f, 0.9f, -0.9f, 2.5f, -300.7f, 255.9f, 256, nan, infinity, -infinity});
  const float most = 2147483648.0f;
  BOOST_TEST(through(x, {DType::i32}) ==
                 (std::vector<float>{0, 0, 0, 0, 2, -300, 255, 256, 0, most, -most}),
             boost::test_tools::per_element());
  BOOST_TEST(through(x, {DType::u8}) == (std::vector<float>{0, 0, 0, 0, 2, 0, 255, 255, 0, 255, 0}),
             boost::test_tools::per_element());
  BOOST_TEST(through(x, {DType::boolean}) == (std::vector<float>{0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1}),
             boost::test_tools::per_element());
  const Tensor whole = Tensor::of<float>({6}, {0, 255, 256, 511, -1, -257});
  BOOST_TEST(
      through(whole, {DType::i32, DType::u8}) == (std::vector<float>{0, 255, 0, 255, 255, 255}),
      boost::test_tools::per_element());
  BOOST_TEST(through(whole, {DType::i32, DType::boolean, DType::i32}) ==
                 (std::vector<float>{0, 1, 1, 1, 1, 1}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(no_gradient_through_whole_numbers) {
  check_layer({.label = "x times its whole part",
               .inputs = {{Shape{3, 5}}},
               .build =
                   [](Graph&, auto v) {
                     const Value whole = fovea::cast(v[0], {.to = DType::i32});
                     return std::vector{
                         fovea::multiply(v[0], fovea::cast(whole, {.to = DType::f32}))};
                   },
               .ranges = {{2.1f, 2.9f}}});
}

BOOST_AUTO_TEST_CASE(errors_name_the_rule) {
  Graph graph;
  const Value x = graph.input("x", {Shape{2}});
  const std::string message = message_of([&] { fovea::cast(x, {.to = DType::f16}); });
  BOOST_TEST(message.find("cast knows f32, i32, u8 and bool, not f16") != std::string::npos,
             message);
}

BOOST_AUTO_TEST_SUITE_END()

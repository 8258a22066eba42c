// Language models: their counts, by hand, and their settings.
#include "fovea/models/gpt.h"

#include <boost/test/unit_test.hpp>

#include "fovea/models/models.h"
#include "tests/support/message.h"

using namespace fovea;
using namespace fovea::test;

BOOST_AUTO_TEST_SUITE(gpt)

BOOST_AUTO_TEST_CASE(parameters) {
  // Radford et al. give 117 M; their file has 124,439,808.
  BOOST_TEST(models::make("gpt2").parameter_count() == 124439808);
  const std::int64_t width = 768, block = 12 * width * width + 13 * width;
  BOOST_TEST(models::make("gpt-24").parameter_count() == 24 * block + 50000 * width + 1024 * width);
  BOOST_TEST(models::make("gpt").parameter_count() ==
             4 * (12 * 128 * 128 + 13 * 128) + 65 * 128 + 128 * 128 + 2 * 128);
  // Two of four heads have keys and values of their own; 344 units between gate and down.
  BOOST_TEST(models::make("llama-tiny").parameter_count() ==
             4 * (3 * 128 * 128 + 3 * 128 * 344 + 2 * 128) + 256 * 128 + 128);
}

BOOST_AUTO_TEST_CASE(choices) {
  const Model model = models::make("gpt:layers=1,heads=2,width=6,context=5", {.classes = 7});
  BOOST_TEST(model.name == "gpt:layers=1,heads=2,width=6,context=5");
  BOOST_TEST(model.objective == "language");
  BOOST_TEST((model.input_type() == TensorType{{1, 5}, DType::i32}));
  BOOST_TEST(
      (model.graph->info(model.graph->outputs().front().second).type.shape == Shape{1, 5, 7}));
  BOOST_TEST(has(message_of([] { models::make("gpt:layer=2"); }), "did you mean 'layers'?"));
  BOOST_TEST(has(message_of([] { models::make("gpt:heads=3"); }), "3 heads do not divide 128"));
  BOOST_TEST(has(message_of([] { models::make("gpt:context=0"); }), "context"));
  BOOST_TEST(has(message_of([] { models::make("lenet5:layers=2"); }), "has no setting 'layers'"));
  BOOST_TEST(has(message_of([] { models::make("gtp:layers=2"); }), "did you mean 'gpt'?"));
}

BOOST_AUTO_TEST_SUITE_END()

#include "fovea/models/lenet5.h"

#include <boost/test/unit_test.hpp>

#include "fovea/models/models.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(lenet5)

// Convolutions 6 (25 + 1) + 16 (6 * 25 + 1), dense 120 (400 + 1) + 84 (120 + 1) + 10 (84 + 1).
BOOST_AUTO_TEST_CASE(parameters_of_the_common_form) {
  BOOST_TEST(models::make("lenet5").parameter_count() == 156 + 2416 + 48120 + 10164 + 850);
  BOOST_TEST(models::make("lenet5").parameter_count() == 61706);
}

// Convolutions 6 (25 + 1) + 16 (6 * 25 + 1) + 120 (16 * 25 + 1), a coefficient and a bias for each
// of 6 and 16 maps, dense 84 (120 + 1) + 10 (84 + 1).
BOOST_AUTO_TEST_CASE(parameters_of_1998) {
  for (const Shape& image : {Shape{32, 32, 1}, Shape{28, 28, 1}, Shape{29, 28, 1}}) {
    const Model model = models::make("lenet5-1998", {.image = image});
    BOOST_TEST(model.parameter_count() == 156 + 2416 + 48120 + 12 + 32 + 10164 + 850);
    BOOST_TEST(model.parameter_count() == 61750);
  }
}

BOOST_AUTO_TEST_CASE(takes_other_images_and_classes) {
  const Model model = models::make("lenet5", {.image = {32, 32, 3}, .classes = 100});
  BOOST_TEST(model.input_type().str() == "f32 (1, 32, 32, 3)");
  BOOST_TEST(model.graph->find_output("logits").type().str() == "f32 (1, 100)");
}

BOOST_AUTO_TEST_CASE(fixed_layers_cannot_be_chosen) {
  BOOST_CHECK_EXCEPTION(models::make("lenet5", {.image = {}, .hidden = {10}, .activation = ""}),
                        Error, [](const Error& error) {
                          return std::string(error.what()).find("'lenet5' has fixed layers") !=
                                 std::string::npos;
                        });
}

BOOST_AUTO_TEST_CASE(unknown_name_gets_the_nearest) {
  BOOST_CHECK_EXCEPTION(models::make("lenet"), Error, [](const Error& error) {
    return std::string(error.what()).find("did you mean 'lenet5'?") != std::string::npos;
  });
}

BOOST_AUTO_TEST_SUITE_END()

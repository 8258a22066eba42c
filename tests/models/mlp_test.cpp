#include "fovea/models/mlp.h"

#include <boost/test/unit_test.hpp>

#include "fovea/models/models.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(mlp)

BOOST_AUTO_TEST_CASE(parameters) {
  BOOST_TEST(models::make("mlp").parameter_count() == 785 * 128 + 129 * 10);
  BOOST_TEST(models::make("mlp", {.hidden = {30, 20}}).parameter_count() ==
             785 * 30 + 31 * 20 + 21 * 10);
}

BOOST_AUTO_TEST_CASE(activation_by_name) {
  const Model model = models::make("mlp", {.activation = "tanh"});
  BOOST_TEST(model.graph->nodes()[2].layer->kind() == "tanh");
  BOOST_CHECK_EXCEPTION(models::make("mlp", {.activation = "tahn"}), Error, [](const Error& error) {
    return std::string(error.what()).find("did you mean 'tanh'?") != std::string::npos;
  });
}

BOOST_AUTO_TEST_SUITE_END()

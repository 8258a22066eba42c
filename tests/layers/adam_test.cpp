#include "fovea/optim/adam.h"

#include "tests/layers/check_updates.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(adam)

BOOST_AUTO_TEST_CASE(three_steps_by_hand) {
  check_trace("adam", 2,
              {{"w", {0.80983428154965, -2.222047583859477}},
               {"w/adam_m", {0.093, 0.06025}},
               {"w/adam_v", {0.00087443775, 0.0013113750625}}});
  check_trace("adam:weight_decay=0.1", 2,
              {{"w", {0.7821583974375853, -2.1805077022875974}},
               {"w/adam_m", {0.1177444136896176, 0.0033650450642277}},
               {"w/adam_v", {0.0010828216655703, 0.0011412788837542}}});
  check_trace("adamw:weight_decay=0.1", 2,
              {{"w", {0.7823896185427717, -2.159771207460632}},
               {"w/adam_m", {0.093, 0.06025}},
               {"w/adam_v", {0.00087443775, 0.0013113750625}}});
}

BOOST_AUTO_TEST_CASE(vectors_do_not_decay) {
  for (const char* spec : {"adam:weight_decay=0.1", "adamw:weight_decay=0.1"}) {
    check_trace(spec, 1,
                {{"w", {0.80983428154965, -2.222047583859477}},
                 {"w/adam_m", {0.093, 0.06025}},
                 {"w/adam_v", {0.00087443775, 0.0013113750625}}});
  }
}

BOOST_AUTO_TEST_CASE(agrees_everywhere) {
  check_updates("adam:epsilon=1e-3");
  check_updates("adamw:weight_decay=0.01,epsilon=1e-3");
}

BOOST_AUTO_TEST_CASE(refuses_settings_out_of_range) {
  BOOST_CHECK_THROW(Adam({.beta1 = 1}), Error);
  BOOST_CHECK_THROW(Adam({.beta2 = -0.1}), Error);
  BOOST_CHECK_THROW(Adam({.epsilon = -1}), Error);
  BOOST_CHECK_THROW(Adam({.weight_decay = -1}), Error);
}

BOOST_AUTO_TEST_SUITE_END()

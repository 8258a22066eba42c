#include "fovea/optim/sgd.h"

#include "tests/layers/check_updates.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(sgd)

BOOST_AUTO_TEST_CASE(three_steps_by_hand) {
  check_trace("sgd", 2, {{"w", {0.9, -2.075}}});
  check_trace("sgd:momentum=0.9", 2, {{"w", {0.837, -2.20775}}, {"w/momentum", {0.93, 0.6025}}});
  check_trace("sgd:momentum=0.9,nesterov=1", 2,
              {{"w", {0.7533, -2.261975}}, {"w/momentum", {0.93, 0.6025}}});
  check_trace("sgd:weight_decay=0.1", 2, {{"w", {0.871044, -2.0141005}}});
  check_trace("sgd:momentum=0.9,weight_decay=0.1", 2,
              {{"w", {0.783024, -2.0945605}}, {"w/momentum", {1.18576, 0.051105}}});
}

BOOST_AUTO_TEST_CASE(vectors_do_not_decay) {
  check_trace("sgd:weight_decay=0.1", 1, {{"w", {0.9, -2.075}}});
}

BOOST_AUTO_TEST_CASE(agrees_everywhere) {
  check_updates("sgd");
  check_updates("sgd:momentum=0.9,weight_decay=0.01");
  check_updates("sgd:momentum=0.5,nesterov=1");
}

BOOST_AUTO_TEST_CASE(refuses_settings_out_of_range) {
  BOOST_CHECK_THROW(Sgd({.momentum = 1}), Error);
  BOOST_CHECK_THROW(Sgd({.weight_decay = -1}), Error);
  BOOST_CHECK_THROW(Sgd({.nesterov = true}), Error);
}

BOOST_AUTO_TEST_SUITE_END()

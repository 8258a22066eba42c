#include "fovea/optim/optimizer.h"

#include <boost/test/unit_test.hpp>

#include "fovea/optim/adam.h"
#include "fovea/optim/sgd.h"

using namespace fovea;

namespace {

std::string message(const char* spec) {
  try {
    make_optimizer(spec);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

template <typename T>
auto config_of(const char* spec) {
  const std::unique_ptr<Optimizer> optimizer = make_optimizer(spec);
  return dynamic_cast<const T&>(*optimizer).config();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(optimizer)

BOOST_AUTO_TEST_CASE(reads_settings) {
  const SgdConfig sgd = config_of<Sgd>("sgd:momentum=0.9,nesterov=1,weight_decay=1e-4");
  BOOST_TEST(sgd.momentum == 0.9);
  BOOST_TEST(sgd.nesterov);
  BOOST_TEST(sgd.weight_decay == 1e-4);
  BOOST_TEST(config_of<Sgd>("sgd").momentum == 0);
  BOOST_TEST(config_of<Adam>("adam").weight_decay == 0);
  const AdamConfig adamw = config_of<Adam>("adamw:beta1=0.8,beta2=0.99,epsilon=1e-6");
  BOOST_TEST((adamw.decay == Decay::decoupled));
  BOOST_TEST(adamw.weight_decay == 0.01);
  BOOST_TEST(adamw.beta1 == 0.8);
  BOOST_TEST(adamw.beta2 == 0.99);
  BOOST_TEST(adamw.epsilon == 1e-6);
}

BOOST_AUTO_TEST_CASE(names_the_fault) {
  BOOST_TEST(message("adan") ==
             "no optimizer named 'adan'; did you mean 'adam'?; there are sgd, adam, adamw");
  BOOST_TEST(message("sgd:momentun=0.9") ==
             "optimizer 'sgd:momentun=0.9': sgd has no setting 'momentun'; did you mean "
             "'momentum'?; there are momentum, nesterov, weight_decay");
  BOOST_TEST(message("sgd:momentum=1") ==
             "optimizer 'sgd:momentum=1': momentum must be a number from 0 to below 1, not '1'");
  BOOST_TEST(message("sgd:momentum=fast") ==
             "optimizer 'sgd:momentum=fast': momentum must be a number from 0 to below 1, not "
             "'fast'");
  BOOST_TEST(message("sgd:nesterov=yes") ==
             "optimizer 'sgd:nesterov=yes': nesterov must be 0 or 1, not 'yes'");
  BOOST_TEST(message("sgd:momentum") ==
             "optimizer 'sgd:momentum': 'momentum' is not of the form key=value");
  BOOST_TEST(message("adam:beta1=0.9,beta1=0.8") ==
             "optimizer 'adam:beta1=0.9,beta1=0.8': 'beta1' is given twice");
  for (const char* spec : {"", ":", "sgd:", "sgd:=1", "sgd:momentum=", "sgd:momentum=nan",
                           "adam:epsilon=-1", "adam:epsilon=inf", "sgd:nesterov=1"}) {
    BOOST_TEST(message(spec) != "", spec);
  }
}

BOOST_AUTO_TEST_SUITE_END()

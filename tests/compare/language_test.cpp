// Tiny forms of the language models: a training step and inference, on every backend, compared with
// the reference.
#include "fovea/models/models.h"
#include "tests/compare/compare_step.h"

using namespace fovea;

namespace {

void check_text(const std::string& name) {
  Model model = models::make(name, {.classes = 7});
  model.initialize(3);
  expect_agreement(model, name);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(language)

BOOST_AUTO_TEST_CASE(gpt_agrees) {
  check_text("gpt:layers=2,heads=3,width=18,context=13,dropout=0.1");
  check_text("gpt-24:layers=1,heads=2,width=10,feed_forward=7,context=5");
}

BOOST_AUTO_TEST_CASE(llama_agrees) {
  check_text("llama-tiny:layers=2,heads=4,key_value_heads=2,width=24,context=11");
}

BOOST_AUTO_TEST_SUITE_END()

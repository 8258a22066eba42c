// Every model there is, inference and training, at a small batch.
#include "framework/models/models.h"
#include "tests/compare/compare_step.h"

using namespace fovea;

namespace {

constexpr double most_parameters = 2e6;  // the reference would take minutes for a larger one

void check_models(Backend& backend) {
  for (const auto& [name, entry] : models::table()) {
    Model model = models::make(name);
    if (static_cast<double>(model.parameter_count()) > most_parameters) continue;
    model.initialize(3);
    expect_agreement(backend, inference_example(model, 3), name);
    ExampleStep step = training_example(model, *make_optimizer("adam"), 2);
    reference::ReferenceBackend reference;
    advance(step, reference);
    expect_agreement(backend, step, name + ", training");
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(models)

BOOST_AUTO_TEST_CASE(agree_on_the_cpu) {
  cpu::CpuBackend backend({.threads = 2});
  check_models(backend);
}

#ifdef FOVEA_VULKAN
BOOST_AUTO_TEST_CASE(agree_on_vulkan, *boost::unit_test::precondition(has_test_vulkan)) {
  check_models(*shared_test_vulkan());
}
#endif

BOOST_AUTO_TEST_SUITE_END()

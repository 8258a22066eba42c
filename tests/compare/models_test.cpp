// All models, inference and training, on small images. Models for which the reference needs minutes
// are left out; the others have the same kernels.
#include "fovea/models/models.h"
#include "fovea/plan/make_plan.h"
#include "tests/compare/compare_step.h"

using namespace fovea;

namespace {

constexpr double most_flops = 3e8;  // of a training step
constexpr std::int64_t most_parameters = 15'000'000;

void check_model(std::span<Backend* const> backends, const std::string& name, const Shape& image,
                 int batch) {
  Model model = models::make(name, {.image = image});
  if (model.parameter_count() > most_parameters) return;
  model.initialize(3);
  ExampleStep step = training_example(model, *make_optimizer("adam"), batch);
  reference::ReferenceBackend reference;
  if (make_plan(*step.graph, reference).flops() > most_flops) return;
  BOOST_TEST_MESSAGE(name);
  advance(step, reference);
  expect_agreement(backends, step, name + ", training");
  expect_agreement(backends, inference_example(model, batch), name);
}

#ifdef FOVEA_VULKAN
// One network of each kind: the others have the same kernels.
void check_halves(Backend& device) {
  for (const char* const name : {"lenet5", "resnet20-cifar", "squeezenet"}) {
    const Shape& image = fovea::models::table().at(name).image;
    Model model = models::make(name, {.image = image[0] > 64 ? Shape{67, 67, 3} : image});
    model.initialize(3);
    ExampleStep step = training_example(model, *make_optimizer("adam"), 1, Precision::f16);
    reference::ReferenceBackend reference;
    advance(step, reference);
    expect_agreement(device, step, std::string(name) + ", halves, training", Precision::f16);
  }
}
#endif

}  // namespace

BOOST_AUTO_TEST_SUITE(models)

BOOST_AUTO_TEST_CASE(agree) {
  cpu::CpuBackend cpu({.threads = 2});
  std::vector<Backend*> backends = {&cpu};
#ifdef FOVEA_VULKAN
  if (Backend* device = shared_test_vulkan()) backends.push_back(device);
#endif
  for (const auto& [name, entry] : fovea::models::table()) {
    if (!entry.reads_images()) continue;  // models of text are in language_test.cpp
    const bool large = entry.image[0] > 64;
    check_model(backends, name, large ? Shape{67, 67, entry.image[2]} : entry.image, large ? 1 : 2);
  }
}

#ifdef FOVEA_VULKAN
BOOST_AUTO_TEST_CASE(agree_in_halves, *boost::unit_test::precondition(has_test_vulkan)) {
  if (shared_test_vulkan()->has_halves()) check_halves(*shared_test_vulkan());
}
#endif

BOOST_AUTO_TEST_SUITE_END()

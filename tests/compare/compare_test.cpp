// compare finds errors: a wrong kernel is found at its nodes and at no others, even for
// small errors.
#include "fovea/compare/compare.h"

#include <cmath>

#include "apps/commands/compare_table.h"
#include "fovea/layers/conv2d.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/sum_rows.h"
#include "fovea/layers/transpose.h"
#include "fovea/models/models.h"
#include "tests/compare/compare_step.h"

using namespace fovea;

namespace fovea::reference {
void register_all(KernelTable& table);
}

namespace {

ExampleStep lenet5_step() {
  Model model = models::make("lenet5");
  model.initialize(1);
  return training_example(model, *make_optimizer("sgd"), 2);
}

// The CPU backend with the reference's kernel of this name; `spoil` changes its results.
std::unique_ptr<cpu::CpuBackend> spoiled(const std::string& kernel,
                                         std::function<void(const KernelArgs&)> spoil) {
  reference::KernelTable kernels;
  reference::register_all(kernels);
  auto backend = std::make_unique<cpu::CpuBackend>(cpu::Options{.threads = 2});
  backend->add(kernel,
               {.run = [right = kernels.at(kernel).in_float, spoil](const KernelArgs& args) {
                 right(args);
                 spoil(args);
               }});
  return backend;
}

// All nodes of the kernel fail, in order, and no others.
void expect_found(const std::string& kernel, const Comparison& comparison) {
  size_t found = 0;
  const NodeComparison* first = nullptr;
  for (const NodeComparison& node : comparison.nodes) {
    BOOST_TEST(node.passed() == (node.kernel != kernel), node.node << ": " << node.fault);
    if (node.kernel != kernel) continue;
    if (!first) first = &node;
    ++found;
  }
  BOOST_TEST(found > 0);
  BOOST_TEST(comparison.departure() == first);
  BOOST_TEST(!comparison.passed());
  BOOST_TEST(apps::print_comparisons("", {{comparison}}) == 1);
  BOOST_TEST(apps::print_comparisons_json("", {{comparison}}) == 1);
}

void expect_found(const std::string& kernel, const std::function<void(const KernelArgs&)>& spoil) {
  BOOST_TEST_CONTEXT(kernel) {
    const auto backend = spoiled(kernel, spoil);
    expect_found(kernel, compare_on(*backend, lenet5_step()));
  }
}

float& last(const KernelArgs& args) { return args.output<float>(0)[args.output_count(0) - 1]; }

}  // namespace

BOOST_AUTO_TEST_SUITE(compare)

BOOST_AUTO_TEST_CASE(passes_on_right_kernels) {
  const auto backend = spoiled("max_pool_grad", [](const KernelArgs&) {});
  const Comparison comparison = compare_on(*backend, lenet5_step());
  BOOST_TEST(comparison.passed());
  BOOST_TEST(comparison.nodes.size() > 40);
  BOOST_TEST(apps::print_comparisons("", {{comparison}}) == 0);
}

// As in files whose last node became several nodes.
BOOST_AUTO_TEST_CASE(an_output_may_have_the_name_of_another_value) {
  Model model;
  model.name = "twice";
  const Value x = model.graph->input("image", {{1, 4, 4, 3}, DType::f32});
  const Value y = conv2d(x, {.channels = 2, .name = "y"});
  model.graph->output("y", flatten(transpose(y, {{0, 3, 1, 2}})));
  model.initialize(1);
  cpu::CpuBackend backend;
  const Comparison comparison = compare_on(backend, inference_example(model, 2));
  BOOST_TEST(comparison.passed());
  for (const NodeComparison& node : comparison.nodes) BOOST_TEST(node.chained < 1e-5, node.node);
}

BOOST_AUTO_TEST_CASE(finds_one_element_off_by_a_hundred_thousandth) {
  expect_found("sgd", [](const KernelArgs& args) { last(args) += 1e-5f; });
  expect_found("normalize", [](const KernelArgs& args) { last(args) += 1e-5f; });
}

// The last row of the sum is missing.
BOOST_AUTO_TEST_CASE(finds_a_missing_term) {
  expect_found("sum_rows", [](const KernelArgs& args) {
    const std::int64_t channels = args.output_count(0), first = args.input_count(0) - channels;
    for (std::int64_t c = 0; c < channels; ++c) {
      args.output<float>(0)[c] -= args.input<float>(0)[first + c];
    }
    last(args) += 1e-4f;  // gradients after a relu may be 0
  });
}

BOOST_AUTO_TEST_CASE(finds_a_wrong_count) {
  expect_found("count_correct", [](const KernelArgs& args) { ++args.output<std::int32_t>(0)[0]; });
}

BOOST_AUTO_TEST_CASE(finds_what_is_not_finite) {
  expect_found("relu_grad", [](const KernelArgs& args) { last(args) = NAN; });
}

// It is right if its output is not in the memory of an input, so only reused memory shows
// the fault.
BOOST_AUTO_TEST_CASE(finds_a_kernel_that_is_not_safe_in_place) {
  cpu::CpuBackend backend({.threads = 2});
  const auto run = [](const KernelArgs& args) {
    const float* dy = args.input<float>(0);
    const float* y = args.input<float>(1);
    float* dx = args.output<float>(0);
    std::fill_n(dx, args.output_count(0), 0.0f);
    for (std::int64_t i = 0; i < args.output_count(0); ++i) dx[i] = y[i] > 0 ? dy[i] : 0;
  };
  backend.add("relu_grad", {run, cpu::in_place({{0, 0}})});
  const Comparison comparison = compare_on(backend, lenet5_step());
  BOOST_TEST(comparison.departure() == nullptr);
  BOOST_TEST(comparison.plan_fault.find("changes when memory is used again") != std::string::npos);
  BOOST_TEST(!comparison.passed());
}

// Column 0 cancels and its error is a millionth of its terms, which is allowed. Column 1 has the
// same error, which is too much for it, although the tensor's largest value is far above both.
BOOST_AUTO_TEST_CASE(measures_errors_by_what_was_summed) {
  ExampleStep step{std::make_unique<Graph>(), {}, {}};
  const Shape shape{2, 3};
  step.graph->output("y", sum_rows(step.graph->input("x", {shape})));
  step.feed["x"] = Tensor::of<float>(shape, {1, 1e-3f, 1e3f, -1, 1e-3f, 1e3f});
  for (const std::int64_t column : {0, 1}) {
    const auto backend = spoiled(
        "sum_rows", [column](const KernelArgs& args) { args.output<float>(0)[column] += 1e-6f; });
    BOOST_TEST(compare_on(*backend, step).passed() == (column == 0));
  }
}

#ifdef FOVEA_VULKAN
// A value that is stored as a half may have an error of 2^-11, but no more.
BOOST_AUTO_TEST_CASE(finds_a_wrong_kernel_in_halves,
                     *boost::unit_test::precondition(has_test_vulkan)) {
  const TemporaryFolder cache;
  const auto backend = test_vulkan({.self_check = false}, cache.path());
  if (!backend->has_halves()) return;
  Model model = models::make("lenet5");
  model.initialize(1);
  const ExampleStep step = training_example(model, *make_optimizer("sgd"), 2, Precision::f16);
  const Comparison right = compare_on(*backend, step, Precision::f16);
  BOOST_TEST(right.passed());
  for (const NodeComparison& node : right.nodes) {
    if (node.kernel == "max_pool") BOOST_TEST(node.allowed > 0x1p-11);
    if (node.kernel == "sgd") BOOST_TEST(node.allowed < 0x1p-11);
  }
  vulkan::ShaderTable shaders;
  vulkan::register_shaders(shaders);
  vulkan::Shader wrong = shaders.at("max_pool");
  wrong.half_code = shaders.at("average_pool").half_code;
  const auto other = test_vulkan({.self_check = false}, cache.path());
  other->add(wrong);
  expect_found("max_pool", compare_on(*other, step, Precision::f16));
}
#endif

BOOST_AUTO_TEST_SUITE_END()

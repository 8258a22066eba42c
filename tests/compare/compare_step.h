// Compares steps in tests: each node that departs is an error of the test.
#pragma once

#include <boost/test/unit_test.hpp>

#include "backends/cpu/cpu.h"
#include "backends/reference/reference.h"
#include "framework/compare.h"
#include "framework/train/example_step.h"
#ifdef FOVEA_VULKAN
#include "tests/vulkan/vulkan_device.h"
#endif

namespace fovea {

inline Comparison compare_on(Backend& backend, const ExampleStep& step) {
  reference::ReferenceBackend values(DType::f64);
  reference::ReferenceBackend magnitudes(DType::f64, reference::Gives::magnitudes);
  Backend* const backends[] = {&backend};
  return compare({*step.graph, step.feed, step.variables}, {values, magnitudes}, backends).front();
}

inline void expect_agreement(Backend& backend, const ExampleStep& step, const std::string& label) {
  const Comparison comparison = compare_on(backend, step);
  for (const NodeComparison& node : comparison.nodes) {
    if (node.passed()) continue;
    BOOST_ERROR(fmt::format("{}: {} ({}) is off by {:.2g} of {:.2g} allowed; {}", label, node.node,
                            node.kernel, node.relative, node.allowed, node.fault));
  }
  BOOST_TEST(comparison.plan_fault == "", label << ": " << comparison.plan_fault);
}

}  // namespace fovea

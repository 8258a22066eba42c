// Compares steps in tests: each node that fails is an error of the test.
#pragma once

#include <boost/test/unit_test.hpp>

#include "fovea/compare/compare.h"
#include "fovea/cpu/cpu.h"
#include "fovea/reference/reference.h"
#include "framework/transfer/example_step.h"
#ifdef FOVEA_VULKAN
#include "tests/vulkan/vulkan_device.h"
#endif

namespace fovea {

inline std::vector<Comparison> compare_on(std::span<Backend* const> backends,
                                          const ExampleStep& step,
                                          Precision precision = Precision::f32) {
  reference::ReferenceBackend values(DType::f64);
  reference::ReferenceBackend magnitudes(DType::f64, reference::Gives::magnitudes);
  return compare({*step.graph, step.feed, step.variables, precision}, {values, magnitudes},
                 backends);
}

inline Comparison compare_on(Backend& backend, const ExampleStep& step,
                             Precision precision = Precision::f32) {
  Backend* const backends[] = {&backend};
  return compare_on(backends, step, precision).front();
}

inline void expect_agreement(std::span<Backend* const> backends, const ExampleStep& step,
                             const std::string& label, Precision precision = Precision::f32) {
  for (const Comparison& comparison : compare_on(backends, step, precision)) {
    const std::string place = label + " on " + comparison.device.backend;
    for (const NodeComparison& node : comparison.nodes) {
      if (node.passed()) continue;
      BOOST_ERROR(fmt::format("{}: {} ({}) is off by {:.2g} of {:.2g} allowed; {}", place,
                              node.node, node.kernel, node.relative, node.allowed, node.fault));
    }
    BOOST_TEST(comparison.plan_fault == "", place << ": " << comparison.plan_fault);
  }
}

inline void expect_agreement(Backend& backend, const ExampleStep& step, const std::string& label,
                             Precision precision = Precision::f32) {
  Backend* const backends[] = {&backend};
  expect_agreement(backends, step, label, precision);
}

/// A training step and inference of a model on every backend there is.
inline void expect_agreement(const Model& model, const std::string& label) {
  cpu::CpuBackend cpu({.threads = 2});
  std::vector<Backend*> backends = {&cpu};
#ifdef FOVEA_VULKAN
  if (Backend* device = shared_test_vulkan()) backends.push_back(device);
#endif
  ExampleStep step = training_example(model, *make_optimizer("adamw"), 2);
  reference::ReferenceBackend reference;
  advance(step, reference);
  expect_agreement(backends, step, label + ", training");
  expect_agreement(backends, inference_example(model, 3), label);
}

}  // namespace fovea

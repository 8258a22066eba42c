// Loops of the kernels that compute each element of y from the same element of their inputs.
#pragma once

#include <cmath>

#include "fovea/kernels/elementwise.h"
#include "fovea/reference/reference.h"

namespace fovea::reference {

/// y[i] = f(x[i], params)
template <typename Real, typename F>
void map(const KernelArgs& args, F f) {
  const auto& params = args.params<ElementwiseParams>();
  const Real* x = args.input<Real>(0);
  Real* y = args.output<Real>(0);
  for (size_t i = 0; i < params.count; ++i) y[i] = f(x[i], params);
}

/// y[i] = f(a[i], b[i], params)
template <typename Real, typename F>
void map2(const KernelArgs& args, F f) {
  const auto& params = args.params<ElementwiseParams>();
  const Real* a = args.input<Real>(0);
  const Real* b = args.input<Real>(1);
  Real* y = args.output<Real>(0);
  for (size_t i = 0; i < params.count; ++i) y[i] = f(a[i], b[i], params);
}

/// The kernels `f` and `grad` of an activation, defined for one element. The numbers inside them
/// are as large as x or y, and as dy.
template <typename F, typename Grad>
void add_activation(KernelTable& table, const std::string& name, F f, Grad grad) {
  table[name] = {[f](const KernelArgs& args) { map<float>(args, f); },
                 [f](const KernelArgs& args) { map<double>(args, f); },
                 [f](const KernelArgs& args) {
                   map<double>(args, [f](double x, const ElementwiseParams& params) {
                     return std::abs(x) + std::abs(f(x, params));
                   });
                 }};
  table[name + "_grad"] = {[grad](const KernelArgs& args) { map2<float>(args, grad); },
                           [grad](const KernelArgs& args) { map2<double>(args, grad); },
                           [](const KernelArgs& args) {
                             map2<double>(args, [](double dy, double, const auto& params) {
                               return std::abs(dy) * (1 + std::abs(double{params.alpha}));
                             });
                           }};
}

}  // namespace fovea::reference

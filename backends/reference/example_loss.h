// Loops of the losses that average over each example.
#pragma once

#include <string>

#include "fovea/kernels/example_loss.h"
#include "fovea/reference/reference.h"

namespace fovea::reference {

/// loss[n] = mean over i of f(x[n, i], t[n, i], params)
template <typename Real, typename F>
void example_loss(const KernelArgs& args, F f) {
  const auto& p = args.params<ExampleLossParams>();
  for (size_t n = 0; n < p.rows; ++n) {
    const Real* x = args.input<Real>(0) + n * p.elements;
    const Real* t = args.input<Real>(1) + n * p.elements;
    double sum = 0;
    for (size_t i = 0; i < p.elements; ++i) sum += double{f(x[i], t[i], p)};
    args.output<Real>(0)[n] = static_cast<Real>(sum / p.elements);
  }
}

/// dx[n, i] = f(x[n, i], t[n, i], params) * dloss[n] / elements
template <typename Real, typename F>
void example_loss_grad(const KernelArgs& args, F f) {
  const auto& p = args.params<ExampleLossParams>();
  for (size_t n = 0; n < p.rows; ++n) {
    const Real* x = args.input<Real>(0) + n * p.elements;
    const Real* t = args.input<Real>(1) + n * p.elements;
    const Real share = args.input<Real>(2)[n] / static_cast<Real>(p.elements);
    Real* dx = args.output<Real>(0) + n * p.elements;
    for (size_t i = 0; i < p.elements; ++i) dx[i] = f(x[i], t[i], p) * share;
  }
}

/// The kernels `name` and `name`_grad of a loss, defined for one element, and the largest number
/// inside them if that is not the result.
template <typename F, typename Grad, typename Size = F, typename GradSize = Grad>
void add_example_loss(KernelTable& table, const std::string& name, F f, Grad grad, Size size = {},
                      GradSize grad_size = {}) {
  table[name] = {[f](const KernelArgs& args) { example_loss<float>(args, f); },
                 [f](const KernelArgs& args) { example_loss<double>(args, f); },
                 [size](const KernelArgs& args) { example_loss<double>(args, size); }};
  table[name + "_grad"] = {
      [grad](const KernelArgs& args) { example_loss_grad<float>(args, grad); },
      [grad](const KernelArgs& args) { example_loss_grad<double>(args, grad); },
      [grad_size](const KernelArgs& args) { example_loss_grad<double>(args, grad_size); }};
}

}  // namespace fovea::reference

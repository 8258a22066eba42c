#include "fovea/kernels/dense.h"

#include "backends/reference/epilogue.h"
#include "backends/reference/magnitudes.h"
#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void dense(const KernelArgs& args) {
  const auto& p = args.params<DenseParams>();
  const Real* x = args.input<Real>(0);
  const Real* weight = args.input<Real>(1);
  const EpilogueOf<Real> epilogue(args, p.epilogue, 2);
  Real* y = args.output<Real>(0);
  const size_t rows = p.rows, inputs = p.inputs, units = p.units;
  for (size_t r = 0; r < rows; ++r) {
    for (size_t u = 0; u < units; ++u) {
      double sum = 0;
      for (size_t i = 0; i < inputs; ++i) sum += double{x[r * inputs + i]} * weight[u * inputs + i];
      y[r * units + u] = epilogue(sum, u, r * units + u);
    }
  }
}

template <typename Real>
void dense_grad_input(const KernelArgs& args) {
  const auto& p = args.params<DenseParams>();
  const Real* dy = args.input<Real>(0);
  const Real* weight = args.input<Real>(1);
  Real* dx = args.output<Real>(0);
  const size_t rows = p.rows, inputs = p.inputs, units = p.units;
  for (size_t r = 0; r < rows; ++r) {
    for (size_t i = 0; i < inputs; ++i) {
      double sum = 0;
      for (size_t u = 0; u < units; ++u) sum += double{dy[r * units + u]} * weight[u * inputs + i];
      dx[r * inputs + i] = static_cast<Real>(sum);
    }
  }
}

template <typename Real>
void dense_grad_weight(const KernelArgs& args) {
  const auto& p = args.params<DenseParams>();
  const Real* x = args.input<Real>(0);
  const Real* dy = args.input<Real>(1);
  Real* dweight = args.output<Real>(0);
  const size_t rows = p.rows, inputs = p.inputs, units = p.units;
  for (size_t u = 0; u < units; ++u) {
    for (size_t i = 0; i < inputs; ++i) {
      double sum = 0;
      for (size_t r = 0; r < rows; ++r) sum += double{dy[r * units + u]} * x[r * inputs + i];
      dweight[u * inputs + i] = static_cast<Real>(sum);
    }
  }
}

}  // namespace

void register_dense(KernelTable& table) {
  table["dense"] = {dense<float>, dense<double>, sums_of<DenseParams>(dense<double>)};
  table["dense_grad_input"] = {dense_grad_input<float>, dense_grad_input<double>};
  table["dense_grad_weight"] = {dense_grad_weight<float>, dense_grad_weight<double>};
}

}  // namespace fovea::reference

#include "fovea/kernels/reduce.h"

#include <cmath>
#include <limits>
#include <vector>

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

// The element of y that element i of x goes to.
size_t target_of(const ReduceParams& p, size_t i) {
  size_t y = 0, stride = 1;
  for (uint axis = p.rank; axis-- > 0; i /= p.size[axis]) {
    if (axis % 2 != p.first_reduced) continue;  // reduced
    y += i % p.size[axis] * stride;
    stride *= p.size[axis];
  }
  return y;
}

template <typename Real>
void reduce(const KernelArgs& args) {
  const auto& p = args.params<ReduceParams>();
  const bool maximum = p.function == reduce_function_max;
  const double start = maximum ? -std::numeric_limits<double>::infinity() : 0;
  std::vector<double> totals(work_size(p).x, start);
  for (size_t i = 0; i < static_cast<size_t>(args.input_count(0)); ++i) {
    const double x = double{args.input<Real>(0)[i]};
    double& total = totals[target_of(p, i)];
    if (!maximum) {
      total += x;
    } else if (x > total || std::isnan(x)) {
      total = x;
    }
  }
  for (size_t i = 0; i < totals.size(); ++i) {
    args.output<Real>(0)[i] = static_cast<Real>(double{p.scale} * totals[i]);
  }
}

}  // namespace

void register_reduce(KernelTable& table) { table["reduce"] = {reduce<float>, reduce<double>}; }

}  // namespace fovea::reference

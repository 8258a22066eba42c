#include "fovea/kernels/count_correct.h"

#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
bool correct(const Real* x, std::int32_t classes, std::int32_t label) {
  if (label < 0 || label >= classes) return false;
  for (std::int32_t k = 0; k < classes; ++k) {
    if (!(k < label ? x[k] < x[label] : x[k] <= x[label])) return false;  // a NaN compares false
  }
  return true;
}

template <typename Real>
void count_correct(const KernelArgs& args) {
  const auto& p = args.params<CountCorrectParams>();
  const std::int32_t* label = args.input<std::int32_t>(1);
  std::int32_t count = 0;
  for (size_t n = 0; n < p.rows; ++n) {
    const Real* x = args.input<Real>(0) + n * p.classes;
    count += correct(x, static_cast<std::int32_t>(p.classes), label[n]);
  }
  args.output<std::int32_t>(0)[0] = count;
}

}  // namespace

void register_count_correct(KernelTable& table) {
  table["count_correct"] = {count_correct<float>, count_correct<double>};
}

}  // namespace fovea::reference

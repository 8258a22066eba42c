#include "fovea/kernels/matmul.h"

#include "backends/reference/strided_index.h"
#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

template <typename Real>
void matmul(const KernelArgs& args) {
  const auto& p = args.params<MatmulParams>();
  const size_t rows = p.rows, depth = p.depth, columns = p.columns;
  for (size_t g = 0; g < matrices(p); ++g) {
    const Real* a = args.input<Real>(0) + meets(g, p.rank, p.size, p.a_stride) * rows * depth;
    const Real* b = args.input<Real>(1) + meets(g, p.rank, p.size, p.b_stride) * depth * columns;
    Real* y = args.output<Real>(0) + g * rows * columns;
    for (size_t r = 0; r < rows; ++r) {
      for (size_t c = 0; c < columns; ++c) {
        double sum = 0;
        for (size_t k = 0; k < depth; ++k) {
          const Real left = a[p.turned_a ? k * rows + r : r * depth + k];
          const Real right = b[p.turned_b ? c * depth + k : k * columns + c];
          sum += double{left} * double{right};
        }
        y[r * columns + c] = static_cast<Real>(sum);
      }
    }
  }
}

}  // namespace

void register_matmul(KernelTable& table) { table["matmul"] = {matmul<float>, matmul<double>}; }

}  // namespace fovea::reference

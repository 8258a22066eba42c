// dx (rows, inputs) = dy (rows, units) weight (units, inputs): one product, the weight packed.
#include "backends/cpu/gemm/matrix.h"
#include "backends/cpu/gemm/pack.h"
#include "fovea/cpu/kernel.h"
#include "fovea/kernels/dense.h"

namespace fovea::cpu {

namespace {

void run(const KernelArgs& args) {
  const DenseParams& params = args.params<DenseParams>();
  MatrixProduct product;
  product.a = args.input<float>(0);
  product.lda = product.k = params.units;
  product.rows = params.rows;
  product.columns = product.ldc = params.inputs;
  product.packed = args.input<float>(1);
  product.c = args.output<float>(0);
  multiply(product);
}

Support query(const Step& step) {
  const DenseParams& params = step.params.as<DenseParams>();
  return {.packs = {pack_weight_grad_input(1, {1, params.units, 1, 1, params.inputs})}};
}

}  // namespace

void register_dense_grad_input(KernelTable& table) { table["dense_grad_input"] = {run, query}; }

}  // namespace fovea::cpu

// dweight (units, inputs) = dy (rows, units)^T x (rows, inputs): outer products, nothing packed.
#include "backends/cpu/gemm/matrix.h"
#include "fovea/cpu/kernel.h"
#include "fovea/kernels/dense.h"

namespace fovea::cpu {

namespace {

TransposedProduct product_of(const DenseParams& params) {
  TransposedProduct product;
  product.rows = params.units;
  product.columns = params.inputs;
  product.k = params.rows;
  return product;
}

void run(const KernelArgs& args) {
  TransposedProduct product = product_of(args.params<DenseParams>());
  product.a = args.input<float>(1);
  product.b = args.input<float>(0);
  product.c = args.output<float>(0);
  product.scratch = args.scratch;
  multiply(product);
}

Support query(const Step& step) {
  return {.scratch_bytes = product_of(step.params.as<DenseParams>()).scratch_bytes()};
}

}  // namespace

void register_dense_grad_weight(KernelTable& table) { table["dense_grad_weight"] = {run, query}; }

}  // namespace fovea::cpu

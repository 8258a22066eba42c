// y (rows, units) = x (rows, inputs) weight^T with an epilogue: one product, the weight packed.
#include "fovea/kernels/dense.h"

#include "backends/cpu/gemm/finish.h"
#include "backends/cpu/gemm/matrix.h"
#include "backends/cpu/gemm/pack.h"
#include "fovea/cpu/kernel.h"

namespace fovea::cpu {

namespace {

void run(const KernelArgs& args) {
  const DenseParams& params = args.params<DenseParams>();
  const Finish finish = finish_of(params.epilogue, args, 2);
  MatrixProduct product;
  product.a = args.input<float>(0);
  product.lda = product.k = params.inputs;
  product.rows = params.rows;
  product.columns = product.ldc = params.units;
  product.packed = args.input<float>(1);
  product.c = args.output<float>(0);
  product.finish = &finish;
  multiply(product);
}

Support query(const Step& step) {
  const DenseParams& params = step.params.as<DenseParams>();
  return {.packs = {pack_weight(1, {1, params.units, 1, 1, params.inputs})},
          .in_place = finish_in_place(params.epilogue, 2)};
}

}  // namespace

void register_dense(KernelTable& table) { table["dense"] = {run, query}; }

}  // namespace fovea::cpu

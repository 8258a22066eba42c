#include "fovea/layers/count_correct.h"

#include "fovea/kernels/count_correct.h"
#include "fovea/layers/softmax_cross_entropy.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

std::vector<TensorType> CountCorrectLayer::infer(Types inputs) const {
  expect_logits_and_labels("count_correct", inputs);
  return {{Shape{}, DType::i32}};
}

KernelCall CountCorrectLayer::lower(Types inputs, Types) const {
  const Shape& logits = inputs[0].shape;
  return {"count_correct", CountCorrectParams{to_uint(logits[0]), to_uint(logits[1])},
          static_cast<double>(logits.count())};
}

Value count_correct(Value logits, Value labels, std::string name) {
  return add_node(std::make_shared<CountCorrectLayer>(), {logits, labels}, std::move(name));
}

}  // namespace fovea

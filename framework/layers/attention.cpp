#include "fovea/layers/attention.h"

#include <algorithm>
#include <cmath>

#include "fovea/layers/common/activation.h"
#include "framework/layers/common/broadcast.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

// Multiply-adds for each pair of a query and a key and each element of a head's size; a causal
// layer has half of the pairs.
double flops_of(const AttentionParams& p, double sizes, double value_sizes) {
  const double pairs =
      static_cast<double>(p.batch) * p.heads * p.queries * p.keys / (p.causal ? 2 : 1);
  return 2 * pairs * (sizes * p.size + value_sizes * p.value_size);
}

// (dy, q, k, v, y, log_sum[, mask]) -> dq, dk, dv
class AttentionGrad : public Layer {
 public:
  explicit AttentionGrad(const AttentionLayer& layer) : layer_(layer) {}

  std::string kind() const override { return "attention_grad"; }
  std::vector<TensorType> infer(Types inputs) const override {
    expect_f32(kind(), inputs, layer_.has_mask() ? 7 : 6);
    const std::vector<TensorType> outputs = layer_.infer(forward_inputs(inputs));
    if (inputs[0] != outputs[0] || inputs[4] != outputs[0] || inputs[5] != outputs[1]) {
      throw Error("the gradient must be {}, not {}", outputs[0].str(), inputs[0].str());
    }
    return {inputs[1], inputs[2], inputs[3]};
  }
  KernelCall lower(Types inputs, Types) const override {
    const AttentionParams params = layer_.params(forward_inputs(inputs));
    return {kind(), params, flops_of(params, 4, 3)};
  }

 private:
  std::vector<TensorType> forward_inputs(Types inputs) const {
    std::vector<TensorType> types{inputs[1], inputs[2], inputs[3]};
    if (layer_.has_mask()) types.push_back(inputs[6]);
    return types;
  }

  AttentionLayer layer_;
};

// The strides of a mask of this shape along the axes of `full`.
void write_strides(const Shape& mask, const Shape& full, uint* strides) {
  if (broadcast(mask, full) != full) {
    throw Error("the mask {} cannot be broadcast to {}", mask.str(), full.str());
  }
  std::int64_t stride = 1;
  for (int axis = full.rank() - 1; axis >= 0; --axis) {
    const int own = axis - full.rank() + mask.rank();
    const std::int64_t extent = own < 0 ? 1 : mask[own];
    strides[axis] = extent == 1 ? 0 : to_uint(stride);
    stride *= extent;
  }
}

}  // namespace

AttentionLayer::AttentionLayer(AttentionConfig config, bool has_mask)
    : config_(config), has_mask_(has_mask) {
  if (config_.key_value_heads == 0) config_.key_value_heads = config_.heads;
  if (config_.heads < 1 || config_.key_value_heads < 1 ||
      config_.heads % config_.key_value_heads != 0) {
    throw Error("{} heads cannot share the keys and values of {}", config_.heads,
                config_.key_value_heads);
  }
}

AttentionParams AttentionLayer::params(Types inputs) const {
  expect_f32("attention", inputs, has_mask_ ? 4 : 3);
  const Shape &q = inputs[0].shape, &k = inputs[1].shape, &v = inputs[2].shape;
  if (q.rank() != 3 || k.rank() != 3 || v.rank() != 3) {
    throw Error("attention takes queries, keys and values of three axes, not {}, {} and {}",
                q.str(), k.str(), v.str());
  }
  if (q[1] < 1 || k[1] < 1) throw Error("attention needs a query and a key at least");
  if (k[0] != q[0] || v[0] != q[0] || v[1] != k[1]) {
    throw Error("queries {}, keys {} and values {} do not fit together", q.str(), k.str(), v.str());
  }
  const std::int64_t size = q[2] / config_.heads, value_size = v[2] / config_.key_value_heads;
  if (size < 1 || value_size < 1 || q[2] != size * config_.heads ||
      k[2] != size * config_.key_value_heads || v[2] != value_size * config_.key_value_heads) {
    throw Error("{} heads of queries and {} of keys and values do not divide {}, {} and {}",
                config_.heads, config_.key_value_heads, q[2], k[2], v[2]);
  }
  AttentionParams params{};
  params.batch = to_uint(q[0]);
  params.heads = static_cast<uint>(config_.heads);
  params.key_value_heads = static_cast<uint>(config_.key_value_heads);
  params.queries = to_uint(q[1]);
  params.keys = to_uint(k[1]);
  params.size = to_uint(size);
  params.value_size = to_uint(value_size);
  params.scale =
      config_.scale != 0 ? config_.scale : 1 / std::sqrt(static_cast<float>(params.size));
  params.causal = uint{config_.causal};
  params.masked = uint{has_mask_};
  if (has_mask_) {
    write_strides(inputs[3].shape, {q[0], config_.heads, q[1], k[1]}, params.mask_stride);
  }
  return params;
}

std::vector<TensorType> AttentionLayer::infer(Types inputs) const {
  const AttentionParams p = params(inputs);
  const Shape& q = inputs[0].shape;
  return {{{q[0], q[1], std::int64_t{p.heads} * p.value_size}, DType::f32},
          {{q[0], std::int64_t{p.heads}, q[1]}, DType::f32}};
}

KernelCall AttentionLayer::lower(Types inputs, Types) const {
  const AttentionParams p = params(inputs);
  return {"attention", p, flops_of(p, 1, 1)};
}

std::vector<Value> AttentionLayer::gradient(const GradientCall& call) const {
  std::vector<Value> operands{call.gradients[0]};
  operands.insert(operands.end(), call.inputs.begin(), call.inputs.begin() + 3);
  operands.insert(operands.end(), call.outputs.begin(), call.outputs.end());
  if (has_mask_) operands.push_back(call.inputs[3]);
  std::vector<Value> results =
      call.inputs[0].graph().add(std::make_shared<AttentionGrad>(*this), operands);
  if (has_mask_) results.emplace_back();
  return results;
}

Value attention(Value query, Value key, Value value, AttentionConfig config, std::string name) {
  return add_node(std::make_shared<AttentionLayer>(config), {query, key, value}, std::move(name));
}

Value attention(Value query, Value key, Value value, Value mask, AttentionConfig config,
                std::string name) {
  return add_node(std::make_shared<AttentionLayer>(config, true), {query, key, value, mask},
                  std::move(name));
}

}  // namespace fovea

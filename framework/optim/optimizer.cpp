#include "fovea/optim/optimizer.h"

#include <limits>

#include "fovea/core/spec.h"
#include "fovea/optim/adam.h"
#include "fovea/optim/sgd.h"

namespace fovea {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::unique_ptr<Optimizer> make_sgd(Spec& spec) {
  SgdConfig config;
  config.momentum = spec.number("momentum", config.momentum, 0, 1);
  config.nesterov = spec.flag("nesterov", config.nesterov);
  config.weight_decay = spec.number("weight_decay", config.weight_decay, 0, infinity);
  return std::make_unique<Sgd>(config);
}

std::unique_ptr<Optimizer> make_adam(Spec& spec, Decay decay) {
  AdamConfig config;
  config.decay = decay;
  if (decay == Decay::decoupled) config.weight_decay = 0.01;
  config.beta1 = spec.number("beta1", config.beta1, 0, 1);
  config.beta2 = spec.number("beta2", config.beta2, 0, 1);
  config.epsilon = spec.number("epsilon", config.epsilon, 0, infinity);
  config.weight_decay = spec.number("weight_decay", config.weight_decay, 0, infinity);
  return std::make_unique<Adam>(config);
}

std::unique_ptr<Optimizer> make(Spec& spec) {
  if (spec.name() == "sgd") return make_sgd(spec);
  if (spec.name() == "adam") return make_adam(spec, Decay::in_gradient);
  if (spec.name() == "adamw") return make_adam(spec, Decay::decoupled);
  throw spec.unknown_name({"sgd", "adam", "adamw"});
}

}  // namespace

std::unique_ptr<Optimizer> make_optimizer(std::string_view text) {
  Spec spec("optimizer", text);
  std::unique_ptr<Optimizer> optimizer = make(spec);
  spec.done();
  return optimizer;
}

Value optimizer_slot(Graph& graph, Value parameter, std::string_view what) {
  return graph.variable({fmt::format("{}/{}", parameter.name(), what), parameter.type(),
                         Initializer::zeros(), Role::optimizer});
}

void expect_update_inputs(std::string_view kind, Types inputs, size_t tensors, size_t flags) {
  if (inputs.size() != tensors + 1 + flags) {
    throw Error("{} takes {} inputs, not {}", kind, tensors + 1 + flags, inputs.size());
  }
  for (const TensorType& tensor : inputs.first(tensors)) {
    if (tensor.dtype != DType::f32 || tensor != inputs[0]) {
      throw Error("parameter, gradient and slots must be f32 of one shape");
    }
  }
  if (inputs[tensors] != TensorType{Shape{}, DType::f32}) {
    throw Error("the learning rate must be an f32 scalar, not {}", inputs[tensors].str());
  }
  for (const TensorType& flag : inputs.subspan(tensors + 1)) {
    if (flag != TensorType{Shape{}, DType::i32}) {
      throw Error("finite and step must be i32 scalars, not {}", flag.str());
    }
  }
}

}  // namespace fovea

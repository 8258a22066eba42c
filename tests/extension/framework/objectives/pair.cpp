// Two models that are trained in turn, as those of a GAN are: the first learns to say 1 of every picture,
// the second to say what the first does. With one model it is the first alone.
#include "fovea/layers/binary.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/reduce.h"
#include "fovea/objectives/objective.h"

namespace fovea::objectives {

namespace {

Value said_by(const std::string& part, const Parts& parts, GraphBuilder& builder) {
  Rewriter network = builder.apply(part, std::vector{builder.image(part)});
  return network(parts.at(part)->graph->outputs().front().second);
}

// f32 (N): of each picture the squares of how far it is off.
Value squares(Value said, Value wanted) {
  const Value distance = subtract(said, wanted);
  return reduce_sum(multiply(distance, distance), {.axes = {1}, .keep_axes = false});
}

Objective make_pair(Spec&, const Parts& all) {
  const std::string first = all.size() > 1 ? "first" : only_part;
  const auto first_loss = [=, parts = all](GraphBuilder& builder) {
    const Value said = said_by(first, parts, builder);
    return squares(said, builder.graph().constant(Tensor::scalar(1.0f)));
  };
  const auto second_loss = [parts = all](GraphBuilder& builder) {
    return squares(said_by("second", parts, builder), said_by("first", parts, builder));
  };
  Objective objective;
  if (all.size() == 1) {
    objective.steps = {{.build = [=](GraphBuilder& builder) {
      builder.graph().output("loss", mean(first_loss(builder)));
    }}};
    objective.metrics = {{.name = "first", .output = "loss"}};
    objective.evaluation = [=](GraphBuilder& builder) {
      builder.graph().output("first", first_loss(builder));
    };
    return objective;
  }
  objective.steps = {{.name = "first",
                      .trains = {"first"},
                      .build =
                          [=](GraphBuilder& builder) {
                            builder.graph().output("loss", mean(first_loss(builder)));
                          }},
                     {.name = "second", .trains = {"second"}, .build = [=](GraphBuilder& builder) {
                        builder.graph().output("loss", mean(second_loss(builder)));
                      }}};
  objective.metrics = {{.name = "first", .output = "first/loss"},
                       {.name = "second", .output = "second/loss"}};
  objective.evaluation = [=, parts = all](GraphBuilder& builder) {
    const Value leader = said_by("first", parts, builder);
    const Value follower = said_by("second", parts, builder);
    const Value one = builder.graph().constant(Tensor::scalar(1.0f));
    builder.graph().output("first", squares(leader, one));
    builder.graph().output("second", squares(follower, leader));
  };
  return objective;
}

}  // namespace

void register_pair(ObjectiveTable& table) { table["pair"] = {"two models in turn", make_pair}; }

}  // namespace fovea::objectives

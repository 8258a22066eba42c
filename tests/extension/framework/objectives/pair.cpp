// Two models that are trained in turn, as those of a GAN are: the first learns to answer 1 for
// every picture, the second to give the answers of the first. "leader" trains only the first.
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

// f32 (N): the squares of the errors for each picture.
Value squares(Value said, Value wanted) {
  const Value distance = subtract(said, wanted);
  return reduce_sum(multiply(distance, distance), {.axes = {1}, .keep_axes = false});
}

// f32 (N): the distance of the part's answers from 1.
Value distance_from_one(const std::string& part, const Parts& parts, GraphBuilder& builder) {
  return squares(said_by(part, parts, builder), builder.graph().constant(Tensor::scalar(1.0f)));
}

Objective make_leader(Spec&, const Parts& all) {
  Objective objective;
  objective.steps = {{.build = [=](GraphBuilder& builder) {
    builder.graph().output("loss", mean(distance_from_one(only_part, all, builder)));
  }}};
  objective.metrics = {{.name = "first", .output = "loss"}};
  objective.evaluation = [=](GraphBuilder& builder) {
    builder.graph().output("first", distance_from_one(only_part, all, builder));
  };
  return objective;
}

Objective make_pair(Spec&, const Parts& all) {
  const auto second_loss = [=](GraphBuilder& builder) {
    return squares(said_by("second", all, builder), said_by("first", all, builder));
  };
  Objective objective;
  objective.steps = {{.name = "first",
                      .trains = {"first"},
                      .build =
                          [=](GraphBuilder& builder) {
                            builder.graph().output("loss",
                                                   mean(distance_from_one("first", all, builder)));
                          }},
                     {.name = "second", .trains = {"second"}, .build = [=](GraphBuilder& builder) {
                        builder.graph().output("loss", mean(second_loss(builder)));
                      }}};
  objective.metrics = {{.name = "first", .output = "first/loss"},
                       {.name = "second", .output = "second/loss"}};
  objective.evaluation = [=](GraphBuilder& builder) {
    builder.graph().output("first", distance_from_one("first", all, builder));
    builder.graph().output("second", second_loss(builder));
  };
  objective.show = [](Backend&, const Feed& examples, std::uint64_t seed) {
    return std::vector<Exhibit>{{.title = "What it was shown",
                                 .note = fmt::format("seed {} <&>", seed),
                                 .pictures = examples.at("image")}};
  };
  return objective;
}

}  // namespace

void register_pair(ObjectiveTable& table) {
  table["pair"] = {"two models in turn", make_pair, {"first", "second"}};
  table["leader"] = {"the first of them alone", make_leader};
}

}  // namespace fovea::objectives

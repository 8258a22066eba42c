// An objective from outside the tree: no file of fovea is edited to add it. The squares of the
// scores' distances from 1 for the right class and from 0 for the others, and how often the right
// one is largest.
#include "fovea/layers/binary.h"
#include "fovea/layers/count_correct.h"
#include "fovea/layers/gather.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/reduce.h"
#include "fovea/objectives/objective.h"

namespace fovea::objectives {

namespace {

struct Answers {
  Value label, scores, squares;  // squares f32 (N)
};

Answers answers_of(const Model& model, GraphBuilder& builder) {
  Answers answers;
  const Value image = builder.image();
  answers.label = builder.input("label", {Shape{}, DType::i32});
  Rewriter network = builder.apply(only_part, std::vector{image});
  answers.scores = network(model.graph->outputs().front().second);
  const std::int64_t classes = answers.scores.shape()[1];
  Tensor wanted(Shape{classes, classes}, DType::f32);
  for (std::int64_t i = 0; i < classes * classes; ++i) {
    wanted.as<float>()[static_cast<size_t>(i)] = i / classes == i % classes ? 1.0f : 0.0f;
  }
  const Value distance =
      subtract(answers.scores, gather(builder.graph().constant(std::move(wanted)), answers.label));
  answers.squares = reduce_sum(multiply(distance, distance), {.axes = {1}, .keep_axes = false});
  return answers;
}

Objective make_squares(Spec&, const Parts& parts) {
  const Model& model = *parts.at(only_part);
  Objective objective;
  objective.steps = {{.build = [&model](GraphBuilder& builder) {
    const Answers answers = answers_of(model, builder);
    builder.graph().output("loss", mean(answers.squares));
    builder.graph().output("right", count_correct(answers.scores, answers.label));
  }}};
  objective.metrics = {{.name = "right",
                        .output = "right",
                        .better = Better::higher,
                        .format = MetricFormat::percent},
                       {.name = "squares", .output = "loss"}};
  objective.evaluation = [&model](GraphBuilder& builder) {
    const Answers answers = answers_of(model, builder);
    builder.graph().output("squares", answers.squares);
    builder.graph().output("right", count_correct(answers.scores, answers.label));
  };
  return objective;
}

}  // namespace

void register_squares(ObjectiveTable& table) {
  table["squares"] = {"scores of 1 and 0, by the squares of their errors", make_squares};
}

}  // namespace fovea::objectives

// The kind of an output is found from the graph: every way of writing a softmax or a sigmoid, in
// every shape, gives the logits that it was made from.
#include "fovea/model/scores.h"

#include <boost/test/unit_test.hpp>
#include <climits>
#include <cmath>
#include <functional>

#include "fovea/layers/add.h"
#include "fovea/layers/argmax.h"
#include "fovea/layers/binary.h"
#include "fovea/layers/cast.h"
#include "fovea/layers/clip.h"
#include "fovea/layers/conv2d.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/global_average_pool.h"
#include "fovea/layers/identity.h"
#include "fovea/layers/layer_norm.h"
#include "fovea/layers/log_softmax.h"
#include "fovea/layers/matmul.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/reduce.h"
#include "fovea/layers/relu.h"
#include "fovea/layers/reshape.h"
#include "fovea/layers/scale_shift.h"
#include "fovea/layers/sigmoid.h"
#include "fovea/layers/slice.h"
#include "fovea/layers/softmax.h"
#include "fovea/layers/tanh.h"
#include "fovea/layers/transpose.h"
#include "fovea/layers/unary.h"
#include "fovea/model/model.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"
#include "framework/train/training_graph.h"
#include "tests/support/message.h"

using namespace fovea;

namespace {

using Ending = std::function<Value(Value)>;

constexpr int classes = 3;

Value number(Value like, float value) { return like.graph().constant(Tensor::scalar(value)); }

// Logits (N, 3) are the means of the channels, then `ending`.
Model ending_in(const Ending& ending, int channels = classes) {
  Model model;
  model.name = "small";
  Value x = model.graph->input("image", {{1, 2, 2, 3}, DType::f32});
  x = global_average_pool(conv2d(x, {.channels = channels, .bias = false, .name = "conv"}));
  model.graph->output("scores", ending(flatten(x)));
  Tensor weight(Shape{channels, 1, 1, 3}, DType::f32);
  for (int c = 0; c < channels; ++c) {
    weight.as<float>()[static_cast<size_t>(c * 3 + c % 3)] = 2.0f + static_cast<float>(c);
  }
  model.weights["conv/weight"] = weight;
  model.preprocessing = {{0, 0, 0}, {1, 1, 1}};
  return model;
}

// The logits of one picture that evaluation sees.
std::vector<float> logits_of(const Model& model) {
  std::map<std::string, std::unique_ptr<Graph>> graphs;
  graphs.emplace("evaluate", evaluation_graph(model, 1));
  reference::ReferenceBackend backend;
  Session session(backend, std::move(graphs));
  session.restore(model.weights);
  Tensor image(Shape{1, 2, 2, 3}, DType::u8), label(Shape{1}, DType::i32);
  for (size_t i = 0; i < 12; ++i) image.as<std::uint8_t>()[i] = static_cast<std::uint8_t>(20 * i);
  label.as<std::int32_t>()[0] = 0;
  const Tensor logits = session.run("evaluate", {{"image", image}, {"label", label}}).at("logits");
  const auto values = logits.as<float>();
  return {values.begin(), values.end()};
}

// Means of the channels: (0+3+6+9) * 20 / 4 / 255 = 90/255 and so on, times 2, 3, 4.
std::vector<float> plain_logits() { return {2 * 90.0f / 255, 3 * 110.0f / 255, 4 * 130.0f / 255}; }

void check_logits(const Model& model, ScoreKind kind) {
  const Scores scores = find_scores(model);
  BOOST_TEST((scores.kind == kind), name_of(scores.kind));
  BOOST_TEST(scores.doubt.empty(), scores.doubt);
  BOOST_TEST(scores.classes == classes);
  const std::vector<float> logits = logits_of(model), truth = plain_logits();
  BOOST_REQUIRE_EQUAL(logits.size(), truth.size());
  // A softmax stays the same if a number is added to all logits.
  const float shift = kind == ScoreKind::softmax ? logits[0] - truth[0] : 0;
  for (size_t c = 0; c < truth.size(); ++c) BOOST_CHECK_SMALL(logits[c] - shift - truth[c], 1e-5f);
}

Value spelled_softmax(Value z) {
  const Value e = exp(z);
  return divide(e, reduce_sum(e, {.axes = {-1}}));
}

Value spelled_sigmoid(Value z) { return divide(number(z, 1), add(number(z, 1), exp(negative(z)))); }

BOOST_AUTO_TEST_SUITE(scores)

BOOST_AUTO_TEST_CASE(every_way_to_write_a_softmax) {
  const std::map<std::string, Ending> endings = {
      {"softmax", [](Value z) { return softmax(z); }},
      {"exp and sum", spelled_softmax},
      {"largest taken away",
       [](Value z) { return spelled_softmax(subtract(z, reduce_max(z, {.axes = {-1}}))); }},
      {"by the reciprocal",
       [](Value z) {
         const Value e = exp(z);
         return multiply(e, reciprocal(reduce_sum(e, {.axes = {-1}})));
       }},
      {"exp of log_softmax", [](Value z) { return exp(log_softmax(z)); }},
      {"sum kept above 0",
       [](Value z) {
         const Value e = exp(z);
         return divide(e, add(reduce_sum(e, {.axes = {-1}}), number(z, 1e-9f)));
       }},
      {"a little added", [](Value z) { return add(softmax(z), number(z, 1e-7f)); }},
      {"percent", [](Value z) { return multiply(softmax(z), number(z, 100)); }},
      {"relu", [](Value z) { return relu(softmax(z)); }},
      {"scaled by weights of 1",
       [](Value z) {
         const Value one = z.graph().constant(Tensor::of<float>({classes}, {1, 1, 1}));
         const Value none = z.graph().constant(Tensor::of<float>({classes}, {0, 0, 0}));
         return scale_shift(softmax(z), one, none);
       }},
      {"clipped", [](Value z) { return clip(softmax(z), {.low = 1e-7f, .high = 1}); }},
  };
  const std::map<std::string, Ending> shapes = {
      {"as it is", [](Value p) { return p; }},
      {"(N, C, 1, 1)",
       [](Value p) {
         return reshape(p, {{-1, classes, 1, 1}});
       }},
      {"(N, 1, C)",
       [](Value p) {
         return reshape(p, {{-1, 1, classes}});
       }},
      {"(C)", [](Value p) { return reshape(p, {{classes}}); }},
      {"there and back",
       [](Value p) {
         return flatten(reshape(p, {{-1, 1, classes}}));
       }},
      {"turned",
       [](Value p) {
         return transpose(p, {{1, 0}});
       }},
      {"identity", [](Value p) { return identity(p); }},
  };
  for (const auto& [how, ending] : endings) {
    for (const auto& [shape, change] : shapes) {
      BOOST_TEST_CONTEXT(how << ", " << shape) {
        check_logits(ending_in([&, &ending = ending, &change = change](Value z) {
                       return change(ending(z));
                     }),
                     ScoreKind::softmax);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(every_way_to_write_a_sigmoid) {
  const std::map<std::string, Ending> endings = {
      {"sigmoid", [](Value z) { return sigmoid(z); }},
      {"quotient", spelled_sigmoid},
      {"reciprocal", [](Value z) { return reciprocal(add(exp(negative(z)), number(z, 1))); }},
      {"by a scale_shift",
       [](Value z) {
         const auto all = [&](float x) {
           return z.graph().constant(Tensor::of<float>({classes}, {x, x, x}));
         };
         return reciprocal(scale_shift(exp(scale_shift(z, all(-1), all(0))), all(1), all(1)));
       }},
      {"tanh",
       [](Value z) {
         const Value half = number(z, 0.5f);
         return add(multiply(tanh(multiply(z, half)), half), half);
       }},
      {"reshaped",
       [](Value z) {
         return reshape(sigmoid(z), {{-1, 1, classes}});
       }},
  };
  for (const auto& [how, ending] : endings) {
    BOOST_TEST_CONTEXT(how) check_logits(ending_in(ending), ScoreKind::sigmoid);
  }
}

BOOST_AUTO_TEST_CASE(logits_stay) {
  const std::map<std::string, Ending> endings = {
      {"flatten", [](Value z) { return z; }},
      {"reshape",
       [](Value z) {
         return reshape(z, {{-1, 1, 1, classes}});
       }},
      {"doubled and halved", [](Value z) { return multiply(add(z, z), number(z, 0.5f)); }},
  };
  for (const auto& [how, ending] : endings) {
    BOOST_TEST_CONTEXT(how) check_logits(ending_in(ending), ScoreKind::logits);
  }
  BOOST_TEST(
      (find_scores(ending_in([](Value z) { return log_softmax(z); })).kind == ScoreKind::logits));
}

// A name decides nothing; a kind that the graph does not show is reported as a guess, until
// somebody decides.
BOOST_AUTO_TEST_CASE(what_cannot_be_seen) {
  Model model = ending_in([](Value z) { return tanh(z, "softmax"); });
  BOOST_TEST(find_scores(model).doubt == "whether they are logits or probabilities cannot be seen");
  model.scores = ScoreKind::softmax;
  BOOST_TEST(find_scores(model).doubt.empty());
  BOOST_TEST((find_scores(model).kind == ScoreKind::softmax));
  // Weights after a softmax: anything is possible.
  const auto behind = [](Value z) {
    const float rows[] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    Tensor weight(Shape{classes, classes}, DType::f32);
    std::ranges::copy(rows, weight.as<float>().begin());
    return matmul(softmax(z), z.graph().constant(std::move(weight)));
  };
  BOOST_TEST(!find_scores(ending_in(behind)).doubt.empty());
  const auto average = [](Value z) {
    return multiply(add(softmax(z), softmax(negative(z))), number(z, 0.5f));
  };
  BOOST_TEST(!find_scores(ending_in(average)).doubt.empty());
  const Model one = ending_in([](Value z) { return z; }, 1);
  BOOST_TEST(find_scores(one).doubt == "one number is a logit of yes or no, or no score at all");
  BOOST_TEST(find_scores(one).independent());
  BOOST_TEST(test::message_of([] { score_kind_named("sofmax"); }) ==
             "'sofmax' is not logits, softmax or sigmoid");
}

// Scores of each place of a map, in another order after the sigmoid.
BOOST_AUTO_TEST_CASE(a_map_that_is_turned_behind_its_sigmoid) {
  for (const bool last : {true, false}) {
    Model turned;
    turned.name = "turned";
    Value map = turned.graph->input("image", {{1, 2, 2, 3}, DType::f32});
    if (!last) map = sigmoid(map);
    map = reshape(transpose(map, {{0, 3, 1, 2}}), {{-1, 12}});
    turned.graph->output("scores", last ? sigmoid(map) : map);
    const Scores scores = find_scores(turned);
    BOOST_TEST((scores.kind == ScoreKind::sigmoid));
    BOOST_TEST(scores.doubt == "");
    BOOST_TEST(scores.classes == 12);
  }
}

BOOST_AUTO_TEST_CASE(rows_and_pictures) {
  BOOST_TEST(find_scores(ending_in([](Value z) { return softmax(z); })).together);
  // The shapes contain a fixed batch: one picture at a time.
  BOOST_TEST(!find_scores(ending_in([](Value z) { return reshape(z, {{classes}}); })).together);
  // Rows that look right, but each depends on the other pictures too.
  const auto mixed = [](const Ending& ending) {
    const Scores scores = find_scores(ending_in(ending));
    BOOST_TEST(!scores.together);
    BOOST_TEST(!scores.in_rows);
  };
  mixed([](Value z) { return divide(z, reduce_max(z, {.axes = {0, 1}})); });
  mixed([](Value z) { return subtract(z, reduce_mean(z, {.axes = {0}})); });
  mixed([](Value z) { return tanh(reshape(transpose(z, {{1, 0}}), {{-1, classes}})); });
  mixed([](Value z) {
    return slice(z, {.starts = {-1}, .ends = {INT_MIN}, .axes = {0}, .steps = {-1}});
  });
  mixed([](Value z) { return layer_norm(z, {.axis = 0, .affine = false}); });
  // Pictures may be along another axis for some nodes.
  int number = 0;
  const auto apart = [&](const Ending& ending) {
    ++number;
    BOOST_TEST(find_scores(ending_in(ending)).together, "ending " << number);
  };
  apart([](Value z) { return tanh(transpose(relu(transpose(z, {{1, 0}})), {{1, 0}})); });
  apart([](Value z) {
    const Value first = transpose(reshape(z, {{-1, 1, classes}}), {{1, 0, 2}});
    return tanh(reshape(transpose(layer_norm(softmax(first), {.affine = false}), {{1, 0, 2}}),
                        {{-1, classes}}));
  });
  apart([](Value z) { return divide(z, reduce_max(z, {.axes = {1}})); });
  apart([](Value z) {
    return slice(z, {.starts = {2}, .ends = {INT_MIN}, .axes = {1}, .steps = {-1}});
  });
  const auto refused = [](const Ending& ending, const std::string& why, int channels = classes) {
    BOOST_TEST(test::message_of([&] { find_scores(ending_in(ending, channels)); }) ==
               "model 'small': output 'scores' " + why);
  };
  refused([](Value z) { return argmax(z); }, "holds whole numbers, not scores of classes");
  refused([](Value z) { return cast(argmax(z), {.to = DType::f32}); },
          "holds whole numbers, not scores of classes");
  refused([](Value z) { return z.graph().constant(Tensor::scalar(1)); },
          "does not depend on the input");
  refused([](Value z) { return softmax(z); }, "is a softmax over one class, which is always 1", 1);
  refused(
      [](Value z) {
        return reshape(z, {{-1, 2, classes}});
      },
      "is (1, 2, 3) for one picture, not a row of scores", 6);
}

// A file may name any axis: in a row, another axis than the classes gives ones; in a map it
// gives anything.
BOOST_AUTO_TEST_CASE(softmax_over_another_axis) {
  const auto turned = [](Value z) { return reshape(z, {{-1, 1, classes, 1}}); };
  const auto refused = [](const Ending& ending) {
    BOOST_TEST(test::message_of([&] { find_scores(ending_in(ending)); }) ==
               "model 'small': output 'scores' is a softmax over an axis of one element, which is "
               "always 1");
  };
  refused([&](Value z) { return flatten(softmax(turned(z))); });
  refused([&](Value z) { return flatten(log_softmax(turned(z))); });
  refused([&](Value z) { return softmax(turned(z)); });
  refused([](Value z) { return softmax(reshape(z, {{-1, classes, 1}})); });
  refused([](Value z) {
    return softmax(transpose(reshape(z, {{-1, 1, 1, classes}}), {.order = {0, 3, 1, 2}}));
  });
  // e^z / sum(e^z), summed over one element: not a softmax.
  const Model spelled = ending_in([&](Value z) {
    const Value powers = exp(turned(z));
    return flatten(divide(powers, reduce_sum(powers, {.axes = {3}})));
  });
  BOOST_TEST(!find_scores(spelled).doubt.empty());
  // Over the columns of a map of 2 x 2 places.
  Model over_columns;
  over_columns.name = "columns";
  Value y = over_columns.graph->input("image", {{1, 2, 2, 3}, DType::f32});
  y = softmax(transpose(conv2d(y, {.channels = 3, .bias = false, .name = "conv"}),
                        {.order = {0, 1, 3, 2}}));
  y = global_average_pool(transpose(y, {.order = {0, 1, 3, 2}}));
  over_columns.graph->output("scores", flatten(y));
  BOOST_TEST(!find_scores(over_columns).doubt.empty());
}

BOOST_AUTO_TEST_CASE(another_output) {
  Model model = ending_in([](Value z) { return z; });
  model.graph->output("probabilities", softmax(model.graph->find_output("scores")));
  take_output(model, "probabilities");
  BOOST_TEST((find_scores(model).kind == ScoreKind::softmax));
  take_output(model, "scores");
  BOOST_TEST((find_scores(model).kind == ScoreKind::logits));
  BOOST_TEST(test::message_of([&] { take_output(model, "logits"); }) ==
             "model 'small' has no output 'logits' to take: it has 'scores', 'probabilities'");
}

// Each value is looked at only once: in a chain of sums, every node doubles the number of ways to
// the input.
BOOST_AUTO_TEST_CASE(many_ways_to_the_input) {
  const Model model = ending_in([](Value z) {
    for (int i = 0; i < 60; ++i) z = add(z, z);
    return z;
  });
  BOOST_TEST((find_scores(model).kind == ScoreKind::logits));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

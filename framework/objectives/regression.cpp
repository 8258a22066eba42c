// A model that predicts numbers: the loss is the mean squared error of its outputs or, with
// loss=absolute, the mean absolute error. Fields "image" and "target" f32 (N, outputs).
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

#include "fovea/graph/names.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/mean_absolute_error.h"
#include "fovea/layers/mean_squared_error.h"
#include "fovea/objectives/objective.h"
#include "fovea/runtime/session.h"

namespace fovea::objectives {

namespace {

struct Distances {
  Value squared, absolute;  // f32 (N): means over the outputs of an example
  Value outputs;            // f32 (N, outputs)
};

Distances distances_of(const Model& model, GraphBuilder& builder) {
  const Value image = builder.image();
  Rewriter network = builder.apply(only_part, std::vector{image});
  Value outputs = network(model.graph->outputs().front().second);
  if (outputs.shape().rank() != 2) outputs = flatten(outputs);
  const Value target = builder.input(names::target, {Shape{outputs.shape()[1]}, DType::f32});
  return {mean_squared_error(outputs, target), mean_absolute_error(outputs, target), outputs};
}

// "0.31 -1.2": the numbers of one example.
std::string numbers_of(const Tensor& table, std::int64_t row) {
  const auto width = static_cast<size_t>(table.shape()[1]);
  const auto numbers = table.as<float>().subspan(static_cast<size_t>(row) * width, width);
  return fmt::format("{:.4g}", fmt::join(numbers, " "));
}

// The pictures as red, green, blue, in whatever order the model takes them.
Tensor pictures_of(const Tensor& images, std::span<const std::int64_t> rows, ChannelOrder order) {
  const Shape& all = images.shape();
  const auto bytes = static_cast<size_t>(all.count() / all[0]);
  Tensor pictures(all.with(0, std::ssize(rows)), DType::u8);
  const auto shown = pictures.as<std::uint8_t>();
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto image =
        images.as<std::uint8_t>().subspan(static_cast<size_t>(rows[i]) * bytes, bytes);
    std::ranges::copy(image, shown.begin() + static_cast<std::ptrdiff_t>(i * bytes));
  }
  if (order == ChannelOrder::bgr && all[3] == 3) {
    for (size_t i = 0; i < shown.size(); i += 3) std::swap(shown[i], shown[i + 2]);
  }
  return pictures;
}

// The examples with the largest errors.
std::vector<Exhibit> misses_of(const Model& model, Backend& backend, const Feed& examples) {
  constexpr size_t most = 12;
  const Tensor &images = examples.at(names::image), &targets = examples.at(names::target);
  auto graph = std::make_unique<Graph>();
  const Parts parts = {{only_part, &model}};
  GraphBuilder builder(*graph, parts, {.batch = static_cast<int>(images.shape()[0])});
  const Distances distances = distances_of(model, builder);
  graph->output("outputs", distances.outputs);
  graph->output("errors", distances.squared);
  Session session(backend, std::move(graph));
  session.restore(model.weights);
  const Results results =
      session.run(names::run, {{names::image, images}, {names::target, targets}});
  const auto errors = results.at("errors").as<float>();
  std::vector<std::int64_t> rows(errors.size());
  std::iota(rows.begin(), rows.end(), 0);
  std::ranges::stable_sort(rows, std::greater{},
                           [&](std::int64_t row) { return errors[static_cast<size_t>(row)]; });
  rows.resize(std::min(rows.size(), most));
  const auto targets_named = model.notes.find("targets");
  Exhibit exhibit{.title = "Missed by most"};
  exhibit.note = fmt::format(
      "Of the first {} test images.{}", errors.size(),
      targets_named == model.notes.end() ? "" : " The numbers are " + targets_named->second + ".");
  exhibit.pictures = pictures_of(images, rows, model.preprocessing.order);
  for (const std::int64_t row : rows) {
    exhibit.captions.push_back(fmt::format("said {}, is {}", numbers_of(results.at("outputs"), row),
                                           numbers_of(targets, row)));
  }
  return {exhibit};
}

Objective make_regression(Spec& spec, const Parts& parts) {
  const Model& model = *parts.at(only_part);
  const std::string loss = spec.text("loss", "squared");
  if (loss != "squared" && loss != "absolute") {
    throw Error("its loss is 'squared' or 'absolute', not '{}'", loss).at(spec.place());
  }
  const bool absolute = loss == "absolute";
  const char* const squared_error = "squared_error";
  const char* const absolute_error = "absolute_error";
  Objective objective;
  objective.steps = {{.build = [=, &model](GraphBuilder& builder) {
    const Distances distances = distances_of(model, builder);
    Graph& graph = builder.graph();
    const Value squared = mean(distances.squared), mean_distance = mean(distances.absolute);
    graph.output(names::loss, absolute ? mean_distance : squared);
    graph.output(squared_error, squared);
    graph.output(absolute_error, mean_distance);
  }}};
  const Metric squared{.name = squared_error, .output = squared_error};
  const Metric distance{.name = absolute_error, .output = absolute_error};
  objective.metrics = absolute ? std::vector{distance, squared} : std::vector{squared, distance};
  objective.evaluation = [=, &model](GraphBuilder& builder) {
    const Distances distances = distances_of(model, builder);
    builder.graph().output(squared_error, distances.squared);
    builder.graph().output(absolute_error, distances.absolute);
  };
  objective.show = [&model](Backend& backend, const Feed& examples, std::uint64_t) {
    return misses_of(model, backend, examples);
  };
  objective.checked = {{squared_error, "error"}};
  objective.identity["loss"] = loss;
  return objective;
}

}  // namespace

void register_regression(ObjectiveTable& table) {
  table["regression"] = {"numbers, by the squares or the sizes of their errors", make_regression};
}

}  // namespace fovea::objectives

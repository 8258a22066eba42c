#include "fovea/train/evaluate.h"

#include <algorithm>
#include <cmath>

#include "fovea/graph/names.h"
#include "framework/train/rows.h"
#include "framework/train/training_graph.h"

namespace fovea {

namespace {

// The first number that is not finite, of this many examples.
std::optional<std::int64_t> first_not_finite(const Tensor& values, std::int64_t examples) {
  const auto all = values.as<float>();
  const auto bad = std::ranges::find_if_not(all, [](float x) { return std::isfinite(x); });
  if (bad == all.end()) return {};
  return (bad - all.begin()) * examples / std::ssize(all);
}

}  // namespace

Evaluation evaluate(Session& session, const std::string& graph, const Objective& objective,
                    BatchSource& source) {
  const std::unique_ptr<Judge> judge = objective.make_judge();
  std::int64_t count = 0;
  source.start(0, 0);
  for (Batch batch; source.next(batch);) {
    const std::int64_t examples = examples_of(batch);
    const std::int64_t step = objective.together ? examples : 1;
    for (std::int64_t first = 0; first < examples; first += step) {
      const Feed feed = rows(batch, session.inputs(graph), first, step);
      const Results results = session.run(graph, feed);
      for (const auto& [output, what] : objective.checked) {
        const auto row = first_not_finite(results.at(output), step);
        if (!row) continue;
        throw Error("the {} of {} {} is no number: {}", what, objective.example, count + *row + 1,
                    session.first_fault(graph, feed));
      }
      judge->add(feed, results);
      count += step;
    }
  }
  return judge->finish();
}

Evaluation evaluate(const Model& model, Backend& backend, BatchSource& source,
                    const std::string& objective) {
  const Objective by = objectives::make(objective, model);
  std::map<std::string, std::unique_ptr<Graph>> graphs;
  graphs.emplace(names::evaluate, evaluation_graph(by, 1));
  Session session(backend, std::move(graphs));
  session.restore(model.weights);
  return evaluate(session, names::evaluate, by, source);
}

}  // namespace fovea

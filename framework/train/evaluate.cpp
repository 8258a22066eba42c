#include "fovea/train/evaluate.h"

#include <algorithm>
#include <cmath>

#include "fovea/graph/names.h"
#include "framework/train/rows.h"
#include "framework/train/training_graph.h"

namespace fovea {

namespace {

// The probability of class `predicted` by the softmax of these logits.
float confidence(std::span<const float> logits, size_t predicted) {
  double sum = 0;
  for (const float logit : logits) sum += std::exp(double{logit} - double{logits[predicted]});
  return static_cast<float>(1 / sum);
}

std::optional<std::int64_t> first_row_not_finite(const Tensor& values) {
  const auto all = values.as<float>();
  const auto bad = std::ranges::find_if_not(all, [](float x) { return std::isfinite(x); });
  if (bad == all.end()) return {};
  return (bad - all.begin()) * values.shape()[0] / std::ssize(all);
}

// Sums over the examples.
class Tally {
 public:
  std::int64_t count() const { return std::ssize(evaluation_.predictions); }

  void add(const Results& results, const Tensor& given) {
    const Tensor& logits = results.at(names::logits);
    const auto labels = given.as<std::int32_t>();
    const size_t classes = static_cast<size_t>(logits.shape().back());
    if (logits.as<float>().size() != classes * labels.size()) {
      throw Error("the network gave {} for {} images", logits.type().str(), labels.size());
    }
    for (const float row : results.at(names::losses).as<float>()) loss_ += double{row};
    const auto probabilities = results.find(names::probabilities);
    for (size_t i = 0; i < labels.size(); ++i) {
      const auto row = logits.as<float>().subspan(i * classes, classes);
      const size_t best = static_cast<size_t>(std::ranges::max_element(row) - row.begin());
      const int predicted = static_cast<int>(best);
      correct_ += predicted == labels[i];
      const float sure = probabilities == results.end()
                             ? confidence(row, best)
                             : probabilities->second.as<float>()[i * classes + best];
      evaluation_.predictions.push_back({count(), labels[i], predicted, sure});
    }
  }

  Evaluation mean() {
    const double all = static_cast<double>(count());
    if (all > 0) {
      evaluation_.loss = loss_ / all;
      evaluation_.accuracy = static_cast<double>(correct_) / all;
    }
    return std::move(evaluation_);
  }

 private:
  Evaluation evaluation_;
  std::int64_t correct_ = 0;
  double loss_ = 0;
};

}  // namespace

Evaluation evaluate(Session& session, const std::string& graph, BatchSource& source,
                    bool together) {
  Tally tally;
  source.start(0, 0);
  for (Batch batch; source.next(batch);) {
    const std::int64_t images = batch.labels.shape()[0];
    const std::int64_t step = together ? images : 1;
    for (std::int64_t first = 0; first < images; first += step) {
      const Feed feed{{names::image, rows(batch.images, first, step)},
                      {names::label, rows(batch.labels, first, step)}};
      const Results results = session.run(graph, feed);
      const auto expect_finite = [&](const char* what, const Tensor& values) {
        const auto row = first_row_not_finite(values);
        if (!row) return;
        throw Error("the {} of image {} is no number: {}", what, tally.count() + *row + 1,
                    session.first_fault(graph, feed));
      };
      expect_finite("loss", results.at(names::losses));
      expect_finite("score", results.at(names::logits));
      tally.add(results, feed.at(names::label));
    }
  }
  return tally.mean();
}

Evaluation evaluate(const Model& model, Backend& backend, BatchSource& source) {
  std::map<std::string, std::unique_ptr<Graph>> graphs;
  graphs.emplace(names::evaluate, evaluation_graph(model, 1));
  Session session(backend, std::move(graphs));
  session.restore(model.weights);
  return evaluate(session, names::evaluate, source, find_scores(model).together);
}

}  // namespace fovea

#include "fovea/train/evaluate.h"

#include <algorithm>
#include <cmath>

#include "framework/train/first_fault.h"
#include "framework/train/training_graph.h"

namespace fovea {

namespace {

// The probability of class `predicted` by the softmax of these logits.
float confidence(std::span<const float> logits, size_t predicted) {
  double sum = 0;
  for (const float logit : logits) sum += std::exp(double{logit} - double{logits[predicted]});
  return static_cast<float>(1 / sum);
}

}  // namespace

Evaluation evaluate(Session& session, const std::string& graph, BatchSource& source) {
  Evaluation evaluation;
  std::int64_t correct = 0;
  double loss = 0;
  source.start(0, 0);
  for (Batch batch; source.next(batch);) {
    const Feed feed = {{"image", batch.images}, {"label", batch.labels}};
    const Results results = session.run(graph, feed);
    const Tensor& logits = results.at("logits");
    const size_t classes = static_cast<size_t>(logits.shape().back());
    const std::span<const std::int32_t> labels = batch.labels.as<std::int32_t>();
    const std::span<const float> losses = results.at("losses").as<float>();
    const auto fault = std::ranges::find_if_not(losses, [](float x) { return std::isfinite(x); });
    if (fault != losses.end()) {
      throw Error(
          "the loss of image {} is {}: {}",
          static_cast<std::ptrdiff_t>(evaluation.predictions.size()) + (fault - losses.begin()) + 1,
          *fault, first_fault(session.trace(graph, feed)));
    }
    for (const float row : losses) loss += double{row};
    for (size_t i = 0; i < labels.size(); ++i) {
      const auto row = logits.as<float>().subspan(i * classes, classes);
      const size_t best = static_cast<size_t>(std::ranges::max_element(row) - row.begin());
      const int predicted = static_cast<int>(best);
      correct += predicted == labels[i];
      evaluation.predictions.push_back({static_cast<std::int64_t>(evaluation.predictions.size()),
                                        labels[i], predicted, confidence(row, best)});
    }
  }
  const double count = static_cast<double>(evaluation.predictions.size());
  if (count > 0) {
    evaluation.loss = loss / count;
    evaluation.accuracy = static_cast<double>(correct) / count;
  }
  return evaluation;
}

Evaluation evaluate(const Model& model, Backend& backend, BatchSource& source) {
  std::map<std::string, std::unique_ptr<Graph>> graphs;
  graphs.emplace("evaluate", evaluation_graph(model, 1));
  Session session(backend, std::move(graphs));
  session.restore(model.weights);
  return evaluate(session, "evaluate", source);
}

}  // namespace fovea

// The next token of a text. Fields "tokens" i32 (N, T), windows of a text, and "next" i32 (N, T),
// the token after each. The loss is in nats per token.
#include <algorithm>
#include <cmath>

#include "fovea/generate/generator.h"
#include "fovea/graph/names.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/reshape.h"
#include "fovea/layers/softmax_cross_entropy.h"
#include "fovea/objectives/objective.h"
#include "fovea/text/tokens.h"
#include "framework/model/language_model.h"

namespace fovea::objectives {

namespace {

// The loss of each token in nats: f32 (N * T).
Value nats_of(const Model& model, GraphBuilder& builder, float label_smoothing) {
  const Shape window{model.input_type().shape[1]};
  const Value tokens = builder.input(names::tokens, {window, DType::i32});
  const Value next = builder.input(names::next, {window, DType::i32});
  Rewriter network = builder.apply(only_part, std::vector{tokens});
  const Value logits = network(model.graph->outputs().front().second);
  return softmax_cross_entropy(reshape(logits, {.shape = {-1, logits.shape().back()}}),
                               reshape(next, {.shape = {-1}}),
                               {.label_smoothing = label_smoothing});
}

/// Loss in nats per token; bits per byte, if it is known how many bytes each token has.
class TextJudge : public Judge {
 public:
  explicit TextJudge(std::vector<std::int64_t> bytes) : bytes_of_(std::move(bytes)) {}

  void add(const Feed& batch, const std::map<std::string, Tensor>& results) override {
    for (const float nats : results.at(names::losses).as<float>()) nats_ += double{nats};
    const auto next = batch.at(names::next).as<std::int32_t>();
    tokens_ += std::ssize(next);
    if (bytes_of_.empty()) return;
    for (const std::int32_t token : next) bytes_ += bytes_of_.at(static_cast<size_t>(token));
  }

  Evaluation finish() override {
    Evaluation evaluation;
    evaluation.values.add("loss", tokens_ ? nats_ / static_cast<double>(tokens_) : 0);
    if (bytes_of_.empty()) return evaluation;
    const double bits = nats_ / std::log(2.0);
    evaluation.values.add("bits_a_byte", bytes_ ? bits / static_cast<double>(bytes_) : 0);
    return evaluation;
  }

 private:
  std::vector<std::int64_t> bytes_of_;  // per token
  double nats_ = 0;
  std::int64_t tokens_ = 0, bytes_ = 0;
};

// How many bytes each token has; empty if the model does not say.
std::vector<std::int64_t> bytes_of_tokens(const Model& model) {
  const auto description = model.notes.find("tokens");
  if (description == model.notes.end()) return {};
  const TokenSet tokens = TokenSet::from_description(description->second);
  std::vector<std::int64_t> bytes;
  for (std::int32_t i = 0; i < tokens.size(); ++i) bytes.push_back(std::ssize(tokens.piece(i)));
  return bytes;
}

// The text that the model writes after the beginning of the first text.
std::string written_by(const Model& model, Backend& backend, std::span<const std::int32_t> prompt,
                       std::uint64_t seed) {
  constexpr int most = 300;
  const TokenSet tokens = TokenSet::from_description(model.notes.at("tokens"));
  std::string text;
  for (const std::int32_t token : prompt) text += tokens.piece(token);
  Generator generator(model, backend);
  generator.append(prompt);
  for (int i = 0; i < most; ++i) {
    text += tokens.piece(generator.next({.temperature = 0.8, .seed = seed}));
  }
  return text;
}

std::vector<Exhibit> sample_of(const Model& model, Backend& backend, const Feed& examples,
                               std::uint64_t seed) {
  const auto window = examples.at(names::tokens).as<std::int32_t>();
  const auto context = static_cast<size_t>(model.input_type().shape[1]);
  const auto prompt = window.first(std::min<size_t>(32, (context + 1) / 2));
  Exhibit exhibit{.title = "A text that it wrote"};
  try {
    exhibit.text = written_by(model, backend, prompt, seed);
    exhibit.note = fmt::format(
        "The first {} tokens are those of the held-out text; the rest was drawn at a "
        "temperature of 0.8.",
        prompt.size());
  } catch (const DeviceLost&) {
    throw;
  } catch (const Error& error) {
    exhibit.note = fmt::format("None: {}.", error.what());
  }
  return {exhibit};
}

Objective make_language(Spec& spec, const Parts& parts) {
  const Model& model = *parts.at(only_part);
  expect_language_model(model);
  const auto label_smoothing = static_cast<float>(spec.number("label_smoothing", 0, 0, 1));
  Objective objective;
  objective.steps = {{.build = [&model, label_smoothing](GraphBuilder& builder) {
    builder.graph().output(names::loss, mean(nats_of(model, builder, label_smoothing)));
  }}};
  objective.evaluation = [&model](GraphBuilder& builder) {
    builder.graph().output(names::losses, nats_of(model, builder, 0));
  };
  objective.metrics = {{.name = "loss", .output = names::loss}};
  const std::vector<std::int64_t> bytes = bytes_of_tokens(model);
  if (!bytes.empty()) {
    objective.metrics.push_back({.name = "bits_a_byte", .output = ""});
    objective.show = [&model](Backend& backend, const Feed& examples, std::uint64_t seed) {
      return sample_of(model, backend, examples, seed);
    };
  }
  objective.judge = [bytes] { return std::make_unique<TextJudge>(bytes); };
  objective.checked = {{names::losses, "loss"}};
  objective.example = "window";
  objective.counted = "tokens";
  objective.counted_an_example = static_cast<double>(model.input_type().shape[1]);
  objective.below = model.graph->info(model.graph->outputs().front().second).type.shape.back();
  if (label_smoothing > 0) {
    objective.identity["label smoothing"] = fmt::format("{}", label_smoothing);
  }
  return objective;
}

}  // namespace

void register_language(ObjectiveTable& table) {
  table["language"] = {"the next token of a text, by cross-entropy", make_language};
}

}  // namespace fovea::objectives

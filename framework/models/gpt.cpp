#include "fovea/models/gpt.h"

#include "fovea/layers/dense.h"
#include "fovea/layers/dropout.h"
#include "fovea/layers/embedding.h"
#include "fovea/layers/layer_norm.h"
#include "fovea/layers/position_embedding.h"
#include "fovea/layers/rms_norm.h"
#include "fovea/models/models.h"

namespace fovea {

namespace {

constexpr float deviation = 0.02f;

Value normalised_at_the_end(Value x, const GptConfig& config) {
  if (config.llama) return rms_norm(x, {.name = "norm"});
  if (config.order == NormOrder::post) return x;  // the last block has done it
  return layer_norm(x, {.name = "norm"});
}

}  // namespace

Value gpt(Value tokens, const GptConfig& config) {
  Graph& graph = tokens.graph();
  const Initializer initializer = Initializer::normal(0, deviation);
  const Value table =
      graph.variable({"head/weight", {{config.vocabulary, config.width}}, initializer});
  Value x = embedding(tokens, table, "embedding");
  if (!config.llama) x = position_embedding(x, {.name = "position"});
  if (config.dropout > 0) x = dropout(x, {.rate = config.dropout});
  for (int i = 1; i <= config.layers; ++i) {
    x = transformer_block(
        x, {.heads = config.heads,
            .key_value_heads = config.key_value_heads,
            .units = config.feed_forward,
            .feed_forward = config.llama ? BlockFeedForward::swiglu : BlockFeedForward::plain,
            .norm = config.llama ? BlockNorm::rms : BlockNorm::layer,
            .order = config.order,
            .causal = true,
            .rotary = config.llama,
            .dropout = config.dropout,
            .bias = !config.llama,
            .initializer = initializer,
            .name = fmt::format("block_{}", i)});
  }
  return dense(normalised_at_the_end(x, config),
               {.units = config.vocabulary, .bias = false, .name = "head"});
}

namespace models {

namespace {

ModelEntry entry_of(std::string summary, GptConfig own, int own_context) {
  ModelEntry entry;
  entry.summary = std::move(summary);
  entry.objective = "language";
  entry.classes = own.vocabulary;
  entry.make = [own, own_context](Model& model, Spec& choices, const ModelOptions& options) {
    const auto setting = [&](const char* key, int fallback, int low = 1) {
      constexpr std::int64_t most = 1 << 20;
      const std::int64_t number = choices.integer(key, fallback, low);
      if (number > most)
        throw Error("{} of {} is more than {}", key, number, most).at(choices.place());
      return static_cast<int>(number);
    };
    GptConfig config = own;
    config.vocabulary = options.classes;
    config.layers = setting("layers", own.layers);
    config.heads = setting("heads", own.heads);
    if (own.llama) config.key_value_heads = setting("key_value_heads", own.key_value_heads);
    config.width = setting("width", own.width);
    config.feed_forward = setting("feed_forward", own.feed_forward, 0);
    config.dropout = static_cast<float>(choices.number("dropout", double{own.dropout}, 0, 1));
    const int context = setting("context", own_context);
    const Value tokens = model.graph->input("tokens", {Shape{1, context}, DType::i32});
    model.graph->output("logits", gpt(tokens, config));
  };
  return entry;
}

}  // namespace

void register_gpt(ModelTable& table) {
  table["gpt"] = entry_of("Language model of a few layers", {}, 128);
  table["gpt2"] = entry_of("GPT-2 small of 2019",
                           {.vocabulary = 50257, .layers = 12, .heads = 12, .width = 768}, 1024);
  table["gpt-24"] = entry_of("Language model of 24 post-norm blocks",
                             {.vocabulary = 50000,
                              .layers = 24,
                              .heads = 12,
                              .width = 768,
                              .feed_forward = 3072,
                              .order = NormOrder::post},
                             1024);
  table["llama-tiny"] = entry_of("Language model of blocks as LLaMA's, for bytes",
                                 {.vocabulary = 256,
                                  .layers = 4,
                                  .heads = 4,
                                  .key_value_heads = 2,
                                  .width = 128,
                                  .llama = true},
                                 128);
}

}  // namespace models

}  // namespace fovea

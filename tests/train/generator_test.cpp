// Text from language models: the same with and without kept keys and values, and draws that follow
// the settings.
#include "fovea/generate/generator.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "fovea/cpu/cpu.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/embedding.h"
#include "fovea/layers/multi_head_attention.h"
#include "fovea/models/models.h"
#include "fovea/onnx/onnx.h"
#include "fovea/reference/reference.h"
#include "tests/support/message.h"
#include "tests/support/temporary_folder.h"

using namespace fovea;
using namespace fovea::test;

namespace {

// The weights are large enough to make some tokens much likelier than others.
Model drawn(const std::string& name) {
  Model model = models::make(name, {.classes = 11});
  model.initialize(7);
  for (auto& [weight, values] : model.weights) {
    if (values.shape().rank() < 2) continue;
    for (float& x : values.as<float>()) x *= 12;
  }
  return model;
}

std::vector<std::int32_t> text_of(const Model& model, Backend& backend, Past past,
                                  const Sampling& sampling, int tokens) {
  Generator generator(model, backend, past);
  generator.append(std::vector<std::int32_t>{3, 1, 4});
  std::vector<std::int32_t> text;
  for (int i = 0; i < tokens; ++i) text.push_back(generator.next(sampling));
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(generator)

// Also for texts longer than the context, which are read from a later token on.
BOOST_AUTO_TEST_CASE(what_is_kept_changes_no_text) {
  cpu::CpuBackend cpu({.threads = 2});
  reference::ReferenceBackend reference;
  const TemporaryFolder folder;
  for (const std::string name : {"gpt:layers=2,heads=2,width=12,context=9,dropout=0.1",
                                 "gpt:layers=1,heads=1,width=4,context=1",
                                 "llama-tiny:layers=2,heads=4,key_value_heads=2,width=16,context=8",
                                 "gpt-24:layers=2,heads=3,width=12,feed_forward=7,context=6"}) {
    const Model model = drawn(name);
    save_onnx(model, folder / "model.onnx");
    const Model loaded = load_onnx(folder / "model.onnx");
    for (const Sampling& sampling :
         {Sampling{.temperature = 0}, Sampling{.temperature = 1, .seed = 5},
          Sampling{.temperature = 2, .top_k = 4}}) {
      const auto expected = text_of(model, reference, Past::none, sampling, 25);
      for (Backend* const backend :
           {static_cast<Backend*>(&cpu), static_cast<Backend*>(&reference)}) {
        BOOST_TEST((text_of(model, *backend, Past::cache, sampling, 25) == expected), name);
        BOOST_TEST((text_of(loaded, *backend, Past::cache, sampling, 25) == expected), name);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(logits_are_those_of_the_whole_text) {
  reference::ReferenceBackend backend;
  const Model model = drawn("gpt:layers=2,heads=2,width=12,context=9");
  Generator cache(model, backend), plain(model, backend, Past::none);
  for (std::int32_t token = 0; token < 9; ++token) {
    cache.append(std::vector{token});
    plain.append(std::vector{token});
    const std::vector<float> a = cache.logits(), b = plain.logits();
    BOOST_TEST_REQUIRE(a.size() == 11u);
    for (size_t i = 0; i < a.size(); ++i)
      BOOST_TEST(std::abs(a[i] - b[i]) < 1e-4f * (1 + std::abs(b[i])));
  }
}

BOOST_AUTO_TEST_CASE(draws_follow_the_softmax) {
  const std::vector<float> logits = {std::log(1.0f), std::log(4.0f), -INFINITY, std::log(3.0f)};
  const auto shares = [&](const Sampling& sampling) {
    std::vector<double> found(4);
    constexpr int draws = 20000;
    for (std::uint64_t i = 0; i < draws; ++i) {
      found[static_cast<size_t>(choose_token(logits, sampling, i))] += 1.0 / draws;
    }
    return found;
  };
  const auto close = [](const std::vector<double>& found, const std::vector<double>& expected) {
    // Five deviations of a share of 20,000 draws.
    for (size_t i = 0; i < 4; ++i) BOOST_TEST(std::abs(found[i] - expected[i]) < 0.018);
  };
  close(shares({}), {1.0 / 8, 4.0 / 8, 0, 3.0 / 8});
  close(shares({.temperature = 0.5}), {1.0 / 26, 16.0 / 26, 0, 9.0 / 26});
  close(shares({.top_k = 2, .seed = 9}), {0, 4.0 / 7, 0, 3.0 / 7});
  close(shares({.temperature = 0}), {0, 1, 0, 0});
  BOOST_TEST(choose_token(logits, {}, 3) == choose_token(logits, {}, 3));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_done_is_said) {
  reference::ReferenceBackend backend;
  const Model model = drawn("gpt:layers=1,heads=1,width=4,context=4");
  Generator generator(model, backend);
  BOOST_TEST(has(message_of([&] { generator.logits(); }), "no token to go on from"));
  BOOST_TEST(has(message_of([&] { generator.append(std::vector{11}); }), "no token 11"));
  BOOST_TEST(has(message_of([&] { choose_token({}, {}, 0); }), "no numbers"));
  const std::vector<float> bad = {1, NAN};
  BOOST_TEST(has(message_of([&] { choose_token(bad, {}, 0); }), "no numbers"));
  BOOST_TEST(has(message_of([&] { choose_token(bad, {.temperature = -1}, 0); }), "temperature"));
  const Model lenet = models::make("lenet5");
  BOOST_TEST(has(message_of([&] { Generator(lenet, backend); }), "is no language model"));
  Model both_ways;
  both_ways.name = "both ways";
  const Value tokens = both_ways.graph->input("tokens", {{1, 5}, DType::i32});
  const Value x = embedding(tokens, {.entries = 3, .units = 4});
  both_ways.graph->output(
      "logits", dense(multi_head_attention(x, {.heads = 2, .name = "look"}), {.units = 3}));
  BOOST_TEST(has(message_of([&] { Generator(both_ways, backend); }), "only causal attention"));
}

BOOST_AUTO_TEST_SUITE_END()

// Language models that we saved, in ONNX Runtime: the likeliest token after each beginning of a
// text is the one that we generate.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "fovea/cpu/cpu.h"
#include "fovea/generate/generator.h"
#include "fovea/models/models.h"
#include "fovea/onnx/onnx.h"
#include "tests/onnxruntime/runtime.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(generate)

BOOST_AUTO_TEST_CASE(the_likeliest_tokens_are_the_same) {
  if (skips_without_runtime()) return;
  constexpr std::int32_t classes = 31, context = 24;
  const TemporaryFolder folder;
  cpu::CpuBackend backend({.threads = 2});
  int changes = 0;
  for (const std::string name :
       {"gpt:layers=3,heads=2,width=20,context=24",
        "llama-tiny:layers=2,heads=4,key_value_heads=2,width=24,context=24",
        "gpt-24:layers=2,heads=2,width=16,feed_forward=9,context=24"}) {
    Model model = models::make(name, {.classes = classes});
    model.initialize(11);
    for (auto& [weight, values] : model.weights) {
      if (values.shape().rank() < 2) continue;
      for (float& x : values.as<float>()) x *= 10;
    }
    const std::string file = folder / "model.onnx";
    save_onnx(model, file);
    const Model loaded = load_onnx(file);
    Generator generator(loaded, backend);
    std::vector<std::int32_t> text = {5};
    generator.append(text);
    while (std::ssize(text) < context) text.push_back(generator.next({.temperature = 0}));

    // Row n has the first n + 1 tokens, and zeros after them.
    Tensor beginnings(Shape{context - 1, context}, DType::i32);
    std::ranges::fill(beginnings.as<std::int32_t>(), 0);
    for (std::int32_t n = 0; n < context - 1; ++n) {
      std::copy_n(text.begin(), n + 1, beginnings.as<std::int32_t>().begin() + n * context);
    }
    const std::vector<float> logits =
        run_in_onnxruntime(folder.path(), {{file, beginnings, context - 1}}).front();
    BOOST_REQUIRE_EQUAL(logits.size(), static_cast<size_t>((context - 1) * context * classes));
    for (std::int32_t n = 0; n < context - 1; ++n) {
      const auto row = logits.begin() + (n * context + n) * classes;
      const auto likeliest = std::max_element(row, row + classes) - row;
      BOOST_TEST(likeliest == text[static_cast<size_t>(n) + 1], name << ", place " << n);
      changes += n > 0 && likeliest != text[static_cast<size_t>(n)];
    }
  }
  BOOST_TEST(changes > 10);  // not the same token again and again
}

BOOST_AUTO_TEST_SUITE_END()

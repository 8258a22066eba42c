// All models, with random weights and statistics, saved and run in ONNX Runtime: the same logits as
// on the CPU backend.
#include <algorithm>
#include <cmath>

#include "fovea/core/random.h"
#include "fovea/cpu/cpu.h"
#include "fovea/onnx/onnx.h"
#include "fovea/runtime/session.h"
#include "tests/onnxruntime/runtime.h"
#include "tests/support/small_models.h"
#include "tests/support/temporary_folder.h"

using namespace fovea;

namespace {

constexpr int batch = 2;

void fill(Tensor& tensor, const std::string& name, float low, float high) {
  const Random random(11, stream_of(name));
  for (size_t i = 0; i < tensor.as<float>().size(); ++i) {
    tensor.as<float>()[i] = low + (high - low) * random.uniform(i);
  }
}

// Variables that start at 0 or 1 (biases, statistics) get values as after training.
void randomize_vectors(Model& model) {
  for (const Variable& variable : model.graph->variables()) {
    if (variable.type.shape.rank() > 1) continue;
    const float around = model.weights.at(variable.name).as<float>()[0];
    const float reach = around == 0 ? 0.1f : 0.5f;
    fill(model.weights.at(variable.name), variable.name, around - reach, around + reach);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(models)

BOOST_AUTO_TEST_CASE(logits_agree) {
  if (skips_without_runtime()) return;
  const TemporaryFolder folder;
  cpu::CpuBackend backend;
  for (const std::string& name : tested_models(36'000'000)) {
    BOOST_TEST_CONTEXT(name) {
      Model model = small_model(name);
      model.initialize(3);
      randomize_vectors(model);
      const std::string file = folder / (name + ".onnx");
      save_onnx(model, file);
      Tensor image(model.input_type().shape.with(0, batch), DType::f32);
      fill(image, "image", -1, 1);
      const auto theirs = run_in_onnxruntime(folder.path(), {{file, image, batch}}).front();
      std::filesystem::remove(file);
      Session session(backend, model);
      const Tensor ours = session.run("run", {{"image", image}}).at("logits");
      BOOST_REQUIRE_EQUAL(theirs.size(), ours.as<float>().size());
      float largest = 0, worst = 0;
      for (size_t i = 0; i < theirs.size(); ++i) {
        const float difference = std::abs(theirs[i] - ours.as<float>()[i]);
        worst = difference <= worst ? worst : difference;  // a NaN counts
        largest = std::max(largest, std::abs(theirs[i]));
      }
      BOOST_TEST(largest > 0);
      BOOST_TEST(worst <= 1e-4f * largest);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

// Every layer with a form in ONNX, saved and run in ONNX Runtime, compared with the
// reference backend.
#include "fovea/onnx/onnx.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"
#include "tests/formats/onnx_cases.h"
#include "tests/onnxruntime/runtime.h"
#include "tests/support/temporary_folder.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(layers)

BOOST_AUTO_TEST_CASE(results_agree_with_the_reference) {
  if (skips_without_runtime()) return;
  const TemporaryFolder folder;
  constexpr int batch = 3;
  std::vector<RuntimeJob> jobs;
  for (const OnnxCase& example : onnx_cases()) {
    const std::string file = folder / (example.label + ".onnx");
    const bool beside = example.label == "flatten_dense";  // its weights in another file
    save_onnx(example.make(), file, {},
              beside ? onnx::WeightStorage::beside : onnx::WeightStorage::inside);
    BOOST_TEST(std::filesystem::exists(file + ".data") == beside);
    jobs.push_back({file, random_input(example.input, batch), batch});
  }
  const std::vector<std::vector<float>> outputs = run_in_onnxruntime(folder.path(), jobs);

  reference::ReferenceBackend backend;
  auto output = outputs.begin();
  for (const OnnxCase& example : onnx_cases()) {
    BOOST_TEST_CONTEXT(example.label) {
      Session session(backend, example.make());
      const Tensor ours =
          session.run("run", {{"image", random_input(example.input, batch)}}).at("logits");
      check_like(ours, *output++);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

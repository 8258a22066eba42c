// Models from files whose nodes have the same names as ours, read, written, and run in ONNX
// Runtime.
#include "fovea/onnx/onnx.h"
#include "fovea/reference/reference.h"
#include "fovea/runtime/session.h"
#include "tests/formats/onnx_cases.h"
#include "tests/onnxruntime/runtime.h"
#include "tests/support/onnx_names.h"
#include "tests/support/temporary_folder.h"

using namespace fovea;

BOOST_AUTO_TEST_SUITE(again)

BOOST_AUTO_TEST_CASE(files_with_our_names_are_read_and_written) {
  if (skips_without_runtime()) return;
  const TemporaryFolder folder;
  constexpr int batch = 3;
  std::vector<RuntimeJob> jobs;
  std::vector<Tensor> expected;
  reference::ReferenceBackend backend;
  for (const OnnxCase& example : onnx_cases()) {
    const std::string file = folder / (example.label + ".onnx");
    const Tensor input = random_input(example.input, batch);
    save_onnx(example.make(), file);
    clash_names(file);
    const Model model = load_onnx(file);
    save_onnx(model, file);
    jobs.push_back({file, input, batch});
    Session session(backend, model);
    expected.push_back(session.run("run", {{"image", input}}).at("logits"));
  }
  const std::vector<std::vector<float>> outputs = run_in_onnxruntime(folder.path(), jobs);
  for (size_t job = 0; job < jobs.size(); ++job) {
    BOOST_TEST_CONTEXT(jobs[job].model) { check_like(expected[job], outputs[job]); }
  }
}

BOOST_AUTO_TEST_SUITE_END()

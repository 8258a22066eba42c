// A model that we trained and saved, in ONNX Runtime: the same logits on the whole MNIST test set.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "datasets/locate.h"
#include "fovea/cpu/cpu.h"
#include "fovea/datasets/open.h"
#include "fovea/onnx/onnx.h"
#include "fovea/runtime/session.h"
#include "tests/onnxruntime/runtime.h"

using namespace fovea;

namespace {

// The test images as the model's input: f32 (N, H, W, C), normalised.
Tensor normalized_images(const Model& model, const datasets::Dataset& set) {
  const Shape& image = set.image();
  Tensor input(Shape{set.size(), image[0], image[1], image[2]}, DType::f32);
  std::vector<std::uint8_t> pixels(static_cast<size_t>(image.count()));
  const float mean = model.preprocessing.mean.at(0),
              deviation = model.preprocessing.deviation.at(0);
  float* to = input.as<float>().data();
  for (std::uint32_t i = 0; i < set.size(); ++i) {
    set.read(i, pixels);
    for (const std::uint8_t pixel : pixels) {
      *to++ = (static_cast<float>(pixel) / 255 - mean) / deviation;
    }
  }
  return input;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lenet5)

BOOST_AUTO_TEST_CASE(logits_agree_on_all_of_mnist) {
  if (skips_without_runtime()) return;
  if (!std::filesystem::exists(datasets::data_folder("mnist"))) {
    std::cout << "SKIPPED: needs tools/get_data.sh mnist\n";
    return;
  }
  const TemporaryFolder folder;
  for (const std::string name : {"lenet5", "lenet5-1998"}) {
    const Finished run = run_program(
        fmt::format("train {} --data mnist --epochs 1 --out '{}'", name, folder / name));
    BOOST_REQUIRE_MESSAGE(run.status == 0, run.err);
    const std::string file = folder / (name + "/model.onnx");
    const Model model = load_onnx(file);
    const Tensor input = normalized_images(model, *datasets::open("mnist").test);
    cpu::CpuBackend backend;
    Session session(backend, model);
    const Tensor ours =
        session.run("run", {{model.graph->info(model.graph->inputs()[0]).name, input}})
            .begin()
            ->second;

    const auto outputs = run_in_onnxruntime(folder.path(), {{file, input, 500}});
    BOOST_REQUIRE_EQUAL(outputs.front().size(), ours.as<float>().size());
    const float* theirs = outputs.front().data();
    float worst = 0;
    for (const float logit : ours.as<float>()) worst = std::max(worst, std::abs(logit - *theirs++));
    BOOST_TEST_MESSAGE(name << ": largest difference of " << ours.shape().count()
                            << " logits: " << worst);
    BOOST_TEST(worst <= 1e-4f);
  }
}

BOOST_AUTO_TEST_SUITE_END()

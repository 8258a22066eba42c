// A model that we trained and saved, in ONNX Runtime: the same logits on the whole MNIST test set.
#include <fmt/format.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "backends/cpu/cpu.h"
#include "datasets/locate.h"
#include "datasets/open.h"
#include "framework/formats/onnx/onnx.h"
#include "framework/session.h"
#include "tests/support/program.h"

using namespace fovea;

namespace {

// Where tools/get_onnxruntime.sh puts it.
std::filesystem::path runtime_folder() {
  const char *cache = std::getenv("XDG_CACHE_HOME"), *home = std::getenv("HOME");
  const std::filesystem::path folder = cache && *cache
                                           ? std::filesystem::path(cache)
                                           : std::filesystem::path(home ? home : "/") / ".cache";
  return folder / "fovea" / "onnxruntime-1.30.0";
}

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
  const bool data = std::filesystem::exists(datasets::data_folder("mnist"));
  if (!data || !std::filesystem::exists(runtime_folder() / "onnxruntime-node")) {
    std::cout << "SKIPPED: needs tools/get_data.sh mnist and tools/get_onnxruntime.sh\n";
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

    // One channel: NHWC and NCHW are the same bytes.
    std::ofstream(folder / "input.f32", std::ios::binary)
        .write(reinterpret_cast<const char*>(input.data()),
               static_cast<std::streamsize>(input.bytes().size()));
    const std::string command = fmt::format(
        "NODE_PATH='{}' node '{}/tests/onnxruntime/run.cjs' '{}' '{}' 500x1x28x28 '{}'",
        runtime_folder().string(), FOVEA_SOURCE, file, folder / "input.f32", folder / "output.f32");
    BOOST_REQUIRE(std::system(command.c_str()) == 0);
    const std::string bytes = read_file(folder / "output.f32");
    BOOST_REQUIRE(bytes.size() == ours.bytes().size());
    const float* theirs = reinterpret_cast<const float*>(bytes.data());
    float worst = 0;
    for (const float logit : ours.as<float>()) worst = std::max(worst, std::abs(logit - *theirs++));
    BOOST_TEST_MESSAGE(name << ": largest difference of " << ours.shape().count()
                            << " logits: " << worst);
    BOOST_TEST(worst <= 1e-4f);
  }
}

BOOST_AUTO_TEST_SUITE_END()

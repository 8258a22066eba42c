// Models of other tools with their published accuracies (FOVEA_SHARED_DATA): read, run on the CPU,
// written and read again.
#include <fmt/format.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <iostream>

#include "datasets/locate.h"
#include "fovea/cpu/cpu.h"
#include "fovea/datasets/open.h"
#include "fovea/onnx/onnx.h"
#include "fovea/runtime/session.h"
#include "tests/support/file_text.h"
#include "tests/support/temporary_folder.h"

using namespace fovea;

namespace {

std::filesystem::path shared() { return FOVEA_SHARED_DATA; }

bool is_missing(const std::filesystem::path& path) {
  if (!shared().empty() && std::filesystem::exists(path)) return false;
  std::cout << "SKIPPED: needs FOVEA_SHARED_DATA and " << path.filename().string() << "\n";
  return true;
}

// The model as read, and after it was written and read again; later files are the same.
std::vector<Model> versions(const std::string& name) {
  const TemporaryFolder folder;
  const auto first = folder.path() / "1.onnx", second = folder.path() / "2.onnx";
  std::vector<Model> models;
  models.push_back(load_onnx(shared() / "models" / (name + ".onnx")));
  save_onnx(models[0], first);
  models.push_back(load_onnx(first));
  save_onnx(models[1], second);
  BOOST_TEST((text_of(first) == text_of(second)), name << " changes when it is written again");
  return models;
}

// How many of the images, f32 (N, H, W, C), the model puts in their class.
int hits(const Model& model, const Tensor& images, std::span<const int> labels, int batch) {
  cpu::CpuBackend backend;
  Session session(backend, model);
  const std::string in = model.graph->info(model.graph->inputs().front()).name;
  const Shape& shape = images.shape();
  const std::int64_t image = shape.count(1, 4);
  int count = 0;
  for (std::int64_t first = 0; first < shape[0]; first += batch) {
    const std::int64_t size = std::min<std::int64_t>(batch, shape[0] - first);
    Tensor part(shape.with(0, size), DType::f32);
    std::copy_n(images.as<float>().begin() + first * image, size * image, part.as<float>().begin());
    const Tensor logits = session.run("run", {{in, part}}).begin()->second;
    const std::int64_t classes = logits.shape().back();
    for (std::int64_t i = 0; i < size; ++i) {
      const auto row = logits.as<float>().begin() + i * classes;
      count += std::max_element(row, row + classes) - row == labels[static_cast<size_t>(first + i)];
    }
  }
  return count;
}

// The first images of CIFAR-10's test set, normalised as these models want it.
Tensor cifar_images(std::int64_t count, std::vector<int>& labels) {
  const auto file = shared() / "cifar10" / "test_batch.bin.xz";
  FILE* pipe = popen(fmt::format("xz -dc '{}'", file.string()).c_str(), "r");
  BOOST_REQUIRE(pipe != nullptr);
  Tensor images(Shape{count, 32, 32, 3}, DType::f32);
  const float mean[] = {0.485f, 0.456f, 0.406f}, deviation[] = {0.229f, 0.224f, 0.225f};
  std::vector<unsigned char> record(3073);
  float* to = images.as<float>().data();
  for (std::int64_t i = 0; i < count; ++i) {
    BOOST_REQUIRE(std::fread(record.data(), 1, record.size(), pipe) == record.size());
    labels.push_back(record[0]);
    for (size_t pixel = 0; pixel < 1024; ++pixel) {
      for (size_t c = 0; c < 3; ++c) {
        *to++ = (static_cast<float>(record[1 + c * 1024 + pixel]) / 255 - mean[c]) / deviation[c];
      }
    }
  }
  pclose(pipe);
  return images;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shared_models)

BOOST_AUTO_TEST_CASE(resnets_on_cifar10) {
  if (is_missing(shared() / "models" / "cifar10_resnet20.onnx")) return;
  std::vector<int> labels;
  const Tensor images = cifar_images(10000, labels);
  const int right = hits(versions("cifar10_resnet20")[1], images, labels, 500);
  BOOST_TEST(std::abs(right - 9173) <= 2, right << " of 10,000, not 9,173");
  // The larger one on fewer images: its accuracy on all is 93.39 %; here it must be within two
  // standard deviations.
  Tensor some(Shape{1000, 32, 32, 3}, DType::f32);
  std::copy_n(images.as<float>().begin(), some.as<float>().size(), some.as<float>().begin());
  const int of_some = hits(versions("cifar10_resnet56")[1], some, labels, 500);
  BOOST_TEST(std::abs(of_some - 934) <= 16, of_some << " of 1,000, not about 934");
}

BOOST_AUTO_TEST_CASE(cntk_on_mnist) {
  if (is_missing(shared() / "models" / "mnist_cntk_12.onnx")) return;
  if (is_missing(datasets::data_folder("mnist"))) return;
  const auto set = datasets::open("mnist").test;
  Tensor images(Shape{set->size(), 28, 28, 1}, DType::f32);
  std::vector<std::uint8_t> pixels(784);
  std::vector<int> labels;
  float* to = images.as<float>().data();
  for (std::uint32_t i = 0; i < set->size(); ++i) {
    labels.push_back(set->read(i, pixels));
    to = std::copy(pixels.begin(), pixels.end(), to);
  }
  for (const Model& model : versions("mnist_cntk_12")) {
    const int right = hits(model, images, labels, 500);
    BOOST_TEST(std::abs(right - 9891) <= 1, right << " of 10,000, not 9,891");
  }
}

BOOST_AUTO_TEST_CASE(squeezenet_comes_back) {
  if (is_missing(shared() / "models" / "squeezenet1_1.onnx")) return;
  const std::vector<Model> models = versions("squeezenet1_1");
  BOOST_TEST((models[0].input_type() == TensorType{{1, 224, 224, 3}, DType::f32}));
  BOOST_TEST(models[0].parameter_count() == 1235496);
}

BOOST_AUTO_TEST_SUITE_END()

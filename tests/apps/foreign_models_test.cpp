// Models of other tools in the commands: bytes as input, nothing to train, and a run whose classes
// have changed.
#include <cmath>
#include <nlohmann/json.hpp>

#include "fovea/layers/cast.h"
#include "fovea/layers/dense.h"
#include "fovea/layers/matmul.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/reduce.h"
#include "tests/apps/colour_files.h"
#include "tests/support/message.h"

namespace fovea {
namespace {

BOOST_AUTO_TEST_SUITE(foreign_models)

namespace fs = std::filesystem;

using test::has;

void write_three(const Files& files) {
  for (const auto& [name, colour] : {std::pair{"red", red}, {"green", green}, {"blue", blue}}) {
    for (const char* split : {"train", "test"}) {
      for (const char* number : {"0", "1"}) {
        files.picture(fmt::format("three/{}/{}/{}.png", split, name, number), colour, 16, 16);
      }
    }
  }
}

// The network divides by 255 itself: it gets the bytes unchanged, not numbers from 0 to 1.
BOOST_AUTO_TEST_CASE(bytes_go_in_as_they_are) {
  const Files files;
  Model model;
  model.name = "bytes";
  const Value bytes = model.graph->input("image", {{1, 16, 16, 3}, DType::u8});
  Value x = cast(bytes, {.to = DType::f32});
  x = multiply(x, model.graph->constant(Tensor::scalar(1.0f / 255)));
  x = global_average_pool(conv2d(x, {.channels = 3, .bias = false, .name = "conv"}));
  model.graph->output("logits", flatten(x));
  model.weights["conv/weight"] = Tensor::of<float>({3, 1, 1, 3}, {8, 0, 0, 0, 8, 0, 0, 0, 8});
  save_onnx(model, files.folder / "bytes.onnx");
  files.picture("red.png", red, 16, 16);
  const Finished run =
      run_program("classify " + files.path("bytes.onnx") + " " + files.path("red.png") + " --json");
  BOOST_REQUIRE_MESSAGE(run.status == 0, run.err);
  const nlohmann::json first = nlohmann::json::parse(run.out)["top"][0];
  BOOST_TEST(first["class"] == 0);
  BOOST_TEST(std::abs(first["probability"].get<double>() - 1 / (1 + 2 * std::exp(-8.0))) < 1e-5);
}

BOOST_AUTO_TEST_CASE(a_model_of_constants_is_refused_before_its_folder_is_made) {
  const Files files;
  write_three(files);
  Model model;
  model.name = "fixed";
  const Value image = model.graph->input("image", {{1, 16, 16, 3}, DType::f32});
  const Value weight = model.graph->constant(Tensor(Shape{768, 3}, DType::f32));
  model.graph->output("logits", matmul(flatten(image), weight));
  save_onnx(model, files.folder / "fixed.onnx");
  const Finished run = run_program("train " + files.path("fixed.onnx") + " --data " +
                                   files.path("three") + " --batch 2 --out " + files.path("run"));
  BOOST_TEST(run.status == 1);
  BOOST_TEST(has(run.err, "nothing to train"), run.err);
  BOOST_TEST(!fs::exists(files.folder / "run"));
}

// It has one row of scores, the mean over all pictures.
BOOST_AUTO_TEST_CASE(a_model_that_mixes_pictures_is_refused_by_its_file) {
  const Files files;
  Model model;
  model.name = "other";
  const Value image = model.graph->input("image", {{1, 4, 4, 3}, DType::f32});
  const Value rows = dense(flatten(image), {.units = 3, .name = "scores"});
  model.graph->output("logits", reduce_mean(rows, {.axes = {0}}));
  model.initialize(1);
  save_onnx(model, files.folder / "mean.onnx");
  for (const std::string command : {"compare --train ", "benchmark train --ms 1 --model "}) {
    const Finished run = run_program(command + files.path("mean.onnx") + " --batch 4");
    BOOST_TEST(run.status == 1);
    BOOST_TEST(has(run.err, "mean.onnx' gives 1 row of scores for 4 pictures"), run.err);
  }
}

BOOST_AUTO_TEST_CASE(classes_are_part_of_a_run) {
  const Files files;
  write_three(files);
  run_program("train lenet5 --image-size 16 --data " + files.path("three") +
                  " --epochs 1000000 --batch 2 --checkpoint-steps 1 --out " + files.path("run"),
              4000);
  BOOST_REQUIRE(fs::exists(files.folder / "run/checkpoint.safetensors"));
  for (const char* split : {"three/train/", "three/test/"}) {
    fs::rename(files.folder / split + "green", files.folder / split + "mauve");
  }
  const Finished run = run_program("train --resume " + files.path("run"));
  BOOST_TEST(run.status == 1);
  BOOST_TEST(has(run.err, "2 of 'green' then and 0 now, 0 of 'mauve' then and 2 now"), run.err);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

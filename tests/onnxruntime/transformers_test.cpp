// Transformers as other tools export them, in ONNX Runtime and on the CPU backend.
#include "fovea/cpu/cpu.h"
#include "fovea/onnx/onnx.h"
#include "fovea/runtime/session.h"
#include "tests/formats/onnx_cases.h"
#include "tests/onnxruntime/exported_transformers.h"
#include "tests/onnxruntime/runtime.h"
#include "tests/support/temporary_folder.h"

using namespace fovea;

namespace {

void check(const OnnxWriter& writer) {
  if (skips_without_runtime()) return;
  const TemporaryFolder folder;
  constexpr int batch = 3;
  const std::string file = folder / "m.onnx", again = folder / "again.onnx";
  writer.save(file);
  const Model model = load_onnx(file);
  const bool whole = model.input_type().dtype == DType::i32;
  Tensor numbers = random_input(model.input_type().shape, batch);
  Tensor input = numbers;
  if (whole) {
    input = Tensor(numbers.shape(), DType::i32);
    for (size_t i = 0; i < numbers.as<float>().size(); ++i) {
      const int token = static_cast<int>(i * i + 3) % 11;
      input.as<std::int32_t>()[i] = token;
      numbers.as<float>()[i] = static_cast<float>(token);
    }
  }
  cpu::CpuBackend backend({.threads = 2});
  Session session(backend, model);
  const Tensor ours = session.run("run", {{"x", input}}).at("y");
  // The file that we write of it means the same.
  save_onnx(model, again);
  const auto theirs = run_in_onnxruntime(folder.path(), {{file, numbers, batch}});
  check_like(ours, theirs[0]);
  Session second(backend, load_onnx(again));
  const Tensor reread = second.run("run", {{"x", input}}).at("y");
  check_like(reread, theirs[0]);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transformers)

BOOST_AUTO_TEST_CASE(vit) { check(exported_vit()); }
BOOST_AUTO_TEST_CASE(swin) { check(exported_swin()); }
BOOST_AUTO_TEST_CASE(maxvit) { check(exported_maxvit()); }
BOOST_AUTO_TEST_CASE(gpt2) { check(exported_gpt2()); }

BOOST_AUTO_TEST_CASE(tokens_go_through_the_commands) {
  const TemporaryFolder folder;
  const std::string file = folder / "m.onnx", picture = folder / "p.ppm";
  exported_gpt2().save(file);
  std::ofstream(picture, std::ios::binary) << "P6 2 2 255\n" << std::string(12, 'x');
  for (const std::string& command : {fmt::format("inspect '{}'", file),
                                     fmt::format("convert '{}' '{}'", file, folder / "o.onnx"),
                                     fmt::format("compare '{}' --backend cpu", file)}) {
    const Finished run = run_program(command);
    BOOST_TEST(run.status == 0, command << ": " << run.err);
  }
  const Finished run = run_program(fmt::format("classify '{}' '{}'", file, picture));
  BOOST_TEST(run.status == 1);
  BOOST_TEST(std::ranges::count(run.err, '\n') == 1, run.err);
}

BOOST_AUTO_TEST_SUITE_END()

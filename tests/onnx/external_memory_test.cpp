// How much memory is needed to read weights in files beside the model. FOVEA_LARGE=1 also loads and
// saves models of over 2 GiB.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <fstream>

#include "fovea/layers/dense.h"
#include "fovea/onnx/onnx.h"
#include "tests/onnx/external_models.h"
#include "tests/support/program.h"

using namespace fovea;

namespace {

// With the address sanitizer the process has shadow memory, which says nothing about the program.
#ifdef __SANITIZE_ADDRESS__
constexpr bool memory_counts = false;
#else
constexpr bool memory_counts = true;
#endif

// A sparse file of weights with one number in each.
void check_memory(const std::string& op, std::int64_t rows, std::int64_t columns, int count,
                  std::int64_t allowed_mib) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "model.onnx", data = folder.path() / "w.bin";
  const std::int64_t bytes = rows * columns * 4;
  std::ofstream(data).close();
  std::filesystem::resize_file(data, static_cast<std::uintmax_t>(count * bytes));
  for (int i = 0; i < count; ++i) {
    std::fstream file(data, std::ios::binary | std::ios::in | std::ios::out);
    const float number = static_cast<float>(i + 1);
    file.seekp((i + 1) * bytes - 4);
    file.write(reinterpret_cast<const char*>(&number), 4);
  }
  write(path, products(op, count, rows, columns, [&](int i) {
          return Entries{{"location", "w.bin"},
                         {"offset", std::to_string(i * bytes)},
                         {"length", std::to_string(bytes)}};
        }));
  const std::int64_t before = apart([] {}).second;
  const auto start = std::chrono::steady_clock::now();
  const auto [status, peak] = apart([&] {
    const Model model = load_onnx(path);
    for (int i = 0; i < count; ++i) {
      const auto numbers = model.weights.at(fmt::format("w{}", i)).as<float>();
      if (numbers.back() != static_cast<float>(i + 1)) throw Error("another number");
    }
  });
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  BOOST_TEST(status == 0);
  const std::int64_t weights = count * bytes >> 20;
  if (memory_counts) BOOST_TEST(peak - before <= weights + allowed_mib);
  BOOST_TEST_MESSAGE(op << ": " << weights << " MiB of weights in " << seconds.count()
                        << " s, at most " << peak - before << " MiB");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(external_memory)

BOOST_AUTO_TEST_CASE(loading_takes_no_more_memory_than_the_weights) {
  check_memory("Gemm", 512, 8192, 5, 8);
  check_memory("MatMul", 512, 8192, 5, 16 + 8);  // one of them transposed
}

BOOST_AUTO_TEST_CASE(models_of_over_2_gib) {
  if (!std::getenv("FOVEA_LARGE")) return;
  check_memory("Gemm", 16384, 8192, 5, 8);
  check_memory("MatMul", 16384, 8192, 5, 512 + 8);
}

BOOST_AUTO_TEST_CASE(a_model_of_over_2_gib_is_saved_beside_its_weights) {
  if (!std::getenv("FOVEA_LARGE")) return;
  const TemporaryFolder folder;
  const auto path = folder.path() / "model.onnx";
  Model model;
  const Value x = model.graph->input("x", {{1, 8192}, DType::f32});
  for (int i = 0; i < 5; ++i) {
    model.graph->output(fmt::format("y{}", i), dense(x, {.units = 16384, .bias = false}));
  }
  for (const Variable& variable : model.graph->variables()) {
    Tensor values(variable.type);
    values.as<float>().back() = static_cast<float>(model.weights.size());
    model.weights[variable.name] = values;
  }
  save_onnx(model, path);
  BOOST_TEST(std::filesystem::file_size(path) < 10000u);
  BOOST_TEST(std::filesystem::file_size(folder.path() / "model.onnx.data") == 5u << 29);
  BOOST_TEST(run_program("inspect '" + path.string() + "'").status == 0);
  const Model back = load_onnx(path);
  for (const auto& [name, values] : model.weights) {
    BOOST_TEST(back.weights.at(name).as<float>().back() == values.as<float>().back());
  }
}

BOOST_AUTO_TEST_SUITE_END()

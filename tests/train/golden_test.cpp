// The exact bits of the first ten losses of LeNet-5 with a fixed seed, on every Highway target that
// the machine has. After a change that is meant to change them: FOVEA_GOLDEN=write
// build/.../test_train --run_test=golden, and say why in the commit.
#include <fmt/format.h>
#include <hwy/targets.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <map>

#include "fovea/core/random.h"
#include "fovea/cpu/cpu.h"
#include "fovea/models/models.h"
#include "fovea/runtime/session.h"
#include "framework/train/training_graph.h"

using namespace fovea;

namespace {

const std::string golden_file = FOVEA_SOURCE "/tests/train/golden_losses.txt";

// Target name -> its ten losses as hexadecimal text.
std::map<std::string, std::string> read_golden() {
  std::map<std::string, std::string> golden;
  std::ifstream file(golden_file);
  for (std::string target, losses; file >> target && std::getline(file >> std::ws, losses);) {
    golden[target] = losses;
  }
  return golden;
}

std::string ten_losses() {
  constexpr int batch = 32;
  Model model = models::make("lenet5");
  model.preprocessing = {{0.1307f}, {0.3081f}};
  cpu::CpuBackend backend({.threads = 2});
  Session session(backend, training_graph(model, *make_optimizer("sgd:momentum=0.9"), batch), 1);
  std::string text;
  for (std::uint32_t step = 0; step < 10; ++step) {
    Tensor images(Shape{batch, 28, 28, 1}, DType::u8), labels(Shape{batch}, DType::i32);
    const Random random(5, stream_of("golden"), step);
    for (size_t n = 0; n < batch; ++n) {
      const auto label = static_cast<std::int32_t>(random.below(n, 10));
      labels.as<std::int32_t>()[n] = label;
      for (size_t i = 0; i < 784; ++i) {
        const std::uint32_t noise = random.bits(1000 + 784 * n + i) >> 25;
        const bool bright =
            i / 196 == static_cast<size_t>(label / 3) && static_cast<int>(i % 3) == label % 3;
        images.as<std::uint8_t>()[784 * n + i] = static_cast<std::uint8_t>(noise + 100 * bright);
      }
    }
    const Results results = session.run(
        "run", {{"image", images}, {"label", labels}, {"learning_rate", Tensor::scalar(0.05f)}});
    text += fmt::format("{}{:a}", step ? " " : "", results.at("loss").item<float>());
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(golden)

BOOST_AUTO_TEST_CASE(ten_losses_to_the_bit) {
  auto golden = read_golden();
  const char* mode = std::getenv("FOVEA_GOLDEN");
  const bool write = mode && std::string(mode) == "write";
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    const std::string losses = ten_losses(), name = hwy::TargetName(target);
    hwy::SetSupportedTargetsForTest(0);
    if (write) golden[name] = losses;
    BOOST_REQUIRE_MESSAGE(golden.contains(name), "no golden losses of " << name);
    BOOST_TEST(losses == golden.at(name), name);
  }
  if (!write) return;
  std::ofstream file(golden_file);
  for (const auto& [target, losses] : golden) file << target << " " << losses << "\n";
}

BOOST_AUTO_TEST_SUITE_END()

// The program on the folder of hostile files: for each it ends soon, with exit status 1, a line
// that names the file, and less than a gigabyte of memory.
#include "tests/hostile/survive.h"
#include "tests/support/temporary_folder.h"

namespace fovea {
namespace {

const std::filesystem::path shared = FOVEA_SHARED_DATA;

bool missing() {
  if (!shared.empty() && std::filesystem::exists(shared / "bad")) return false;
  std::puts("SKIPPED: no shared data");
  return true;
}

std::string quoted(const std::filesystem::path& path) { return " '" + path.string() + "' "; }

// Expects one error line; a command that reads many files prints other lines too.
void check_refused(const std::string& arguments, const std::string& file, bool alone = true) {
  BOOST_TEST_CONTEXT(arguments) {
    const Finished run = run_program(arguments);
    BOOST_TEST_INFO_SCOPE(run.err);
    BOOST_TEST(run.status == 1);
    const size_t line = run.err.find("fovea: ");
    BOOST_REQUIRE(line != std::string::npos);
    BOOST_TEST(run.err.find("fovea: ", line + 1) == std::string::npos);
    if (alone) BOOST_TEST(std::ranges::count(run.err.substr(line), '\n') == 1);
    BOOST_TEST(run.err.find(file, line) != std::string::npos);
    rusage usage{};
    getrusage(RUSAGE_CHILDREN, &usage);
    BOOST_TEST(usage.ru_maxrss < 1 << 20);
  }
}

void place_file(const std::string& bad, const std::filesystem::path& to) {
  std::filesystem::copy_file(shared / "bad" / bad, to,
                             std::filesystem::copy_options::overwrite_existing);
  std::filesystem::permissions(to, std::filesystem::perms::owner_all);
}

BOOST_AUTO_TEST_SUITE(bad_files)

BOOST_AUTO_TEST_CASE(models_and_pictures) {
  if (missing()) return;
  const std::string model = quoted(shared / "models" / "squeezenet1_1.onnx");
  const std::string picture = quoted(shared / "photos" / "squirrel.jpg");
  int seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(shared / "bad")) {
    const std::string name = entry.path().filename();
    const std::string extension = entry.path().extension();
    if (extension == ".onnx") {
      check_refused("inspect" + quoted(entry.path()), name);
      check_refused("classify" + quoted(entry.path()) + picture, name);
    } else if (extension == ".png" || extension == ".jpg") {
      check_refused("classify" + model + quoted(entry.path()), name, false);
    } else if (extension == ".mp4") {
      check_refused("webcam" + model + "--headless --input" + quoted(entry.path()), name);
    } else {
      continue;
    }
    ++seen;
  }
  BOOST_TEST(seen > 35);
}

BOOST_AUTO_TEST_CASE(idx_files) {
  if (missing()) return;
  for (const std::string name :
       {"count_too_large-idx3-ubyte", "header_cut-idx3-ubyte", "wrong_magic-idx3-ubyte",
        "dims_overflow-idx3-ubyte", "zero_rows-idx3-ubyte", "trunc-idx3-ubyte.gz",
        "bomb-idx3-ubyte.gz", "mismatch-images-idx3-ubyte", "label_200-idx1-ubyte"}) {
    const TemporaryFolder folder;
    write_blocks(folder.path(), 20, 5);
    const bool packed = name.ends_with(".gz");
    std::string replaced = "t10k-images-idx3-ubyte";
    if (name.starts_with("label")) replaced = "t10k-labels-idx1-ubyte";
    std::filesystem::remove(folder.path() / replaced);
    if (packed) replaced += ".gz";
    place_file(name, folder.path() / replaced);
    if (name.starts_with("mismatch")) {
      place_file("mismatch-labels-idx1-ubyte", folder.path() / "t10k-labels-idx1-ubyte");
    }
    check_refused("evaluate" + quoted(shared / "models" / "mnist_cntk_12.onnx") + "--data" +
                      quoted(folder.path()),
                  "t10k-");
  }
}

BOOST_AUTO_TEST_CASE(cifar_files) {
  if (missing()) return;
  for (const std::string name : {"cifar_label_200.bin", "cifar_cut.bin", "cifar_zero.bin"}) {
    const TemporaryFolder folder;
    for (int batch = 1; batch <= 5; ++batch) {
      write(folder.path() / ("data_batch_" + std::to_string(batch) + ".bin"),
            ByteVector(3073 * 2, 1));
    }
    place_file(name, folder.path() / "test_batch.bin");
    check_refused("evaluate" + quoted(shared / "models" / "cifar10_resnet20.onnx") + "--data" +
                      quoted(folder.path()),
                  "test_batch.bin");
  }
}

BOOST_AUTO_TEST_CASE(checkpoints) {
  if (missing()) return;
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 64, 16);
  const std::string data = quoted(folder.path() / "data"), out = quoted(folder.path() / "run");
  const Finished run = run_program("train perceptron --epochs 1 --data" + data + "--out" + out);
  BOOST_REQUIRE_MESSAGE(run.status == 0, run.err);
  for (const auto& entry : std::filesystem::directory_iterator(shared / "bad")) {
    if (entry.path().extension() != ".safetensors") continue;
    place_file(entry.path().filename(), folder.path() / "run" / "checkpoint.safetensors");
    check_refused("train --resume" + out, "checkpoint.safetensors");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

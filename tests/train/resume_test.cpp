// Runs that are killed and resumed, with other numbers of threads, and the files that they leave.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "fovea/core/random.h"
#include "framework/formats/safetensors.h"
#include "tests/support/program.h"

using namespace fovea;

namespace {

std::string train(const TemporaryFolder& folder, const std::string& run, const std::string& more) {
  return fmt::format(
      "train lenet5 --data '{}' --epochs 3 --batch 32 --checkpoint-steps 5 --out '{}' {}",
      folder / "data", folder / run, more);
}

// Resuming the folder's "run" ends with this message.
void expect_refused(const TemporaryFolder& folder, const std::string& more,
                    const std::string& expected) {
  const Finished run = run_program(fmt::format("train --resume '{}' {}", folder / "run", more));
  BOOST_TEST(run.status == 1);
  BOOST_TEST(run.err.find(expected) != std::string::npos, run.err);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(resume)

BOOST_AUTO_TEST_CASE(any_number_of_threads_writes_the_same_bytes,
                     *boost::unit_test::label("release_only")) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 500, 100);
  for (const int threads : {1, 2, 4}) {
    const Finished run =
        run_program(train(folder, fmt::format("t{}", threads),
                          fmt::format("--augment affine,erase --ema 0.99 --clip-norm 1 "
                                      "--threads {}",
                                      threads)));
    BOOST_REQUIRE_MESSAGE(run.status == 0, run.err);
  }
  const std::string one = read_file(folder / "t1/model.onnx");
  BOOST_TEST(one.size() > 240000);  // 61,706 parameters of 4 bytes
  BOOST_TEST((read_file(folder / "t2/model.onnx") == one));
  BOOST_TEST((read_file(folder / "t4/model.onnx") == one));
}

// 12 kills at moments spread over the run (FOVEA_KILLS: another number). Each is followed by a
// resume that may be killed too, with another number of threads and from other folders.
BOOST_AUTO_TEST_CASE(a_killed_run_ends_with_the_bytes_of_one_left_alone) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 1500, 100);
  const std::string options =
      "--validation 0.1 --schedule plateau:patience=0 --optimizer adam --clip-norm 1 --ema 0.99 "
      "--augment crop:padding=2,fill=reflect,trivial,erase,mixup,cutmix --accumulate 3";
  const auto start = std::chrono::steady_clock::now();
  const Finished whole = run_program(train(folder, "whole", options));
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start);
  BOOST_REQUIRE_MESSAGE(whole.status == 0, whole.err);

  const char* const asked = std::getenv("FOVEA_KILLS");
  const int wanted = asked ? std::stoi(asked) : 12;
  const std::string elsewhere = fmt::format("cd '{}' &&", folder / "data");
  int kills = 0;
  const Random random(3, stream_of("kills"));
  for (std::uint64_t moment = 0; kills < wanted; ++moment) {
    BOOST_REQUIRE(moment < 1000);
    const bool begun = std::filesystem::exists(folder.path() / "killed" / "checkpoint.safetensors");
    const std::string threads = fmt::format(" --threads {}", 1 + moment % 3);
    const bool away = begun && moment % 2;
    const std::string command =
        (begun ? fmt::format("train --resume {}", away ? "../killed" : folder / "killed")
               : train(folder, "killed", options)) +
        threads;
    const int delay =
        static_cast<int>(random.below(moment, static_cast<std::uint64_t>(took.count())));
    const Finished run = run_program(command, delay, away ? elsewhere : "");
    if (run.status == 128 + 9) ++kills;
    if (run.status == 0) {  // it was finished: the bytes must be right, and it starts again
      BOOST_TEST(
          (read_file(folder / "killed/model.onnx") == read_file(folder / "whole/model.onnx")));
      std::filesystem::remove_all(folder / "killed");
    } else {
      BOOST_TEST(run.status == 128 + 9, run.err);
    }
  }
  const bool begun = std::filesystem::exists(folder.path() / "killed" / "checkpoint.safetensors");
  const Finished last = run_program(begun ? fmt::format("train --resume '{}'", folder / "killed")
                                          : train(folder, "killed", options));
  BOOST_REQUIRE_MESSAGE(last.status == 0, last.err);
  for (const char* file : {"model.onnx", "best.onnx"}) {
    BOOST_TEST(
        (read_file(folder.path() / "killed" / file) == read_file(folder.path() / "whole" / file)),
        file << " differs");
  }
  std::istringstream lines(read_file(folder / "killed/metrics.jsonl"));
  int epoch = 0;
  for (std::string line; std::getline(lines, line);) {
    BOOST_TEST(nlohmann::json::parse(line).at("epoch") == ++epoch);
  }
  BOOST_TEST(epoch == 3);
}

BOOST_AUTO_TEST_CASE(a_checkpoint_of_another_run_is_refused) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 200, 50);
  BOOST_REQUIRE(run_program(train(folder, "run", "")).status == 0);
  expect_refused(folder, "--seed 7", "seed is '1' there and '7' here");
  expect_refused(folder, "--batch 16", "batch is '32' there and '16' here");
  expect_refused(folder, "--epochs 1", "the run has 3 epochs behind it already, more than the 1 ");
  expect_refused(folder, "--optimizer adam",
                 "optimizer is 'sgd:momentum=0.9' there and 'adam' here");
  const Finished other = run_program(fmt::format("train mlp --resume '{}'", folder / "run"));
  BOOST_TEST(other.status == 1);
  BOOST_TEST(other.err.find("model is 'lenet5' there and 'mlp' here") != std::string::npos,
             other.err);

  const Finished annealed = run_program(train(folder, "annealed", "--schedule cosine"));
  BOOST_REQUIRE_MESSAGE(annealed.status == 0, annealed.err);
  const Finished longer =
      run_program(fmt::format("train --resume '{}' --epochs 5", folder / "annealed"));
  BOOST_TEST(longer.status == 1);
  BOOST_TEST(longer.err.find("epochs is '3' there and '5' here") != std::string::npos, longer.err);
}

BOOST_AUTO_TEST_CASE(other_test_images_are_refused_where_the_checkpoint_knows_its_own) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 200, 50);
  BOOST_REQUIRE(run_program(train(folder, "run", "")).status == 0);
  const std::filesystem::path checkpoint = folder.path() / "run/checkpoint.safetensors";
  safetensors::File file = safetensors::read(checkpoint);
  BOOST_TEST(file.metadata.count("identity.test data") == 1u);
  std::string pixels = read_file(folder / "data/t10k-images-idx3-ubyte");
  pixels.back() = static_cast<char>(pixels.back() + 1);
  std::ofstream(folder.path() / "data/t10k-images-idx3-ubyte", std::ios::binary) << pixels;
  expect_refused(folder, "--epochs 4", "test data is '");
  // The form of earlier versions.
  file.metadata.erase("identity.test data");
  safetensors::write(checkpoint, file);
  const Finished resumed =
      run_program(fmt::format("train --resume '{}' --epochs 4", folder / "run"));
  BOOST_TEST(resumed.status == 0, resumed.err);
}

BOOST_AUTO_TEST_CASE(changed_images_are_named) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 200, 50);
  BOOST_REQUIRE(run_program(train(folder, "run", "")).status == 0);
  // Only the last of 201 images has changed.
  const int label = static_cast<int>(Random(1, stream_of("train")).below(200, 10));
  std::string labels = read_file(folder / "data/train-labels-idx1-ubyte");
  const auto before = std::ranges::count(labels.substr(8), static_cast<char>(label));
  write_blocks(folder.path() / "data", 201, 50);
  expect_refused(folder, "",
                 fmt::format("not those that the run began with: {} of '{}' then and {} now; ",
                             before, label, before + 1));
  expect_refused(folder, "--validation 0.1", "validation is '0' there and '0.1' here");
  write_blocks(folder.path() / "data", 200, 50);
  const std::filesystem::path images = folder / "data/train-images-idx3-ubyte";
  std::string bytes = read_file(images);
  bytes.back() ^= 1;
  std::ofstream(images, std::ios::binary) << bytes;
  expect_refused(folder, "", "as many of each class, but others; ");
}

BOOST_AUTO_TEST_CASE(a_finished_run_is_never_overwritten) {
  const TemporaryFolder folder;
  write_blocks(folder.path() / "data", 40, 20);
  BOOST_REQUIRE(run_program(train(folder, "run", "")).status == 0);
  const std::string model = read_file(folder / "run/model.onnx");
  const Finished again = run_program(train(folder, "run", "--seed 9"));
  BOOST_TEST(again.status == 1);
  BOOST_TEST(again.err.find("holds a finished run; choose another --out") != std::string::npos,
             again.err);
  BOOST_TEST((read_file(folder / "run/model.onnx") == model));

  // Without --out a free folder is taken.
  const std::string there = fmt::format("cd '{}' &&", folder.path().string());
  for (int i = 0; i < 2; ++i) {
    const Finished named = run_program("train lenet5 --data data --epochs 1 --batch 8", -1, there);
    BOOST_REQUIRE_MESSAGE(named.status == 0, named.err);
  }
  BOOST_TEST(std::filesystem::exists(folder / "runs/lenet5-data/model.onnx"));
  BOOST_TEST(std::filesystem::exists(folder / "runs/lenet5-data-2/model.onnx"));

  const Finished both = run_program(
      fmt::format("train --resume '{}' --out '{}'", folder / "run", folder / "elsewhere"));
  BOOST_TEST(both.status == 2, both.err);
}

BOOST_AUTO_TEST_SUITE_END()

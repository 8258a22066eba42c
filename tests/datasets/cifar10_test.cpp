// The binary files of CIFAR-10 and CIFAR-100: their layout, and the files that are refused.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "fovea/datasets/open.h"
#include "tests/support/message.h"
#include "tests/support/temporary_folder.h"

BOOST_AUTO_TEST_SUITE(cifar10)

using namespace fovea;
using namespace fovea::test;
namespace fs = std::filesystem;

namespace {

// Plane c of the image is c * 80 + row * 2 + column, cut to a byte.
std::string record(int label) {
  std::string bytes(1, static_cast<char>(label));
  for (int c = 0; c < 3; ++c) {
    for (int row = 0; row < 32; ++row) {
      for (int column = 0; column < 32; ++column) {
        bytes += static_cast<char>(c * 80 + row * 2 + column + label);
      }
    }
  }
  return bytes;
}

void write(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

// Batch k has k records.
void write_set(const fs::path& folder) {
  fs::create_directories(folder);
  for (int batch = 1; batch <= 5; ++batch) {
    std::string bytes;
    for (int i = 0; i < batch; ++i) bytes += record(batch + i);
    write(folder / ("data_batch_" + std::to_string(batch) + ".bin"), bytes);
  }
  write(folder / "test_batch.bin", record(7) + record(2));
}

}  // namespace

BOOST_AUTO_TEST_CASE(images_come_pixel_by_pixel) {
  const TemporaryFolder folder;
  write_set(folder.path());
  const datasets::TrainTest both = datasets::open(folder.path().string());
  BOOST_TEST(both.train->size() == 15u);
  BOOST_TEST(both.test->size() == 2u);
  BOOST_TEST(both.train->image().str() == "(32, 32, 3)");
  BOOST_TEST(both.train->labels().at(2) == "bird");
  std::vector<std::uint8_t> image(32 * 32 * 3);
  BOOST_TEST(both.train->read(4, image) == 4);  // batches 1, 2, 3: labels 1, 2 3, 3 4 5
  for (const auto& [row, column, c] : {std::array{0, 0, 0}, std::array{5, 9, 1}, {31, 31, 2}}) {
    BOOST_TEST(int{image[static_cast<size_t>((row * 32 + column) * 3 + c)]} ==
               (c * 80 + row * 2 + column + 4) % 256);
  }
  BOOST_TEST(both.test->read(1, image) == 2);
}

BOOST_AUTO_TEST_CASE(faults_are_named) {
  const TemporaryFolder folder;
  const auto message = [&] { return message_of([&] { datasets::open(folder.path().string()); }); };
  write_set(folder.path());
  fs::remove(folder / "data_batch_3.bin");
  BOOST_TEST(has(message(), "data_batch_3.bin is missing"));
  BOOST_TEST(has(message(), "tools/get_data.sh cifar10"));
  write(folder / "data_batch_3.bin", record(1).substr(1));
  BOOST_TEST(has(message(), "data_batch_3.bin: has 3072 bytes"));
  write(folder / "data_batch_3.bin", "");
  BOOST_TEST(has(message(), "has 0 bytes"));
  write(folder / "data_batch_3.bin", record(0) + record(10));
  BOOST_TEST(has(message(), "label 10 at byte 3073"));
}

// A record has the byte of its group before the byte of its class.
BOOST_AUTO_TEST_CASE(cifar100) {
  const TemporaryFolder folder;
  write(folder / "train.bin", "\x03" + record(99) + "\x13" + record(0));
  write(folder / "test.bin", "\x01" + record(5));
  const datasets::TrainTest both = datasets::open(folder.path().string());
  BOOST_TEST(both.train->name() == "cifar100");
  BOOST_TEST(both.train->size() == 2u);
  BOOST_TEST(both.train->labels().size() == 100u);
  std::vector<std::uint8_t> image(32 * 32 * 3);
  BOOST_TEST(both.train->read(0, image) == 99);
  BOOST_TEST(int{image[1]} == 80 + 99);
  BOOST_TEST(both.train->labels().at(99) == "worm");

  setenv("FOVEA_DATA", folder.path().c_str(), 1);
  fs::create_directories(folder / "cifar100");
  for (const char* name : {"train.bin", "test.bin"}) {
    fs::rename(folder / name, fs::path(folder / "cifar100") / name);
  }
  const datasets::TrainTest groups = datasets::open("cifar100-coarse");
  unsetenv("FOVEA_DATA");
  BOOST_TEST(groups.train->read(1, image) == 0x13);
  BOOST_TEST(groups.train->labels().at(0x13) == "vehicles_2");
  write(fs::path(folder / "cifar100") / "test.bin", record(5));
  BOOST_TEST(has(message_of([&] { datasets::open(folder / "cifar100"); }),
                 "has 3073 bytes, which are no records of 3074 (labels and 32x32x3 pixels)"));
}

// The published mean of each channel of the training images.
BOOST_AUTO_TEST_CASE(the_real_files) {
  const fs::path packed_files = fs::path(FOVEA_SHARED_DATA) / "cifar10";
  if (std::string(FOVEA_SHARED_DATA).empty() || std::system("xz --version > /dev/null") != 0) {
    std::cout << "SKIPPED: needs FOVEA_SHARED_DATA and xz\n";
    return;
  }
  const TemporaryFolder folder;
  for (const auto& entry : fs::directory_iterator(packed_files)) {
    if (entry.path().extension() != ".xz") continue;
    const std::string to = folder / entry.path().stem().string();
    BOOST_REQUIRE(std::system(("xz -dc '" + entry.path().string() + "' > '" + to + "'").c_str()) ==
                  0);
  }
  const datasets::TrainTest both = datasets::open(folder.path().string());
  BOOST_TEST(both.train->size() == 50000u);
  BOOST_TEST(both.test->size() == 10000u);
  std::array<double, 3> sums = {};
  std::array<int, 10> counts = {};
  std::vector<std::uint8_t> image(32 * 32 * 3);
  for (std::uint32_t i = 0; i < both.train->size(); ++i) {
    ++counts.at(static_cast<size_t>(both.train->read(i, image)));
    for (size_t p = 0; p < image.size(); ++p) sums[p % 3] += image[p];
  }
  const std::array<double, 3> published = {0.49140, 0.48216, 0.44653};
  for (size_t c = 0; c < 3; ++c) {
    BOOST_TEST(std::abs(sums[c] / (50000.0 * 1024 * 255) - published[c]) < 1e-5);
  }
  for (const int count : counts) BOOST_TEST(count == 5000);
}

BOOST_AUTO_TEST_SUITE_END()

// Possible contents of the caches at a start: nothing, nonsense, files of a killed process, files
// of another driver. Each must be a clean start with right results, and leave good caches.
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>

#include "fovea/core/random.h"
#include "fovea/kernels/elementwise.h"
#include "framework/formats/atomic_file.h"
#include "tests/support/file_text.h"
#include "tests/vulkan/vulkan_device.h"

using namespace fovea;

namespace {

using Path = std::filesystem::path;

void write(const Path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// Relu on the test device, checked first unless the caches say that it was.
void expect_clean_start(const TemporaryFolder& cache) {
  const auto backend = test_vulkan({}, cache.path());
  Plan plan;
  const TensorType type{Shape{5}, DType::f32};
  plan.inputs.push_back({"x", {Region::input, 0, 0, type}});
  Step step;
  step.kernel = step.node = "relu";
  step.params = ElementwiseParams{5, 0, 0};
  step.scratch.type = {Shape{0}, DType::u8};
  step.inputs = {plan.inputs[0].slot};
  step.outputs = {{Region::arena, 0, 0, type}};
  plan.outputs.push_back({"y", step.outputs[0]});
  plan.arena_bytes = 64;
  plan.steps = {step};
  BOOST_TEST(backend->query(step).reason == "");
  const auto state = backend->make_state({});
  const auto executable = backend->load(plan, *state);
  const Tensor x = Tensor::of<float>(Shape{5}, {-2, -1, 0, 1, 2});
  const auto results = executable->wait(executable->submit({{"x", x}}));
  BOOST_TEST(results.at("y").as<float>()[0] == 0.0f);
  BOOST_TEST(results.at("y").as<float>()[4] == 2.0f);
}

std::vector<Path> files_in(const TemporaryFolder& folder) {
  std::vector<Path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    paths.push_back(entry.path());
  }
  return paths;
}

Path file_of(const TemporaryFolder& folder, const std::string& purpose) {
  for (const Path& path : files_in(folder)) {
    if (path.extension() == "." + purpose) return path;
  }
  BOOST_FAIL("no cache of " << purpose);
  return {};
}

// The content after the head (magic, size, checksum, 8 bytes each), and a file with another content
// and a right head.
std::string content_of(const std::string& file) { return file.substr(24); }

std::string with_content(const std::string& file, const std::string& content) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : content) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  const std::uint64_t words[] = {content.size(), hash};
  return file.substr(0, 8) + std::string(reinterpret_cast<const char*>(words), sizeof words) +
         content;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(caches, *boost::unit_test::precondition(has_test_vulkan))

BOOST_AUTO_TEST_CASE(rubbish_is_ignored_and_replaced) {
  const TemporaryFolder cache;
  expect_clean_start(cache);
  const std::string proofs = text_of(file_of(cache, "proofs"));
  BOOST_TEST(content_of(proofs).find("relu") != std::string::npos);
  const auto spoil = [&](const auto& change) {
    for (const Path& path : files_in(cache)) write(path, change(text_of(path)));
    expect_clean_start(cache);
    BOOST_TEST((text_of(file_of(cache, "proofs")) == proofs));
  };
  spoil([](const std::string& bytes) { return bytes.substr(0, bytes.size() - 1); });
  spoil([](const std::string&) { return std::string(); });
  spoil([](std::string bytes) {
    // A cache to which nothing was added is still empty.
    if (!bytes.empty()) bytes.back() = static_cast<char>(bytes.back() ^ 1);
    return bytes;
  });
  for (std::uint32_t draw = 0; draw < 8; ++draw) {
    spoil([&](const std::string& bytes) {
      const Random random(draw, stream_of("rubbish"));
      std::string noise(draw % 2 ? bytes.size() : 5000, '\0');
      for (size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<char>(random.bits(i));
      return noise;
    });
  }
}

// Random bytes with a right checksum: the code that reads the content must not trust it either.
BOOST_AUTO_TEST_CASE(rubbish_under_a_right_checksum_is_ignored) {
  const TemporaryFolder cache;
  expect_clean_start(cache);
  for (const Path& path : files_in(cache)) {
    const Random random(9, stream_of(path.extension().string()));
    std::string noise(3000, '\0');
    for (size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<char>(random.bits(i));
    write(path, with_content(text_of(path), noise));
  }
  write(files_in(cache).front().replace_extension(".tuning"),
        with_content(text_of(file_of(cache, "proofs")), "relu nan\nadd 1e99\nsgd -1\n\xff 1 2"));
  expect_clean_start(cache);
}

// The head of a pipeline cache names device and driver; see VkPipelineCacheHeaderVersionOne.
BOOST_AUTO_TEST_CASE(a_pipeline_cache_of_another_driver_is_replaced) {
  const TemporaryFolder cache;
  expect_clean_start(cache);
  const Path path = file_of(cache, "pipelines");
  const std::string own = text_of(path);
  BOOST_REQUIRE(content_of(own).size() >= 32);
  for (const size_t byte : {0u, 4u, 8u, 12u, 16u, 31u}) {  // size, version, vendor, device, UUID
    std::string content = content_of(own) + "pipelines of another driver";
    content[byte] = static_cast<char>(content[byte] ^ 0x55);
    write(path, with_content(own, content));
    expect_clean_start(cache);
    BOOST_TEST((text_of(path) == own), "byte " << byte);
  }
}

BOOST_AUTO_TEST_CASE(a_writer_killed_half_way_leaves_the_old_cache) {
  const TemporaryFolder cache;
  expect_clean_start(cache);
  for (const Path& path : files_in(cache)) {
    const std::string old = text_of(path);
    const pid_t child = ::fork();
    if (child == 0) {
      AtomicFile file(path);
      file.write(old.substr(0, old.size() / 2));
      ::raise(SIGKILL);
    }
    int status = 0;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    BOOST_TEST(WIFSIGNALED(status));
    BOOST_TEST((text_of(path) == old));
  }
  expect_clean_start(cache);
  for (const Path& path : files_in(cache)) {
    if (path.extension() == ".proofs") std::filesystem::remove(path);
  }
  expect_clean_start(cache);  // over what the killed writer left
  BOOST_TEST(content_of(text_of(file_of(cache, "proofs"))).find("relu") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_written_is_no_error) {
  const TemporaryFolder cache;
  write(cache.path() / "file", "");
  const auto backend = test_vulkan({}, cache / "file");
  BOOST_TEST(backend->info().backend == "vulkan");
}

BOOST_AUTO_TEST_SUITE_END()

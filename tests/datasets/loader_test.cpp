// The loader: every image once, the same batches on any number of threads, and from any step.
#include "fovea/datasets/loader.h"

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <numeric>

#include "tests/support/message.h"

BOOST_AUTO_TEST_SUITE(loader)

using namespace fovea;
using namespace fovea::test;
using datasets::LoadedBatch;
using datasets::Loader;
using datasets::LoaderOptions;

namespace {

/// Image i is filled with i % 256 and has label i % 10; reading image `broken` throws.
class Numbered : public datasets::Dataset {
 public:
  explicit Numbered(std::uint32_t size, std::uint32_t broken = ~0u)
      : size_(size), broken_(broken) {}
  const std::string& name() const override { return name_; }
  std::uint32_t size() const override { return size_; }
  const Shape& image() const override { return shape_; }
  const std::vector<std::string>& labels() const override { return labels_; }
  std::int32_t read(std::uint32_t index, std::span<std::uint8_t> image) const override {
    if (index == broken_) throw Error("image {} is broken", index);
    std::fill(image.begin(), image.end(), static_cast<std::uint8_t>(index));
    return static_cast<std::int32_t>(index % 10);
  }

 private:
  std::string name_ = "numbered";
  std::uint32_t size_, broken_;
  Shape shape_{5, 4, 3};
  std::vector<std::string> labels_ = std::vector<std::string>(10, "digit");
};

std::shared_ptr<Numbered> numbered(std::uint32_t size) { return std::make_shared<Numbered>(size); }

/// The whole content of a batch, as one value to compare.
std::vector<std::uint8_t> content(const LoadedBatch& batch) {
  std::vector<std::uint8_t> all;
  for (const auto bytes : {batch.image.bytes(), batch.label.bytes()}) {
    for (const std::byte byte : bytes) all.push_back(static_cast<std::uint8_t>(byte));
  }
  return all;
}

std::vector<std::vector<std::uint8_t>> rest_of_epoch(Loader& loader) {
  std::vector<std::vector<std::uint8_t>> batches;
  while (const auto batch = loader.next()) batches.push_back(content(*batch));
  return batches;
}

/// Two epochs of 1,003 augmented images in batches of 64, on `threads` threads.
std::vector<std::vector<std::uint8_t>> two_epochs(int threads, std::uint32_t ahead,
                                                  const std::string& augment) {
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                  static_cast<std::size_t>(threads));
  tbb::task_arena arena(threads);
  return arena.execute([&] {
    Loader loader(
        numbered(1003),
        {.seed = 5, .ahead = ahead, .augment = {.change = datasets::augmentation(augment)}});
    auto batches = rest_of_epoch(loader);
    loader.seek(1);
    for (auto& batch : rest_of_epoch(loader)) batches.push_back(std::move(batch));
    return batches;
  });
}

}  // namespace

BOOST_AUTO_TEST_CASE(gives_every_image_once_an_epoch) {
  Loader loader(numbered(1003), {.batch = 100, .seed = 3});
  BOOST_TEST(loader.steps() == 11);
  std::vector<int> seen(1003);
  std::int64_t step = 0;
  while (const auto batch = loader.next()) {
    BOOST_TEST(batch->step == step++);
    const std::int64_t rows = step == 11 ? 3 : 100;
    BOOST_TEST(batch->image.type().str() == (TensorType{{rows, 5, 4, 3}, DType::u8}.str()));
    BOOST_TEST(batch->label.type().str() == (TensorType{{rows}, DType::i32}.str()));
    for (std::size_t row = 0; row < batch->indices.size(); ++row) {
      const std::uint32_t index = batch->indices[row];
      ++seen[index];
      BOOST_TEST(batch->label.as<std::int32_t>()[row] == static_cast<std::int32_t>(index % 10));
      const auto image = batch->image.as<std::uint8_t>().subspan(row * 60, 60);
      BOOST_TEST(std::count(image.begin(), image.end(), static_cast<std::uint8_t>(index)) == 60);
    }
  }
  BOOST_TEST(step == 11);
  BOOST_TEST(std::count(seen.begin(), seen.end(), 1) == 1003);
  BOOST_TEST(!loader.next());
}

BOOST_AUTO_TEST_CASE(gives_the_same_on_any_number_of_threads) {
  for (const char* augment : {"none", "affine", "crop:padding=1,trivial,erase"}) {
    const auto expected = two_epochs(1, 4, augment);
    BOOST_TEST(expected.size() == 32u);
    for (const int threads : {1, 2, 4}) {
      for (const std::uint32_t ahead : {0u, 1u, 4u, 50u}) {
        BOOST_TEST((two_epochs(threads, ahead, augment) == expected));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(order_is_a_function_of_seed_and_epoch) {
  const auto order = datasets::epoch_order(1000, 1, 0);
  BOOST_TEST((datasets::epoch_order(1000, 1, 0) == order));
  BOOST_TEST((datasets::epoch_order(1000, 1, 1) != order));
  BOOST_TEST((datasets::epoch_order(1000, 2, 0) != order));

  Loader loader(numbered(1000), {.batch = 1000, .seed = 1});
  BOOST_TEST((loader.next()->indices == order));
  loader.seek(1);
  BOOST_TEST((loader.next()->indices == datasets::epoch_order(1000, 1, 1)));
  loader.seek(0);
  BOOST_TEST((loader.next()->indices == order));
}

BOOST_AUTO_TEST_CASE(keeps_the_order_when_not_shuffled) {
  Loader loader(numbered(70), {.shuffle = false});
  std::vector<std::uint32_t> seen;
  while (const auto batch = loader.next()) {
    seen.insert(seen.end(), batch->indices.begin(), batch->indices.end());
  }
  std::vector<std::uint32_t> expected(70);
  std::iota(expected.begin(), expected.end(), 0u);
  BOOST_TEST(seen == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(seek_goes_on_in_mid_epoch) {
  const LoaderOptions options{
      .batch = 30, .seed = 9, .augment = {.change = datasets::augmentation("shift")}};
  Loader first(numbered(500), options);
  first.seek(2);
  const auto expected = rest_of_epoch(first);
  for (const std::int64_t step : {0, 1, 7, 16, 17}) {
    Loader resumed(numbered(500), options);
    resumed.next();
    resumed.seek(2, step);
    const auto rest = rest_of_epoch(resumed);
    BOOST_TEST(rest.size() == 17u - static_cast<std::size_t>(step));
    BOOST_TEST(std::equal(rest.begin(), rest.end(), expected.begin() + step, expected.end()));
  }
  BOOST_TEST(has(message_of([&] { first.seek(0, 18); }), "step 18 is not in an epoch of 17"));
}

BOOST_AUTO_TEST_CASE(works_from_another_arena_than_its_own) {
  for (const std::size_t threads : {1u, 2u, 4u}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    Loader loader(numbered(200), {.batch = 10});
    tbb::task_arena other(1);
    int batches = 0;
    for (bool more = true; more; ++batches) {
      more = batches % 2 ? loader.next().has_value()
                         : other.execute([&] { return loader.next().has_value(); });
    }
    BOOST_TEST(batches == 21);
  }
}

BOOST_AUTO_TEST_CASE(can_be_left_at_any_moment) {
  for (int taken = 0; taken < 8; ++taken) {
    Loader loader(numbered(100), {.batch = 7, .ahead = 5});
    for (int i = 0; i < taken; ++i) loader.next();
  }
}

BOOST_AUTO_TEST_CASE(passes_on_the_fault_of_an_image) {
  for (const int threads : {1, 4}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                    static_cast<std::size_t>(threads));
    tbb::task_arena(threads).execute([] {
      Loader loader(std::make_shared<Numbered>(100, 25), {.batch = 10, .shuffle = false});
      BOOST_TEST(loader.next()->step == 0);
      BOOST_TEST(loader.next()->step == 1);
      BOOST_TEST(message_of([&] { loader.next(); }) == "image 25 is broken");
      BOOST_TEST(loader.next()->step == 3);
      loader.seek(0);
    });
  }
}

BOOST_AUTO_TEST_CASE(refuses_batches_that_cannot_be) {
  BOOST_TEST(message_of([] { Loader(numbered(10), {.batch = 11}); }) ==
             "numbered: a batch of 11 is larger than the data set, which has 10 images");
  BOOST_TEST(has(message_of([] { Loader(numbered(10), {.batch = 0}); }), "a batch of 0"));
  BOOST_TEST(has(message_of([] {
                   Loader(numbered(10),
                          {.batch = 5,
                           .augment = {.change = datasets::augmentation("scale-crop:least=3")}});
                 }),
                 "3 pixels is less than the image's 4"));
}

BOOST_AUTO_TEST_SUITE_END()

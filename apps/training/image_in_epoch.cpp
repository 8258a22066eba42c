#include "apps/training/image_in_epoch.h"

#include "fovea/datasets/loader.h"

namespace fovea::apps {

namespace {

datasets::Draws draws_of(const char* stream, std::uint64_t seed, std::uint32_t epoch,
                         std::uint32_t index) {
  return {Random(seed, stream_of(stream), epoch), index * datasets::numbers_an_image};
}

std::vector<std::uint8_t> unmixed(const datasets::Dataset& dataset,
                                  const datasets::BatchAugment& augment, std::uint32_t index,
                                  std::uint64_t seed, std::uint32_t epoch) {
  std::vector<std::uint8_t> image(static_cast<size_t>(dataset.image().count()));
  datasets::read_changed(dataset, index, augment, draws_of("augment", seed, epoch, index), image);
  return image;
}

}  // namespace

std::vector<std::uint8_t> image_in_epoch(const datasets::Dataset& dataset,
                                         const datasets::BatchAugment& augment, std::uint32_t index,
                                         std::uint32_t next, std::uint64_t seed,
                                         std::uint32_t epoch) {
  std::vector<std::uint8_t> image = unmixed(dataset, augment, index, seed, epoch);
  if (augment.mix) {
    augment.mix(image, unmixed(dataset, augment, next, seed, epoch), dataset.image(),
                draws_of("mix", seed, epoch, index));
  }
  return image;
}

}  // namespace fovea::apps

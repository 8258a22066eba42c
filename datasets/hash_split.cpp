#include "datasets/hash_split.h"

#include <algorithm>

#include "datasets/fingerprint.h"

namespace fovea::datasets {

namespace {

constexpr std::uint64_t parts = 1000, for_test = 200;

// A number in 0 .. parts - 1, and the whole hash.
std::pair<std::uint64_t, std::uint64_t> hash_place(const Picture& picture) {
  Fingerprint print;
  print.add(picture.name);
  print.add(0);  // mixes the last bytes of the name in
  return {(print.value() >> 8) % parts, print.value()};
}

}  // namespace

HashSplit split_by_hash(std::vector<Picture> pictures, const std::vector<std::string>& labels,
                        std::vector<std::string>& faults) {
  std::vector<std::vector<Picture>> classes(labels.size());
  for (Picture& picture : pictures) {
    classes[static_cast<std::size_t>(picture.label)].push_back(std::move(picture));
  }
  HashSplit split;
  for (std::size_t label = 0; label < labels.size(); ++label) {
    std::vector<Picture>& own = classes[label];
    if (own.size() == 1) {
      faults.push_back(
          fmt::format("class '{}' has one picture, and at least two are needed: one to "
                      "train on and one to test",
                      labels[label]));
    }
    if (own.size() < 2) continue;
    const auto by_place = [](const Picture& a, const Picture& b) {
      return hash_place(a) < hash_place(b);
    };
    const Picture* const first = &*std::ranges::min_element(own, by_place);
    const Picture* const last = &*std::ranges::max_element(own, by_place);
    for (const Picture& picture : own) {
      const bool tests =
          &picture == first || (&picture != last && hash_place(picture).first < for_test);
      (tests ? split.test : split.train).push_back(picture);
    }
  }
  return split;
}

}  // namespace fovea::datasets

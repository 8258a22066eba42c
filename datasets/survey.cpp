#include "fovea/datasets/survey.h"

#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <mutex>

#include "datasets/fault_list.h"

namespace fovea::datasets {

namespace {

struct SurveySums {
  std::vector<std::uint64_t> sums, squares;
  std::vector<std::pair<std::uint32_t, std::string>> faults;
  std::vector<std::uint8_t> image;
};

void add(const Dataset& set, std::uint32_t index, SurveySums& to, std::int32_t& label) {
  const auto channels = static_cast<std::size_t>(set.image()[2]);
  try {
    label = set.read(index, to.image);
  } catch (const Error& error) {
    to.faults.emplace_back(index, error.what());
    return;
  }
  for (std::size_t first = 0; first < to.image.size(); first += channels) {
    for (std::size_t c = 0; c < channels; ++c) {
      const std::uint64_t value = to.image[first + c];
      to.sums[c] += value;
      to.squares[c] += value * value;
    }
  }
}

}  // namespace

void Survey::expect_sound() const {
  if (!faults.empty()) throw fault_list(faults);
}

Survey survey(const Dataset& set, const std::function<void(std::uint32_t)>& progress) {
  const auto channels = static_cast<std::size_t>(set.image()[2]);
  const auto bytes = static_cast<std::size_t>(set.image().count());
  tbb::enumerable_thread_specific<SurveySums> parts([&] {
    return SurveySums{std::vector<std::uint64_t>(channels),
                      std::vector<std::uint64_t>(channels),
                      {},
                      std::vector<std::uint8_t>(bytes)};
  });
  std::vector<std::int32_t> labels(set.size(), -1);
  std::atomic<std::uint32_t> done = 0;
  std::mutex telling;
  tbb::parallel_for(tbb::blocked_range<std::uint32_t>(0, set.size()), [&](const auto& range) {
    SurveySums& part = parts.local();
    for (std::uint32_t index = range.begin(); index != range.end(); ++index) {
      add(set, index, part, labels[index]);
      ++done;
      if (!progress) continue;
      if (const std::unique_lock lock(telling, std::try_to_lock); lock) progress(done);
    }
  });
  Survey result{std::vector<std::uint64_t>(channels),
                std::vector<std::uint64_t>(channels),
                std::move(labels),
                {}};
  std::vector<std::pair<std::uint32_t, std::string>> faults;
  for (const SurveySums& part : parts) {
    std::ranges::transform(part.sums, result.sums, result.sums.begin(), std::plus{});
    std::ranges::transform(part.squares, result.squares, result.squares.begin(), std::plus{});
    faults.insert(faults.end(), part.faults.begin(), part.faults.end());
  }
  std::ranges::sort(faults);
  for (auto& [index, text] : faults) result.faults.push_back(std::move(text));
  return result;
}

}  // namespace fovea::datasets

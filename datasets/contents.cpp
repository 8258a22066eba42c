#include "fovea/datasets/contents.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <unordered_map>

#include "datasets/fingerprint.h"

namespace fovea::datasets {

namespace {

std::uint64_t print_of(const Tensor& picture) {
  Fingerprint print;
  for (const std::int64_t side : picture.shape().dims()) {
    print.add(static_cast<std::uint64_t>(side));
  }
  print.add(picture.bytes());
  return print.value();
}

bool same(const Tensor& one, const Tensor& other) {
  return one.type() == other.type() && std::ranges::equal(one.bytes(), other.bytes());
}

}  // namespace

Contents contents(const Dataset& set, const std::function<void(std::uint32_t)>& progress) {
  Contents result;
  result.entries.resize(set.size());
  std::vector<std::string> faults(set.size());
  std::atomic<std::uint32_t> done = 0;
  std::mutex telling;
  tbb::parallel_for(tbb::blocked_range<std::uint32_t>(0, set.size()), [&](const auto& range) {
    for (std::uint32_t index = range.begin(); index != range.end(); ++index) {
      try {
        const Original original = set.original(index);
        result.entries[index] = {original.label, original.picture.shape(),
                                 print_of(original.picture)};
      } catch (const Error& error) {
        faults[index] = error.what();
      }
      ++done;
      if (!progress) continue;
      if (const std::unique_lock lock(telling, std::try_to_lock); lock) progress(done);
    }
  });
  std::ranges::copy_if(faults, std::back_inserter(result.faults),
                       [](const std::string& fault) { return !fault.empty(); });
  return result;
}

std::vector<Twins> find_twins(const Dataset& first, const Contents& of_first, const Dataset& second,
                              const Contents& of_second) {
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> by_print;
  for (std::uint32_t i = 0; i < of_first.entries.size(); ++i) {
    if (of_first.entries[i].label >= 0) by_print[of_first.entries[i].print].push_back(i);
  }
  std::vector<Twins> twins;
  for (std::uint32_t i = 0; i < of_second.entries.size(); ++i) {
    const auto alike = by_print.find(of_second.entries[i].print);
    if (of_second.entries[i].label < 0 || alike == by_print.end()) continue;
    for (const std::uint32_t other : alike->second) {
      if (&first == &second && other >= i) break;
      if (!same(first.original(other).picture, second.original(i).picture)) continue;
      twins.push_back({other, i});
      break;
    }
  }
  return twins;
}

}  // namespace fovea::datasets

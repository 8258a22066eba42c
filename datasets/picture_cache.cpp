#include "fovea/datasets/picture_cache.h"

#include <sys/stat.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <fstream>
#include <optional>

#include "datasets/cache_file.h"
#include "datasets/fingerprint.h"
#include "datasets/picture_set.h"
#include "fovea/core/error.h"
#include "fovea/images/image.h"

namespace fovea::datasets {

namespace {

namespace fs = std::filesystem;

using Sets = std::vector<std::shared_ptr<const PictureSet>>;

Sets picture_sets(const TrainTest& both) {
  Sets sets;
  for (const auto& set : {both.train, both.test, both.validation}) {
    if (!set) continue;
    auto pictures = std::dynamic_pointer_cast<const PictureSet>(set);
    if (!pictures) {
      throw Error("only photos in files are cached: this set lies in memory").at(set->name());
    }
    sets.push_back(std::move(pictures));
  }
  return sets;
}

// A hash of everything that a picture's pixels depend on, except its file.
std::uint64_t rule_of(const View& view, CachedPictures what) {
  Fingerprint print;
  print.add(std::uint64_t{what == CachedPictures::views});
  if (what == CachedPictures::views) {
    for (const std::int64_t side : view.size.dims()) print.add(static_cast<std::uint64_t>(side));
    print.add(static_cast<std::uint64_t>(view.preprocessing.shorter_side));
    print.add(static_cast<std::uint64_t>(view.preprocessing.order));
    print.add(static_cast<std::uint64_t>(view.crops));
  }
  return print.value();
}

std::optional<std::vector<std::uint8_t>> bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::error_code fault;
  const std::uintmax_t size = fs::file_size(file, fault);
  if (fault || !stream) return {};
  std::vector<std::uint8_t> bytes(size);
  stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (!stream || stream.gcount() != static_cast<std::streamsize>(size)) return {};
  return bytes;
}

std::uint64_t content_of(std::span<const std::uint8_t> bytes) {
  Fingerprint print;
  print.add(std::as_bytes(bytes));
  return print.value();
}

// A picture that will be in the cache.
struct CacheCandidate {
  const Picture* picture = nullptr;
  const View* view = nullptr;
  CacheEntry entry = {};
  bool decode = true;   // false: the pixels in the old cache are right
  bool changed = true;  // the new entry differs from the old one
  std::vector<std::uint8_t> pixels = {};
};

// Finds out whether the old cache has the picture, by size and time or by size and content, and
// whether its pixels are undamaged.
void compare(CacheCandidate& candidate, const CacheFile* old) {
  const fs::path& file = candidate.picture->file;
  PictureFileState& state = candidate.entry.file_state;
  state.path = path_key(file);
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return;
  state.bytes = static_cast<std::uint64_t>(status.st_size);
  state.time = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
  const CacheEntry* const old_entry = old ? old->find(state.path) : nullptr;
  if (!old_entry || old_entry->file_state.bytes != state.bytes || !old->is_sound(*old_entry))
    return;
  candidate.changed = old_entry->file_state.time != state.time;
  if (candidate.changed) {
    const auto bytes = bytes_of(file);
    if (!bytes || content_of(*bytes) != old_entry->file_state.content) return;
  }
  candidate.decode = false;
  const std::int64_t time = state.time;
  candidate.entry = *old_entry;
  candidate.entry.file_state.time = time;
}

// Leaves the pixels empty for a picture that cannot be decoded.
void decode(CacheCandidate& candidate, CachedPictures what) {
  const auto bytes = bytes_of(candidate.picture->file);
  if (!bytes || bytes->size() != candidate.entry.file_state.bytes) return;
  candidate.entry.file_state.content = content_of(*bytes);
  try {
    const Image image = decode_image(*bytes);
    if (!image.fault.empty()) return;
    const Tensor shown =
        what == CachedPictures::views ? views(image.pixels, *candidate.view) : image.pixels;
    const auto side = [&](int from_end) {
      return static_cast<std::uint32_t>(shown.shape()[shown.shape().rank() - from_end]);
    };
    candidate.entry.height = side(3);
    candidate.entry.width = side(2);
    candidate.entry.channels = side(1);
    const auto values = shown.as<std::uint8_t>();
    candidate.pixels.assign(values.begin(), values.end());
  } catch (const Error&) {
    return;  // reading the picture will report the error
  }
}

// Writes all of them, a few at a time: decoded pictures may be large.
void write(std::vector<CacheCandidate>& candidates, const CacheFile* old, const fs::path& path,
           std::uint64_t rule, CachedPictures what) {
  constexpr std::size_t together = 16;
  CacheWriter writer(path, rule);
  for (std::size_t first = 0; first < candidates.size(); first += together) {
    const std::size_t end = std::min(first + together, candidates.size());
    tbb::parallel_for(first, end, [&](std::size_t i) {
      if (candidates[i].decode) decode(candidates[i], what);
    });
    for (std::size_t i = first; i < end; ++i) {
      CacheCandidate& one = candidates[i];
      if (!one.decode) {
        writer.add(one.entry, old->pixels(one.entry));
      } else if (!one.pixels.empty()) {
        writer.add(one.entry, one.pixels);
      }
      one.pixels = {};
    }
  }
  writer.commit();
}

// In a folder each set and rule has a file of its own.
fs::path file_in(const fs::path& path, const Sets& sets, std::uint64_t rule) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return path;
  Fingerprint print;
  print.add(rule);
  if (sets.front()->size() > 0) {
    print.add(fs::path(sets.front()->place(0)).parent_path().parent_path().string());
  }
  return path / fmt::format("{}-{:016x}.pictures", sets.front()->name(), print.value());
}

}  // namespace

CachedSets cached(const TrainTest& both, const fs::path& path, CachedPictures what) {
  const Sets sets = picture_sets(both);
  const std::uint64_t rule = rule_of(sets.front()->view(), what);
  CachedSets result{both, file_in(path, sets, rule)};
  std::error_code ignored;
  std::optional<CacheFile> old;
  if (fs::exists(result.file, ignored)) old.emplace(result.file, rule);
  std::vector<CacheCandidate> candidates;
  for (const auto& set : sets) {
    for (const Picture& picture : set->pictures()) candidates.push_back({&picture, &set->view()});
  }
  const CacheFile* const old_file = old ? &*old : nullptr;
  tbb::parallel_for(std::size_t{0}, candidates.size(),
                    [&](std::size_t i) { compare(candidates[i], old_file); });
  for (const CacheCandidate& one : candidates) ++(one.decode ? result.misses : result.hits);
  if (std::ranges::any_of(candidates, &CacheCandidate::changed)) {
    write(candidates, old_file, result.file, rule, what);
    old.reset();
  }
  auto cache = std::make_shared<const CacheFile>(result.file, rule);
  const auto with_cache = [&](std::shared_ptr<const Dataset>& set) {
    if (!set) return;
    set = std::dynamic_pointer_cast<const PictureSet>(set)->cached(cache, what);
  };
  with_cache(result.sets.train);
  with_cache(result.sets.test);
  with_cache(result.sets.validation);
  return result;
}

}  // namespace fovea::datasets

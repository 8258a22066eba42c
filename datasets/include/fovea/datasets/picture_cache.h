// Photos kept decoded in one file, so that they are decoded once and not in every epoch and run.
// What is read is the same, bit for bit, with and without.
#pragma once

#include <filesystem>

#include "fovea/datasets/dataset.h"

namespace fovea::datasets {

/// views: each picture as read() gives it, of the network's size. originals: as original() gives
/// it, in its own size, for augmentations that cut their part out of the whole picture.
enum class CachedPictures { views, originals };

struct CachedSets {
  TrainTest sets;
  std::filesystem::path file;
  std::int64_t kept = 0, decoded = 0;  // pictures that were in the file, and that came into it now
};

/// The same sets, which read their pictures from a memory-mapped file; in a folder, from a file
/// with a name of its own for each set and view. A picture of the file counts if size and time of
/// its source are as they were or, where the time is another, size and hash of the bytes. If one is
/// missing, the file is written anew as a whole and atomically, with what is still right in it;
/// pictures that cannot be decoded are left out and read from their files. Throws Error for sets
/// that are not made of photos, for a file that is no such cache, which is left alone, and when it
/// cannot be written.
CachedSets cached(const TrainTest& sets, const std::filesystem::path& path, CachedPictures what);

}  // namespace fovea::datasets

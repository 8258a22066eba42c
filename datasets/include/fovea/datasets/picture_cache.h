// Keeps decoded photos in one file, so that they are decoded once and not in every epoch and run.
// The images are the same, bit for bit, with and without the cache.
#pragma once

#include <filesystem>

#include "fovea/datasets/dataset.h"

namespace fovea::datasets {

/// views: each picture as read() gives it, in the network's size. originals: as original() gives
/// it, in its own size, for augmentations that cut a part from the whole picture.
enum class CachedPictures { views, originals };

struct CachedSets {
  TrainTest sets;
  std::filesystem::path file;
  std::int64_t hits = 0, misses = 0;  // pictures that were in the file; new pictures in it
};

/// The same sets, which read their pictures from a memory-mapped file; in a folder, from a file
/// with a name of its own for each set and view. A picture in the file is used if size and time of
/// its source have not changed or, if the time has changed, if size and hash of the bytes have not.
/// If a picture is missing, the whole file is written again atomically, with the pictures that are
/// still right. Pictures that cannot be decoded are left out and read from their files. Throws
/// Error for sets that are not made of photos, for a file that is not such a cache
/// (it is not changed), and if the cache cannot be written.
CachedSets cached(const TrainTest& sets, const std::filesystem::path& path, CachedPictures what);

}  // namespace fovea::datasets

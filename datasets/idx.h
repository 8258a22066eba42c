// IDX, the file format of MNIST (yann.lecun.com/exdb/mnist): two zero bytes, the element type
// (8: unsigned byte), the number of dimensions, each dimension as a big-endian 32-bit number,
// then the elements in row-major order. Files may be raw or gzipped, whatever their name.
#pragma once

#include <cstddef>
#include <filesystem>

#include "fovea/core/tensor.h"

namespace fovea::datasets {

/// Bytes before the first element.
constexpr std::size_t idx_header_bytes(int rank) { return 4 + 4 * static_cast<std::size_t>(rank); }

/// The bytes of a file as u8 with `rank` dimensions, none of them 0. Reads at most one byte more
/// than the header promises, and allocates only what the file can hold. Throws Error, naming the
/// file, the byte and the fault, for any other file.
Tensor read_idx(const std::filesystem::path& file, int rank);

}  // namespace fovea::datasets

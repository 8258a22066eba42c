#include "datasets/idx.h"

#include <fmt/ranges.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

namespace fovea::datasets {

namespace {

/// Deflate packs at most 258 bytes into two bits (zlib.net/zlib_tech.html).
constexpr std::uint64_t most_inflation = 1032;
/// 64 MiB: if a gzip file promises more, its content is checked first.
constexpr std::int64_t most_on_trust = 1 << 26;

/// A raw or gzipped file, read from front to back.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) {
    std::error_code fault;
    const auto status = std::filesystem::status(file, fault);
    if (!std::filesystem::exists(status)) throw Error("there is no such file");
    if (!std::filesystem::is_regular_file(status)) throw Error("is not a file");
    file_bytes_ = std::filesystem::file_size(file, fault);
    if (fault) throw Error("cannot be read: {}", fault.message());
    errno = 0;
    stream_.reset(gzopen(file.c_str(), "rb"));
    if (!stream_) throw Error("cannot be opened: {}", std::strerror(errno ? errno : ENOMEM));
    gzbuffer(stream_.get(), 1 << 16);
  }

  void rewind() {
    gzrewind(stream_.get());
    position_ = 0;
  }

  bool packed() { return gzdirect(stream_.get()) == 0; }

  /// The most bytes that the file can hold, unpacked.
  std::uint64_t capacity() { return packed() ? file_bytes_ * most_inflation : file_bytes_; }

  /// Fills `to`, or less if the file ends, and returns the number of bytes; throws Error if the
  /// gzip stream is broken.
  std::size_t read(std::span<std::uint8_t> to) {
    std::size_t done = 0;
    while (done < to.size()) {
      const auto piece = static_cast<unsigned>(std::min<std::size_t>(to.size() - done, 1 << 24));
      const int got = gzread(stream_.get(), to.data() + done, piece);
      if (got > 0) {
        done += static_cast<std::size_t>(got);
        position_ += static_cast<std::uint64_t>(got);
      }
      int code = Z_OK;
      const char* message = gzerror(stream_.get(), &code);
      if (code == Z_BUF_ERROR) {
        throw Error("the gzip stream is cut off after byte {} of its contents", position_);
      }
      if (code == Z_ERRNO) throw Error("cannot be read: {}", std::strerror(errno));
      if (code != Z_OK && code != Z_STREAM_END) {
        throw Error("the gzip stream is broken after byte {} of its contents: {}", position_,
                    message);
      }
      if (got == 0) break;
    }
    return done;
  }

 private:
  struct Close {
    void operator()(gzFile stream) const { gzclose_r(stream); }
  };
  std::unique_ptr<gzFile_s, Close> stream_;
  std::uint64_t file_bytes_ = 0, position_ = 0;
};

Shape read_header(Reader& reader, int rank) {
  std::array<std::uint8_t, idx_header_bytes(Shape::max_rank)> header{};
  const std::size_t header_bytes = idx_header_bytes(rank);
  const std::size_t got = reader.read({header.data(), header_bytes});
  if (got >= 4) {
    for (const int i : {0, 1}) {
      if (header[static_cast<std::size_t>(i)] != 0) {
        throw Error("byte {} is 0x{:02x}, where an IDX file has 0", i,
                    header[static_cast<std::size_t>(i)]);
      }
    }
    if (header[2] != 8) {
      throw Error("element type 0x{:02x} at byte 2, where unsigned bytes have 0x08", header[2]);
    }
    if (header[3] != rank) {
      throw Error("{} dimensions at byte 3, where {} need {}", header[3],
                  rank == 1 ? "labels" : "images", rank);
    }
  }
  if (got < header_bytes) {
    throw Error("ends at byte {}, inside the header of {} bytes", got, header_bytes);
  }

  std::vector<std::int64_t> dims;
  std::uint64_t promised = 1;
  const std::uint64_t room =
      reader.capacity() - std::min<std::uint64_t>(reader.capacity(), header_bytes);
  bool fits = true;
  for (std::size_t at = 4; at < header_bytes; at += 4) {
    std::uint64_t extent = 0;
    for (std::size_t i = at; i < at + 4; ++i) extent = extent << 8 | header[i];
    if (extent == 0) throw Error("dimension {} at byte {} is 0", dims.size(), at);
    dims.push_back(static_cast<std::int64_t>(extent));
    fits = fits && extent <= room / promised;
    if (fits) promised *= extent;
  }
  if (!fits) {
    throw Error("the header promises {} elements from byte {} on, the file {} {}",
                fmt::join(dims, " x "), header_bytes, reader.packed() ? "can hold at most" : "has",
                room);
  }
  return Shape(dims);
}

/// Throws Error unless the elements, `got` of `promised`, are all there and nothing follows.
void check_end(Reader& reader, std::uint64_t got, std::uint64_t promised) {
  if (got < promised) {
    throw Error("ends after {} of the {} elements that the header promises", got, promised);
  }
  std::uint8_t more = 0;
  if (reader.read({&more, 1}) > 0) {
    throw Error("has bytes behind the {} elements that the header promises", promised);
  }
}

/// Reads all elements without keeping them.
void skim(Reader& reader, std::uint64_t promised) {
  std::vector<std::uint8_t> piece(1 << 16);
  std::uint64_t got = 0;
  while (got < promised) {
    const std::size_t piece_bytes = std::min<std::uint64_t>(promised - got, piece.size());
    const std::size_t some = reader.read({piece.data(), piece_bytes});
    got += some;
    if (some < piece_bytes) break;
  }
  check_end(reader, got, promised);
}

}  // namespace

Tensor read_idx(const std::filesystem::path& file, int rank) {
  try {
    Reader reader(file);
    const Shape shape = read_header(reader, rank);
    if (reader.packed() && shape.count() > most_on_trust) {
      skim(reader, static_cast<std::uint64_t>(shape.count()));
      reader.rewind();
      read_header(reader, rank);
    }
    Tensor tensor(shape, DType::u8);
    const auto bytes = tensor.as<std::uint8_t>();
    const std::size_t got = reader.read(bytes);
    check_end(reader, got, bytes.size());
    return tensor;
  } catch (const Error& error) {
    throw error.at(file.string());
  }
}

}  // namespace fovea::datasets

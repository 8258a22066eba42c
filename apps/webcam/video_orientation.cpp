#include "apps/webcam/video_orientation.h"

#include <array>
#include <cmath>
#include <fstream>
#include <opencv2/core.hpp>
#include <string>

namespace fovea::apps {

namespace {

/// a, b, c, d of the file's a b u, c d v, x y w: u, v are 0 and x, y only shift.
using Matrix = std::array<double, 4>;

constexpr Matrix upright = {1, 0, 0, 1};

/// A box: its type, and the begin and end of its contents.
struct Mp4Box {
  std::string type;
  std::uint64_t begin = 0, end = 0;
};

class BoxFile {
 public:
  explicit BoxFile(const std::filesystem::path& file) : stream_(file, std::ios::binary) {
    stream_.seekg(0, std::ios::end);
    const auto size = stream_.tellg();
    if (stream_ && size > 0) size_ = static_cast<std::uint64_t>(size);
  }

  Mp4Box whole() const { return {"", 0, size_}; }

  /// The box that begins at `at` inside `outer`.
  std::optional<Mp4Box> box_at(std::uint64_t at, const Mp4Box& outer) {
    constexpr int most_boxes = 1 << 16;
    if (at + 8 > outer.end || ++boxes_ > most_boxes) return std::nullopt;
    std::uint64_t length = number(at, 4);
    std::string type(4, ' ');
    read(at + 4, type.data(), 4);
    std::uint64_t header = 8;
    if (length == 1) {
      length = number(at + 8, 8);
      header = 16;
    }
    if (length == 0) length = outer.end - at;  // up to the end
    if (!stream_ || length < header || length > outer.end - at) return std::nullopt;
    return Mp4Box{type, at + header, at + length};
  }

  std::optional<Mp4Box> find(const Mp4Box& outer, const std::string& type) {
    for (auto box = box_at(outer.begin, outer); box; box = box_at(box->end, outer)) {
      if (box->type == type) return box;
    }
    return std::nullopt;
  }

  std::uint64_t number(std::uint64_t at, int bytes) {
    std::array<char, 8> read_bytes{};
    read(at, read_bytes.data(), bytes);
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) {
      value = value << 8 | static_cast<unsigned char>(read_bytes[static_cast<size_t>(i)]);
    }
    return value;
  }

  /// The matrix at this offset in a box whose times have 4 bytes, or 8.
  Matrix matrix(const Mp4Box& box, std::uint64_t offset_of_short, std::uint64_t offset_of_long) {
    const std::uint64_t at =
        box.begin + (number(box.begin, 1) == 1 ? offset_of_long : offset_of_short);
    if (at + 36 > box.end) return upright;
    const auto fixed = [&](std::uint64_t from) {  // 16.16
      return static_cast<std::int32_t>(number(from, 4)) / 65536.0;
    };
    return {fixed(at), fixed(at + 4), fixed(at + 12), fixed(at + 16)};
  }

  bool sound() const { return stream_.good(); }

 private:
  void read(std::uint64_t at, char* to, int bytes) {
    stream_.seekg(static_cast<std::streamoff>(at));
    stream_.read(to, bytes);
  }

  std::ifstream stream_;
  std::uint64_t size_ = 0;
  int boxes_ = 0;
};

// First `one`, then `other`.
Matrix after(const Matrix& one, const Matrix& other) {
  return {one[0] * other[0] + one[1] * other[2], one[0] * other[1] + one[1] * other[3],
          one[2] * other[0] + one[3] * other[2], one[2] * other[1] + one[3] * other[3]};
}

VideoOrientation quarter_turns(const Matrix& matrix) {
  const double largest = std::max(
      {std::abs(matrix[0]), std::abs(matrix[1]), std::abs(matrix[2]), std::abs(matrix[3])});
  const auto sign = [&](double value) {
    return std::abs(value) < 0.01 * largest ? 0 : value > 0 ? 1 : -1;
  };
  const VideoOrientation turn{sign(matrix[0]), sign(matrix[1]), sign(matrix[2]), sign(matrix[3])};
  const bool straight = turn.a && !turn.b && !turn.c && turn.d;
  const bool on_its_side = !turn.a && turn.b && turn.c && !turn.d;
  return straight || on_its_side ? turn : VideoOrientation{};
}

}  // namespace

std::optional<VideoOrientation> video_orientation(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return std::nullopt;
  BoxFile file(path);
  const auto movie = file.find(file.whole(), "moov");
  if (!movie) return std::nullopt;
  const auto header = file.find(*movie, "mvhd");
  const Matrix of_movie = header ? file.matrix(*header, 36, 48) : upright;
  for (auto track = file.box_at(movie->begin, *movie); track;
       track = file.box_at(track->end, *movie)) {
    if (track->type != "trak") continue;
    const auto media = file.find(*track, "mdia");
    const auto handler = media ? file.find(*media, "hdlr") : std::nullopt;
    constexpr std::uint64_t pictures = 0x76696465;  // "vide"
    if (!handler || file.number(handler->begin + 8, 4) != pictures) continue;
    const auto track_header = file.find(*track, "tkhd");
    const Matrix of_track = track_header ? file.matrix(*track_header, 40, 52) : upright;
    return file.sound() ? quarter_turns(after(of_track, of_movie)) : VideoOrientation{};
  }
  return VideoOrientation{};
}

cv::Mat oriented(const cv::Mat& frame, const VideoOrientation& orientation) {
  if (orientation == VideoOrientation{}) return frame;
  cv::Mat turned;
  if (orientation.a == 0) {
    cv::transpose(frame, turned);
  } else {
    turned = frame.clone();
  }
  const bool mirrored = orientation.a + orientation.c < 0;  // left to right, where shown
  const bool upside_down = orientation.b + orientation.d < 0;
  if (mirrored) cv::flip(turned, turned, 1);
  if (upside_down) cv::flip(turned, turned, 0);
  return turned;
}

}  // namespace fovea::apps

#include "fovea/images/image.h"

#include <zlib.h>

#include <mutex>
#include <opencv2/core/utility.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "datasets/images/decoder_messages.h"
#include "datasets/images/image_bmp.h"
#include "datasets/images/image_exif.h"
#include "datasets/images/image_gif.h"
#include "datasets/images/image_header.h"
#include "datasets/images/late_library.h"
#include "framework/formats/atomic_file.h"
#include "framework/formats/input_file.h"

namespace fovea::datasets {

namespace {

constexpr std::int64_t large_pixels = 1 << 24;
constexpr std::uint64_t most_bytes = 1 << 28;

// A PNG begins with 8 bytes of its own and 25 of its header. After them our files have a chunk of
// text (PNG, third edition, 11.3.3): length, type, contents, and a checksum of the last two.
constexpr std::ptrdiff_t before_text = 33;
constexpr std::string_view software = {"\0\0\0\x0etEXtSoftware\0fovea", 22};

std::string software_chunk() {
  std::string chunk(software);
  const std::string_view summed = software.substr(4);
  const auto sum =
      crc32(0, reinterpret_cast<const Bytef*>(summed.data()), static_cast<uInt>(summed.size()));
  for (const int shift : {24, 16, 8, 0}) chunk += static_cast<char>(sum >> shift);
  return chunk;
}

// OpenCV's codecs may not be loaded until a picture is read.
void load_codecs() {
  static std::once_flag once;
  std::call_once(once, load_late, FOVEA_IMGCODECS);
}

Tensor decoded(std::span<const std::uint8_t> file) {
  load_codecs();
  cv::Mat image;
  const DecoderMessages messages;
  try {
    const cv::Mat bytes(1, static_cast<int>(file.size()), CV_8U,
                        const_cast<std::uint8_t*>(file.data()));
    image = cv::imdecode(bytes, cv::IMREAD_COLOR);
  } catch (const cv::Exception& fault) {
    throw Error("cannot be decoded: {}", fault.err);
  }
  if (image.empty()) {
    const std::string message = messages.first();
    throw Error("cannot be decoded: its data are broken{}",
                message.empty() ? "" : fmt::format(" ({})", message));
  }
  Tensor pixels(Shape{image.rows, image.cols, 3}, DType::u8);
  cv::Mat rgb(image.rows, image.cols, CV_8UC3, pixels.data());
  cv::cvtColor(image, rgb, cv::COLOR_BGR2RGB);
  return pixels;
}

}  // namespace

Image decode_image(std::span<const std::uint8_t> file) {
  const ImageHeader header = read_image_header(file);
  static std::mutex one_at_a_time;
  std::optional<std::scoped_lock<std::mutex>> alone;
  if (header.width * header.height > large_pixels) alone.emplace(one_at_a_time);
  if (header.format == ImageFormat::gif) {
    GifFrame frame = read_gif_frame(file);
    return {std::move(frame.pixels), std::move(frame.fault)};
  }
  if (header.format == ImageFormat::bmp) {
    if (const auto pixels = read_masked_bmp(file)) return {*pixels, header.fault};
  }
  const std::vector<std::uint8_t> copy = for_decoder(file, header);
  const Tensor pixels = decoded(copy.empty() ? file : std::span(copy));
  const bool turned_already = header.format != ImageFormat::webp;
  return {turned_already ? pixels : turned(pixels, webp_orientation(file)), header.fault};
}

Image read_image(const std::filesystem::path& path) {
  try {
    const InputFile file(path);
    if (file.size() > most_bytes) {
      throw Error("is {} MB long, more than the {} MB that are read", file.size() >> 20,
                  most_bytes >> 20);
    }
    std::vector<std::uint8_t> bytes(file.size());
    file.read(0, std::as_writable_bytes(std::span(bytes)));
    return decode_image(bytes);
  } catch (const Error& error) {
    throw error.at(path.string());
  }
}

std::vector<std::uint8_t> encode_png(const Tensor& pixels) {
  if (pixels.dtype() != DType::u8 || pixels.shape().rank() != 3 || pixels.shape()[2] != 3) {
    throw Error("a picture is u8 (H, W, 3), not {}", pixels.type().str());
  }
  const int height = static_cast<int>(pixels.shape()[0]);
  const int width = static_cast<int>(pixels.shape()[1]);
  std::vector<std::uint8_t> bytes;
  load_codecs();
  try {
    const cv::Mat rgb(height, width, CV_8UC3, const_cast<std::byte*>(pixels.data()));
    cv::Mat bgr;
    cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
    if (!cv::imencode(".png", bgr, bytes)) throw Error("cannot be made a PNG");
  } catch (const cv::Exception& fault) {
    throw Error("cannot be made a PNG: {}", fault.err);
  }
  return bytes;
}

bool is_own_png(std::string_view start) {
  return start.size() >= before_text + software.size() &&
         start.substr(before_text).starts_with(software);
}

void write_png(const Tensor& pixels, const std::filesystem::path& file) {
  std::vector<std::uint8_t> bytes;
  try {
    bytes = encode_png(pixels);
    const auto text = software_chunk();
    bytes.insert(bytes.begin() + before_text, text.begin(), text.end());
  } catch (const Error& error) {
    throw error.at(file.string());
  }
  write_atomically(file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace fovea::datasets

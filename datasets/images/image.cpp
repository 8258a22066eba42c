#include "fovea/images/image.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <opencv2/core/utility.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "datasets/images/image_exif.h"
#include "datasets/images/image_gif.h"
#include "datasets/images/image_header.h"
#include "framework/formats/input_file.h"

namespace fovea::datasets {

namespace {

constexpr std::int64_t large_pixels = 1 << 24;
constexpr std::uint64_t most_bytes = 1 << 28;

Tensor decoded(std::span<const std::uint8_t> file) {
  cv::Mat image;
  try {
    const cv::Mat bytes(1, static_cast<int>(file.size()), CV_8U,
                        const_cast<std::uint8_t*>(file.data()));
    image = cv::imdecode(bytes, cv::IMREAD_COLOR);
  } catch (const cv::Exception& fault) {
    throw Error("cannot be decoded: {}", fault.err);
  }
  if (image.empty()) throw Error("cannot be decoded: its data are broken");
  Tensor pixels(Shape{image.rows, image.cols, 3}, DType::u8);
  cv::Mat rgb(image.rows, image.cols, CV_8UC3, pixels.data());
  cv::cvtColor(image, rgb, cv::COLOR_BGR2RGB);
  return pixels;
}

bool has_image_name(const std::filesystem::path& file) {
  std::string extension = file.extension().string();
  std::ranges::transform(extension, extension.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  static constexpr std::string_view known[] = {".jpg", ".jpeg", ".jpe", ".png",
                                               ".gif", ".bmp",  ".webp"};
  return std::ranges::find(known, extension) != std::end(known);
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

std::vector<std::filesystem::path> images_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code fault;
  const auto skip = std::filesystem::directory_options::skip_permission_denied;
  std::filesystem::recursive_directory_iterator entry(folder, skip, fault), end;
  for (; !fault && entry != end; entry.increment(fault)) {
    std::error_code none;
    if (entry->is_regular_file(none) && has_image_name(entry->path())) files.push_back(*entry);
  }
  if (fault) throw Error("cannot be read: {}", fault.message()).at(folder.string());
  std::ranges::sort(files);
  return files;
}

void write_png(const Tensor& pixels, const std::filesystem::path& file) {
  const int height = static_cast<int>(pixels.shape()[0]);
  const int width = static_cast<int>(pixels.shape()[1]);
  const cv::Mat rgb(height, width, CV_8UC3, const_cast<std::byte*>(pixels.data()));
  cv::Mat bgr;
  cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
  std::vector<std::uint8_t> bytes;
  cv::imencode(".png", bgr, bytes);
  std::ofstream stream(file, std::ios::binary);
  stream.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  stream.close();
  if (!stream) throw Error("cannot be written").at(file.string());
}

}  // namespace fovea::datasets

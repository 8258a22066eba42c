#include "fovea/images/image.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <opencv2/imgproc.hpp>

#include "datasets/images/image_header.h"
#include "fovea/core/random.h"
#include "tests/datasets/decoded.h"
#include "tests/datasets/image_files.h"
#include "tests/support/program.h"

namespace fovea::datasets {
namespace {

/// The largest difference of any byte; 256 for pictures of two sizes.
int difference(const Tensor& a, const Tensor& b) {
  if (a.type() != b.type()) return 256;
  const auto left = a.as<std::uint8_t>(), right = b.as<std::uint8_t>();
  int most = 0;
  for (size_t i = 0; i < left.size(); ++i) most = std::max(most, std::abs(left[i] - right[i]));
  return most;
}

ByteVector indices_of(size_t count) {
  ByteVector indices(count);
  const Random random(3, stream_of("gif"));
  for (size_t i = 0; i < count; ++i) {  // runs of many lengths, and noise
    indices[i] = random.below(i, 4) == 0 || i == 0
                     ? static_cast<std::uint8_t>(random.bits(i + count))
                     : indices[i - 1];
  }
  return indices;
}

void check_colours(const Tensor& picture, int y, int x, int index) {
  BOOST_TEST(pixel(picture, y, x, 0) == index);
  BOOST_TEST(pixel(picture, y, x, 1) == 255 - index);
  BOOST_TEST(pixel(picture, y, x, 2) == index / 2);
}

BOOST_AUTO_TEST_SUITE(image)

BOOST_AUTO_TEST_CASE(every_format) {
  const Tensor picture = gradient(37, 23);
  BOOST_TEST(difference(whole(encoded(".png", picture)), picture) == 0);
  BOOST_TEST(difference(whole(encoded(".bmp", picture)), picture) == 0);
  const auto webp = encoded(".webp", picture, {cv::IMWRITE_WEBP_QUALITY, 101});  // lossless
  BOOST_TEST(difference(whole(webp), picture) == 0);
  BOOST_TEST(difference(whole(encoded(".jpg", picture)), picture) < 12);
  const auto steps = encoded(".jpg", picture, {cv::IMWRITE_JPEG_PROGRESSIVE, 1});
  BOOST_TEST(difference(whole(steps), picture) < 12);
  const auto restarts = encoded(".jpg", picture, {cv::IMWRITE_JPEG_RST_INTERVAL, 1});
  BOOST_TEST(difference(whole(restarts), picture) < 12);
}

BOOST_AUTO_TEST_CASE(every_kind_of_pixel) {
  const Tensor picture = gradient(9, 11);
  cv::Mat deep;
  bgr(picture).convertTo(deep, CV_16UC3, 257);
  BOOST_TEST(difference(whole(encoded(".png", deep)), picture) == 0);

  cv::Mat with_alpha;  // transparent pixels are used too
  cv::cvtColor(bgr(picture), with_alpha, cv::COLOR_BGR2BGRA);
  for (int i = 3; i < 4 * 9 * 11; i += 8) with_alpha.data[i] = 0;
  BOOST_TEST(difference(whole(encoded(".png", with_alpha)), picture) == 0);

  cv::Mat gray(9, 11, CV_8UC1);
  for (int i = 0; i < 9 * 11; ++i) gray.data[i] = static_cast<std::uint8_t>(2 * i);
  for (const char* extension : {".png", ".jpg", ".bmp"}) {
    const Tensor back = whole(encoded(extension, gray, {cv::IMWRITE_JPEG_QUALITY, 100}));
    for (int c = 0; c < 3; ++c) BOOST_TEST(std::abs(pixel(back, 5, 7, c) - 2 * (5 * 11 + 7)) < 6);
  }
  const auto bits = encoded(".png", cv::Mat(gray > 99), {cv::IMWRITE_PNG_BILEVEL, 1});
  BOOST_TEST(pixel(whole(bits), 0, 0, 1) == 0);
  BOOST_TEST(pixel(whole(bits), 8, 10, 1) == 255);

  const ByteVector indices = {0, 1, 2, 2, 1, 0};
  const Tensor palette = whole(palette_png(2, 3, indices, {1, 2, 3, 40, 50, 60, 255, 128, 0}));
  BOOST_TEST((palette.shape() == Shape{2, 3, 3}));
  BOOST_TEST(pixel(palette, 0, 1, 2) == 60);
  BOOST_TEST(pixel(palette, 1, 0, 1) == 128);
  BOOST_TEST(pixel(palette, 1, 2, 0) == 1);
}

// The stored picture's corner (0, 0) by orientation, from the EXIF standard: 1 top left, 2 top
// right, 3 bottom right, 4 bottom left, then the same with rows and columns exchanged.
BOOST_AUTO_TEST_CASE(exif_orientation) {
  const int height = 16, width = 24;
  const Tensor stored = gradient(height, width);
  const auto jpeg = encoded(".jpg", stored, {cv::IMWRITE_JPEG_QUALITY, 100});
  const auto webp = encoded(".webp", stored, {cv::IMWRITE_WEBP_QUALITY, 101});
  for (int number = 0; number < 24; ++number) {
    const int orientation = 1 + number % 8;
    const Tensor shown =
        whole(number < 8 ? with_orientation(jpeg, orientation)
                         : webp_with_orientation(webp, height, width, orientation, number >= 16));
    const bool turned = orientation > 4;
    BOOST_TEST_CONTEXT(number) {
      BOOST_REQUIRE(shown.shape()[0] == (turned ? width : height));
      BOOST_REQUIRE(shown.shape()[1] == (turned ? height : width));
      const bool right =
          orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
      const bool bottom =
          orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
      for (const auto& [y, x] : {std::pair{1, 2}, {14, 20}, {3, 22}}) {
        const int across = turned ? y : x, down = turned ? x : y;
        const int to_x = right ? static_cast<int>(shown.shape()[1]) - 1 - across : across;
        const int to_y = bottom ? static_cast<int>(shown.shape()[0]) - 1 - down : down;
        for (int c = 0; c < 3; ++c) {
          BOOST_TEST(std::abs(pixel(shown, to_y, to_x, c) - pixel(stored, y, x, c)) < 12);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(exif_orientation_of_a_png) {
  const Tensor shown = whole(png_with_orientation(encoded(".png", gradient(16, 24)), 6));
  BOOST_REQUIRE((shown.shape() == Shape{24, 16, 3}));
  BOOST_TEST(pixel(shown, 3, 15, 0) == pixel(gradient(16, 24), 0, 3, 0));  // a quarter turn right
}

BOOST_AUTO_TEST_CASE(gif_of_many_codes) {
  const int height = 190, width = 210;  // more than the 4096 codes, so they start again
  const ByteVector indices = indices_of(static_cast<size_t>(height * width));
  const Tensor picture = whole(gif(height, width, {{0, 0, width, height, false, indices}}));
  BOOST_REQUIRE((picture.shape() == Shape{height, width, 3}));
  for (int i = 0; i < height * width; i += 7) {
    check_colours(picture, i / width, i % width, indices[static_cast<size_t>(i)]);
  }
}

// One row of three pixels: pure red, green and blue, or with the masks' other bits set.
BOOST_AUTO_TEST_CASE(gif_interlaced) {
  ByteVector indices;  // the rows in the order of the four passes, each full of its own number
  for (const int row : {0, 8, 4, 2, 6, 10, 1, 3, 5, 7, 9}) {
    indices.insert(indices.end(), 3, static_cast<std::uint8_t>(row));
  }
  const Tensor picture = whole(gif(11, 3, {{0, 0, 3, 11, true, indices}}));
  for (int row = 0; row < 11; ++row) check_colours(picture, row, 2, row);
}

BOOST_AUTO_TEST_CASE(first_frame_of_an_animation) {
  const ByteVector red(12, 200), other(12, 3);
  const Tensor picture = whole(gif(6, 8, {{2, 1, 4, 3, false, red}, {0, 0, 4, 3, false, other}}));
  BOOST_REQUIRE((picture.shape() == Shape{6, 8, 3}));
  check_colours(picture, 1, 2, 200);
  check_colours(picture, 3, 5, 200);
  check_colours(picture, 0, 0, 9);  // the background
  check_colours(picture, 4, 2, 9);

  const Tensor first = gradient(20, 14);
  const std::vector<int> lossless = {cv::IMWRITE_WEBP_QUALITY, 101};
  const auto animation =
      animated_webp(20, 14,
                    {encoded(".webp", first, lossless),
                     encoded(".webp", cv::Mat::zeros(20, 14, CV_8UC3), lossless)});
  BOOST_TEST(difference(whole(animation), first) == 0);
}

BOOST_AUTO_TEST_CASE(what_is_no_picture) {
  BOOST_TEST(complaint({}) == "is empty");
  BOOST_TEST(complaint(ByteVector(500, 'x')) == "is no JPEG, PNG, GIF, BMP or WebP picture");
  ByteVector dicom = encoded(".bmp", gradient(40, 40));
  std::copy_n("DICM", 4, dicom.begin() + 128);
  BOOST_TEST(complaint(dicom) == "is a DICOM file or looks like one");
}

// Only the header is read, so memory of that size is never asked for.
BOOST_AUTO_TEST_CASE(sizes_beyond_the_limit) {
  ByteVector jpeg = encoded(".jpg", gradient(8, 8));
  const std::uint8_t frame[] = {0xff, 0xc0};
  const auto at = std::search(jpeg.begin(), jpeg.end(), std::begin(frame), std::end(frame));
  std::fill(at + 5, at + 9, 0xff);
  BOOST_TEST(complaint(jpeg) == "is 65535x65535, more than the 67 million pixels that are read");
  std::fill(at + 5, at + 7, 0);
  BOOST_TEST(complaint(jpeg) == "has a size of 65535x0");
  BOOST_TEST(complaint(gif(60000, 60000, {})).starts_with("is 60000x60000, more than"));
  ByteVector bmp = encoded(".bmp", gradient(8, 8));
  bmp[20] = bmp[21] = 0x7f;
  BOOST_TEST(complaint(bmp) != "");
}

// No prefix of a file is taken for a whole picture, and the part that is there is right.
BOOST_AUTO_TEST_CASE(files_cut_short) {
  const Tensor picture = gradient(40, 30);
  const ByteVector indices = indices_of(1200);
  const std::vector<std::pair<std::string, ByteVector>> files = {
      {"jpeg", encoded(".jpg", picture)},
      {"progressive", encoded(".jpg", picture, {cv::IMWRITE_JPEG_PROGRESSIVE, 1})},
      {"png", encoded(".png", picture)},
      {"bmp", encoded(".bmp", picture)},
      {"webp", encoded(".webp", picture)},
      {"gif", gif(40, 30, {{0, 0, 30, 40, false, indices}})}};
  for (const auto& [name, file] : files) {
    whole(file);
    int in_part = 0;
    for (size_t length = 0; length + 2 < file.size(); length += 1 + file.size() / 60) {
      const ByteVector prefix(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
      BOOST_TEST_CONTEXT(name << " cut to " << length << " of " << file.size()) {
        try {
          const Image image = decode_image(prefix);
          BOOST_TEST(image.fault.starts_with("is cut short"), image.fault);
          ++in_part;
        } catch (const Error& error) {
          BOOST_TEST(std::string(error.what()).find('\n') == std::string::npos);
        }
      }
    }
    const bool can = name == "jpeg" || name == "progressive" || name == "gif";
    BOOST_TEST((in_part > 0) == can, name);
  }
  const ByteVector& jpeg = files[0].second;
  const ByteVector most(jpeg.begin(), jpeg.end() - 40);
  const Image image = decode_image(most);
  BOOST_TEST(image.fault == fmt::format("is cut short at byte {}", most.size()));
  for (int c = 0; c < 3; ++c) {
    BOOST_TEST(std::abs(pixel(image.pixels, 4, 20, c) - pixel(picture, 4, 20, c)) < 12);
  }
}

BOOST_AUTO_TEST_CASE(broken_png) {
  ByteVector png = encoded(".png", gradient(40, 30));
  png[png.size() - 20] ^= 1;  // within the last IDAT
  BOOST_TEST(complaint(png).starts_with("has a wrong checksum in its chunk at byte "));
  BOOST_TEST(complaint(palette_png(2, 2, {0, 1, 1, 0}, {})) ==
             "has a palette picture without its palette");
}

BOOST_AUTO_TEST_CASE(png_out_and_in) {
  const TemporaryFolder folder;
  const Tensor picture = gradient(5, 7);
  write_png(picture, folder.path() / "a.png");
  BOOST_TEST(difference(read_image(folder.path() / "a.png").pixels, picture) == 0);
  const auto fault = [&](const Tensor& pixels, const std::string& file) {
    return test::message_of([&] { write_png(pixels, file); });
  };
  const std::string inside = folder / "none/a.png";
  BOOST_TEST(fault(picture, inside).starts_with(inside));
  BOOST_TEST(test::has(fault(Tensor(Shape{2, 2}, DType::u8), folder / "a.png"), "u8 (H, W, 3)"));
  BOOST_TEST(difference(read_image(folder.path() / "a.png").pixels, picture) == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea::datasets

// BMP: colours with masks, lines as run lengths, and files that are cut short.
#include <boost/test/unit_test.hpp>

#include "datasets/images/image_header.h"
#include "tests/datasets/decoded.h"
#include "tests/datasets/image_files.h"

namespace fovea::datasets {
namespace {

BOOST_AUTO_TEST_SUITE(image_bmp)

BOOST_AUTO_TEST_CASE(bmp_masks) {
  struct Masks {
    int bits;
    std::uint32_t compression, red, green, blue;
  };
  for (const Masks& masks : {Masks{32, 3, 0xff0000, 0xff00, 0xff},
                             {32, 3, 0xff, 0xff00, 0xff0000},
                             {32, 6, 0xff000000, 0xff0000, 0xff00},
                             {32, 3, 0x3ff00000, 0xffc00, 0x3ff},
                             {16, 3, 0xf800, 0x7e0, 0x1f},
                             {16, 3, 0xf, 0xf0, 0xf00},
                             {16, 0, 0x7c00, 0x3e0, 0x1f}}) {
    ByteVector bmp;
    const auto put4 = [&](std::uint32_t number) { put(bmp, number, 4, false); };
    put(bmp, "BM");
    for (const std::uint32_t number : {90u, 0u, 70u, 40u, 3u, 1u}) put4(number);
    put(bmp, 1, 2, false);
    put(bmp, static_cast<std::uint32_t>(masks.bits), 2, false);
    for (const std::uint32_t number : {masks.compression, 0u, 0u, 0u, 0u, 0u}) put4(number);
    for (const std::uint32_t mask : {masks.red, masks.green, masks.blue, 0u}) put4(mask);
    for (const std::uint32_t pixel : {masks.red, masks.green, masks.blue, 0u}) {
      put(bmp, pixel, masks.bits / 8, false);
    }
    const Tensor picture = whole(bmp);
    BOOST_TEST_CONTEXT(masks.bits << " bits, red " << masks.red) {
      for (int x = 0; x < 3; ++x) {
        for (int c = 0; c < 3; ++c) BOOST_TEST(pixel(picture, 0, x, c) == (x == c ? 255 : 0));
      }
    }
    const ByteVector less(bmp.begin(), bmp.end() - 5);
    BOOST_TEST(complaint(less).starts_with("is cut short"));
    if (masks.compression == 0) continue;
    bmp[54] = 0xa5;
    BOOST_TEST(complaint(bmp).starts_with("has a colour mask 0x"));
  }
}

BOOST_AUTO_TEST_CASE(bmp_run_lengths) {
  ByteVector bmp;
  const auto put4 = [&](std::uint32_t number) { put(bmp, number, 4, false); };
  put(bmp, "BM");
  for (const std::uint32_t number : {0u, 0u, 62u, 40u, 4u, 2u}) put4(number);
  put(bmp, 1, 2, false);
  put(bmp, 8, 2, false);
  for (const std::uint32_t number : {1u, 0u, 0u, 0u, 2u, 0u, 0u, 0xffffffu}) put4(number);
  append(bmp, {4, 1, 0, 0, 0, 3, 1, 0, 1, 0, 1, 1, 0, 1});  // 1 1 1 1, then 1 0 1 and 1
  BOOST_TEST(read_image_header(bmp).fault == "");
  for (const size_t taken : {3u, 7u, 9u}) {
    const ByteVector less(bmp.begin(), bmp.end() - static_cast<std::ptrdiff_t>(taken));
    BOOST_TEST(complaint(less).starts_with("is cut short"), complaint(less));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea::datasets

// The IDX reader: good files raw and packed, and every fault a file can have.
#include "datasets/idx.h"

#include <boost/test/unit_test.hpp>

#include "fovea/core/random.h"
#include "tests/datasets/idx_files.h"
#include "tests/support/message.h"

BOOST_AUTO_TEST_SUITE(idx)

using namespace fovea;
using namespace fovea::test;

namespace {

std::string fault(const std::filesystem::path& file, int rank) {
  return message_of([&] { datasets::read_idx(file, rank); });
}

/// The fault must be found, and reported with the file in front.
void check_fault(const std::filesystem::path& file, int rank, const std::string& expected) {
  const std::string text = fault(file, rank);
  BOOST_TEST(has(text, file.string() + ": "), text);
  BOOST_TEST(has(text, expected), text << "\nwants: " << expected);
}

boost::test_tools::assertion_result shared_data_is_here(boost::unit_test::test_unit_id) {
  return std::string(FOVEA_SHARED_DATA) != "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_raw_and_gzip_whatever_the_name) {
  const Folder folder;
  const Bytes elements = counting(3 * 5 * 7);
  const Bytes file = idx_bytes({3, 5, 7}, elements);
  write(folder / "raw.gz", file);
  write(folder / "packed", packed(folder / "scratch", file));
  for (const char* name : {"raw.gz", "packed"}) {
    const Tensor tensor = datasets::read_idx(folder / name, 3);
    BOOST_TEST(tensor.type().str() == "u8 (3, 5, 7)");
    BOOST_TEST(tensor.as<std::uint8_t>() == elements, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(reads_gzip_of_several_members) {
  const Folder folder;
  const Bytes elements = counting(100);
  Bytes file =
      packed(folder / "scratch", idx_bytes({100}, Bytes(elements.begin(), elements.begin() + 40)));
  const Bytes rest = packed(folder / "scratch", Bytes(elements.begin() + 40, elements.end()));
  file.insert(file.end(), rest.begin(), rest.end());
  const Tensor tensor = datasets::read_idx(write(folder / "two", file), 1);
  BOOST_TEST(tensor.as<std::uint8_t>() == elements, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(names_the_fault_of_a_header) {
  const Folder folder;
  check_fault(folder / "none", 1, "there is no such file");
  check_fault(folder.path(), 1, "is not a file");
  check_fault(write(folder / "empty", {}), 3, "ends at byte 0, inside the header of 16 bytes");
  check_fault(write(folder / "cut", {0, 0, 8, 3, 0, 0}), 3, "ends at byte 6, inside the header");
  check_fault(write(folder / "magic", {0, 7, 8, 1, 0, 0, 0, 0}), 1, "byte 1 is 0x07");
  check_fault(write(folder / "type", {0, 0, 13, 1, 0, 0, 0, 1, 9}), 1,
              "element type 0x0d at byte 2");
  check_fault(write(folder / "rank", idx_bytes({5}, counting(5))), 3, "1 dimensions at byte 3");
  check_fault(write(folder / "zero", idx_bytes({4, 0, 28}, {})), 3, "dimension 1 at byte 8 is 0");
  check_fault(write(folder / "overflow", idx_bytes({~0u, ~0u, ~0u}, counting(9))), 3,
              "4294967295 x 4294967295 x 4294967295 elements from byte 16 on, the file has 9");
  check_fault(write(folder / "large", idx_bytes({6}, counting(5))), 1, "the file has 5");
}

BOOST_AUTO_TEST_CASE(names_the_fault_of_the_elements) {
  const Folder folder;
  const Bytes good = idx_bytes({1000}, counting(1000));
  Bytes longer = good;
  longer.push_back(1);
  const std::string trailing = "bytes behind the 1000 elements that the header promises";
  check_fault(write(folder / "longer", longer), 1, trailing);
  check_fault(write(folder / "longer.gz", packed(folder / "scratch", longer)), 1, trailing);

  const Bytes gz = packed(folder / "scratch", good);
  check_fault(write(folder / "cut.gz", Bytes(gz.begin(), gz.end() - 60)), 1, "gzip stream is cut");
  check_fault(write(folder / "uncheckable.gz", Bytes(gz.begin(), gz.end() - 3)), 1,
              "gzip stream is cut");
  Bytes flipped = gz;
  flipped[flipped.size() - 8] ^= 1;
  check_fault(write(folder / "flipped.gz", flipped), 1, "incorrect data check");
  check_fault(
      write(folder / "short.gz", packed(folder / "scratch", idx_bytes({2000}, counting(1000)))), 1,
      "ends after 1000 of the 2000 elements");
  check_fault(
      write(folder / "liar.gz", packed(folder / "scratch", idx_bytes({~0u}, counting(1000)))), 1,
      "the file can hold at most");
}

BOOST_AUTO_TEST_CASE(does_not_allocate_on_the_word_of_a_packed_header) {
  const Folder folder;
  const std::uint32_t promised = 80 << 20;
  Bytes elements(60 << 20);
  // Data that deflate cannot make smaller, so that the promised size is possible.
  for (std::uint32_t i = 0; i < 50000; ++i) {
    elements[i] = static_cast<std::uint8_t>(Random(1, 2).bits(i));
  }
  const Bytes file = packed(folder / "scratch", idx_bytes({promised}, elements));
  BOOST_TEST(file.size() > promised / 1032);
  check_fault(write(folder / "short.gz", file), 1, "ends after 62914560 of the 83886080 elements");
}

BOOST_AUTO_TEST_CASE(refuses_the_hostile_files,
                     *boost::unit_test::precondition(shared_data_is_here)) {
  const std::filesystem::path bad = std::filesystem::path(FOVEA_SHARED_DATA) / "bad";
  check_fault(bad / "trunc-idx3-ubyte.gz", 3, "gzip stream is cut off after byte");
  check_fault(bad / "bomb-idx3-ubyte.gz", 3, "bytes behind the 7840 elements");
  check_fault(bad / "count_too_large-idx3-ubyte", 3, "60000 x 28 x 28 elements");
  check_fault(bad / "header_cut-idx3-ubyte", 3, "ends at byte 7, inside the header of 16 bytes");
  check_fault(bad / "wrong_magic-idx3-ubyte", 3, "byte 1 is 0x0d");
  check_fault(bad / "dims_overflow-idx3-ubyte", 3, "the file has 64");
  check_fault(bad / "zero_rows-idx3-ubyte", 3, "dimension 1 at byte 8 is 0");
}

BOOST_AUTO_TEST_SUITE_END()

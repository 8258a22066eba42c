#include "framework/formats/tensorboard.h"

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <fstream>
#include <map>
#include <vector>

#include "fovea/core/error.h"
#include "tests/support/temporary_folder.h"

namespace fovea {
namespace {

// A second, independent CRC-32C: bit by bit, as the polynomial says.
std::uint32_t slow_crc32c(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const char c : bytes) {
    for (int bit = 0; bit < 8; ++bit) {
      const std::uint32_t in = (static_cast<unsigned char>(c) >> bit) & 1u;
      const std::uint32_t out = (crc & 1u) ^ in;
      crc = (crc >> 1) ^ (out ? 0x82F63B78u : 0u);
    }
  }
  return ~crc;
}

std::uint32_t unmask(std::uint32_t masked) {
  const std::uint32_t rotated = masked - 0xA282EAD8u;
  return (rotated >> 17) | (rotated << 15);
}

template <typename T>
T take(std::string_view& bytes) {
  BOOST_REQUIRE(bytes.size() >= sizeof(T));
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes.remove_prefix(sizeof value);
  return value;
}

std::vector<std::string> records_of(std::string_view file) {
  std::vector<std::string> records;
  while (!file.empty()) {
    const std::string_view length_bytes = file.substr(0, 8);
    const auto length = take<std::uint64_t>(file);
    BOOST_TEST(unmask(take<std::uint32_t>(file)) == slow_crc32c(length_bytes));
    BOOST_REQUIRE(file.size() >= length);
    records.emplace_back(file.substr(0, length));
    file.remove_prefix(length);
    BOOST_TEST(unmask(take<std::uint32_t>(file)) == slow_crc32c(records.back()));
  }
  return records;
}

/// The fields of a protocol buffer message by number, each as its raw bytes or varint.
struct Field {
  std::string bytes;
  std::uint64_t number = 0;
};

std::uint64_t take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = take<unsigned char>(bytes);
    value |= std::uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return value;
  }
}

std::map<unsigned, Field> fields_of(std::string_view bytes) {
  std::map<unsigned, Field> fields;
  while (!bytes.empty()) {
    const std::uint64_t key = take_varint(bytes);
    Field& field = fields[static_cast<unsigned>(key >> 3)];
    const unsigned wire = key & 7;
    if (wire == 0) {
      field.number = take_varint(bytes);
      continue;
    }
    const std::size_t length = wire == 1 ? 8 : wire == 5 ? 4 : take_varint(bytes);
    field.bytes = bytes.substr(0, length);
    bytes.remove_prefix(length);
  }
  return fields;
}

template <typename T>
T value_of(const Field& field) {
  std::string_view bytes = field.bytes;
  return take<T>(bytes);
}

BOOST_AUTO_TEST_SUITE(tensorboard)

BOOST_AUTO_TEST_CASE(crc32c_has_its_published_check_value) {
  BOOST_TEST(crc32c("123456789") == 0xE3069283u);
  BOOST_TEST(crc32c("") == 0u);
  BOOST_TEST(crc32c(std::string(32, '\0')) == 0x8A9136AAu);  // RFC 3720, B.4
}

BOOST_AUTO_TEST_CASE(scalars_are_read_back) {
  const TemporaryFolder folder;
  std::filesystem::path path;
  {
    EventFile events(folder.path(), 1700000000.5);
    path = events.path();
    events.scalar("loss/train", 0, 2.25f, 1700000001.0);
    events.scalar("accuracy", 123456789012, -0.5f, 1700000002.0);
  }
  BOOST_TEST(path.filename() == "events.out.tfevents.1700000000.fovea");
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::vector<std::string> records = records_of(text);
  BOOST_REQUIRE_EQUAL(records.size(), 3u);

  const auto version = fields_of(records[0]);
  BOOST_TEST(value_of<double>(version.at(1)) == 1700000000.5);
  BOOST_TEST(version.at(3).bytes == "brain.Event:2");

  const auto last = fields_of(records[2]);
  BOOST_TEST(value_of<double>(last.at(1)) == 1700000002.0);
  BOOST_TEST(last.at(2).number == 123456789012u);
  const auto value = fields_of(fields_of(last.at(5).bytes).at(1).bytes);
  BOOST_TEST(value.at(1).bytes == "accuracy");
  BOOST_TEST(value_of<float>(value.at(2)) == -0.5f);
}

BOOST_AUTO_TEST_CASE(a_second_writer_takes_another_file) {
  const TemporaryFolder folder;
  const EventFile first(folder.path(), 5), second(folder.path(), 5);
  BOOST_TEST(first.path() != second.path());
  BOOST_CHECK_EXCEPTION(EventFile(folder.path() / "missing", 5), Error, [](const Error& error) {
    return std::string_view(error.what()).ends_with("No such file or directory");
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

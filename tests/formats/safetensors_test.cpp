#include "framework/formats/safetensors.h"

#include <boost/test/unit_test.hpp>

#include "fovea/core/error.h"
#include "framework/formats/atomic_file.h"
#include "tests/support/file_text.h"
#include "tests/support/temporary_folder.h"

namespace fovea {
namespace {

namespace format = fovea::safetensors;  // the suite is a namespace of the same name

std::string file_of(std::string header, std::string_view data) {
  const std::uint64_t length = header.size();
  std::string text(reinterpret_cast<const char*>(&length), sizeof length);
  return text + header + std::string(data);
}

/// The error of read for a file with these bytes, without the file's name.
std::string complaint(std::string_view bytes) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x.safetensors";
  write_atomically(path, bytes);
  try {
    format::read(path);
  } catch (const Error& error) {
    const std::string what = error.what(), prefix = path.string() + ": ";
    BOOST_TEST(what.starts_with(prefix));
    BOOST_TEST(what.find('\n') == std::string::npos);
    return what.substr(prefix.size());
  }
  return "";
}

BOOST_AUTO_TEST_SUITE(safetensors)

BOOST_AUTO_TEST_CASE(golden_bytes) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x.safetensors";
  format::File file;
  file.tensors["b"] = Tensor::of<std::uint8_t>(Shape{3}, {1, 2, 3});
  file.tensors["a"] = Tensor::of<float>(Shape{1, 2}, {1.0f, -2.0f});
  file.metadata["step"] = "7";
  format::write(path, file);
  std::string header = R"({"__metadata__":{"step":"7"},)"
                       R"("a":{"data_offsets":[0,8],"dtype":"F32","shape":[1,2]},)"
                       R"("b":{"data_offsets":[8,11],"dtype":"U8","shape":[3]}})";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  const std::string data("\0\0\x80\x3F\0\0\0\xC0\1\2\3", 11);
  BOOST_TEST(text_of(path) == file_of(header, data));
}

BOOST_AUTO_TEST_CASE(round_trip_of_every_dtype) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x.safetensors";
  format::File file;
  int seed = 0;
  for (const DType dtype :
       {DType::f32, DType::f64, DType::f16, DType::u8, DType::i32, DType::boolean}) {
    for (const Shape& shape : {Shape{}, Shape{0}, Shape{1}, Shape{3, 5}, Shape{2, 3, 4, 5}}) {
      Tensor tensor(shape, dtype);
      for (std::size_t i = 0; i < tensor.bytes().size(); ++i) {
        tensor.data()[i] = static_cast<std::byte>(++seed * 7);
      }
      file.tensors[fmt::format("{} {}/\"ä\\", name_of(dtype), shape.str())] = tensor;
    }
  }
  file.metadata = {{"seed", "18446744073709551615"}, {"", "line\nbreak"}};
  format::write(path, file);
  const format::File back = format::read(path);
  BOOST_TEST((back.metadata == file.metadata));
  BOOST_REQUIRE_EQUAL(back.tensors.size(), file.tensors.size());
  for (const auto& [name, tensor] : file.tensors) {
    const Tensor& other = back.tensors.at(name);
    BOOST_TEST((other.type() == tensor.type()), name);
    BOOST_TEST(std::ranges::equal(other.bytes(), tensor.bytes()), name);
  }
  const std::string first = text_of(path);
  format::write(path, back);
  BOOST_TEST((text_of(path) == first));
}

BOOST_AUTO_TEST_CASE(an_empty_file_of_tensors) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x.safetensors";
  format::write(path, {});
  const format::File back = format::read(path);
  BOOST_TEST(back.tensors.empty());
  BOOST_TEST(back.metadata.empty());
}

BOOST_AUTO_TEST_CASE(faults_are_named) {
  const std::string float_at_0 = R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]})";
  BOOST_TEST(complaint("") == "0 bytes are too few for a safetensors file");
  BOOST_TEST(complaint(file_of("[1,2]", "")) ==
             "the header has a list or object where none belongs");
  BOOST_TEST(complaint(file_of("7", "")) == "the header is not a JSON object");
  BOOST_TEST(complaint(file_of(float_at_0 + "}", "12345678")) ==
             "4 bytes behind tensor 'a' belong to none");
  BOOST_TEST(complaint(file_of(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
                               "12345678")) == "tensor 'a': a hole of 4 bytes behind the header");
  BOOST_TEST(
      complaint(file_of(float_at_0 + R"(,"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
                        "12345678")) == "tensor 'a': given twice");
  BOOST_TEST(
      complaint(file_of(R"({"a\n":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", "1234")) ==
      "tensor 'a\\x0a': an extent of the shape is not a whole number >= 0");
  BOOST_TEST(complaint(file_of(
                 R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})",
                 "")) == "tensor 'a': a shape of over 2^48 elements");
  BOOST_TEST(complaint(file_of(R"({"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],)"
                               R"("data_offsets":[0,4]}})",
                               "1234")) == "the header has a list of over 8 numbers");
  BOOST_TEST(complaint(file_of(R"({"a":{"dtype":"F32","shape":[1]}})", "1234")) ==
             "tensor 'a': has no field 'data_offsets'");
  BOOST_TEST(complaint(file_of(R"({"__metadata__":{"k":1}})", "")) ==
             "__metadata__: 'k' is not a string");
  BOOST_TEST(complaint(file_of(std::string(1'000'000, '['), "")) ==
             "the header has a list or object where none belongs");
}

BOOST_AUTO_TEST_CASE(hostile_files) {
  const std::filesystem::path shared = FOVEA_SHARED_DATA;
  if (shared.empty()) {
    BOOST_TEST_MESSAGE("skipped: no FOVEA_SHARED_DATA");
    return;
  }
  const std::map<std::string, std::string> faults = {
      {"header_past_end", "the header should have 1000000 bytes, the file has 150"},
      {"header_2e63", "a header of 9223372036854775808 bytes, over 100000000"},
      {"not_json", "the header is not JSON"},
      {"overlap", "tensor 'b': overlaps tensor 'a'"},
      {"offsets_past_end", "tensor 'a': ends at byte "},
      {"shape_mismatch", "tensor 'a': f32 (5) needs 20 bytes, data_offsets span 16"},
      {"unknown_dtype", "tensor 'a': dtype 'F13' is none of F32, F64, F16, U8, I32, BOOL"},
      {"cut_8bytes", "4 bytes are too few for a safetensors file"},
  };
  std::size_t seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(shared / "bad")) {
    if (entry.path().extension() != ".safetensors") continue;
    ++seen;
    const std::string expected =
        entry.path().string() + ": " + faults.at(entry.path().stem().string());
    BOOST_CHECK_EXCEPTION(format::read(entry.path()), Error, [&](const Error& error) {
      BOOST_TEST_INFO(error.what());
      return std::string_view(error.what()).starts_with(expected);
    });
  }
  BOOST_TEST(seen == faults.size());
}

// Every prefix of a good file is refused.
BOOST_AUTO_TEST_CASE(cut_files) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x.safetensors";
  format::write(path, {{{"w", Tensor::of<float>(Shape{2}, {1.0f, 2.0f})}}, {}});
  const std::string whole = text_of(path);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    BOOST_TEST(!complaint(whole.substr(0, length)).empty(), length);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea

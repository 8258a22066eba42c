#include "framework/formats/safetensors.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_set>
#include <vector>

#include "fovea/core/error.h"
#include "framework/formats/atomic_file.h"
#include "framework/formats/input_file.h"
#include "framework/formats/printable.h"

namespace fovea::safetensors {

static_assert(std::endian::native == std::endian::little, "the file's order is memory's");

namespace {

using nlohmann::json;

constexpr std::uint64_t max_header = 100'000'000;
constexpr const char* metadata_key = "__metadata__";

struct TypeName {
  const char* name;
  DType dtype;
};
constexpr TypeName type_names[] = {{"F32", DType::f32}, {"F64", DType::f64},
                                   {"F16", DType::f16}, {"U8", DType::u8},
                                   {"I32", DType::i32}, {"BOOL", DType::boolean}};

DType dtype_of(const std::string& name) {
  std::string known;
  for (const TypeName& type : type_names) {
    if (name == type.name) return type.dtype;
    known += (known.empty() ? "" : ", ") + std::string(type.name);
  }
  throw Error("dtype '{}' is none of {}", printable(name), known);
}

const char* type_name(DType dtype) {
  return std::ranges::find(type_names, dtype, &TypeName::dtype)->name;
}

/// The place of a tensor, counted from the end of the header.
struct TensorEntry {
  std::string name;
  TensorType type;
  std::uint64_t begin, end;
};

std::string tensor_text(std::string_view tensor) {
  return fmt::format("tensor '{}'", printable(tensor));
}

/// What the header says about one tensor.
struct HeaderFields {
  std::string name;
  std::optional<std::string> dtype;
  std::optional<std::vector<std::uint64_t>> shape, offsets;
};

struct Header {
  std::vector<HeaderFields> tensors;
  std::map<std::string, std::string> metadata;
};

// The header's form is known, so it is read without building a tree. Anything else that a hostile
// header nests or repeats is refused at once, before it fills memory.
class HeaderReader : public json::json_sax_t {
 public:
  Header take() { return std::move(header_); }

  bool null() override { return other(); }
  bool boolean(bool) override { return other(); }
  bool number_integer(json::number_integer_t) override { return other(); }
  bool number_float(json::number_float_t, const std::string&) override { return other(); }
  bool binary(json::binary_t&) override { return other(); }

  bool number_unsigned(json::number_unsigned_t number) override {
    if (!list_) return other();
    if (list_->size() == static_cast<size_t>(Shape::max_rank)) {
      throw Error("the header has a list of over {} numbers", Shape::max_rank);
    }
    list_->push_back(number);
    return true;
  }

  bool string(std::string& text) override {
    if (depth_ == 2 && in_metadata_) {
      if (!header_.metadata.emplace(key_, text).second) throw Error("given twice").at(place());
    } else if (depth_ == 2 && !list_ && key_ == "dtype") {
      header_.tensors.back().dtype = text;
    } else {
      return other();
    }
    return true;
  }

  bool key(std::string& text) override {
    key_ = text;
    if (depth_ != 1) return true;
    name_ = text;
    in_metadata_ = text == metadata_key;
    if (!names_.insert(text).second) throw Error("given twice").at(place());
    if (!in_metadata_) header_.tensors.push_back({text, {}, {}, {}});
    return true;
  }

  bool start_object(std::size_t) override {
    if (depth_ > 1 || list_) throw_misplaced();
    ++depth_;
    return true;
  }
  bool end_object() override {
    --depth_;
    return true;
  }

  bool start_array(std::size_t) override {
    if (depth_ != 2 || list_ || in_metadata_) throw_misplaced();
    HeaderFields& tensor = header_.tensors.back();
    auto& list = key_ == "shape" ? tensor.shape : key_ == "data_offsets" ? tensor.offsets : unread_;
    list.emplace();
    list_ = &*list;
    return true;
  }
  bool end_array() override {
    list_ = nullptr;
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const json::exception&) override {
    throw Error("the header is not JSON");
  }

 private:
  [[noreturn]] static void throw_misplaced() {
    throw Error("the header has a list or object where none belongs");
  }

  std::string place() const { return in_metadata_ ? metadata_key : tensor_text(name_); }

  /// A value that is neither text nor a whole number >= 0, or one where it does not belong.
  bool other() const {
    if (depth_ == 0) throw Error("the header is not a JSON object");
    if (depth_ == 1) {
      throw Error("{}", in_metadata_ ? "is not an object of strings" : "has no field 'dtype'")
          .at(place());
    }
    if (in_metadata_) throw Error("'{}' is not a string", printable(key_)).at(place());
    if (key_ == "dtype") throw Error("dtype is not a string").at(place());
    if (key_ == "shape" || key_ == "data_offsets") {
      if (!list_) throw Error("{} is not a list", key_).at(place());
      const char* what = key_ == "shape" ? "an extent of the shape" : "data_offsets";
      throw Error("{} is not a whole number >= 0", what).at(place());
    }
    return true;  // a field that we do not know
  }

  Header header_;
  std::unordered_set<std::string> names_;
  std::string name_, key_;
  std::optional<std::vector<std::uint64_t>> unread_;
  std::vector<std::uint64_t>* list_ = nullptr;  // the one that is being read
  int depth_ = 0;                               // of objects
  bool in_metadata_ = false;
};

Header parse_header(const std::string& text) {
  HeaderReader reader;
  if (!json::sax_parse(text, &reader)) throw Error("the header is not JSON");
  return reader.take();
}

TensorEntry entry_of(const HeaderFields& fields, std::uint64_t data_bytes) {
  const auto expect = [](bool is_there, const char* field) {
    if (!is_there) throw Error("has no field '{}'", field);
  };
  expect(fields.dtype.has_value(), "dtype");
  expect(fields.shape.has_value(), "shape");
  expect(fields.offsets.has_value(), "data_offsets");
  if (fields.offsets->size() != 2) throw Error("data_offsets is not [begin, end]");

  std::vector<std::int64_t> dims;
  for (const std::uint64_t extent : *fields.shape) {
    if (extent > std::uint64_t{1} << 48) throw Error("a shape of over 2^48 elements");
    dims.push_back(static_cast<std::int64_t>(extent));
  }
  TensorEntry entry{fields.name, {Shape(dims), dtype_of(*fields.dtype)}, 0, 0};
  entry.begin = fields.offsets->at(0);
  entry.end = fields.offsets->at(1);
  if (entry.begin > entry.end)
    throw Error("ends at {}, before its begin {}", entry.end, entry.begin);
  if (entry.end > data_bytes) {
    throw Error("ends at byte {} of the data, which are {} bytes", entry.end, data_bytes);
  }
  const std::uint64_t span = entry.end - entry.begin;
  if (span != static_cast<std::uint64_t>(entry.type.bytes())) {
    throw Error("{} needs {} bytes, data_offsets span {}", entry.type.str(), entry.type.bytes(),
                span);
  }
  return entry;
}

void check_layout(std::vector<TensorEntry> entries, std::uint64_t data_bytes) {
  std::ranges::sort(entries, [](const TensorEntry& a, const TensorEntry& b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  std::uint64_t end = 0;
  std::string before = "the header";
  for (const TensorEntry& entry : entries) {
    const std::string place = tensor_text(entry.name);
    if (entry.begin < end) throw Error("overlaps {}", before).at(place);
    if (entry.begin > end) {
      throw Error("a hole of {} bytes behind {}", entry.begin - end, before).at(place);
    }
    end = entry.end;
    before = place;
  }
  if (end != data_bytes) throw Error("{} bytes behind {} belong to none", data_bytes - end, before);
}

File read_checked(const InputFile& input) {
  std::uint64_t length = 0;
  if (input.size() < 8) {
    throw Error("{} bytes are too few for a safetensors file", input.size());
  }
  input.read(0, std::as_writable_bytes(std::span(&length, 1)));
  if (length > max_header) throw Error("a header of {} bytes, over {}", length, max_header);
  if (length > input.size() - 8) {
    throw Error("the header should have {} bytes, the file has {}", length, input.size());
  }
  std::string text(length, '\0');
  input.read(8, std::as_writable_bytes(std::span(text)));
  const std::uint64_t data_begin = 8 + length, data_bytes = input.size() - data_begin;

  File file;
  std::vector<TensorEntry> entries;
  Header header = parse_header(text);
  file.metadata = std::move(header.metadata);
  for (const HeaderFields& fields : header.tensors) {
    try {
      entries.push_back(entry_of(fields, data_bytes));
    } catch (const Error& error) {
      throw error.at(tensor_text(fields.name));
    }
  }
  check_layout(entries, data_bytes);
  for (const TensorEntry& entry : entries) {
    Tensor tensor(entry.type);
    input.read(data_begin + entry.begin, {tensor.data(), tensor.bytes().size()});
    file.tensors.emplace(entry.name, std::move(tensor));
  }
  return file;
}

}  // namespace

File read(const std::filesystem::path& path) {
  try {
    return read_checked(InputFile(path));
  } catch (const Error& error) {
    throw error.at(path.string());
  }
}

void write(const std::filesystem::path& path, const File& content) {
  std::vector<const std::pair<const std::string, Tensor>*> order;
  for (const auto& entry : content.tensors) {
    if (entry.second.empty() || entry.first == metadata_key) {
      throw Error("cannot be saved").at(tensor_text(entry.first)).at(path.string());
    }
    order.push_back(&entry);
  }
  std::ranges::stable_sort(order, [](auto* a, auto* b) {
    return size_of(a->second.dtype()) > size_of(b->second.dtype());
  });

  json header = json::object();
  if (!content.metadata.empty()) header[metadata_key] = content.metadata;
  std::uint64_t offset = 0;
  for (const auto* entry : order) {
    const auto& [name, tensor] = *entry;
    const std::uint64_t end = offset + tensor.bytes().size();
    const std::span<const std::int64_t> dims = tensor.shape().dims();
    header[name] = {{"dtype", type_name(tensor.dtype())},
                    {"shape", std::vector<std::int64_t>(dims.begin(), dims.end())},
                    {"data_offsets", json::array({offset, end})}};
    offset = end;
  }
  std::string text;
  try {
    text = header.dump();
  } catch (const json::exception&) {
    throw Error("a name or a text to be saved is not UTF-8").at(path.string());
  }
  text.resize((text.size() + 7) / 8 * 8, ' ');

  AtomicFile file(path);
  const std::uint64_t length = text.size();
  file.write(std::as_bytes(std::span(&length, 1)));
  file.write(text);
  for (const auto* entry : order) file.write(entry->second.bytes());
  file.commit();
}

}  // namespace fovea::safetensors

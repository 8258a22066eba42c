#include "framework/formats/safetensors.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>
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

/// Where a tensor lies, counted from the end of the header.
struct Entry {
  std::string name;
  TensorType type;
  std::uint64_t begin, end;
};

std::string place_of(std::string_view tensor) {
  return fmt::format("tensor '{}'", printable(tensor));
}

// The header's shape is known, so whatever else a hostile one nests or repeats is refused while
// it is parsed, not once it fills memory.
json parse_header(const std::string& text) {
  using Event = json::parse_event_t;
  std::set<std::string> keys;
  int numbers = 0;  // of the current list
  const auto watch = [&](int depth, Event event, json& parsed) {
    const bool list = event == Event::array_start;
    if ((list && depth != 2) || (event == Event::object_start && depth > 1)) {
      throw Error("the header has a list or object where none belongs");
    }
    if (list) numbers = 0;
    if (event == Event::value && depth == 3 && ++numbers > Shape::max_rank) {
      throw Error("the header has a list of over {} numbers", Shape::max_rank);
    }
    if (event == Event::key && depth == 1 && !keys.insert(parsed.get<std::string>()).second) {
      throw Error("given twice").at(place_of(parsed.get<std::string>()));
    }
    return true;
  };
  json header;
  try {
    header = json::parse(text, watch);
  } catch (const json::exception&) {
    throw Error("the header is not JSON");
  }
  if (!header.is_object()) throw Error("the header is not a JSON object");
  return header;
}

std::uint64_t unsigned_of(const json& number, const char* what) {
  if (!number.is_number_unsigned()) throw Error("{} is not a whole number >= 0", what);
  return number.get<std::uint64_t>();
}

Entry parse_entry(const std::string& name, const json& fields, std::uint64_t data_bytes) {
  for (const char* field : {"dtype", "shape", "data_offsets"}) {
    if (!fields.is_object() || !fields.contains(field)) throw Error("has no field '{}'", field);
  }
  if (!fields["dtype"].is_string()) throw Error("dtype is not a string");
  if (!fields["shape"].is_array()) throw Error("shape is not a list");
  const json& offsets = fields["data_offsets"];
  if (!offsets.is_array() || offsets.size() != 2) throw Error("data_offsets is not [begin, end]");

  std::vector<std::int64_t> dims;
  for (const json& dim : fields["shape"]) {
    const std::uint64_t extent = unsigned_of(dim, "an extent of the shape");
    if (extent > std::uint64_t{1} << 48) throw Error("a shape of over 2^48 elements");
    dims.push_back(static_cast<std::int64_t>(extent));
  }
  Entry entry{name, {Shape(dims), dtype_of(fields["dtype"].get<std::string>())}, 0, 0};
  entry.begin = unsigned_of(offsets[0], "data_offsets");
  entry.end = unsigned_of(offsets[1], "data_offsets");
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

void check_layout(std::vector<Entry> entries, std::uint64_t data_bytes) {
  std::ranges::sort(entries, [](const Entry& a, const Entry& b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  std::uint64_t end = 0;
  std::string before = "the header";
  for (const Entry& entry : entries) {
    const std::string place = place_of(entry.name);
    if (entry.begin < end) throw Error("overlaps {}", before).at(place);
    if (entry.begin > end) {
      throw Error("a hole of {} bytes behind {}", entry.begin - end, before).at(place);
    }
    end = entry.end;
    before = place;
  }
  if (end != data_bytes) throw Error("{} bytes behind {} belong to none", data_bytes - end, before);
}

std::map<std::string, std::string> parse_metadata(const json& fields) {
  std::map<std::string, std::string> metadata;
  if (!fields.is_object()) throw Error("is not an object of strings").at(metadata_key);
  for (const auto& [key, value] : fields.items()) {
    if (!value.is_string()) throw Error("'{}' is not a string", printable(key)).at(metadata_key);
    metadata[key] = value.get<std::string>();
  }
  return metadata;
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
  std::vector<Entry> entries;
  const json header = parse_header(text);
  for (const auto& [name, fields] : header.items()) {
    if (name == metadata_key) {
      file.metadata = parse_metadata(fields);
      continue;
    }
    try {
      entries.push_back(parse_entry(name, fields, data_bytes));
    } catch (const Error& error) {
      throw error.at(place_of(name));
    }
  }
  check_layout(entries, data_bytes);
  for (const Entry& entry : entries) {
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
      throw Error("cannot be saved").at(place_of(entry.first)).at(path.string());
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

// The elements of a tensor are in raw_data, in a field of their own type, or in a file beside the
// model. They are read in blocks, so there is never a second copy of all of them.
#include "framework/formats/onnx/read_tensor.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>

#include "fovea/core/error.h"
#include "fovea/core/half.h"

namespace fovea::onnx {

static_assert(std::endian::native == std::endian::little, "raw_data is little endian");

namespace {

/// Fills a block with the elements from `first` on.
template <typename T>
using ReadBlock = std::function<void(std::uint64_t first, std::span<T> block)>;

template <typename T>
ReadBlock<T> external(const proto::TensorProto& tensor, std::uint64_t count, ExternalData& beside) {
  std::map<std::string, std::string> entries;
  for (const auto& entry : tensor.external_data()) {
    if (!entries.emplace(entry.key(), entry.value()).second) {
      throw Error("its data lie in two places");
    }
  }
  return
      [bytes = beside.find(entries, count * sizeof(T))](std::uint64_t first, std::span<T> block) {
        bytes.read(first * sizeof(T), std::as_writable_bytes(block));
      };
}

template <typename T, typename Field>
ReadBlock<T> reader_of(const proto::TensorProto& tensor, const Field& field, std::uint64_t count,
                       ExternalData& beside) {
  if (tensor.data_location() == proto::TensorProto::EXTERNAL) {
    return external<T>(tensor, count, beside);
  }
  if (tensor.has_raw_data()) {
    const std::string& raw = tensor.raw_data();
    if (raw.size() != count * sizeof(T)) {
      throw Error("needs {} bytes, raw_data has {}", count * sizeof(T), raw.size());
    }
    return [&raw](std::uint64_t first, std::span<T> block) {
      if (block.empty()) return;  // memcpy must not get a null pointer
      std::memcpy(block.data(), raw.data() + first * sizeof(T), block.size_bytes());
    };
  }
  if (static_cast<std::uint64_t>(field.size()) != count) {
    throw Error("needs {} elements, has {}", count, field.size());
  }
  return [&field](std::uint64_t first, std::span<T> block) {
    for (size_t i = 0; i < block.size(); ++i) {
      block[i] = static_cast<T>(field.Get(static_cast<int>(first + i)));
    }
  };
}

Constant floats(const Shape& shape, const ReadBlock<float>& read_block) {
  Tensor values(shape, DType::f32);
  read_block(0, values.as<float>());
  return {shape, values};
}

/// Floats of another width, each turned into f32.
template <typename T, typename Turn>
Constant floats(const Shape& shape, const ReadBlock<T>& read_block, Turn turn) {
  Tensor values(shape, DType::f32);
  const auto result = values.as<float>();
  std::vector<T> block(std::min<size_t>(result.size(), 1 << 16));
  for (size_t first = 0; first < result.size(); first += block.size()) {
    block.resize(std::min(block.size(), result.size() - first));
    read_block(first, block);
    std::ranges::transform(block, result.begin() + static_cast<std::ptrdiff_t>(first), turn);
  }
  return {shape, values};
}

float from_half(std::uint16_t bits) { return to_float(Half{bits}); }
/// The upper half of an f32.
float from_brain(std::uint16_t bits) { return std::bit_cast<float>(std::uint32_t{bits} << 16); }
float from_double(double value) { return static_cast<float>(value); }

template <typename T>
Constant integers(const Shape& shape, const ReadBlock<T>& read_block) {
  Ints values(static_cast<size_t>(shape.count()));
  if constexpr (std::is_same_v<T, std::int64_t>) {
    read_block(0, values);
  } else {
    std::vector<T> block(std::min<size_t>(values.size(), 1 << 16));
    for (size_t first = 0; first < values.size(); first += block.size()) {
      block.resize(std::min(block.size(), values.size() - first));
      read_block(first, block);
      std::ranges::transform(block, values.begin() + static_cast<std::ptrdiff_t>(first),
                             [](T value) { return static_cast<std::int64_t>(value); });
    }
  }
  return {shape, std::move(values)};
}

}  // namespace

std::string type_name(int type) {
  return proto::TensorProto::DataType_IsValid(type)
             ? proto::TensorProto::DataType_Name(static_cast<proto::TensorProto::DataType>(type))
             : fmt::format("number {}", type);
}

Constant read_tensor(const proto::TensorProto& tensor, ExternalData& beside) {
  for (const std::int64_t dim : tensor.dims()) {
    if (dim < 0) throw Error("a dimension of {} is negative", dim);
    // Shape limits products, but a 0 would hide the other extents.
    if (dim > std::int64_t{1} << 48) throw Error("a shape of over 2^48 elements");
  }
  const Shape shape(std::vector<std::int64_t>(tensor.dims().begin(), tensor.dims().end()));
  const auto count = static_cast<std::uint64_t>(shape.count());
  switch (tensor.data_type()) {
    case proto::TensorProto::FLOAT:
      return floats(shape, reader_of<float>(tensor, tensor.float_data(), count, beside));
    case proto::TensorProto::DOUBLE:
      return floats<double>(shape, reader_of<double>(tensor, tensor.double_data(), count, beside),
                            from_double);
    case proto::TensorProto::FLOAT16:
      return floats<std::uint16_t>(
          shape, reader_of<std::uint16_t>(tensor, tensor.int32_data(), count, beside), from_half);
    case proto::TensorProto::BFLOAT16:
      return floats<std::uint16_t>(
          shape, reader_of<std::uint16_t>(tensor, tensor.int32_data(), count, beside), from_brain);
    case proto::TensorProto::INT8:
      return integers(shape, reader_of<std::int8_t>(tensor, tensor.int32_data(), count, beside));
    case proto::TensorProto::INT16:
      return integers(shape, reader_of<std::int16_t>(tensor, tensor.int32_data(), count, beside));
    case proto::TensorProto::UINT16:
      return integers(shape, reader_of<std::uint16_t>(tensor, tensor.int32_data(), count, beside));
    case proto::TensorProto::UINT32:
      return integers(shape, reader_of<std::uint32_t>(tensor, tensor.uint64_data(), count, beside));
    case proto::TensorProto::UINT64:
      return integers(shape, reader_of<std::uint64_t>(tensor, tensor.uint64_data(), count, beside));
    case proto::TensorProto::INT64:
      return integers(shape, reader_of<std::int64_t>(tensor, tensor.int64_data(), count, beside));
    case proto::TensorProto::INT32:
      return integers(shape, reader_of<std::int32_t>(tensor, tensor.int32_data(), count, beside));
    case proto::TensorProto::UINT8:
    case proto::TensorProto::BOOL:
      return integers(shape, reader_of<std::uint8_t>(tensor, tensor.int32_data(), count, beside));
    default:
      throw Error("elements of type {} are not supported", type_name(tensor.data_type()));
  }
}

}  // namespace fovea::onnx

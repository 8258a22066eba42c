#include "fovea/core/tensor.h"

#include <cstring>
#include <new>

#include "fovea/core/half.h"

namespace fovea {

std::shared_ptr<std::byte[]> allocate(std::size_t bytes) {
  constexpr std::align_val_t alignment{64};
  void* memory = ::operator new[](bytes ? bytes : 1, alignment, std::nothrow);
  if (!memory) {
    throw Error("out of memory: {:.1f} MiB could not be allocated",
                static_cast<double>(bytes) / 1048576.0)
        .hint("use a smaller batch or smaller pictures");
  }
  return {static_cast<std::byte*>(memory),
          [](std::byte* p) { ::operator delete[](p, std::align_val_t{64}); }};
}

Tensor::Tensor(TensorType type) : type_(type), data_(allocate(static_cast<size_t>(type.bytes()))) {
  std::memset(data_.get(), 0, static_cast<size_t>(type.bytes()));
}

Tensor Tensor::clone() const {
  Tensor copy(type_);
  if (!empty()) std::memcpy(copy.data(), data(), bytes().size());
  return copy;
}

Tensor Tensor::reshaped(Shape shape) const {
  if (shape.count() != this->shape().count()) {
    throw Error("{} cannot be reshaped to {}", type_.str(), shape.str());
  }
  Tensor view = *this;
  view.type_.shape = shape;
  return view;
}

Tensor Tensor::to(DType dtype) const {
  if (dtype == type_.dtype) return clone();
  Tensor result(shape(), dtype);
  if (type_.dtype == DType::f32 && dtype == DType::f64) {
    std::ranges::copy(as<float>(), result.as<double>().begin());
  } else if (type_.dtype == DType::f64 && dtype == DType::f32) {
    std::ranges::transform(as<double>(), result.as<float>().begin(),
                           [](double x) { return static_cast<float>(x); });
  } else if (type_.dtype == DType::f32 && dtype == DType::f16) {
    std::ranges::transform(as<float>(), result.as<Half>().begin(), to_half);
  } else if (type_.dtype == DType::f16 && dtype == DType::f32) {
    std::ranges::transform(as<Half>(), result.as<float>().begin(), to_float);
  } else if ((type_.dtype == DType::f64 && dtype == DType::f16) ||
             (type_.dtype == DType::f16 && dtype == DType::f64)) {
    return to(DType::f32).to(dtype);
  } else {
    throw Error("no conversion from {} to {}", name_of(type_.dtype), name_of(dtype));
  }
  return result;
}

void Tensor::check(DType dtype) const {
  if (dtype != type_.dtype) {
    throw Error("a tensor of {} was read as {}", type_.str(), name_of(dtype));
  }
}

void Tensor::check_single() const {
  if (shape().count() != 1) throw Error("{} is not a single value", type_.str());
}

Tensor converted(const Tensor& value, const TensorType& type, const std::string& what) {
  if (value.type() == type) return value;
  const auto is_real = [](DType dtype) {
    return dtype == DType::f16 || dtype == DType::f32 || dtype == DType::f64;
  };
  if (value.shape() != type.shape || !is_real(value.dtype()) || !is_real(type.dtype)) {
    throw Error("{} is {}, not {}", what, type.str(), value.type().str());
  }
  return value.to(type.dtype);
}

}  // namespace fovea

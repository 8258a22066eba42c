// A tensor in host memory: what goes into a session and what comes out.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>

#include "fovea/core/error.h"
#include "fovea/core/shape.h"

namespace fovea {

/// Bytes aligned to a cache line (64), freed with the last owner. Not initialised.
std::shared_ptr<std::byte[]> allocate(std::size_t bytes);

/// A cheap handle: copies share the memory, clone() does not.
class Tensor {
 public:
  Tensor() = default;
  /// Zeros.
  explicit Tensor(TensorType type);
  Tensor(Shape shape, DType dtype) : Tensor(TensorType{shape, dtype}) {}

  /// A tensor with these values in row-major order; throws Error unless their count fits.
  template <typename T>
  static Tensor of(Shape shape, std::span<const T> values);
  template <typename T>
  static Tensor of(Shape shape, std::initializer_list<T> values) {
    return of(shape, std::span<const T>(values.begin(), values.size()));
  }
  template <typename T>
  static Tensor scalar(T value) {
    return of(Shape{}, std::span<const T>(&value, 1));
  }

  const TensorType& type() const { return type_; }
  const Shape& shape() const { return type_.shape; }
  DType dtype() const { return type_.dtype; }
  bool empty() const { return data_ == nullptr; }

  std::byte* data() { return data_.get(); }
  const std::byte* data() const { return data_.get(); }
  std::span<const std::byte> bytes() const {
    return {data_.get(), static_cast<std::size_t>(type_.bytes())};
  }

  /// The elements as T; throws Error if the tensor holds another type.
  template <typename T>
  std::span<T> as() {
    check(DTypeOf<T>::value);
    return {reinterpret_cast<T*>(data()), static_cast<std::size_t>(shape().count())};
  }
  template <typename T>
  std::span<const T> as() const {
    check(DTypeOf<T>::value);
    return {reinterpret_cast<const T*>(data()), static_cast<std::size_t>(shape().count())};
  }
  /// The one element of a tensor with one element.
  template <typename T>
  T item() const {
    check_single();
    return as<T>()[0];
  }

  Tensor clone() const;
  /// The same elements under another shape of equal count; shares the memory.
  Tensor reshaped(Shape shape) const;
  /// A copy in another dtype: between f16, f32 and f64, or any dtype to itself.
  Tensor to(DType dtype) const;

 private:
  void check(DType dtype) const;
  void check_single() const;

  TensorType type_;
  std::shared_ptr<std::byte[]> data_;
};

template <typename T>
Tensor Tensor::of(Shape shape, std::span<const T> values) {
  if (static_cast<std::int64_t>(values.size()) != shape.count()) {
    throw Error("{} values do not fill a tensor of shape {}", values.size(), shape.str());
  }
  Tensor tensor(shape, DTypeOf<T>::value);
  std::copy(values.begin(), values.end(), tensor.as<T>().begin());
  return tensor;
}

/// A value as this type. Floating-point numbers are converted to its precision, in new memory; else
/// the memory is shared. Throws Error, which calls the value `what`, if the shape or the kind of
/// number differs.
Tensor converted(const Tensor& value, const TensorType& type, const std::string& what);

}  // namespace fovea

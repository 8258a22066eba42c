// The reference backend: plain loops in step order on one thread, in float or double. Every other
// backend is compared with it. Read its kernels to learn what a kernel means.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "fovea/runtime/backend.h"
#include "fovea/runtime/kernel_args.h"

namespace fovea::reference {

/// A kernel in both precisions. Tensors of f32 in the plan hold float or double; all other dtypes
/// stay the same.
struct Kernel {
  std::function<void(const KernelArgs&)> in_float, in_double;
  /// Computes in double, for each element of a real output, the size that its rounding errors are
  /// relative to, if that is not the size of the element. Empty: in_double on the absolute values
  /// of the inputs, which is right for sums of products.
  std::function<void(const KernelArgs&)> magnitudes = {};
};

/// What a reference backend computes: results, or the magnitudes that their rounding errors are
/// relative to.
enum class Gives { values, magnitudes };

/// Kernels by name. Each file of kernels/ defines `void register_<stem>(KernelTable&)`, and
/// CMake writes the function that calls them all.
using KernelTable = std::map<std::string, Kernel>;

/// With DType::f64 every f32 tensor of a plan is computed and kept in double: states read and
/// take f64 tensors (f32 is widened), results are f64, inputs may be either.
class ReferenceBackend : public Backend {
 public:
  /// Magnitudes are only given in f64.
  explicit ReferenceBackend(DType precision = DType::f32, Gives gives = Gives::values);

  /// Adds a kernel, or replaces the one of this name.
  void add(const std::string& name, Kernel kernel);

  DeviceInfo info() const override;
  bool on_host() const override { return true; }
  Support query(const Step& step) const override;
  std::unique_ptr<State> make_state(std::span<const Variable> variables) override;
  std::unique_ptr<Executable> load(const Plan& plan, State& state) override;

 private:
  DType precision_;
  Gives gives_;
  KernelTable kernels_;
};

}  // namespace fovea::reference

// What a kernel of the CPU backend is, and how it distributes its work over the threads, which
// runtime/cpu.cpp owns.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "fovea/runtime/backend.h"
#include "fovea/runtime/kernel_args.h"

namespace fovea::cpu {

/// Runs body(0) .. body(chunks - 1), in any order and on any thread, and waits. Chunks must depend
/// only on shapes, never on the number of threads: that keeps results bit-identical. The calling
/// thread takes no other task while it waits.
void parallel_for(int chunks, const std::function<void(int)>& body);

/// At least `bytes` of memory that belongs to the calling thread until the body of the chunk
/// returns (64-byte aligned, not initialised): room for the needs of one chunk.
std::byte* thread_scratch(std::size_t bytes);
/// The same for `count` elements.
template <typename T>
T* thread_scratch_of(std::size_t count) {
  return reinterpret_cast<T*>(thread_scratch(count * sizeof(T)));
}

struct Kernel {
  std::function<void(const KernelArgs&)> run;
  /// Empty: the kernel runs on any step and needs nothing.
  std::function<Support(const Step&)> query = {};
};

/// A query for kernels that run on any step and may overwrite inputs: pairs (output, input).
inline std::function<Support(const Step&)> in_place(std::vector<std::pair<int, int>> pairs) {
  return [pairs = std::move(pairs)](const Step&) { return Support{.in_place = pairs}; };
}

/// Kernels by name. Each file of kernels/ defines `void register_<stem>(KernelTable&)`, and
/// CMake writes the function that calls them all.
using KernelTable = std::map<std::string, Kernel>;

}  // namespace fovea::cpu

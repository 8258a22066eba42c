// The work of a call, in numbers that do not depend on the machine: its allocations, and how often
// it compares texts. One file of the program defines FOVEA_COUNTS_WORK before it includes this,
// which replaces operator new.
#pragma once

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <new>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define FOVEA_CAN_COUNT 0  // the sanitizers have an operator new and a memcmp of their own
#else
#define FOVEA_CAN_COUNT 1
#endif

namespace fovea {

constexpr bool counts_work = FOVEA_CAN_COUNT;

struct Work {
  double allocations = 0, bytes = 0, comparisons = 0;
};

inline std::atomic<std::size_t> allocations_so_far = 0, bytes_so_far = 0, comparisons_so_far = 0;

inline Work work_of(const std::function<void()>& call) {
  const auto so_far = [] {
    return Work{static_cast<double>(allocations_so_far), static_cast<double>(bytes_so_far),
                static_cast<double>(comparisons_so_far)};
  };
  const Work before = so_far();
  call();
  const Work after = so_far();
  return {after.allocations - before.allocations, after.bytes - before.bytes,
          after.comparisons - before.comparisons};
}

/// Checks that twice the size needs about twice the work; n log n is allowed, but not the square,
/// which would be four times as much. `call` works on n nodes or other items.
inline void check_growth(int n, const std::function<void(int)>& call) {
  call(n);  // tables that are made once
  if (!counts_work) return;
  const Work once = work_of([&] { call(n); }), twice = work_of([&] { call(2 * n); });
  BOOST_TEST_MESSAGE(n << ": " << once.allocations << " allocations of " << once.bytes << " bytes, "
                       << once.comparisons << " comparisons; twice as many: " << twice.allocations
                       << ", " << twice.bytes << ", " << twice.comparisons);
  BOOST_TEST(twice.allocations < 2.5 * once.allocations);
  BOOST_TEST(twice.bytes < 2.5 * once.bytes);
  BOOST_TEST(twice.comparisons <= 2.5 * once.comparisons);
}

}  // namespace fovea

#if defined(FOVEA_COUNTS_WORK) && FOVEA_CAN_COUNT
// NOLINTBEGIN: names of the language
extern "C" int memcmp(const void* a, const void* b, std::size_t size) noexcept {
  fovea::comparisons_so_far.fetch_add(1, std::memory_order_relaxed);
  // Volatile, so that no compiler takes the loop for a memcmp and calls this function.
  const auto *x = static_cast<const volatile unsigned char*>(a),
             *y = static_cast<const volatile unsigned char*>(b);
  for (std::size_t i = 0; i < size; ++i) {
    const unsigned char left = x[i], right = y[i];
    if (left != right) return left < right ? -1 : 1;
  }
  return 0;
}

[[gnu::noinline]] void* operator new(std::size_t size) {
  fovea::allocations_so_far.fetch_add(1, std::memory_order_relaxed);
  fovea::bytes_so_far.fetch_add(size, std::memory_order_relaxed);
  if (void* memory = std::malloc(size ? size : 1)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
// NOLINTEND
#endif

// Numbers below 2^-126 in magnitude (denormals, also called subnormals) can take a processor a
// hundred times as long as other numbers. As long as a FlushDenormals exists, the thread that made
// it reads and writes them as 0. The two bits are FTZ and DAZ of MXCSR on x86 (Intel's manual,
// volume 1, 10.2.3) and FZ of FPCR on aarch64 (Arm's manual, C5.2.8); elsewhere nothing is changed.
#pragma once

#include <cstdint>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace fovea {

/// Must not be passed to another thread: the state belongs to the thread that made it.
class FlushDenormals {
 public:
  FlushDenormals() : before_(read()) {
    if ((before_ & bits) != bits) write(before_ | bits);
  }
  /// Restores the earlier state.
  ~FlushDenormals() {
    if ((before_ & bits) != bits) write(before_);
  }
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
#if defined(__SSE2__)
  using Word = std::uint32_t;
  static constexpr Word bits = 0x8040;
  static Word read() { return _mm_getcsr(); }
  static void write(Word word) { _mm_setcsr(word); }
#elif defined(__aarch64__)
  using Word = std::uint64_t;
  static constexpr Word bits = Word{1} << 24;
  static Word read() {
    Word word;
    asm volatile("mrs %0, fpcr" : "=r"(word));
    return word;
  }
  static void write(Word word) { asm volatile("msr fpcr, %0" : : "r"(word)); }
#else
  using Word = std::uint32_t;
  static constexpr Word bits = 0;
  static Word read() { return 0; }
  static void write(Word) {}
#endif

  Word before_;
};

}  // namespace fovea

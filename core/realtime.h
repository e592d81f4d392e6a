// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

/** Marks a function that never locks, allocates, logs or blocks. Checked by RealtimeSanitizer under clang. */
#if defined(__clang__) && __clang_major__ >= 20
#define AEOLIAN_NONBLOCKING [[clang::nonblocking]]
#else
#define AEOLIAN_NONBLOCKING
#endif

namespace aeolian {

/**
 * Flushes denormal numbers to zero on the calling thread. Every thread that computes samples must call this
 * first: denormals make a decaying filter up to a hundred times slower, and all threads must round alike.
 */
inline void denormals_off() noexcept AEOLIAN_NONBLOCKING {
#if defined(__SSE__)
  _mm_setcsr(_mm_getcsr() | 0x8040);  // flush-to-zero and denormals-are-zero
#elif defined(__aarch64__)
  unsigned long fpcr;
  asm volatile("mrs %0, fpcr" : "=r"(fpcr));
  asm volatile("msr fpcr, %0" : : "r"(fpcr | (1UL << 24)));
#endif
}

/** denormals_off() for as long as it lives: a thread that belongs to somebody else gets its own mode back. */
class DenormalsOff {
 public:
  DenormalsOff() noexcept AEOLIAN_NONBLOCKING : mode_(mode()) { denormals_off(); }
  ~DenormalsOff() {
#if defined(__SSE__)
    _mm_setcsr(mode_);
#elif defined(__aarch64__)
    asm volatile("msr fpcr, %0" : : "r"(mode_));
#endif
  }
  DenormalsOff(const DenormalsOff&) = delete;
  DenormalsOff& operator=(const DenormalsOff&) = delete;

 private:
#if defined(__aarch64__)
  using Mode = unsigned long;
#else
  using Mode = unsigned int;
#endif

  static Mode mode() noexcept AEOLIAN_NONBLOCKING {
#if defined(__SSE__)
    return _mm_getcsr();
#elif defined(__aarch64__)
    unsigned long fpcr;
    asm volatile("mrs %0, fpcr" : "=r"(fpcr));
    return fpcr;
#else
    return 0;
#endif
  }

  Mode mode_;
};

}  // namespace aeolian

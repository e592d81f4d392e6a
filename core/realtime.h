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

/** The calling thread's floating-point control register; 0 on unknown processors. */
inline unsigned long floating_point_mode() noexcept AEOLIAN_NONBLOCKING {
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

inline void set_floating_point_mode([[maybe_unused]] unsigned long mode) noexcept AEOLIAN_NONBLOCKING {
#if defined(__SSE__)
  _mm_setcsr(static_cast<unsigned>(mode));
#elif defined(__aarch64__)
  asm volatile("msr fpcr, %0" : : "r"(mode));
#endif
}

/**
 * Flushes denormal numbers to zero on the calling thread. Every thread that computes samples must call this
 * first: denormals make a decaying filter up to a hundred times slower, and all threads must round alike.
 */
inline void denormals_off() noexcept AEOLIAN_NONBLOCKING {
#if defined(__aarch64__)
  constexpr unsigned long flush = 1UL << 24;
#else
  constexpr unsigned long flush = 0x8040;  // flush-to-zero and denormals-are-zero
#endif
  set_floating_point_mode(floating_point_mode() | flush);
}

/** Calls denormals_off() and restores the thread's mode when destroyed: for threads that we do not own. */
class DenormalsOff {
 public:
  DenormalsOff() noexcept AEOLIAN_NONBLOCKING { denormals_off(); }
  ~DenormalsOff() { set_floating_point_mode(mode_); }
  DenormalsOff(const DenormalsOff&) = delete;
  DenormalsOff& operator=(const DenormalsOff&) = delete;

 private:
  const unsigned long mode_ = floating_point_mode();  // before the constructor changes it
};

}  // namespace aeolian

// SPDX-License-Identifier: GPL-3.0-or-later
// For clang-tidy only (.ci/tidy includes it before everything else): std::vector without constexpr. Clang
// instantiates a constexpr function where it is first named, and LibTorch's headers name the destructor of a
// vector<c10::IValue> while IValue is still incomplete; GCC, which compiles Aeolian, waits until the end of
// the file.
#include <string>

#pragma push_macro("_GLIBCXX20_CONSTEXPR")
#undef _GLIBCXX20_CONSTEXPR
#define _GLIBCXX20_CONSTEXPR
#define __fill_a1 \
  fill_bits  // the one function of <vector> that another header has declared as constexpr before
#include <vector>
#undef __fill_a1
#pragma pop_macro("_GLIBCXX20_CONSTEXPR")

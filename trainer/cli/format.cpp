// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/cli/format.h"

#include <cstdarg>
#include <cstdio>

namespace aeolian::trainer {

std::string format(const char* pattern, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, pattern);
  std::vsnprintf(text, sizeof text, pattern, arguments);
  va_end(arguments);
  return text;
}

}  // namespace aeolian::trainer

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/unicode.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace aeolian {
namespace {

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/** The reason why a code point is not allowed in a name; null = it is allowed. */
const char* unwanted(utf8proc_int32_t code) {
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return "a control character";
    case UTF8PROC_CATEGORY_CF:
      return "an invisible formatting character";
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
      return "a code point that Unicode does not assign";
    default:
      return code == '/' || code == '\\' ? "a slash" : nullptr;
  }
}

}  // namespace

ErrorOr<std::string> normal_form(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  utf8proc_uint8_t* bytes = nullptr;
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &bytes,
                                 static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(bytes, &std::free);
  if (size < 0) return fail("it is not UTF-8");
  return std::string(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

bool is_same_name(std::string_view a, std::string_view b) {
  if (a == b) return true;
  if (is_ascii(a) && is_ascii(b)) return false;
  const auto first = normal_form(a), second = normal_form(b);
  return first && second && *first == *second;
}

std::string unwanted_in_name(std::string_view text) {
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  for (auto left = static_cast<utf8proc_ssize_t>(text.size()); left > 0;) {
    utf8proc_int32_t code = 0;
    const auto size = utf8proc_iterate(at, left, &code);
    if (size <= 0) return "bytes that are not UTF-8";
    if (const char* what = unwanted(code)) return what;
    at += size;
    left -= size;
  }
  return {};
}

}  // namespace aeolian

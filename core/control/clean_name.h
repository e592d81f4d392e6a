#pragma once

#include <string>
#include <string_view>

namespace aeolian {

/**
 * `name` as the name of a file: letters, digits, '-', '_' and inner spaces stay, any other byte becomes '_',
 * at most 64 bytes. It can neither be hidden nor lead out of its folder. Empty where nothing but spaces was
 * given.
 */
std::string clean_name(std::string_view name);

}  // namespace aeolian

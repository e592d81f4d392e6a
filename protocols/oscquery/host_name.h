#pragma once

#include <string_view>

namespace aeolian {

/**
 * Whether a Host header ("127.0.0.1:9001", "[::1]:9001", "localhost", "studio.local") names a machine as
 * people on its own network do: by number, by a name without a dot, or below .local. A web page that lets its
 * own name point to this machine (DNS rebinding) comes with another.
 */
bool is_name_of_the_house(std::string_view host);

/** Whether a page of `origin` ("http://127.0.0.1:9001") was served by `host`; an empty origin is no page. */
bool is_same_house(std::string_view origin, std::string_view host);

}  // namespace aeolian

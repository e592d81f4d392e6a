#pragma once

#include <chrono>
#include <string>

#include "protocols/oscquery/answers.h"

namespace aeolian {

/**
 * The head of the response that carries `answer`, with the empty line behind it: Date, Content-Length, what
 * the answer adds, and whether the connection goes on.
 */
std::string response_head(const HttpAnswer& answer, bool keeps_alive,
                          std::chrono::system_clock::time_point now);

/** A time as HTTP writes it (IMF-fixdate of RFC 9110, 5.6.7), in whatever locale. */
std::string http_date(std::chrono::system_clock::time_point time);

}  // namespace aeolian

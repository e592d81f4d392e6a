// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"

namespace aeolian::oscquery {

inline constexpr std::size_t max_request_target_size = 4096;  ///< bytes
inline constexpr std::size_t max_request_head_size = 16384;   ///< bytes; browsers send all cookies of a host

/** An HTTP/1 request, as far as it is needed here. */
struct HttpRequest {
  std::string method;
  std::string path;   ///< percent-decoded; "*" = the server as a whole
  std::string query;  ///< percent-decoded, the part after the question mark
  std::string host;   ///< from the target if that is a whole URL, else from the Host header; may be empty
  std::vector<std::pair<std::string, std::string>> headers = {};  ///< names in lower case
  std::string body = {};  ///< of a PUT or POST; bodies of other methods are not read

  /**
   * Returns the value of a header; several of one name are joined by ", ", none = empty. `name` in lower
   * case.
   */
  std::string header(std::string_view name) const;
};

/**
 * Sets path, query and host of a request whose method and headers are known, from its target in any form of
 * RFC 9112, 3.2, and from its Host header, which HTTP/1.1 requires. An error means status 400.
 */
ErrorOr<void> read_target(std::string_view target, bool is_http_1_1, HttpRequest& request);

}  // namespace aeolian::oscquery

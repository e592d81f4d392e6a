#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace aeolian {

inline constexpr std::size_t max_request_line_size = 4096;   ///< bytes
inline constexpr std::size_t max_request_head_size = 16384;  ///< bytes; browsers send every cookie of a host

/** Why a request gets no proper answer: a status of RFC 9110, and a sentence for a person. */
struct HttpError {
  int status;
  std::string text;
};

/** The head of an HTTP/1 request (RFC 9112). */
struct HttpRequest {
  std::string method;
  std::string path;   ///< percent-decoded; "*" = the server as a whole
  std::string query;  ///< percent-decoded, what follows the question mark
  std::string host;   ///< of the target where that is a whole URL, else of the Host header; may be empty
  bool keeps_alive = false;  ///< the connection goes on after the answer
  bool has_body = false;     ///< more bytes follow that belong to this request
  std::vector<std::pair<std::string, std::string>> headers = {};  ///< names in lower case

  /** The value of a header; several of one name are joined by ", ", none = empty. `name` in lower case. */
  std::string header(std::string_view name) const;
  /** The elements of a header that is a list, such as Connection. */
  std::vector<std::string> elements(std::string_view name) const;
  /** Whether `word`, which is in lower case, is among them in whatever case. */
  bool header_has(std::string_view name, std::string_view word) const;
};

/** A request, and how many bytes of the input it took. */
struct ReadRequest {
  HttpRequest request;
  std::size_t size;
};

/**
 * Reads the request that `input` begins with: nothing where it is not complete yet, an error where it cannot
 * become one. Lines may end with LF alone, and empty lines before the request are skipped.
 */
tl::expected<std::optional<ReadRequest>, HttpError> read_request(std::string_view input);

}  // namespace aeolian

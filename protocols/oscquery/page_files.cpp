// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/page_files.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "core/atomic_file.h"
#include "core/lower_case.h"

namespace aeolian::oscquery {
namespace {

constexpr std::size_t largest = 1 << 20;  // bytes of a file

constexpr std::string_view script = "text/javascript; charset=utf-8";

struct PageFile {
  std::string_view path;  ///< of the request
  std::string_view name;  ///< in the folder
  std::string_view type;
};

constexpr std::array files{
    PageFile{"/", "index.html", "text/html; charset=utf-8"},
    PageFile{"/page/page.css", "page.css", "text/css; charset=utf-8"},
    PageFile{"/page/icon.svg", "icon.svg", "image/svg+xml"},
    PageFile{"/page/condition.js", "condition.js", script},
    PageFile{"/page/controls.js", "controls.js", script},
    PageFile{"/page/elements.js", "elements.js", script},
    PageFile{"/page/instrument.js", "instrument.js", script},
    PageFile{"/page/main.js", "main.js", script},
    PageFile{"/page/map.js", "map.js", script},
    PageFile{"/page/meter.js", "meter.js", script},
    PageFile{"/page/midi.js", "midi.js", script},
    PageFile{"/page/osc.js", "osc.js", script},
    PageFile{"/page/panels.js", "panels.js", script},
};

/** Scripts, styles and connections from this server only (Content Security Policy Level 3). */
constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

bool wants_page(const HttpRequest& request) {
  const std::string accepted = lower_case(request.header("accept"));
  const auto accepts = [&](std::string_view type) { return accepted.find(type) != std::string::npos; };
  return accepts("text/html") && !accepts("application/json");
}

const PageFile* file_for(const HttpRequest& request) {
  if (!request.query.empty() || (request.path == "/" && !wants_page(request))) return nullptr;
  const auto file = std::ranges::find(files, request.path, &PageFile::path);
  return file == files.end() ? nullptr : &*file;
}

/** An entity tag (RFC 9110, 8.8.3): FNV-1a (Fowler, Noll, Vo), 64 bits, in hexadecimal. */
std::string tag_of(std::string_view content) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const unsigned char byte : content) hash = (hash ^ byte) * 0x100000001b3;
  return fmt::format("\"{:016x}\"", hash);
}

}  // namespace

std::optional<HttpAnswer> PageFiles::answer(const HttpRequest& request) const {
  const auto* file = folder_.empty() ? nullptr : file_for(request);
  if (!file) return {};
  auto content = read_whole_file(folder_ / file->name, largest);
  if (!content) return {};
  const auto tag = tag_of(*content);
  HttpAnswer answer{.type = file->type, .headers = {{"content-security-policy", std::string(policy)}}};
  answer.headers.emplace_back("referrer-policy", "no-referrer");
  // Nobody caches "/", because its answer depends on the Accept header.
  if (request.path != "/") {
    answer.headers.emplace_back("cache-control", "no-cache");
    answer.headers.emplace_back("etag", tag);
    if (request.header("if-none-match").find(tag) != std::string::npos) {
      answer.status = 304;
      return answer;
    }
  }
  answer.body = std::move(*content);
  return answer;
}

}  // namespace aeolian::oscquery

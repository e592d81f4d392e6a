// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <utility>

#include "protocols/oscquery/answers.h"
#include "protocols/oscquery/http_request.h"

namespace aeolian::oscquery {

/**
 * The web page (protocols/page): index.html at "/" for clients that accept text/html and not
 * application/json, which OSCQuery clients accept, and its other files at "/page/NAME". No other file is ever
 * opened. Files are read for each request, so that they can be edited while the program runs. Any thread.
 */
class PageFiles {
 public:
  /** `folder` contains the files; if it is empty or does not exist, there is no page. */
  explicit PageFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /**
   * Returns the response to a GET or HEAD: 200, or 304 if the client has the same version; nothing if the
   * request is not for a file of the page, or the file cannot be read.
   */
  std::optional<HttpAnswer> answer(const HttpRequest& request) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace aeolian::oscquery

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/error.h"

namespace aeolian::trainer {

/** Makes a self-contained page: `content` in the frame of page.html, with its style and script. */
std::string make_html_page(const std::string& title, const std::string& content);

/** "40 seconds", "12 minutes". */
std::string seconds_in_words(double seconds);

/** Checks whether a page may be written to `path`: there is no file yet, or a page written by Aeolian. */
ErrorOr<void> check_page_path(const std::filesystem::path& path);

/** Writes a page completely or not at all; refuses to replace a file that is not such a page. */
ErrorOr<void> write_html_page(const std::filesystem::path& path, const std::string& page);

}  // namespace aeolian::trainer

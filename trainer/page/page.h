// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/error.h"

namespace aeolian::trainer {

/** A page of one file: `content` in the frame of page.html, with its style and script. */
std::string make_html_page(const std::string& title, const std::string& content);

/** "40 seconds", "12 minutes". */
std::string seconds_in_words(double seconds);

/** Whether a page may be written to `path`: there is none yet, or one that Aeolian wrote. */
ErrorOr<void> check_page_path(const std::filesystem::path& path);

/** Writes a page as a whole or not at all; refuses to replace a file that is none. */
ErrorOr<void> write_html_page(const std::filesystem::path& path, const std::string& page);

}  // namespace aeolian::trainer

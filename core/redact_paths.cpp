// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redact_paths.h"

#include <algorithm>
#include <functional>

namespace aeolian {
namespace {

void erase_all(std::string& text, const std::string& part) {
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at)) {
    text.erase(at, part.size());
  }
}

}  // namespace

std::string redact_paths(std::string message, std::vector<std::filesystem::path> folders) {
  std::ranges::sort(folders, std::greater(), [](const auto& folder) { return folder.native().size(); });
  for (const auto& folder : folders) {
    if (folder.has_relative_path() && folder != ".") erase_all(message, (folder / "").string());
  }
  return message;
}

}  // namespace aeolian

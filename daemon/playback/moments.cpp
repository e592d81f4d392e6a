// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/moments.h"

#include <algorithm>
#include <system_error>

#include "core/atomic_file.h"
#include "core/control/sanitize_name.h"
#include "core/control/spelling.h"
#include "core/printable.h"

namespace aeolian::daemon {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view moment_ending = ".moment";
constexpr std::size_t largest_header = 1u << 20;

constexpr FileKind moment_kind{"a moment", is_moment};

tl::unexpected<ControlError> failed(const std::string& name, const std::string& what) {
  return refuse(ControlError::Kind::failed, "moment " + in_quotes(name) + " " + what);
}

}  // namespace

tl::unexpected<ControlError> refuse_moment(std::string_view name, const std::string& why) {
  return failed(std::string(name), "cannot be loaded: " + why);
}

Moments::Name Moments::write(std::string_view name, const KeptMoment& moment) const {
  auto clean = required_name(name, "a moment");
  if (!clean) return clean;
  if (folder_.empty()) return refuse(ControlError::Kind::failed, "there is no folder for moments");
  const auto present = names();
  if (present.size() >= most && !std::ranges::binary_search(present, *clean))
    return refuse(ControlError::Kind::too_many,
                  "there are " + std::to_string(most) + " moments already, the maximum: delete one first");
  if (const auto written = write_whole_file(file_of(*clean), moment_kind, moment_text(moment)); !written)
    return failed(*clean, "is not saved: " + written.error().message);
  return *clean;
}

tl::expected<KeptMoment, ControlError> Moments::read(std::string_view name) const {
  const auto found = find(name);
  if (!found) return tl::unexpected(found.error());
  const auto text = read_whole_file(file_of(*found), KeptMoment::largest_state + largest_header);
  auto moment = text ? parse_moment(*text) : tl::unexpected(text.error());
  if (!moment) return failed(*found, moment.error().message);
  return std::move(*moment);
}

Moments::Name Moments::remove(std::string_view name) const {
  auto found = find(name);
  if (!found) return found;
  std::error_code error;
  fs::remove(file_of(*found), error);
  if (error) return failed(*found, "cannot be removed: " + error.message());
  return *found;
}

Moments::Name Moments::find(std::string_view name) const {
  auto clean = required_name(name, "a moment");
  if (!clean) return clean;
  const auto present = names();
  if (std::ranges::binary_search(present, *clean)) return *clean;
  return refuse(ControlError::Kind::unknown_name,
                "there is no moment " + in_quotes(*clean) + "; " + suggestion(*clean, present));
}

std::vector<std::string> Moments::names() const {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder_, error), end; !error && entry != end; entry.increment(error)) {
    const auto& path = entry->path();
    const auto stem = path.stem().string();
    if (path.extension() == moment_ending && sanitize_name(stem) == stem) names.push_back(stem);
  }
  std::ranges::sort(names);
  return names;
}

fs::path Moments::file_of(const std::string& sanitized_name) const {
  return folder_ / (sanitized_name + std::string(moment_ending));
}

}  // namespace aeolian::daemon

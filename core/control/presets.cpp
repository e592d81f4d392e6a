// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/presets.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "core/atomic_file.h"
#include "core/control/sanitize_name.h"
#include "core/control/snapshot_json.h"
#include "core/control/spelling.h"
#include "core/json_text.h"
#include "core/printable.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* format = "aeolian preset";
constexpr int version = 1;
constexpr const char* extension = ".json";
/** A folder changed this recently may change again within the same tick of the file system's clock. */
constexpr std::chrono::milliseconds tick{100};
constexpr int deepest = 8;

constexpr FileKind preset_kind{"a preset", [](std::string_view beginning) {
                                 return beginning.starts_with('{') &&
                                        beginning.find(R"("aeolian preset")") != beginning.npos;
                               }};

tl::unexpected<ControlError> refuse_file(const std::string& name, const std::string& what) {
  return refuse(ControlError::Kind::failed, "preset " + in_quotes(name) + " " + what);
}

json to_json(const Snapshot& snapshot) {
  return {{"format", format}, {"version", version}, {"parameters", json_of(snapshot)}};
}

/** The snapshot in the file; parameters that it lacks are taken from `snapshot`. */
ErrorOr<Snapshot> from_json(const json& file, Snapshot snapshot) {
  if (!file.is_object() || file.value("format", json()) != format) {
    return fail(std::string("is not a preset: \"format\" is not \"") + format + "\"");
  }
  if (file.value("version", json()) != version) {
    return fail("has \"version\" " + file.value("version", json()).dump() + "; this program reads " +
                std::to_string(version));
  }
  return snapshot_of(file.value("parameters", json()), std::move(snapshot));
}

/** The value at `position` between two values: numbers linearly, toggles from the nearer side. */
double between(const ParameterSpec& spec, double from, double to, double position) {
  if (spec.type == ParameterType::toggle) return position < 0.5 ? from : to;
  return from + position * (to - from);
}

}  // namespace

Presets::Presets(fs::path directory, Parameters& parameters)
    : directory_(std::move(directory)), parameters_(parameters) {}

Presets::Name Presets::save(std::string_view name) {
  return keep(name).and_then([this](const std::string& clean) { return write(clean); });
}

Presets::Name Presets::remove(std::string_view name) {
  return discard(name).and_then([this](const std::string& clean) { return write(clean); });
}

Presets::Name Presets::keep(std::string_view name) {
  auto clean = required_name(name, "a preset");
  if (!clean) return clean;
  auto text = to_json(parameters_.snapshot()).dump(2, ' ', false, json::error_handler_t::replace) + "\n";
  if (text.size() > largest) {
    return refuse_file(*clean, "would be larger than " + std::to_string(largest) + " bytes");
  }
  const std::lock_guard lock(mutex_);
  if (!exists(*clean) && count() >= most) {
    return refuse(ControlError::Kind::too_many,
                  "there are " + std::to_string(most) + " presets already, the maximum: delete one first");
  }
  auto& change = unwritten_[*clean];
  change = {std::move(text), change.writes + 1, false};
  return clean;
}

Presets::Name Presets::discard(std::string_view name) {
  auto clean = required_name(name, "a preset");
  if (!clean) return clean;
  const std::lock_guard lock(mutex_);
  if (!exists(*clean)) return refuse_unknown(*clean);
  auto& change = unwritten_[*clean];
  change = {std::nullopt, change.writes + 1, false};
  return clean;
}

Presets::Name Presets::write(const std::string& sanitized_name) {
  const std::lock_guard disk(disk_mutex_);
  std::optional<std::string> text;
  fs::path file;
  {
    const std::lock_guard lock(mutex_);
    auto& change = unwritten_.at(sanitized_name);
    file = file_of(sanitized_name);
    // A later change of the same preset may have been written already.
    if (std::exchange(change.is_written, true)) {
      file.clear();
    } else {
      text = change.text;
    }
  }
  const auto written =
      file.empty() ? tl::expected<void, ControlError>() : put_on_disk(sanitized_name, text, file);
  if (!written) {
    const std::lock_guard lock(mutex_);
    unwritten_.at(sanitized_name).is_written = false;  // a later write tries again
  }
  give_up(sanitized_name);
  if (!written) return tl::unexpected(written.error());
  return sanitized_name;
}

void Presets::give_up(const std::string& sanitized_name) {
  const std::lock_guard lock(mutex_);
  const auto change = unwritten_.find(sanitized_name);
  if (--change->second.writes == 0) unwritten_.erase(change);
}

tl::expected<void, ControlError> Presets::put_on_disk(const std::string& sanitized_name,
                                                      const std::optional<std::string>& text,
                                                      const fs::path& file) {
  if (text) {
    const auto written = write_whole_file(file, preset_kind, *text);
    if (!written) return refuse_file(sanitized_name, "is not saved: " + written.error().message);
    return {};
  }
  std::error_code error;
  if (fs::is_directory(file, error)) return refuse_file(sanitized_name, "cannot be removed: it is a folder");
  fs::remove(file, error);
  if (error) return refuse_file(sanitized_name, "cannot be removed: " + error.message());
  return {};
}

Presets::Name Presets::load(Source source, std::string_view name, std::optional<double> glide_s,
                            std::span<const ParameterId> kept) {
  auto clean = existing(name);
  if (!clean) return clean;
  const auto snapshot = read(*clean);
  if (!snapshot) return tl::unexpected(snapshot.error());
  const auto taken = parameters_.apply(source, *snapshot, glide_s, kept);
  if (!taken) return refuse(taken.error().kind, "preset " + in_quotes(*clean) + ": " + taken.error().message);
  const std::lock_guard lock(mutex_);
  loaded_ = *clean;
  return clean;
}

std::string Presets::loaded() const {
  const std::lock_guard lock(mutex_);
  return loaded_;
}

std::vector<std::string> Presets::names() const {
  const std::lock_guard lock(mutex_);
  return present_names();
}

/** The same, under the lock. */
std::vector<std::string> Presets::present_names() const {
  std::vector<std::string> names;
  for (const auto& [name, file] : files()) {
    if (!unwritten_.contains(name)) names.push_back(name);
  }
  for (const auto& [name, change] : unwritten_) {
    if (change.text) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

tl::expected<Change, ControlError> Presets::interpolate(Source source, std::string_view from,
                                                        std::string_view to, double position,
                                                        std::optional<double> glide_s) {
  if (!std::isfinite(position)) {
    return refuse(ControlError::Kind::wrong_value, "the position must be a finite number from 0 to 1");
  }
  const double inside = std::clamp(position, 0., 1.);
  std::array<Snapshot, 2> ends;
  std::vector<EncodingShare> shares;
  const auto bank = parameters_.encodings();
  for (const std::size_t end : {0, 1}) {
    const auto clean = existing(end == 0 ? from : to);
    if (!clean) return tl::unexpected(clean.error());
    const auto snapshot = read(*clean);
    if (!snapshot) return tl::unexpected(snapshot.error());
    const double share = end == 0 ? 1. - inside : inside;
    const auto& [first, second, weight] = snapshot->encoding;
    for (const auto& [stored, part] : {EncodingShare{first, 1. - weight}, EncodingShare{second, weight}}) {
      const auto encoding = bank->recall(stored);
      if (!encoding) {
        return refuse(ControlError::Kind::wrong_value,
                      "preset " + in_quotes(*clean) + ": " + encoding.error().message);
      }
      shares.push_back({*encoding, share * part});
    }
    ends[end] = *snapshot;
  }
  Snapshot middle = ends[inside < 0.5 ? 0 : 1];
  for (const auto& spec : parameter_specs()) {
    const auto i = static_cast<std::size_t>(spec.id);
    middle.numbers[i] = between(spec, ends[0].numbers[i], ends[1].numbers[i], inside);
  }
  middle.encoding = *morph_of(shares);
  auto taken = parameters_.apply(source, middle, glide_s);
  if (taken) *taken = Change{inside != position, inside};
  return taken;
}

Presets::Name Presets::name_at(std::size_t index) const {
  const auto all = names();
  if (index < all.size()) return all[index];
  return refuse(ControlError::Kind::unknown_name, "preset " + std::to_string(index) + " of " +
                                                      std::to_string(all.size()) + " (counted from 0)");
}

/** The name under which the preset `name` is stored. */
Presets::Name Presets::existing(std::string_view name) const {
  auto clean = required_name(name, "a preset");
  const std::lock_guard lock(mutex_);
  if (clean && exists(*clean)) return clean;
  if (auto older = underscored_name(name); !older.empty() && exists(older)) return older;
  if (!clean) return clean;
  return refuse_unknown(*clean);
}

tl::unexpected<ControlError> Presets::refuse_unknown(const std::string& name) const {
  return refuse(ControlError::Kind::unknown_name,
                "there is no preset " + in_quotes(name) + "; " + suggestion(name, present_names()));
}

bool Presets::exists(const std::string& sanitized_name) const {
  const auto change = unwritten_.find(sanitized_name);
  return change == unwritten_.end() ? files().contains(sanitized_name) : change->second.text.has_value();
}

std::size_t Presets::count() const {
  const Files& on_disk = files();
  std::size_t count = on_disk.size();
  for (const auto& [name, change] : unwritten_) {
    const bool is_on_disk = on_disk.contains(name);
    if (change.text && !is_on_disk) ++count;
    if (!change.text && is_on_disk) --count;
  }
  return count;
}

/** If the names of two files are equal in normal form C, the one already in that form is used. */
const Presets::Files& Presets::files() const {
  std::error_code error;
  const auto changed = fs::last_write_time(directory_, error);
  if (error) {
    files_.clear();
    return files_;
  }
  if (changed == files_of_) return files_;
  files_.clear();
  const bool is_settled = fs::file_time_type::clock::now() - changed > tick;
  files_of_ = is_settled ? changed : fs::file_time_type();
  for (fs::directory_iterator entry(directory_, error), end; !error && entry != end; entry.increment(error)) {
    const auto& path = entry->path();
    if (path.extension() != extension) continue;
    const auto stem = path.stem().string();
    const auto name = sanitize_name(stem);
    if (!name || name->empty()) continue;
    if (*name == stem || !files_.contains(*name)) files_[*name] = path;
  }
  if (error) files_of_ = fs::file_time_type();  // incomplete: read again next time
  return files_;
}

tl::expected<Snapshot, ControlError> Presets::read(const std::string& name) const {
  std::optional<std::string> unwritten;
  fs::path path;
  {
    const std::lock_guard lock(mutex_);
    if (const auto change = unwritten_.find(name); change != unwritten_.end())
      unwritten = change->second.text;
    path = file_of(name);
  }
  const auto text = unwritten ? ErrorOr<std::string>(*unwritten) : read_whole_file(path, largest);
  if (!text) return refuse_file(name, text.error().message);
  const auto file = parse_json(*text, deepest);
  if (!file) return refuse_file(name, file.error().message);
  const auto snapshot = from_json(*file, parameters_.snapshot());
  if (!snapshot) return refuse_file(name, snapshot.error().message);
  return *snapshot;
}

fs::path Presets::file_of(const std::string& name) const {
  const Files& on_disk = files();
  const auto found = on_disk.find(name);
  return found == on_disk.end() ? directory_ / (name + extension) : found->second;
}

}  // namespace aeolian

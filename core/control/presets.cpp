#include "core/control/presets.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "core/atomic_file.h"
#include "core/control/clean_name.h"
#include "core/control/snapshot_json.h"
#include "core/json_text.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* format = "aeolian preset";
constexpr int version = 1;
constexpr const char* extension = ".json";
constexpr std::size_t largest_file = 65536;  // bytes; one of ours has two thousand
constexpr int deepest = 8;

constexpr FileKind preset_kind{"a preset", [](std::string_view beginning) {
                                 return beginning.starts_with('{') &&
                                        beginning.find(R"("aeolian preset")") != beginning.npos;
                               }};

tl::unexpected<Refusal> refuse(Refusal::Kind kind, std::string message) {
  return tl::unexpected<Refusal>(Refusal{kind, std::move(message)});
}

tl::unexpected<Refusal> refuse_file(const std::string& name, const std::string& what) {
  return refuse(Refusal::Kind::failed, "preset '" + name + "' " + what);
}

tl::expected<std::string, Refusal> cleaned(std::string_view name) {
  auto clean = clean_name(name);
  if (clean.empty()) return refuse(Refusal::Kind::wrong_value, "a preset needs a name");
  return clean;
}

json to_json(const Snapshot& snapshot) {
  return {{"format", format}, {"version", version}, {"parameters", json_of(snapshot)}};
}

/** What the file says; a parameter that it does not name is as in `snapshot`. */
ErrorOr<Snapshot> from_json(const json& file, Snapshot snapshot) {
  if (!file.is_object() || file.value("format", json()) != format) {
    return fail(std::string("is no preset: \"format\" is not \"") + format + "\"");
  }
  if (file.value("version", json()) != version) {
    return fail("has \"version\" " + file.value("version", json()).dump() + "; this program reads " +
                std::to_string(version));
  }
  return snapshot_of(file.value("parameters", json()), std::move(snapshot));
}

/** Between two values at `position`: numbers on a line, toggles that of the nearer side. */
double between(const ParameterSpec& spec, double from, double to, double position) {
  if (spec.type == ParameterType::toggle) return position < 0.5 ? from : to;
  return from + position * (to - from);
}

}  // namespace

Presets::Presets(fs::path directory, Parameters& parameters)
    : directory_(std::move(directory)), parameters_(parameters) {}

Presets::Name Presets::save(std::string_view name) {
  const auto clean = cleaned(name);
  if (!clean) return clean;
  const auto text = to_json(parameters_.snapshot()).dump(2) + "\n";
  const std::lock_guard lock(mutex_);
  if (const auto written = write_whole_file(file_of(*clean), preset_kind, text); !written) {
    return refuse_file(*clean, "is not saved: " + written.error().message);
  }
  return clean;
}

Presets::Name Presets::load(Source source, std::string_view name, std::optional<double> glide_s,
                            std::span<const ParameterId> kept) {
  const auto clean = cleaned(name);
  if (!clean) return clean;
  const auto snapshot = read(*clean);
  if (!snapshot) return tl::unexpected(snapshot.error());
  const auto taken = parameters_.apply(source, *snapshot, glide_s, kept);
  if (!taken) return refuse(taken.error().kind, "preset '" + *clean + "': " + taken.error().message);
  return clean;
}

Presets::Name Presets::remove(std::string_view name) {
  const auto clean = cleaned(name);
  if (!clean) return clean;
  const std::lock_guard lock(mutex_);
  std::error_code error;
  if (fs::is_directory(file_of(*clean), error)) return refuse_file(*clean, "cannot be removed: it is a folder");
  const bool removed = fs::remove(file_of(*clean), error);
  if (error) return refuse_file(*clean, "cannot be removed: " + error.message());
  if (!removed) return refuse(Refusal::Kind::unknown_name, "there is no preset '" + *clean + "'");
  return clean;
}

std::vector<std::string> Presets::names() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(directory_, error), end; !error && entry != end; entry.increment(error)) {
    const auto& path = entry->path();
    auto name = path.stem().string();
    if (path.extension() == extension && clean_name(name) == name) names.push_back(std::move(name));
  }
  std::ranges::sort(names);
  return names;
}

tl::expected<Change, Refusal> Presets::interpolate(Source source, std::string_view from, std::string_view to,
                                                   double position, std::optional<double> glide_s) {
  if (!std::isfinite(position)) {
    return refuse(Refusal::Kind::wrong_value, "a position is a finite number, 0 to 1");
  }
  const double inside = std::clamp(position, 0., 1.);
  std::array<Snapshot, 2> ends;
  std::array<Encoding, 2> encodings;
  const auto bank = parameters_.encodings();
  for (const std::size_t end : {0, 1}) {
    const auto clean = cleaned(end == 0 ? from : to);
    if (!clean) return tl::unexpected(clean.error());
    const auto snapshot = read(*clean);
    if (!snapshot) return tl::unexpected(snapshot.error());
    const auto encoding = bank->recall(snapshot->encoding_name, snapshot->encoding);
    if (!encoding) {
      return refuse(Refusal::Kind::wrong_value, "preset '" + *clean + "': " + encoding.error().message);
    }
    ends[end] = *snapshot;
    encodings[end] = *encoding;
  }
  Snapshot middle = ends[inside < 0.5 ? 0 : 1];
  for (const auto& spec : parameter_specs()) {
    const auto i = static_cast<std::size_t>(spec.id);
    middle.numbers[i] = between(spec, ends[0].numbers[i], ends[1].numbers[i], inside);
  }
  // Between a null code and an encoding there is no way on the sphere: the nearer one's.
  if (encodings[0].size == encodings[1].size && inside > 0. && inside < 1.) {
    const auto encoding = slerp(encodings[0], encodings[1], inside);
    middle.encoding.assign(encoding.span().begin(), encoding.span().end());
    if (ends[0].encoding_name != ends[1].encoding_name) middle.encoding_name.clear();
  }
  auto taken = parameters_.apply(source, middle, glide_s);
  if (taken) *taken = Change{inside != position, inside};
  return taken;
}

Presets::Name Presets::name_at(std::size_t index) const {
  const auto all = names();
  if (index < all.size()) return all[index];
  return refuse(Refusal::Kind::unknown_name, "preset " + std::to_string(index) + " of " +
                                                 std::to_string(all.size()) + " (counted from 0)");
}

tl::expected<Snapshot, Refusal> Presets::read(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  std::error_code error;
  if (!fs::exists(file_of(name), error)) {
    return refuse(Refusal::Kind::unknown_name, "there is no preset '" + name + "'");
  }
  const auto text = read_whole_file(file_of(name), largest_file);
  if (!text) return refuse_file(name, text.error().message);
  const auto file = parse_json(*text, deepest);
  if (!file) return refuse_file(name, file.error().message);
  const auto snapshot = from_json(*file, parameters_.snapshot());
  if (!snapshot) return refuse_file(name, snapshot.error().message);
  return *snapshot;
}

fs::path Presets::file_of(const std::string& name) const {
  return directory_ / (name + extension);
}

}  // namespace aeolian

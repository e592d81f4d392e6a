// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/moment.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "core/control/snapshot_json.h"
#include "core/json_text.h"
#include "core/version.h"
#include "daemon/playback/digester.h"

namespace aeolian::daemon {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr const char* moment_format = "aeolian moment";
constexpr int moment_version = 1;
constexpr std::string_view moment_beginning = R"({"format":"aeolian moment")";
constexpr int deepest_header = 8;
constexpr std::size_t most_header_values = 100'000;
constexpr std::chrono::seconds patience{2};
constexpr int most_attempts = 4;
constexpr std::array qualities{"normal", "refined"};

std::string name_of(Quality quality) {
  return qualities[static_cast<std::size_t>(quality)];
}

/** The second line of a file: a checksum of the first one and of the state. */
std::string checksum_of(std::string_view header, std::string_view state) {
  return std::to_string(Digester().add(header).add(state).digest());
}

tl::unexpected<ControlError> busy() {
  return refuse(ControlError::Kind::busy, "the generator was busy for 2 s, perhaps with a cross-fade");
}

/** `memory` may be empty, to find out the size of the state. */
tl::expected<StateArchive, ControlError> kept_state(SourceCrossfader& crossfader,
                                                    std::span<std::byte> memory) {
  StateRequest request{StateArchive::writer(memory)};
  if (!crossfader.keep_state(request, patience)) return busy();
  if (const auto fault = request.state.fault(); !fault.empty())
    return refuse(ControlError::Kind::failed, "the moment cannot be saved: " + std::string(fault));
  return request.state;
}

ordered_json header_of(const KeptMoment& moment) {
  ordered_json header{{"format", moment_format},
                      {"version", moment_version},
                      {"program", AEOLIAN_VERSION},
                      {"model", moment.model},
                      {"model_digest", moment.model_digest}};
  if (!moment.second.empty()) {
    header["second"] = moment.second;
    header["second_digest"] = moment.second_digest;
  }
  header["quality"] = name_of(moment.quality.quality);
  header["weights"] = to_string(moment.quality.weights);
  header["max_voices"] = moment.quality.voice_limit;
  header["channels"] = moment.quality.channels;
  header["parameters"] = json_of(moment.parameters);
  return header;
}

ErrorOr<KeptMoment> from_header(const json& header) {
  KeptMoment moment;
  moment.model = header.at("model").get<std::string>();
  moment.model_digest = header.at("model_digest").get<std::uint64_t>();
  moment.second = header.value("second", "");
  moment.second_digest = header.value("second_digest", std::uint64_t{0});
  const auto quality = std::ranges::find(qualities, header.at("quality").get<std::string>());
  const auto weights = std::ranges::find(weight_formats, header.at("weights").get<std::string>(),
                                         [](WeightFormat of) { return std::string(to_string(of)); });
  if (quality == qualities.end() || weights == weight_formats.end()) return fail("has an unknown quality");
  moment.quality = {.quality = static_cast<Quality>(quality - qualities.begin()),
                    .weights = *weights,
                    .voice_limit = header.at("max_voices").get<VoiceNumber>(),
                    .channels = header.value("channels", std::size_t{2})};
  auto parameters = snapshot_of(header.at("parameters"), {});
  if (!parameters) return tl::unexpected(parameters.error());
  moment.parameters = std::move(*parameters);
  return moment;
}

/** Whether this program reads moments with such a header. */
ErrorOr<void> check_versions(const json& header) {
  if (header.value("version", json()) != moment_version)
    return fail("has \"version\" " + header.value("version", json()).dump() + "; this program reads " +
                std::to_string(moment_version));
  if (header.value("program", json()) != AEOLIAN_VERSION)
    return fail("was saved by another version of Aeolian than this one, " AEOLIAN_VERSION);
  return {};
}

}  // namespace

std::uint64_t KeptMoment::digest() const {
  return XXH3_64bits(state.data(), state.size());
}

tl::expected<KeptMoment, ControlError> keep_moment(SourceCrossfader& crossfader, const Model& model,
                                                   const Model* second, const Parameters& parameters,
                                                   const RenderQuality& quality) {
  KeptMoment moment{.model = model.name, .model_digest = model.digest, .quality = quality};
  if (second) {
    moment.second = second->name;
    moment.second_digest = second->digest;
  }
  // Parameters that a walk is moving may be one change ahead of the state
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    moment.parameters = parameters.snapshot();
    if (!crossfader.settle(patience)) return busy();
    const auto measured = kept_state(crossfader, {});
    if (!measured) return tl::unexpected(measured.error());
    if (measured->size() > KeptMoment::largest_state)
      return refuse(ControlError::Kind::failed, "the moment cannot be saved: its state has more than 64 MiB");
    moment.state.resize(measured->size());
    const auto kept = kept_state(crossfader, std::as_writable_bytes(std::span(moment.state)));
    if (!kept) return tl::unexpected(kept.error());
    if (kept->size() != moment.state.size())
      return refuse(ControlError::Kind::busy, "the model has just changed; try again");
    if (json_of(moment.parameters) == json_of(parameters.snapshot())) break;
  }
  return moment;
}

ErrorOr<void> check_model(const KeptMoment& moment, const Model& model, const RenderQuality& quality) {
  if (moment.model_digest != model.digest)
    return fail("it belongs to another model, " + moment.model +
                (moment.model == model.name ? ", which has been trained again" : ": load that model first"));
  if (moment.quality.quality != quality.quality || moment.quality.weights != quality.weights ||
      moment.quality.voice_limit != quality.voice_limit || moment.quality.channels != quality.channels)
    return fail("it was saved with --quality " + name_of(moment.quality.quality) + ", --weights " +
                std::string(to_string(moment.quality.weights)) + ", --max-voices " +
                std::to_string(moment.quality.voice_limit) + " and --channels " +
                std::to_string(moment.quality.channels) + ": restart with these options");
  return {};
}

ErrorOr<void> check_second(const KeptMoment& moment, const Model* second) {
  if (moment.second.empty() && !second) return {};
  if (!second) return fail("it was saved with " + moment.second + " blended in");
  if (moment.second.empty()) return fail("it was saved without " + second->name + " blended in");
  if (moment.second_digest != second->digest)
    return fail("it was saved with another version of " + moment.second +
                " blended in, which has been trained again");
  return {};
}

ErrorOr<void> recall_moment(const KeptMoment& moment, const Model& model, const Model* second,
                            const RenderQuality& quality, Source& source) {
  auto checked = check_model(moment, model, quality).and_then([&] { return check_second(moment, second); });
  if (!checked) return checked;
  auto state = StateArchive::reader(std::as_bytes(std::span(moment.state)));
  source.archive(state);
  state.require(state.size() == moment.state.size());
  if (!state.fault().empty()) return fail(std::string(state.fault()));
  return {};
}

std::string moment_text(const KeptMoment& moment) {
  const auto header = header_of(moment).dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  return header + "\n" + checksum_of(header, moment.state) + "\n" + moment.state;
}

ErrorOr<KeptMoment> parse_moment(std::string_view text) {
  if (!is_moment(text)) return fail("is not a moment");
  const auto first = std::min(text.find('\n'), text.size());
  const auto second = text.find('\n', first + 1);
  const auto line = text.substr(0, first);
  const auto header = parse_json(line, deepest_header, most_header_values);
  if (!header) return fail("is damaged: " + header.error().message);
  if (const auto checked = check_versions(*header); !checked) return tl::unexpected(checked.error());
  if (second == std::string_view::npos) return fail("is damaged: its end is missing");
  const auto state = text.substr(second + 1);
  if (text.substr(first + 1, second - first - 1) != checksum_of(line, state)) return fail("is damaged");
  try {
    auto moment = from_header(*header);
    if (moment) moment->state = state;
    return moment;
  } catch (const json::exception&) {
    return fail("is damaged");
  }
}

bool is_moment(std::string_view beginning) {
  return beginning.starts_with(moment_beginning);
}

}  // namespace aeolian::daemon

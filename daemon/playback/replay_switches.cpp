// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/replay_switches.h"

#include <utility>

#include "core/printable.h"
#include "daemon/playback/moments.h"
#include "daemon/playback/source_switch.h"

namespace aeolian::daemon {

ErrorOr<ReplaySwitches> ReplaySwitches::create(std::vector<SourceSwitch> source_switches,
                                               ModelLibrary library, const RenderQuality& quality,
                                               Model playing) {
  ReplaySwitches replay;
  replay.source_switches_ = std::move(source_switches);
  replay.library_ = std::move(library);
  replay.quality_ = quality;
  replay.playing_ = std::move(playing);
  if (auto made = replay.make_next(); !made) return tl::unexpected(made.error());
  return replay;
}

ErrorOr<std::optional<ReplaySwitches::Offered>> ReplaySwitches::keep_up(SourceCrossfader& crossfader) {
  if (!is_made_ || !offer(crossfader)) return std::nullopt;
  Offered offered{source_switches_[next_], playing_, blended_};
  ++next_;
  if (auto made = make_next(); !made) return tl::unexpected(made.error());
  return offered;
}

bool ReplaySwitches::offer(SourceCrossfader& crossfader) {
  const SourceSwitch& source_switch = source_switches_[next_];
  return source_switch.model.empty() ? crossfader.offer_second(std::move(second_), source_switch.step)
                                     : crossfader.offer(std::move(source_), source_switch.step);
}

ErrorOr<void> ReplaySwitches::make_next() {
  is_made_ = false;
  if (next_ == source_switches_.size()) {  // nothing needs these models any more
    playing_ = {};
    read_.reset();
    blended_.reset();
    return {};
  }
  auto made = source_switches_[next_].model.empty() ? make_second() : make_source();
  if (!made) return made;
  is_made_ = true;
  return {};
}

ErrorOr<Model> ReplaySwitches::read(const std::string& name) const {
  auto model = find_model(library_.models, name).and_then([this](const std::filesystem::path& file) {
    return read_model(file, library_.model_limit, quality_.weights);
  });
  if (!model) return fail("the control log asks for " + name + ": " + model.error().message);
  return model;
}

ErrorOr<void> ReplaySwitches::make_source() {
  const SourceSwitch& source_switch = source_switches_[next_];
  if (!read_ || read_->name != source_switch.model) {
    auto model = read(source_switch.model);
    if (!model) return tl::unexpected(model.error());
    read_ = std::move(*model);
  }
  playing_ = *read_;
  auto source = prepare_source(playing_, source_switch, library_.samples, quality_);
  if (!source) return fail("the control log asks for " + source_switch.model + ": " + source.error().message);
  source_ = std::move(*source);
  return make_second().and_then([&]() -> ErrorOr<void> {
    source_->exchange_second(second_);
    return source_switch.moment.empty() ? ErrorOr<void>() : recall_moment(source_switch);
  });
}

/** Makes the second model of the next source, or the next second model; null if there is none. */
ErrorOr<void> ReplaySwitches::make_second() {
  const std::string& name = source_switches_[next_].second;
  second_.reset();
  if (name.empty()) {
    blended_.reset();
    return {};
  }
  if (!playing_.checkpoint) return fail("the control log blends " + name + " with a test tone");
  auto model = read(name);
  if (!model) return tl::unexpected(model.error());
  blended_ = std::move(*model);
  auto second = prepare_second(playing_, *blended_, quality_);
  if (!second) return fail("the control log asks for a blend: " + second.error().message);
  second_ = std::move(*second);
  return {};
}

ErrorOr<void> ReplaySwitches::recall_moment(const SourceSwitch& source_switch) {
  const std::string which = "the moment " + in_quotes(source_switch.moment);
  const auto moment = Moments(library_.moments).read(source_switch.moment);
  if (!moment) return fail("the control log continues from a moment: " + moment.error().message);
  if (moment->digest() != source_switch.moment_digest)
    return fail("the control log continues from " + which + ", which has been saved again since");
  const Model* const second = blended_ ? &*blended_ : nullptr;
  const auto recalled = daemon::recall_moment(*moment, playing_, second, quality_, *source_);
  if (!recalled) return fail("the control log continues from " + which + ": " + recalled.error().message);
  return {};
}

}  // namespace aeolian::daemon

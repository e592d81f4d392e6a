// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/replay_switches.h"

#include <utility>

#include "core/printable.h"
#include "daemon/playback/moments.h"
#include "daemon/playback/source_switch.h"

namespace aeolian::daemon {

ErrorOr<ReplaySwitches> ReplaySwitches::create(std::vector<SourceSwitch> source_switches,
                                               ModelLibrary library, const RenderQuality& quality) {
  ReplaySwitches replay;
  replay.source_switches_ = std::move(source_switches);
  replay.library_ = std::move(library);
  replay.quality_ = quality;
  if (auto made = replay.make_next(); !made) return tl::unexpected(made.error());
  return replay;
}

ErrorOr<std::optional<ReplaySwitches::Offered>> ReplaySwitches::keep_up(SourceCrossfader& crossfader) {
  if (!source_ || !crossfader.offer(std::move(source_), source_switches_[next_].step)) return std::nullopt;
  Offered offered{source_switches_[next_], model_};
  source_.reset();
  ++next_;
  if (auto made = make_next(); !made) return tl::unexpected(made.error());
  return offered;
}

ErrorOr<void> ReplaySwitches::make_next() {
  if (next_ == source_switches_.size()) return {};
  const SourceSwitch& source_switch = source_switches_[next_];
  if (model_.name != source_switch.model) {
    auto model =
        find_model(library_.models, source_switch.model).and_then([this](const std::filesystem::path& file) {
          return read_model(file, library_.model_limit);
        });
    if (!model) return fail("the control log asks for " + source_switch.model + ": " + model.error().message);
    model_ = std::move(*model);
  }
  auto source = prepare_source(model_, source_switch, library_.samples, quality_);
  if (!source) return fail("the control log asks for " + source_switch.model + ": " + source.error().message);
  source_ = std::move(*source);
  return source_switch.moment.empty() ? ErrorOr<void>() : recall_moment(source_switch);
}

ErrorOr<void> ReplaySwitches::recall_moment(const SourceSwitch& source_switch) {
  const auto moment = Moments(library_.moments).recall(source_switch.moment, model_, quality_, *source_);
  if (!moment) return fail("the control log goes on from a moment: " + moment.error().message);
  if (moment->digest() != source_switch.moment_digest)
    return fail("the control log goes on from the moment " + in_quotes(source_switch.moment) +
                ", which has been saved again since");
  return {};
}

}  // namespace aeolian::daemon

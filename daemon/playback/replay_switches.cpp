// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/replay_switches.h"

#include <utility>

#include "daemon/playback/source_switch.h"

namespace aeolian {

ErrorOr<ReplaySwitches> ReplaySwitches::create(std::vector<SourceSwitch> source_switches,
                                               std::filesystem::path models, std::filesystem::path samples,
                                               const RenderQuality& quality, SizeLimit model_limit) {
  ReplaySwitches replay;
  replay.source_switches_ = std::move(source_switches);
  replay.models_ = std::move(models);
  replay.samples_ = std::move(samples);
  replay.quality_ = quality;
  replay.model_limit_ = std::move(model_limit);
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
    auto model = find_model(models_, source_switch.model).and_then([this](const std::filesystem::path& file) {
      return read_model(file, model_limit_);
    });
    if (!model) return fail("the control log asks for " + source_switch.model + ": " + model.error().message);
    model_ = std::move(*model);
  }
  auto source = prepare_source(model_, source_switch, samples_, quality_);
  if (!source) return fail("the control log asks for " + source_switch.model + ": " + source.error().message);
  source_ = std::move(*source);
  return {};
}

}  // namespace aeolian

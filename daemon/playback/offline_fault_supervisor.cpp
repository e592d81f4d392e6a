// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/offline_fault_supervisor.h"

#include <spdlog/spdlog.h>

#include <string>
#include <utility>

#include "daemon/config/guard_settings.h"
#include "daemon/playback/fault_supervisor.h"
#include "daemon/playback/source_switch.h"

namespace aeolian::daemon {

OfflineFaultSupervisor::OfflineFaultSupervisor(const GuardSettings& settings, std::optional<Model> model,
                                               SourceCrossfader& crossfader, Parameters& parameters,
                                               const RenderQuality& quality, std::optional<Model> second)
    : model_(std::move(model)),
      second_(std::move(second)),
      crossfader_(crossfader),
      parameters_(parameters),
      quality_(quality) {
  if (model_ && settings.on) {
    guard_.emplace(crossfader.sample_rate(), fitted(settings, *model_->checkpoint));
  }
}

std::optional<SourceSwitch> OfflineFaultSupervisor::hear(std::span<const StereoFrame> step,
                                                         std::uint64_t next_step) {
  if (!guard_) return {};
  guard_->set_held(is_held_on_purpose(parameters_));
  const auto fault = guard_->listen(step);
  if (!fault) return {};
  spdlog::warn("the guard detected a fault ({}) before step {}: restarting the model with a new seed",
               name_of(*fault), next_step);
  SourceSwitch source_switch{.step = next_step,
                             .model = model_->name,
                             .settings = settings_of_new_voice(parameters_),
                             .cause = std::string(name_of(*fault))};
  const std::uint64_t seed = another_seed(change_seed(source_switch.settings));
  auto source = prepare_source(*model_, source_switch, {}, quality_);
  if (!source) {
    spdlog::warn("the current sound continues: {}", source.error().message);
    return {};
  }
  if (second_) {
    if (const auto kept = blend_in(*second_, *model_, source_switch, **source, quality_); !kept)
      spdlog::warn("the second model is no longer blended in: {}", kept.error().message);
  }
  if (!crossfader_.offer(std::move(*source), next_step)) return {};
  parameters_.replace_seed(seed);
  return source_switch;
}

}  // namespace aeolian::daemon

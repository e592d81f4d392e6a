#include "daemon/offline_guard.h"

#include <spdlog/spdlog.h>

#include <string>
#include <utility>

#include "daemon/entrance.h"
#include "daemon/guard_settings.h"

namespace aeolian {

OfflineGuard::OfflineGuard(const GuardSettings& settings, std::optional<Model> model, Succession& succession,
                           Parameters& parameters, Quality quality)
    : model_(std::move(model)), succession_(succession), parameters_(parameters), quality_(quality) {
  if (model_ && settings.on) {
    guard_.emplace(succession.sample_rate(), fitted(settings, *model_->checkpoint));
  }
}

std::optional<Entrance> OfflineGuard::hear(std::span<const float> step, std::uint64_t next_step) {
  if (!guard_) return {};
  guard_->set_held(parameters_.number(ParameterId::freeze) != 0.);
  const auto fault = guard_->listen(step);
  if (!fault) return {};
  spdlog::warn("the guard hears a fault ({}) before step {}: the model enters anew with another seed",
               name_of(*fault), next_step);
  Entrance entrance{.step = next_step,
                    .model = model_->name,
                    .settings = settings_of_new_voice(parameters_),
                    .cause = std::string(name_of(*fault))};
  const std::uint64_t seed = another_seed(change_seed(entrance.settings));
  auto source = make_entrance(*model_, entrance, {}, quality_);
  if (!source) {
    spdlog::warn("what plays goes on: {}", source.error().message);
    return {};
  }
  if (!succession_.offer(std::move(*source), next_step)) return {};
  parameters_.replace_seed(seed);
  return entrance;
}

}  // namespace aeolian

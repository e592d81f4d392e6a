// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/config/guard_settings.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace aeolian::daemon {
namespace {

constexpr double longest_s = 86400.;
constexpr double hardly = 1.3;                  // times the spread of steady noise
constexpr double soft_by = 48., none_by = 68.;  // dB below the loudest band of the corpus
constexpr double loud_by = 3.;                  // dB above its loudest second

/**
 * How much the bands of the corpus vary, relative to those of steady noise; nothing if the checkpoint does
 * not say.
 */
std::optional<double> movement(const Checkpoint& checkpoint) {
  const Tensor* const scale = checkpoint.find("frames.scale");
  const Tensor* const spread = checkpoint.find("frames.spread");
  if (scale == nullptr || spread == nullptr || scale->values.empty() ||
      scale->values.size() != spread->values.size()) {
    return {};
  }
  double sum = 0.;
  for (std::size_t band = 0; band < scale->values.size(); ++band) {
    sum += static_cast<double>(scale->values[band] / std::max(spread->values[band], 1e-3f));
  }
  return sum / static_cast<double>(scale->values.size());
}

}  // namespace

void read_guard(TomlTable& table, GuardSettings& settings) {
  table.read("on", settings.on);
  table.read("silence_db", settings.silence_db, -120., 0.);
  table.read("silence_s", settings.silence_s, 0., longest_s);
  table.read("quiet_db", settings.quiet_db, -120., 0.);
  table.read("quiet_s", settings.quiet_s, 0., longest_s);
  table.read("loud_db", settings.loud_db, -60., 60.);
  table.read("loud_s", settings.loud_s, 0., longest_s);
  table.read("dc", settings.dc, 0., 10.);
  table.read("dc_s", settings.dc_s, 0., longest_s);
  table.read("non_finite", settings.non_finite);
  table.read("frozen_s", settings.frozen_s, 0., 600.);
  table.read("frozen_likeness", settings.frozen_likeness, 1., 100.);
  table.read("loop_s", settings.loop_s, 0., longest_s);
  table.read("longest_loop_s", settings.longest_loop_s, 1., 30.);
  table.read("loop_likeness", settings.loop_likeness, 0., 1.);
  table.read("cool_down_s", settings.cool_down_s, 1., longest_s);
  table.read("longest_cool_down_s", settings.longest_cool_down_s, 1., longest_s);
  table.read("relapse_s", settings.relapse_s, 0., longest_s);
}

void read_overload(TomlTable& table, OverloadSettings& settings) {
  table.read("on", settings.on);
  table.read("longest_look_ahead_s", settings.longest_look_ahead_s, 0., 1.);
  table.read("calm_s", settings.calm_s, 1., 3600.);
}

GuardSettings fitted(GuardSettings settings, const Checkpoint& checkpoint) {
  if (const auto moves = movement(checkpoint); moves && *moves < hardly) {
    settings.frozen_s = 0.;
  }
  if (const Tensor* const loudest = checkpoint.find("frames.loudest"); loudest && !loudest->values.empty()) {
    const double decibels =
        20. * std::numbers::log10e * static_cast<double>(*std::ranges::max_element(loudest->values));
    settings.quiet_db = std::min(settings.quiet_db, decibels - soft_by);
    settings.silence_db = std::min(settings.silence_db, decibels - none_by);
  }
  // Configured to be stricter than the corpus
  const bool is_lowered = settings.loud_db < GuardSettings().loud_db;
  if (const Tensor* const loudest = checkpoint.find("loudest_second");
      loudest && !loudest->values.empty() && !is_lowered) {
    settings.loud_db = std::max(settings.loud_db, static_cast<double>(loudest->values.front()) + loud_by);
  }
  return settings;
}

}  // namespace aeolian::daemon

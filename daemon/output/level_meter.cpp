// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output/level_meter.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace aeolian::daemon {
namespace {

static_assert(SoundLevels::band_count == BandMeter::band_count &&
              SoundLevels::lowest_db == BandMeter::lowest_db);

float decibels(double amplitude) {
  return std::max(SoundLevels::lowest_db, static_cast<float>(20. * std::log10(std::max(amplitude, 1e-6))));
}

/** Full scale is 1. */
struct Loudness {
  double peak = 0.;
  double square = 0.;  ///< mean
};

Loudness loudness(std::span<const StereoFrame> frames, float StereoFrame::*channel) {
  Loudness result;
  for (const StereoFrame& frame : frames) {
    const double sample = frame.*channel;
    result.peak = std::max(result.peak, std::abs(sample));
    result.square += sample * sample;
  }
  result.square /= static_cast<double>(frames.size());
  return result;
}

SoundLevel level(const Loudness& loudness) {
  return {decibels(loudness.peak), decibels(std::sqrt(loudness.square))};
}

/** A twentieth of a second at `rate` Hz, and enough for a window of the bands. */
std::size_t frames_for(int rate) {
  return std::clamp<std::size_t>(static_cast<std::size_t>(rate) / 20, BandMeter::window,
                                 SharedStream::played_capacity / 2);
}

}  // namespace

SoundLevels LevelMeter::silence() const {
  SoundLevels levels;
  levels.further.resize(further_channels());
  levels.bands_db.fill(SoundLevels::lowest_db);
  return levels;
}

SoundLevels LevelMeter::levels(Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (now - measured_ < period) return levels_;
  measured_ = now;
  const auto played = stream_.played();
  const auto rate = static_cast<int>(stream_.counters().device_rate.load(std::memory_order_relaxed));
  if (played != played_ && rate > 0) {
    played_ = played;
    heard_ = now;
    measure(rate);
  } else if (now - heard_ > patience) {
    levels_ = silence();
  }
  return levels_;
}

void LevelMeter::measure(int rate) {
  if (rate != rate_) {
    rate_ = rate;
    bands_.emplace(rate);
    frames_ = PairedBuffer(frames_for(rate), stream_.pairs());
    mix_.resize(BandMeter::window);
    mid_.resize(BandMeter::window);
  }
  const PairedFrames frames = frames_.frames();
  stream_.copy_played(frames);
  Loudness all;
  const std::size_t count = 2 + further_channels();
  for (std::size_t channel = 0; channel < count; ++channel) {
    const auto side = channel % 2 == 0 ? &StereoFrame::left : &StereoFrame::right;
    const Loudness own = loudness(frames.pair(channel / 2), side);
    all.peak = std::max(all.peak, own.peak);
    all.square += own.square / static_cast<double>(count);
    (channel == 0 ? levels_.left : channel == 1 ? levels_.right : levels_.further[channel - 2]) = level(own);
  }
  levels_.both = level(all);
  mix_down(frames.last(BandMeter::window), mix_);
  std::ranges::transform(mix_, mid_.begin(), &StereoFrame::mid);
  levels_.bands_db = bands_->read(mid_);
}

}  // namespace aeolian::daemon

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/sound_diary.h"

#include <algorithm>
#include <cmath>

namespace aeolian {
namespace {

constexpr double quietest = 1e-12;  // -120 dB, so that silence has a level
constexpr double seconds_an_hour = 3600.;

}  // namespace

double decibels(double mean_square) {
  return 10. * std::log10(std::max(mean_square, quietest));
}

SoundDiary::SoundDiary(int sample_rate)
    : sample_rate_(sample_rate), block_size_(static_cast<std::uint64_t>(block_s * sample_rate)) {}

void SoundDiary::hear(std::span<const float> samples) {
  for (const float sample : samples) {
    block_energy_ += static_cast<double>(sample) * static_cast<double>(sample);
    ++heard_;
    if (++in_block_ == block_size_) {
      end_block();
    }
  }
}

void SoundDiary::end_block() {
  const auto hour =
      static_cast<std::size_t>(static_cast<double>(heard_ - 1) / sample_rate_ / seconds_an_hour);
  hours_.resize(hour + 1);
  hours_.back().energy += block_energy_;
  hours_.back().samples += in_block_;
  const bool is_silent = decibels(block_energy_ / static_cast<double>(in_block_)) < silent_db;
  silence_ = is_silent ? silence_ + 1 : 0;
  longest_silence_ = std::max(longest_silence_, silence_);
  block_energy_ = 0.;
  in_block_ = 0;
}

std::vector<double> SoundDiary::hour_levels() const {
  std::vector<double> levels;
  for (const Hour& hour : hours_) {
    levels.push_back(decibels(hour.energy / static_cast<double>(std::max<std::uint64_t>(hour.samples, 1))));
  }
  return levels;
}

}  // namespace aeolian

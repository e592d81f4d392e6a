// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/passage_pulse.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/state_archive.h"

namespace aeolian {
namespace {

/** Tempi within this ratio count as equal. */
constexpr float most_ratio = 1.12f;

/** Rows to either side over which the pace is measured. */
constexpr std::int64_t pace_rows = 8;

/** Steps between a change of passage and the beat after it. */
constexpr std::int64_t steps_before_a_beat = 2;

/** The shortest distance from one phase to another, -.5 to .5. */
float phase_difference(float from, float to) {
  const float difference = to - from;
  return difference - std::round(difference);
}

}  // namespace

ErrorOr<std::optional<PassagePulse>> PassagePulse::create(const Checkpoint& checkpoint, std::int64_t rows,
                                                          const std::vector<std::int64_t>& beginnings) {
  if (!checkpoint.find(tensor)) return std::nullopt;
  const auto phases = checkpoint.require(tensor, {rows});
  if (!phases) return tl::unexpected(phases.error());
  for (const float phase : (*phases)->values)
    if (phase != -1.f && !(phase >= 0.f && phase < 1.f))
      return fail("tensor " + std::string(tensor) + ": " + std::to_string(phase) +
                  " is neither a phase, 0 to below 1, nor -1");
  return PassagePulse(**phases, beginnings);
}

PassagePulse::PassagePulse(const Tensor& phases, const std::vector<std::int64_t>& beginnings)
    : phases_(&phases), phase_of_(std::ssize(beginnings)), pace_of_(std::ssize(beginnings)) {
  for (std::size_t i = 0; i < beginnings.size(); ++i) {
    const auto place = static_cast<Eigen::Index>(i);
    phase_of_[place] = phases.values[static_cast<std::size_t>(beginnings[i])];
    pace_of_[place] = pace_at(beginnings[i]);
  }
}

/** Beats per step, measured around a row (steps are shorter than half a beat); 0 = no pulse. */
float PassagePulse::pace_at(std::int64_t row) const {
  const auto& phases = phases_->values;
  const auto begin = std::max<std::int64_t>(0, row - pace_rows);
  const auto end = std::min<std::int64_t>(std::ssize(phases), row + pace_rows + 1);
  if (phases[static_cast<std::size_t>(row)] < 0.f) return 0.f;
  float beats = 0.f;
  int steps = 0;
  for (auto i = static_cast<std::size_t>(begin); i + 1 < static_cast<std::size_t>(end); ++i) {
    const float advance = phase_difference(phases[i], phases[i + 1]);
    if (phases[i] < 0.f || phases[i + 1] < 0.f || advance <= 0.f) continue;  // of another piece
    beats += advance;
    ++steps;
  }
  return steps > 0 ? beats / static_cast<float>(steps) : 0.f;
}

void PassagePulse::step(std::optional<std::int64_t> row) {
  if (row) {
    if (const float pace = pace_at(*row); pace > 0.f) {
      phase_ = phases_->values[static_cast<std::size_t>(*row)];
      pace_ = pace;
    }
  }
  phase_ += pace_;
  phase_ -= std::floor(phase_);
}

void PassagePulse::keep_time(VectorOut distance) const {
  if (pace_ == 0.f) return;
  const float most = (static_cast<float>(most_shift) + .5f) * pace_;
  for (Eigen::Index i = 0; i < distance.size(); ++i) {
    if (pace_of_[i] == 0.f) continue;
    const float ratio = pace_of_[i] / pace_;
    if (std::abs(phase_difference(phase_, phase_of_[i])) > most || ratio > most_ratio ||
        ratio * most_ratio < 1.f)
      distance[i] += out_of_time;
  }
}

std::int64_t PassagePulse::shift(std::int64_t beginning) const {
  const float pace = pace_of_[beginning];
  if (pace_ == 0.f || pace == 0.f) return 0;
  const auto steps = std::lround(phase_difference(phase_of_[beginning], phase_) / pace);
  return std::clamp<std::int64_t>(steps, -most_shift, most_shift);
}

std::int64_t PassagePulse::stay(std::int64_t row, std::int64_t steps) const {
  const float pace = pace_at(row);
  if (pace == 0.f) return steps;
  const float first = phases_->values[static_cast<std::size_t>(row)];
  for (auto count = steps; 2 * count > steps; --count) {
    const float halves = 2.f * (first + static_cast<float>(count + steps_before_a_beat) * pace);
    if (halves - std::floor(halves) < 2.f * pace) return count;
  }
  return steps;
}

void PassagePulse::archive(StateArchive& state) {
  state.value(phase_);
  state.value(pace_);
}

}  // namespace aeolian

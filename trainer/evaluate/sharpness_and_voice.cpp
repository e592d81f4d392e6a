// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/evaluate/sharpness_and_voice.h"

#include <algorithm>

#include "trainer/cli/format.h"

namespace aeolian::trainer {

void SharpnessAndVoice::add(std::span<const float> samples, int sample_rate) {
  const auto found = onset_shapes(samples, sample_rate);
  onsets_.insert(onsets_.end(), found.begin(), found.end());
  voice_.add(samples, sample_rate);
}

void SharpnessAndVoice::add_figures(const std::string& prefix, const SharpnessAndVoice& real,
                                    Figures& figures) const {
  const auto put = [&](const char* name, std::optional<double> value, std::optional<double> of_real,
                       bool too_few, const std::string& counted) {
    if (!value || !of_real) return;
    figures[prefix + name] = {.value = *value, .real = of_real, .too_few = too_few, .counted = counted};
  };
  const TypicalOnset own = typical_onset(onsets_), others = typical_onset(real.onsets_);
  if (others.count > 0) {
    const bool few = std::min(own.count, others.count) < least_onsets;
    const std::string counted = format("%d onsets", static_cast<int>(own.count));
    put("rise_db", own.rise_db, others.rise_db, few, counted);
    put("attack_ms", own.attack_ms, others.attack_ms, few, counted);
  }
  const bool few = std::min(voice_.voiced_s(), real.voice_.voiced_s()) < least_voiced_s;
  const std::string counted = format("%.0f s voiced", voice_.voiced_s());
  put("hnr_db", voice_.hnr_db(), real.voice_.hnr_db(), few, counted);
  put("voiced_share", voice_.voiced_share(), real.voice_.voiced_share(), false, "");
  put("pitch_jumps", voice_.pitch_jumps(), real.voice_.pitch_jumps(), few, counted);
}

}  // namespace aeolian::trainer

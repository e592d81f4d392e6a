// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/evaluate/figures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace aeolian::trainer {
namespace {

constexpr std::array measures{
    Measure{"mmd2", "Distance (MMD²)",
            "How far the colours of the output, second by second, are from those of the real sound.", 4},
    Measure{"frechet", "Distance (Fréchet)",
            "The same by another measure: how far apart mean and variety are.", 1},
    Measure{"different_bins", "Uneven variety (NDB)",
            "The share of the real sound's kinds of moments that come too often or too rarely.", 2},
    Measure{"flux_ratio", "Movement",
            "How much the spectrum moves from moment to moment, relative to the real sound: below 1 it "
            "freezes, above 1 it fidgets.",
            2},
    Measure{"silent_share", "Silence", "The share of time that is silent.", 3},
    Measure{"level_db", "Level, dB", "Overall loudness.", 1},
    Measure{"energy_spread_db", "Loud and soft, dB", "How far the loudness varies about its mean.", 1},
    Measure{"onset_rate", "Onsets a second", "How often something new begins.", 2},
    Measure{"repetition", "Repetition",
            "How much more the output resembles itself half a second to ten seconds later than the real "
            "sound does: highest for a loop.",
            3},
    Measure{"copying_rho", "Copying (rho)",
            "How near the output comes to the corpus, relative to real sound outside the corpus: 1 is as "
            "near as such sound, towards 0 it quotes.",
            2},
    Measure{
        "followed_share", "Quotation, share of time",
        "How much of the time the output follows a passage of the corpus for two and a half seconds or more.",
        3},
    Measure{"longest_passage_s", "Longest passage, s", "The longest passage followed without a break.", 1},
    Measure{"aligned_distance_1s", "Distance to passages of 1 s",
            "How different each second of the output is from the most similar passage of the corpus: 0 is a "
            "copy, 1 has nothing in common.",
            2},
    Measure{"aligned_distance_2s", "Distance to passages of 2 s", "The same for passages of two seconds.", 2},
    Measure{"aligned_distance_4s", "Distance to passages of 4 s", "The same for passages of four seconds.",
            2},
    Measure{
        "self_similarity", "Self-similarity, 10 to 60 s",
        "How similar seconds are that lie 10 to 60 s apart: 0 is always something new, 1 always the same.",
        3},
    Measure{"pulse_clarity", "Pulse clarity", "How clear the beat is, 0 to 1.", 2},
    Measure{"rise_db", "Rise within 12 ms, dB", "How sharply onsets begin.", 1},
    Measure{"attack_ms", "Attack, ms", "How long onsets take to reach nine tenths of their height.", 1},
    Measure{"hnr_db", "Harmonics to noise, dB", "How clear pitched tones are; a hoarse sound is low.", 1},
    Measure{"voiced_share", "Voiced share", "The share of the sound that has a pitch.", 2},
    Measure{"pitch_jumps", "Jumps of pitch",
            "How often the pitch moves by more than two semitones within 10 ms.", 3},
    Measure{"codec_convergence_db", "Codec: spectral convergence, dB",
            "The error in the spectrum of held-out sound after coding and decoding.", 1},
    Measure{"codec_distance_db", "Codec: log-spectral distance below 4 kHz, dB",
            "The error in the levels of that spectrum.", 1},
    Measure{"codec_rise_db", "Codec: rise within 12 ms, dB",
            "How sharply onsets begin after coding and decoding.", 1},
    Measure{"codec_attack_ms", "Codec: attack, ms", "How long onsets take after coding and decoding.", 1},
    Measure{"codec_hnr_db", "Codec: harmonics to noise, dB", "How clear tones are after coding and decoding.",
            1},
    Measure{"codec_voiced_share", "Codec: voiced share",
            "The share of the sound that has a pitch after coding and decoding.", 2},
    Measure{"codec_pitch_jumps", "Codec: jumps of pitch",
            "How often the pitch jumps after coding and decoding.", 3},
    Measure{"drift_db", "Drift of level, dB", "How much louder the fifth minute is than the first.", 1},
    Measure{"early_mmd2", "First minute (MMD²)", "The distance at the beginning.", 4},
    Measure{"late_mmd2", "Fifth minute (MMD²)",
            "The distance after five minutes: does the model lose its way?", 4},
    Measure{"obedience_cold", "Obedience, from the start",
            "How often the output is recognised as the source asked for, relative to how often real sound is "
            "recognised; the worst source.",
            2},
    Measure{"obedience_switch", "Obedience, after a switch",
            "The same from one second after a switch to another source during playing.", 2},
    Measure{"morph_superposed", "Morph called a superposition",
            "How often the sound halfway between two sources is recognised as both at once; the worst pair.",
            2},
    Measure{"explained_share", "Morph explained by a mix",
            "How much of the sound halfway between two sources a mix of the two explains: little for a third "
            "sound; the worst pair.",
            2},
    Measure{"unlike_distance", "After unlike input",
            "Starting from sound outside the corpus, such as noise: the distance from the corpus after two "
            "seconds, relative to the farthest real sound; the worst sound.",
            2},
};

std::string number(double value, int digits) {
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return std::string_view(text).starts_with("-") && std::abs(value) < .5 * std::pow(10, -digits) ? text + 1
                                                                                                 : text;
}

}  // namespace

std::span<const Measure> all_measures() {
  return measures;
}

const Measure& measure(std::string_view name) {
  return *std::ranges::find(measures, name, &Measure::name);
}

bool Figure::passes() const {
  if (!std::isfinite(value)) return false;
  return (!at_least || value >= *at_least) && (!at_most || value <= *at_most);
}

TargetVerdict Figure::verdict() const {
  if (!judged()) return TargetVerdict::none;
  if (too_few) return TargetVerdict::too_few;
  if (!passes()) return TargetVerdict::missed;
  return quoted ? TargetVerdict::quoted : TargetVerdict::met;
}

std::string_view mark_of(TargetVerdict verdict) {
  switch (verdict) {
    case TargetVerdict::none:
      return "";
    case TargetVerdict::met:
      return " ✓";
    case TargetVerdict::missed:
      return " ✗";
    case TargetVerdict::too_few:
      return " (too few windows to tell)";
    case TargetVerdict::quoted:
      return " (by quoting)";
  }
  return "";
}

std::string shown(const Measure& measure, double value) {
  return number(value, measure.digits);
}

std::string target_text(const Measure& measure, const Figure& figure) {
  if (figure.at_least && figure.at_most)
    return shown(measure, *figure.at_least) + " to " + shown(measure, *figure.at_most);
  if (figure.at_most) return "at most " + shown(measure, *figure.at_most);
  if (figure.at_least) return "at least " + shown(measure, *figure.at_least);
  return {};
}

std::string value_text(const Measure& measure, const Figure& figure) {
  std::string text = shown(measure, figure.value);
  if (figure.by_seed.size() > 1) {
    const auto [least, most] = std::ranges::minmax(figure.by_seed);
    text += " (" + shown(measure, least) + " to " + shown(measure, most) + ")";
  }
  return figure.counted.empty() ? text : text + ", of " + figure.counted;
}

}  // namespace aeolian::trainer

// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/evaluate/scorer.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "trainer/measures/copying.h"
#include "trainer/measures/course.h"
#include "trainer/measures/form.h"

namespace aeolian::trainer {
namespace {

constexpr double minute_s = 60, five_minutes_s = 300;

// The design targets.
constexpr double floors_allowed = 4, late_allowed = 1.5;
/** MMD² is near 1 where nothing is in common, so a target above this, due to few windows, says nothing. */
constexpr double farthest_target = .5;
constexpr double least_flux = .9, most_flux = 1.1;
constexpr double silence_off = .03, repetition_off = .05, drift_off_db = 1;
constexpr double least_rho = .95, most_rho = 1.1;
constexpr double real_followed_allowed = 2, always_followed = .05, longest_allowed_s = 3;
constexpr double hnr_lost_db = 2, jumps_allowed = 1.3;
constexpr double excerpts_apart = 4, least_form_s = 30;
constexpr std::size_t least_held_out = 5;  // windows
constexpr double least_followed_s = 30;    // moments needed on either side to tell how much is followed

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) /
         std::max<double>(1, static_cast<double>(values.size()));
}

/** Computes all measures that use the same pieces of every seed. */
class Scorer {
 public:
  Scorer(const ReferenceAudio& reference, const RealWindows::Floors& floors, const AssessmentPlan& plan,
         Assessment& result)
      : material_(reference), floors_(floors), plan_(plan), figures_(result.figures), result_(result) {}

  void judge(const std::vector<std::vector<float>>& sounds) {
    std::vector<std::vector<float>> pieces;
    for (const auto& sound : sounds) pieces.push_back(piece(sound, 0, plan_.seconds, rate()));
    distances(pieces);
    movement(pieces);
    std::vector<Matrix> mels;
    for (const auto& own : pieces) mels.push_back(material_.analysis().frames(own));
    course(mels);
    quotation(pieces);
    form(mels);
    sharpness_and_voice(pieces);
    if (plan_.long_seconds >= five_minutes_s) drift(sounds);
  }

 private:
  int rate() const { return material_.sample_rate(); }

  std::vector<Matrix> windows_of(const std::vector<std::vector<float>>& sounds, double from_s,
                                 double seconds) const {
    std::vector<Matrix> windows;
    for (const auto& sound : sounds)
      windows.push_back(material_.windows(piece(sound, from_s, seconds, rate())));
    return windows;
  }

  Figure mmd2_of(const std::vector<Matrix>& windows) const {
    Figure figure;
    figure.value = material_.real().mmd2(thinned(stacked(windows), window_count(material_, plan_)));
    for (const Matrix& own : windows) figure.by_seed.push_back(material_.real().mmd2(own));
    figure.real = floors_.mmd2.mean;
    return figure;
  }

  void distances(const std::vector<std::vector<float>>& pieces) {
    const auto windows = windows_of(pieces, 0, plan_.seconds);
    const Matrix all = thinned(stacked(windows), window_count(material_, plan_));
    Figure mmd2 = mmd2_of(windows);
    mmd2.at_most = floors_allowed * floors_.mmd2.p95;
    mmd2.too_few = *mmd2.at_most >= farthest_target;
    figures_["mmd2"] = mmd2;
    Figure frechet{material_.real().frechet(all), {}, floors_.frechet.mean, {}, {}};
    Figure bins{material_.real().different_bins(all), {}, floors_.different_bins.mean, {}, {}};
    Figure rho{0, {}, 1.0, least_rho, most_rho};
    for (const Matrix& own : windows) {
      frechet.by_seed.push_back(material_.real().frechet(own));
      const auto nearest = nearest_distances(own, material_.training());
      rho.by_seed.push_back(copying_rho(nearest, material_.held_out_nearest()));
      result_.nearest.insert(result_.nearest.end(), nearest.begin(), nearest.end());
    }
    rho.value = copying_rho(result_.nearest, material_.held_out_nearest());
    rho.too_few = material_.held_out_nearest().size() < least_held_out;
    figures_["frechet"] = frechet;
    figures_["different_bins"] = bins;
    figures_["copying_rho"] = rho;
  }

  void movement(const std::vector<std::vector<float>>& pieces) {
    std::vector<float> all;
    for (const auto& own : pieces) all.insert(all.end(), own.begin(), own.end());
    const Liveness& real = material_.live();
    const double real_flux = std::max(real.flux_db, 1e-6);
    const Liveness whole = liveness(all, rate(), real.loudest_db);
    Figure flux{whole.flux_db / real_flux, {}, 1.0, least_flux, most_flux};
    Figure silent{whole.silent_share,
                  {},
                  real.silent_share,
                  real.silent_share - silence_off,
                  real.silent_share + silence_off};
    silent.at_least = std::max(0.0, *silent.at_least);
    Figure level{whole.level_db, {}, real.level_db, {}, {}};
    for (const auto& own : pieces) {
      const Liveness live = liveness(own, rate(), real.loudest_db);
      flux.by_seed.push_back(live.flux_db / real_flux);
      silent.by_seed.push_back(live.silent_share);
      level.by_seed.push_back(live.level_db);
    }
    figures_["flux_ratio"] = flux;
    figures_["silent_share"] = silent;
    figures_["level_db"] = level;
  }

  void course(const std::vector<Matrix>& mels) {
    const float floor = material_.floor_db();
    const double frame_rate = material_.analysis().frame_rate();
    Figure spread{0, {}, material_.energy_spread_db(), {}, {}};
    Figure onsets{0, {}, material_.onset_rate(), {}, {}};
    Figure repeats{0, {}, 0.0, -repetition_off, repetition_off};
    for (const Matrix& mel : mels) {
      spread.by_seed.push_back(energy_spread(mel, floor));
      onsets.by_seed.push_back(onset_rate(mel, frame_rate, floor));
      repeats.by_seed.push_back(repetition(mel, frame_rate, material_.centre(), floor).value -
                                material_.repetition());
    }
    for (Figure* figure : {&spread, &onsets, &repeats}) figure->value = mean(figure->by_seed);
    figures_["energy_spread_db"] = spread;
    figures_["onset_rate"] = onsets;
    figures_["repetition"] = repeats;
  }

  void quotation(const std::vector<std::vector<float>>& pieces) {
    const Quotation& real = material_.held_out_quotation();
    Figure share{0, {}, real.followed_share(), {}, {}}, longest{0, {}, real.longest_s, {}, {}};
    share.at_most = std::max(real_followed_allowed * real.followed_share(), always_followed);
    longest.at_most = std::max(longest_allowed_s, real.longest_s);
    Quotation all;
    std::array<Figure, aligned_lengths_s.size()> distances;
    for (const auto& own : pieces) {
      const Quotation found = material_.quotation_detector().measure(own);
      share.by_seed.push_back(found.followed_share());
      longest.by_seed.push_back(found.longest_s);
      for (std::size_t i = 0; i < distances.size(); ++i)
        distances[i].by_seed.push_back(percentile(found.distances[i], .5));
      all.add(found);
    }
    share.value = all.followed_share();
    longest.value = all.longest_s;
    const auto moments = static_cast<double>(std::min(all.followed.size(), real.followed.size()));
    longest.too_few = moments * real.step_s < least_followed_s;
    share.too_few = longest.too_few || *share.at_most >= 1;  // a target that nothing could miss
    figures_["followed_share"] = share;
    figures_["longest_passage_s"] = longest;
    for (std::size_t i = 0; i < distances.size(); ++i) {
      distances[i].value = percentile(all.distances[i], .5);
      distances[i].real = percentile(real.distances[i], .5);
      figures_["aligned_distance_" + std::to_string(aligned_lengths_s[i]) + "s"] = distances[i];
    }
  }

  void form(const std::vector<Matrix>& mels) {
    const auto& real = material_.self_similarities();
    Figure similarity{0, {}, percentile(real, .5), percentile(real, .05), percentile(real, .95)};
    // Excerpts that are nearly the whole corpus are all alike, and short ones have few pairs of seconds that
    // far apart.
    similarity.too_few = material_.seconds() < excerpts_apart * plan_.seconds || plan_.seconds < least_form_s;
    Figure pulse{0, {}, material_.pulse_clarity(), {}, {}};
    const double frame_rate = material_.analysis().frame_rate();
    for (const Matrix& mel : mels) {
      similarity.by_seed.push_back(
          self_similarity(mel, frame_rate, material_.centre(), material_.floor_db()));
      pulse.by_seed.push_back(pulse_clarity(mel, frame_rate, material_.floor_db()));
    }
    for (Figure* figure : {&similarity, &pulse}) figure->value = mean(figure->by_seed);
    figures_["self_similarity"] = similarity;
    figures_["pulse_clarity"] = pulse;
  }

  void sharpness_and_voice(const std::vector<std::vector<float>>& pieces) {
    SharpnessAndVoice all;
    for (const auto& own : pieces) all.add(own, rate());
    all.add_figures("", material_.sharpness_and_voice(), figures_);
    const auto coded = figures_.find("codec_hnr_db"), hnr = figures_.find("hnr_db");
    if (coded != figures_.end() && hnr != figures_.end())
      hnr->second.at_least = coded->second.value - hnr_lost_db;
    if (const auto jumps = figures_.find("pitch_jumps"); jumps != figures_.end())
      jumps->second.at_most = jumps_allowed * *jumps->second.real;
  }

  void drift(const std::vector<std::vector<float>>& sounds) {
    const double last = five_minutes_s - minute_s;
    Figure drift{0, {}, {}, -drift_off_db, drift_off_db};
    if (material_.drift_db() > 0) drift.real = material_.drift_db();
    for (const auto& sound : sounds)
      drift.by_seed.push_back(level_db(piece(sound, last, minute_s, rate())) -
                              level_db(piece(sound, 0, minute_s, rate())));
    drift.value = mean(drift.by_seed);
    figures_["drift_db"] = drift;
    const Figure early = mmd2_of(windows_of(sounds, 0, minute_s));
    Figure late = mmd2_of(windows_of(sounds, last, minute_s));
    // The early estimate is unbiased, so it may be 0 or negative; the chance value of real sound then takes
    // its place.
    late.at_most = late_allowed * std::max(early.value, floors_.mmd2.p95);
    late.too_few = late_allowed * floors_.mmd2.p95 >= farthest_target;
    figures_["early_mmd2"] = early;
    figures_["late_mmd2"] = late;
  }

  const ReferenceAudio& material_;
  const RealWindows::Floors& floors_;
  const AssessmentPlan& plan_;
  Figures& figures_;
  Assessment& result_;
};

}  // namespace

std::vector<float> piece(const std::vector<float>& samples, double from_s, double seconds, int rate) {
  const auto at = [&](double s) {
    return samples.begin() +
           static_cast<std::ptrdiff_t>(std::min<double>(s * rate, static_cast<double>(samples.size())));
  };
  return {at(from_s), at(from_s + seconds)};
}

void score(const std::vector<std::vector<float>>& sounds, const ReferenceAudio& reference,
           const RealWindows::Floors& floors, const AssessmentPlan& plan, Assessment& assessment) {
  Scorer(reference, floors, plan, assessment).judge(sounds);
}

Eigen::Index window_count(const ReferenceAudio& reference, const AssessmentPlan& plan) {
  const auto played = static_cast<Eigen::Index>(plan.seconds) * plan.seeds;
  return std::max<Eigen::Index>(2, std::min(played, reference.real().most()));
}

void mark_quoting(Figures& figures) {
  const Figure& share = figures["followed_share"];
  if (!share.judged() || share.passes()) return;  // also if there is too little of it to judge
  for (auto& [name, figure] : figures) figure.quoted = true;
}

}  // namespace aeolian::trainer

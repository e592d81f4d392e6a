// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "trainer/evaluate/assessment.h"
#include "trainer/measures/classifier.h"
#include "trainer/measures/tones.h"

namespace aeolian::trainer {
namespace {

constexpr double cold_s = 15, before_s = 4, after_s = 6, obeyed_from_s = 1;
constexpr double hop_s = .5;
constexpr double least_obedience = .9;
constexpr double least_share = 1e-9;
constexpr double most_explained = .5;

using Samples = std::vector<float>;

/** A source for which the model has an encoding. */
struct Known {
  const SourceSound* sound;
  std::vector<float> encoding;
};

std::vector<Known> known_sources(const Performer& performer, const ReferenceAudio& reference) {
  std::vector<Known> known;
  for (const SourceSound& source : reference.sources()) {
    const auto index = performer.encodings().find(source.name);
    if (!index || source.training.rows() < 2 || source.held_out.rows() == 0) continue;
    const auto values = performer.encodings().at(*index).span();
    known.push_back({&source, {values.begin(), values.end()}});
  }
  return known;
}

Samples stretch(const Samples& samples, std::size_t begin, std::size_t length) {
  Samples cut(length);
  for (std::size_t i = 0; i < length; ++i) cut[i] = samples[(begin + i) % samples.size()];
  return cut;
}

/** Mixes `a` and `b` at equal level. */
Samples superpose(const Samples& a, const Samples& b) {
  const auto gain = static_cast<float>(std::pow(10, (level_db(a) - level_db(b)) / 20));
  Samples sum(std::min(a.size(), b.size()));
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] = a[i] + gain * b[i];
  return sum;
}

/** Renders every job with every seed; the sounds of one job are adjacent. */
class RenderBatch {
 public:
  RenderBatch(const Performer& performer, const AssessmentPlan& plan) : performer_(performer), plan_(plan) {}

  std::size_t add(const RenderJob& part) {
    for (int seed = 0; seed < plan_.seeds; ++seed) {
      parts_.push_back(part);
      parts_.back().seed = plan_.first_seed + static_cast<std::uint64_t>(seed);
    }
    return parts_.size() / static_cast<std::size_t>(plan_.seeds) - 1;
  }
  void play() { sounds_ = performer_.play_all(parts_); }
  std::span<const Samples> of(std::size_t number) const {
    const auto seeds = static_cast<std::size_t>(plan_.seeds);
    return std::span(sounds_).subspan(number * seeds, seeds);
  }

 private:
  const Performer& performer_;
  const AssessmentPlan& plan_;
  std::vector<RenderJob> parts_;
  std::vector<Samples> sounds_;
};

Matrix windows_of(const ReferenceAudio& reference, std::span<const Samples> sounds) {
  std::vector<Matrix> parts;
  for (const Samples& sound : sounds) parts.push_back(reference.plain_windows(sound, hop_s));
  return stacked(parts);
}

/** Real sound of two sources, mixed: of the training part, and of the held-out part. */
struct RealSuperposition {
  Matrix training, held_out;
};

RealSuperposition real_superposition(const ReferenceAudio& reference, const SourceSound& a,
                                     const SourceSound& b) {
  const int rate = reference.sample_rate();
  const auto length = std::min<std::size_t>(std::max(a.samples.size(), b.samples.size()),
                                            static_cast<std::size_t>(600) * static_cast<std::size_t>(rate));
  // The first nine tenths of both are for training, the last tenths for judging; each is mixed with another
  // part of the other.
  const auto cut = [&](const SourceSound& source, double from, double to, std::size_t wanted) {
    const auto begin = static_cast<std::size_t>(from * static_cast<double>(source.samples.size()));
    const auto end = static_cast<std::size_t>(to * static_cast<double>(source.samples.size()));
    const Samples own(source.samples.begin() + static_cast<std::ptrdiff_t>(begin),
                      source.samples.begin() + static_cast<std::ptrdiff_t>(end));
    return stretch(own, 0, wanted);
  };
  return {reference.plain_windows(superpose(cut(a, 0, .9, length), cut(b, 0, .9, length)), .25),
          reference.plain_windows(superpose(cut(a, .9, 1, length / 10), cut(b, .9, 1, length / 10)), .25)};
}

HalfWay judge_morph(const ReferenceAudio& reference, const Known& a, const Known& b,
                    std::span<const Samples> half_way, std::span<const Samples> as_a,
                    std::span<const Samples> as_b, const AssessmentPlan& plan) {
  const auto both = real_superposition(reference, *a.sound, *b.sound);
  const Classifier classifier(
      {thinned(a.sound->training, 3000), thinned(b.sound->training, 3000), thinned(both.training, 3000)});
  HalfWay morph;
  morph.first = a.sound->name;
  morph.second = b.sound->name;
  const Matrix windows = windows_of(reference, half_way);
  morph.half_way = classifier.share(windows, 2);
  morph.as_first = classifier.share(windows, 0);
  morph.as_second = classifier.share(windows, 1);
  morph.real = .5 * (classifier.share(a.sound->held_out, 2) + classifier.share(b.sound->held_out, 2));
  std::vector<Samples> mixed;
  for (std::size_t i = 0; i < as_a.size(); ++i) mixed.push_back(superpose(as_a[i], as_b[i]));
  morph.mixed = classifier.share(windows_of(reference, mixed), 2);
  morph.superposed = classifier.share(both.held_out, 2);
  if (plan.tones) {
    ToneMorph tones;
    for (const Samples& sound : half_way) {
      const auto s = tone_shares(sound, reference.sample_rate(), plan.tones->first, plan.tones->second);
      const double one = 1 / static_cast<double>(half_way.size());
      tones.first += one * s.first;
      tones.second += one * s.second;
      tones.both += one * s.both;
      tones.between += one * s.between;
      tones.changes_per_second += one * s.changes_per_second;
    }
    morph.tones = tones;
  }
  return morph;
}

/**
 * Measures the shares classified as class `k` among windows that begin 0, hop_s ... seconds after the switch,
 * and among those from 1 s on.
 */
void judge_switches(const Classifier& classifier, const ReferenceAudio& reference,
                    std::span<const Samples> sounds, int k, std::vector<double>& hits,
                    std::vector<double>& all) {
  for (const Samples& sound : sounds) {
    const auto begin = static_cast<std::ptrdiff_t>(before_s * reference.sample_rate());
    const auto classes =
        classifier.classify(reference.plain_windows({sound.begin() + begin, sound.end()}, hop_s));
    hits.resize(std::max(hits.size(), classes.size()));
    all.resize(hits.size());
    for (std::size_t i = 0; i < classes.size(); ++i) {
      hits[i] += classes[i] == k;
      all[i] += 1;
    }
  }
}

/** Sources that the classifier cannot tell apart would be obeyed by any model. */
bool are_told_apart(const std::vector<ConditioningAccuracy>& sources) {
  const double chance = 1. / static_cast<double>(sources.size());
  return std::ranges::all_of(sources, [=](const auto& of) { return of.accuracy >= .5 * (1. + chance); });
}

void add_obedience_figures(Assessment& assessment) {
  Figure cold{1e9, {}, 1.0, least_obedience, {}};
  cold.too_few = !are_told_apart(assessment.conditioning_accuracy);
  Figure after = cold;
  for (const ConditioningAccuracy& o : assessment.conditioning_accuracy) {
    cold.value = std::min(cold.value, o.cold / std::max(o.accuracy, least_share));
    after.value = std::min(after.value, o.after_switch / std::max(o.accuracy, least_share));
  }
  assessment.figures["obedience_cold"] = cold;
  assessment.figures["obedience_switch"] = after;
}

void add_morph_figures(Assessment& assessment) {
  // The worst pair exceeds its own real share the most.
  const auto worst =
      std::ranges::max_element(assessment.morphs, {}, [](const HalfWay& m) { return m.half_way - m.real; });
  assessment.figures["morph_superposed"] = {worst->half_way, {}, worst->real, {}, worst->real};
  const auto explained = [](const HalfWay& morph) { return morph.explained.share; };
  assessment.figures["explained_share"] = {
      .value = explained(std::ranges::max(assessment.morphs, {}, explained)), .at_most = most_explained};
}

}  // namespace

void assess_encodings(const Performer& performer, const ReferenceAudio& reference, const AssessmentPlan& plan,
                      Assessment& assessment) {
  const auto known = known_sources(performer, reference);
  if (known.size() < 2) return;
  const std::size_t count = known.size();
  RenderBatch rehearsal(performer, plan);
  std::vector<std::size_t> cold;
  struct Way {
    std::size_t from, to, part;
  };
  std::vector<Way> switches, halves;
  for (const Known& source : known)
    cold.push_back(rehearsal.add({.seconds = cold_s, .encoding = source.encoding}));
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = 0; j < count; ++j) {
      if (i == j) continue;
      switches.push_back({i, j,
                          rehearsal.add({.seconds = before_s + after_s,
                                         .encoding = known[i].encoding,
                                         .change = Switch{before_s, known[j].encoding}})});
      if (i > j) continue;
      halves.push_back(
          {i, j,
           rehearsal.add(
               {.seconds = cold_s, .encoding = known[i].encoding, .half_way_to = known[j].encoding})});
    }
  rehearsal.play();

  std::vector<Matrix> training;
  for (const Known& source : known) training.push_back(thinned(source.sound->training, 3000));
  const Classifier classifier(training);
  for (std::size_t k = 0; k < count; ++k) {
    const int own = static_cast<int>(k);
    ConditioningAccuracy o;
    o.source = known[k].sound->name;
    o.accuracy = classifier.share(known[k].sound->held_out, own);
    o.cold = classifier.share(windows_of(reference, rehearsal.of(cold[k])), own);
    std::vector<double> hits, all;
    for (const Way& way : switches)
      if (way.to == k) judge_switches(classifier, reference, rehearsal.of(way.part), own, hits, all);
    double obeyed = 0, judged = 0;
    for (std::size_t i = 0; i < hits.size(); ++i) {
      o.after_seconds.push_back(hits[i] / all[i]);
      if (static_cast<double>(i) * hop_s < obeyed_from_s) continue;
      obeyed += hits[i];
      judged += all[i];
    }
    o.after_switch = judged > 0 ? obeyed / judged : 0;
    assessment.conditioning_accuracy.push_back(std::move(o));
  }
  add_obedience_figures(assessment);
  for (const Way& way : halves) {
    HalfWay& morph = assessment.morphs.emplace_back(
        judge_morph(reference, known[way.from], known[way.to], rehearsal.of(way.part),
                    rehearsal.of(cold[way.from]), rehearsal.of(cold[way.to]), plan));
    morph.explained = performer.explained_morph({.seconds = cold_s,
                                                 .seed = plan.first_seed,
                                                 .encoding = known[way.from].encoding,
                                                 .half_way_to = known[way.to].encoding});
  }
  add_morph_figures(assessment);
}

}  // namespace aeolian::trainer

// SPDX-License-Identifier: GPL-3.0-or-later
// Measures how reliably `followed_share` finds quotations: plants 4 s from the first three quarters of a
// corpus, modified in every way that a quotation may be, into sound of its last quarter. Prints the share of
// plants found (at least half of the moments follow a passage), and the share of unplanted excerpts of 4 s
// that are mistaken for one.
//
//   quotation_bench CHECKPOINT NAME=PATH...
//
// CHECKPOINT codes and decodes; everything is at its rate. Run by tests/bench/quotation.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include "core/audio/resampler.h"
#include "core/audio/samples_in.h"
#include "core/model/sound_encoder.h"
#include "core/random.h"
#include "trainer/corpus/corpus.h"
#include "trainer/measures/mel.h"
#include "trainer/measures/quotation.h"
#include "trainer/render/reconstruction.h"

namespace aeolian {
namespace {

using Samples = std::vector<float>;

constexpr double plant_s = 4, source_s = 4.5, context_s = 2, fade_s = .01;
constexpr double softest_db = -20;  // of a plant, relative to the whole
constexpr int trials = 40;          // of each kind
constexpr double least_found = .95, most_alarms = .02;

Samples cut(const Samples& samples, std::size_t begin, std::size_t length) {
  const auto from = samples.begin() + static_cast<std::ptrdiff_t>(std::min(begin, samples.size()));
  const auto to = samples.begin() + static_cast<std::ptrdiff_t>(std::min(begin + length, samples.size()));
  return {from, to};
}

/** Plays like tape, `speed` times as fast, and higher by as much. */
Samples faster(const Samples& samples, double speed, int rate) {
  return resample(samples, rate, static_cast<int>(std::lround(rate / speed)));
}

/** Stretches to `factor` times the length at the same pitch (WSOLA: Verhelst and Roelands, ICASSP 1993). */
Samples stretched(const Samples& samples, double factor, int rate) {
  const auto half = static_cast<std::ptrdiff_t>(samples_in(.02, rate));
  const auto search = half / 2, size = static_cast<std::ptrdiff_t>(samples.size());
  Samples out(static_cast<std::size_t>(factor * static_cast<double>(samples.size())) +
              static_cast<std::size_t>(2 * half));
  std::ptrdiff_t natural = 0;
  for (std::ptrdiff_t at = 0; at + 2 * half < static_cast<std::ptrdiff_t>(out.size()); at += half) {
    const auto wanted = static_cast<std::ptrdiff_t>(static_cast<double>(at) / factor);
    std::ptrdiff_t best = wanted;
    double most = -1e30;
    for (auto from = std::max<std::ptrdiff_t>(0, wanted - search);
         at > 0 && from <= wanted + search && from + 2 * half < size && natural + half < size; from += 4) {
      double alike = 0;
      for (std::ptrdiff_t i = 0; i < half; i += 4) alike += samples[natural + i] * samples[from + i];
      if (alike > most) {
        most = alike;
        best = from;
      }
    }
    if (best + 2 * half >= size) break;
    for (std::ptrdiff_t i = 0; i < 2 * half; ++i)
      out[at + i] +=
          samples[best + i] * static_cast<float>(.5 - .5 * std::cos(std::numbers::pi * (i + .5) / half));
    natural = best + half;
  }
  out.resize(static_cast<std::size_t>(factor * static_cast<double>(samples.size())));
  return out;
}

Samples noisy(Samples samples, double snr_db, Random& random) {
  const auto level = static_cast<float>(std::pow(10, (trainer::level_db(samples) - snr_db) / 20));
  for (float& sample : samples) sample += level * random.normal();
  return samples;
}

Samples scaled(Samples samples, float gain) {
  for (float& sample : samples) sample *= gain;
  return samples;
}

/** Attenuates by 6 dB an octave above 1 kHz. */
Samples muffled(Samples samples, int rate) {
  const auto a = static_cast<float>(1 - std::exp(-2 * std::numbers::pi * 1000 / rate));
  float y = 0;
  for (float& sample : samples) sample = y += a * (sample - y);
  return samples;
}

Samples mixed(Samples samples, const Samples& other) {
  const auto gain =
      static_cast<float>(std::pow(10, (trainer::level_db(samples) - trainer::level_db(other)) / 20));
  for (std::size_t i = 0; i < std::min(samples.size(), other.size()); ++i) samples[i] += gain * other[i];
  return samples;
}

class Codec {
 public:
  explicit Codec(const char* path) {
    auto checkpoint = read_checkpoint(path);
    if (!checkpoint) {
      std::fprintf(stderr, "%s\n", checkpoint.error().message.c_str());
      std::exit(2);
    }
    checkpoint_ = std::make_shared<const Checkpoint>(*std::move(checkpoint));
    encoder_ = std::make_unique<SoundEncoder>(*SoundEncoder::create(checkpoint_));
  }
  int rate() const { return checkpoint_->description.front_end.sample_rate; }

  Samples operator()(const Samples& samples) const {
    const auto repeated = trainer::make_reconstruction(checkpoint_, *encoder_, samples, {});
    return repeated ? trainer::play(*repeated, samples.size()) : Samples();
  }

 private:
  std::shared_ptr<const Checkpoint> checkpoint_;
  std::unique_ptr<SoundEncoder> encoder_;
};

/** A way in which a quotation may differ from the original. */
struct Kind {
  std::string name;
  bool demanded;
  std::function<Samples(const Samples&)> change;
};

/** The share of excerpts found, and how much of them. */
struct Result {
  std::string kind;
  bool demanded;
  double found, followed;
};

class Bench {
 public:
  Bench(const trainer::Corpus& corpus, const Codec& codec) : rate_(corpus.sample_rate), codec_(codec) {
    for (std::size_t i = 0; i < corpus.sounds.size(); ++i) {
      Samples& side = i >= corpus.sounds.size() * 3 / 4 ? held_out_ : training_;
      side.insert(side.end(), corpus.sounds[i].samples.begin(), corpus.sounds[i].samples.end());
    }
    level_ = trainer::level_db(training_);
  }

  std::vector<Result> run() {
    const std::span<const float> learned(training_);
    const trainer::QuotationDetector detector({&learned, 1}, rate_);
    std::vector<Result> results{nothing(detector)};
    for (const Kind& kind : kinds()) results.push_back(planted(detector, kind));
    return results;
  }

  std::string sizes() const {
    char text[120];
    std::snprintf(text, sizeof text, "%.1f min learned, %.1f min beside; %.1f s to judge five minutes",
                  minutes(training_), minutes(held_out_), judging_s_);
    return text;
  }

 private:
  double minutes(const Samples& samples) const { return static_cast<double>(samples.size()) / rate_ / 60; }

  std::vector<Kind> kinds() {
    const double semitone = std::pow(2, 1 / 12.);
    const int rate = rate_;
    return {
        {"copied", true, [](const Samples& s) { return s; }},
        {"coded", true, [this](const Samples& s) { return codec_(s); }},
        {"in noise, 20 dB", true, [this](const Samples& s) { return noisy(s, 20, random_); }},
        {"a semitone up, as tape", true, [=](const Samples& s) { return faster(s, semitone, rate); }},
        {"a semitone down, as tape", true, [=](const Samples& s) { return faster(s, 1 / semitone, rate); }},
        {"a semitone up, as long", true,
         [=](const Samples& s) { return faster(stretched(s, semitone, rate), semitone, rate); }},
        {"a semitone down, as long", true,
         [=](const Samples& s) { return faster(stretched(s, 1 / semitone, rate), 1 / semitone, rate); }},
        {"5 % faster, as tape", true, [=](const Samples& s) { return faster(s, 1.05, rate); }},
        {"5 % slower, as tape", true, [=](const Samples& s) { return faster(s, 1 / 1.05, rate); }},
        {"5 % faster, as high", true, [=](const Samples& s) { return stretched(s, 1 / 1.05, rate); }},
        {"5 % slower, as high", true, [=](const Samples& s) { return stretched(s, 1.05, rate); }},
        {"coded and a semitone up", false,
         [=, this](const Samples& s) { return codec_(faster(s, semitone, rate)); }},
        {"20 dB softer", false, [](const Samples& s) { return scaled(s, .1f); }},
        {"muffled", false, [=](const Samples& s) { return muffled(s, rate); }},
        {"under other sound as loud", false, [this](const Samples& s) { return mixed(s, other(held_out_)); }},
        {"two passages at once", false, [this](const Samples& s) { return mixed(s, other(training_)); }},
        {"grains of half a second", false, [this](const Samples&) { return grains(.5); }},
        {"backwards", false, [](const Samples& s) { return Samples(s.rbegin(), s.rend()); }},
    };
  }

  std::size_t place(const Samples& samples, double seconds) {
    const auto length = samples_in(seconds, rate_);
    return static_cast<std::size_t>(random_.uniform() * static_cast<float>(samples.size() - length));
  }
  Samples other(const Samples& side, double seconds = source_s) {
    return cut(side, place(side, seconds), samples_in(seconds, rate_));
  }
  Samples grains(double seconds) {
    Samples all;
    while (all.size() < samples_in(source_s, rate_)) {
      const Samples grain = other(training_, seconds);
      all.insert(all.end(), grain.begin(), grain.end());
    }
    return all;
  }
  Samples source() {
    for (;;) {
      Samples samples = other(training_);
      if (trainer::level_db(samples) > level_ + softest_db) return samples;
    }
  }

  Result planted(const trainer::QuotationDetector& detector, const Kind& kind) {
    random_ = Random(7, 40);
    Samples all;
    std::vector<double> places;
    const auto length = samples_in(plant_s, rate_), fade = samples_in(fade_s, rate_);
    for (int i = 0; i < trials; ++i) {
      const Samples around = other(held_out_, 2 * context_s + plant_s);
      const Samples changed = kind.change(source());
      const auto begin = all.size() + samples_in(context_s, rate_);
      all.insert(all.end(), around.begin(), around.end());
      for (std::size_t k = 0; k < std::min(length, changed.size()); ++k) {
        const auto edge = std::min({k, length - 1 - k, fade});
        const float share = static_cast<float>(edge) / static_cast<float>(fade);
        all[begin + k] += share * (changed[k] - all[begin + k]);
      }
      places.push_back(static_cast<double>(begin) / rate_);
    }
    return result(kind.name, kind.demanded, detector.measure(all), places);
  }

  Result nothing(const trainer::QuotationDetector& detector) {
    const Samples sound = cut(held_out_, 0, samples_in(600, rate_));
    const auto begin = std::chrono::steady_clock::now();
    const trainer::Quotation quotation = detector.measure(sound);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    judging_s_ = took.count() * 5 / minutes(sound);
    std::vector<double> places;
    for (double at = 0; at + plant_s <= 60 * minutes(sound); at += plant_s) places.push_back(at);
    return result("nothing", true, quotation, places);
  }

  static Result result(const std::string& kind, bool demanded, const trainer::Quotation& quotation,
                       const std::vector<double>& places) {
    Result result{kind, demanded, 0, 0};
    for (const double at : places) {
      const double share = share_of(quotation, at);
      result.followed += share / static_cast<double>(places.size());
      result.found += (share >= .5 ? 1 : 0) / static_cast<double>(places.size());
    }
    return result;
  }

  /** The share of moments that follow a passage, in an excerpt of plant_s. */
  static double share_of(const trainer::Quotation& q, double from_s) {
    int followed = 0, all = 0;
    for (std::size_t i = 0; i < q.followed.size(); ++i) {
      const double at = (static_cast<double>(i) + 1.5) * q.step_s;
      if (at < from_s || at >= from_s + plant_s) continue;
      ++all;
      followed += q.followed[i];
    }
    return all > 0 ? static_cast<double>(followed) / all : 0;
  }

  int rate_;
  const Codec& codec_;
  Samples training_, held_out_;
  double level_ = 0, judging_s_ = 0;
  Random random_;
};

void print(const std::vector<std::string>& names, const std::vector<std::vector<Result>>& results) {
  std::printf("\n| planted |");
  for (const std::string& name : names) std::printf(" %s |", name.substr(0, name.find('=')).c_str());
  std::printf("\n|---|");
  for (std::size_t i = 0; i < names.size(); ++i) std::printf("---|");
  for (std::size_t kind = 0; kind < results.front().size(); ++kind) {
    std::printf("\n| %s |", results.front()[kind].kind.c_str());
    for (const auto& own : results) {
      const Result& r = own[kind];
      const bool met = kind == 0 ? r.found <= most_alarms : r.found >= least_found;
      std::printf(" %.3f%s (%.2f) |", r.found, !r.demanded ? "" : met ? " ✓" : " ✗", r.followed);
    }
  }
  std::printf("\n");
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  using namespace aeolian;
  if (argc < 3) {
    std::fprintf(stderr, "quotation_bench CHECKPOINT NAME=PATH...\n");
    return 2;
  }
  const Codec codec(argv[1]);
  const std::vector<std::string> names(argv + 2, argv + argc);
  std::vector<std::vector<Result>> results;
  for (const std::string& name : names) {
    const auto corpus = trainer::read_corpus({name}, {.sample_rate = codec.rate()});
    if (!corpus) {
      std::fprintf(stderr, "%s: %s\n", name.c_str(), corpus.error().message.c_str());
      return 2;
    }
    Bench bench(*corpus, codec);
    results.push_back(bench.run());
    std::printf("%s: %s\n", name.substr(0, name.find('=')).c_str(), bench.sizes().c_str());
    std::fflush(stdout);
  }
  print(names, results);
}

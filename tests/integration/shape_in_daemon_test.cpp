// SPDX-License-Identifier: GPL-3.0-or-later
// Tests pitch, time and width as heard at the JACK ports, with models whose tones, hits and channels are
// known.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <functional>
#include <memory>
#include <numbers>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/audio/resampler.h"
#include "core/spectrum/overlap_add.h"
#include "core/spectrum/stereo_bands.h"
#include "core/spectrum/stereo_power.h"
#include "core/spectrum/stft.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/core/spectrum/sounds.h"
#include "tests/integration/daemon_process.h"
#include "tests/integration/jack_sink.h"
#include "tests/integration/looping_model.h"
#include "tests/integration/metric.h"
#include "tests/integration/tone_model.h"
#include "tests/protocols/midi/dummy_jack_server.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

/** An excerpt of a recording, and the frame of the recording at which it begins. */
struct Excerpt {
  std::size_t begin = 0;
  std::span<const float> left, right;
};

/** A daemon that plays a model to a JACK server, and a recording of all of it. */
class Recital {
 public:
  static constexpr double settled_s = .2;  ///< after a change

  explicit Recital(const Checkpoint& model) {
    EXPECT_TRUE(write_checkpoint(folder_ / "model.aeolian", model));
    const std::string name = "sink-" + std::to_string(getpid());
    sink_ = JackSink::open(name, std::size_t{60} * 48000);
    daemon_ = std::make_unique<DaemonProcess>(
        std::vector<std::string>{"--osc-port", "0", "--http-port", "0", "--midi", "off", "--checkpoint",
                                 folder_ / "model.aeolian", "--output", "device:" + name});
    if (sink_) sink_->wait_for(1);
    peer_ = std::make_unique<osc::OscPeer>(daemon_->osc_port());
    play(.1);
    underruns_at_first_ = metric(*peer_, "underruns_total");
  }

  int rate() const { return sink_->sample_rate(); }

  /** Sets a number at once, and waits until it has settled. */
  void set(const std::string& path, double value) {
    peer_->send({"/aeolian" + path, {static_cast<float>(value), 0.f}});
    play(settled_s);
  }

  /** Records the next `seconds`. */
  Excerpt play(double seconds) {
    const std::size_t begin = sink_->frames(), size = static_cast<std::size_t>(seconds * rate());
    EXPECT_TRUE(sink_->wait_for(begin + size)) << daemon_->log();
    return {begin, sink_->left().subspan(begin, size), sink_->right().subspan(begin, size)};
  }

  /** Whether the sound is complete since the beginning; not so if the machine was too busy. */
  bool is_whole() { return metric(*peer_, "underruns_total") == underruns_at_first_; }

 private:
  const ScratchFolder folder_;
  std::unique_ptr<JackSink> sink_;
  std::unique_ptr<DaemonProcess> daemon_;
  std::unique_ptr<osc::OscPeer> peer_;
  float underruns_at_first_ = 0.f;
};

class ShapeInDaemon : public testing::Test {
 protected:
  void SetUp() override {
    if (!midi::DummyJackServer::is_installed()) GTEST_SKIP() << "jackd is not installed";
    ASSERT_TRUE(server_.start());
  }

  /** Runs `measure` in recitals until one is not interrupted, at most three; returns its result. */
  template <class Measure>
  auto in_a_whole_recital(const Checkpoint& model, const Measure& measure) {
    for (int trial = 1;; ++trial) {
      Recital recital(model);
      auto found = measure(recital);
      if (recital.is_whole() || trial == 3) return found;
    }
  }

  midi::DummyJackServer server_{512};
};

double cents(double hertz, double from) {
  return 1200. * std::log2(hertz / from);
}

/** Amplitude and phase at a frequency, with a Hann window. */
std::complex<double> at_frequency(std::span<const float> samples, double turns) {
  std::complex<double> sum;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double n = static_cast<double>(i);
    const double window = 1. - std::cos(2. * std::numbers::pi * n / static_cast<double>(samples.size()));
    sum += window * static_cast<double>(samples[i]) * std::polar(1., -2. * std::numbers::pi * turns * n);
  }
  return sum;
}

/** The frequency of a tone within 10 Hz of `near`, from the advance of its phase within 40 ms. */
double tone_in(std::span<const float> samples, int rate, double near) {
  const auto apart = static_cast<std::size_t>(.04 * rate);
  const auto size = samples.size() - apart;
  const double turns = near / rate;
  const auto before = at_frequency(samples.first(size), turns),
             after = at_frequency(samples.last(size), turns);
  const auto expected = std::polar(1., 2. * std::numbers::pi * turns * static_cast<double>(apart));
  const double off = std::arg(after / before / expected) / (2. * std::numbers::pi);
  return near + off / static_cast<double>(apart) * rate;
}

constexpr std::array transpositions{-12., -7., 5., 12.};

TEST_F(ShapeInDaemon, TonesAreWithin3CentsOfTheirPitchTransposedAndStretched) {
  constexpr std::array tones{440., 1320.};
  constexpr double tone_s = .4;
  struct Heard {
    std::string path;
    double value;
    std::array<double, 2> hertz;
  };
  const auto heard = in_a_whole_recital(tone_model({tones[0], tones[1]}), [&](Recital& recital) {
    std::vector<Heard> found;
    const auto hear = [&](const std::string& path, double value) {
      recital.set(path, value);
      const double factor = path == "/transpose" ? std::exp2(value / 12.) : 1.;
      const auto samples = recital.play(tone_s).left;
      Heard each{path, value, {}};
      for (std::size_t i = 0; i < tones.size(); ++i)
        each.hertz[i] = tone_in(samples, recital.rate(), factor * tones[i]);
      found.push_back(each);
    };
    hear("/transpose", 0.);
    for (const double semitones : transpositions) hear("/transpose", semitones);
    recital.set("/transpose", 0.);
    for (const double stretch : {.5, 2.}) hear("/stretch", stretch);
    return found;
  });
  for (const auto& [path, value, hertz] : heard) {
    for (std::size_t i = 0; i < tones.size(); ++i) {
      const double off = cents(hertz[i], heard[0].hertz[i]) - (path == "/transpose" ? 100. * value : 0.);
      EXPECT_NEAR(off, 0., 3.) << path << " " << value << " of " << tones[i] << " Hz";
    }
  }
  for (std::size_t i = 0; i < tones.size(); ++i)
    EXPECT_NEAR(cents(heard[0].hertz[i], tones[i]), 0., 3.) << "as it is";
}

constexpr int frames_a_hit = 30;

/** A model that plays a hit every 174 ms. */
Checkpoint hits_model() {
  const FrontEnd front_end = looping_front_end();
  const auto period = static_cast<std::size_t>(frames_a_hit * front_end.hop);
  std::vector<float> sound(8 * period);
  const auto noise = white_noise(period, .4f);
  for (std::size_t i = 0; i < sound.size(); ++i)
    sound[i] = noise[i % period] * std::exp(-static_cast<float>(i % period) / 900.f);
  return looping_model(sound, frames_a_hit);
}

/**
 * The times at which each hit reaches half of its largest sample, in frames of the recording; `apart` is the
 * distance of two hits.
 */
std::vector<double> hits_in(const Excerpt& excerpt, double apart) {
  const auto magnitude = [](float sample) { return std::abs(sample); };
  const auto samples = excerpt.left;
  const float threshold = .3f * magnitude(*std::ranges::max_element(samples, {}, magnitude));
  const auto near = static_cast<std::size_t>(.5 * apart);
  std::vector<double> at;
  for (std::size_t i = near / 4; i + near < samples.size(); ++i) {
    if (magnitude(samples[i]) < threshold) continue;
    const std::size_t begin = i - near / 4;
    const auto hit = samples.subspan(begin, near);
    const float half = .5f * magnitude(*std::ranges::max_element(hit, {}, magnitude));
    const auto first = std::ranges::find_if(hit, [&](float sample) { return magnitude(sample) >= half; });
    at.push_back(static_cast<double>(excerpt.begin + begin) + static_cast<double>(first - hit.begin()));
    i += near;
  }
  return at;
}

/** The slope of a line through the hits: frames from one to the next. */
double distance(std::span<const double> hits) {
  const double middle = static_cast<double>(hits.size() - 1) / 2.;
  double spread = 0., slope = 0.;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    const double n = static_cast<double>(i) - middle;
    spread += n * n;
    slope += n * hits[i];
  }
  return slope / spread;
}

TEST_F(ShapeInDaemon, HitsKeepTheirPlaceAtAnyPitchAndTheirDistanceFollowsTheStretch) {
  struct Heard {
    double value;
    std::vector<double> hits;
  };
  struct Performance {
    std::vector<Heard> transposed, stretched;
    double period = 0.;
  };
  const auto heard = in_a_whole_recital(hits_model(), [](Recital& recital) {
    Performance all;
    all.period = static_cast<double>(frames_a_hit * looping_front_end().hop) / 44100. * recital.rate();
    const auto hear = [&](int hits, double stretch) {
      const double apart = stretch * all.period;
      return hits_in(recital.play((hits + .6) * apart / recital.rate()), apart);
    };
    all.transposed.push_back({0., hear(4, 1.)});
    for (const double semitones : transpositions) {
      recital.set("/transpose", semitones);
      all.transposed.push_back({semitones, hear(3, 1.)});
    }
    recital.set("/transpose", 0.);
    all.stretched.push_back({1., all.transposed[0].hits});
    for (const double stretch : {.5, 2.}) {
      recital.set("/stretch", stretch);
      all.stretched.push_back({stretch, hear(stretch < 1. ? 7 : 3, stretch)});
    }
    return all;
  });
  const double rate = 48000.;
  for (const auto& [semitones, hits] : heard.transposed) {
    ASSERT_GE(hits.size(), 3u) << semitones;
    for (const double hit : hits) {
      const double periods = (hit - heard.transposed[0].hits[0]) / heard.period;
      const double late_s = (periods - std::round(periods)) * heard.period / rate;
      EXPECT_NEAR(late_s, 0., .003) << "transposed by " << semitones;
    }
  }
  for (const auto& [stretch, hits] : heard.stretched) {
    ASSERT_GE(hits.size(), 3u) << stretch;
    EXPECT_NEAR(distance(hits) / (stretch * heard.period), 1., .005) << "stretch " << stretch;
  }
}

/** A stereo corpus of noise: in each bin with a given level difference and coherence. */
struct StereoCorpus {
  std::vector<float> left, right;
};

StereoCorpus make_corpus(const FrontEnd& front_end, const std::function<double(std::size_t)>& level_db,
                         const std::function<double(std::size_t)>& coherence) {
  const auto one = white_noise(2 * 44100);
  std::vector<float> other(one.rbegin(), one.rend());
  Stft stft(front_end);
  OverlapAdd left(front_end), right(front_end);
  const auto window_size = static_cast<std::size_t>(front_end.window),
             hop = static_cast<std::size_t>(front_end.hop);
  std::vector<float> window(window_size), samples(hop);
  std::vector<std::complex<float>> a(static_cast<std::size_t>(front_end.bins())), b(a.size()),
      mixed(a.size());
  StereoCorpus corpus;
  const auto add = [&](OverlapAdd& sum, std::vector<float>& sound, double side) {
    for (std::size_t bin = 0; bin < a.size(); ++bin) {
      const double angle = .5 * std::acos(coherence(bin));
      const auto gain = static_cast<float>(std::pow(10., side * level_db(bin) / 40.));
      mixed[bin] = gain * (static_cast<float>(std::cos(angle)) * a[bin] +
                           static_cast<float>(side * std::sin(angle)) * b[bin]);
    }
    stft.inverse(mixed, window);
    sum.push(window);
    sum.pop(samples);
    sound.insert(sound.end(), samples.begin(), samples.end());
  };
  for (std::size_t n = 0; n < frame_count(front_end, one.size()); ++n) {
    window_of_frame(front_end, one, n, window);
    stft.forward(window, a);
    window_of_frame(front_end, other, n, window);
    stft.forward(window, b);
    add(left, corpus.left, 1.);
    add(right, corpus.right, -1.);
  }
  return corpus;
}

float largest_difference(std::span<const float> left, std::span<const float> right) {
  float largest = 0.f;
  for (std::size_t i = 0; i < left.size(); ++i) largest = std::max(largest, std::abs(left[i] - right[i]));
  return largest;
}

/** The shipped model with the stereo image of a corpus. */
Checkpoint model_of(Checkpoint shipped, std::span<const StereoPower> corpus) {
  add_image(shipped, {});
  auto& biases = shipped.tensors.at("stereo.bias").values;
  for (std::size_t band = 0; band < corpus.size(); ++band) {
    const auto& [left, right, product] = corpus[band];
    biases[image_values * band] = static_cast<float>((left - right) / (left + right));
    biases[image_values * band + 1] = static_cast<float>(2. * product.real() / (left + right));
    biases[image_values * band + 2] = static_cast<float>(2. * product.imag() / (left + right));
  }
  return shipped;
}

TEST_F(ShapeInDaemon, LevelsAndCoherenceAreThoseOfAStereoCorpus) {
  const Checkpoint shipped = *read_checkpoint(AEOLIAN_SHIPPED_MODEL);
  const FrontEnd front_end = shipped.description.front_end;
  const auto octave = [&](std::size_t bin) {
    return std::log2(std::max(1., static_cast<double>(bin)) * front_end.bin_width() / 1000.);
  };
  const auto corpus = make_corpus(
      front_end, [&](std::size_t bin) { return 6. * std::sin(octave(bin)); },
      [&](std::size_t bin) { return .6 + .3 * std::cos(1.5 * octave(bin)); });
  const auto known = stereo_power(front_end, corpus.left, corpus.right);
  const auto heard = in_a_whole_recital(model_of(shipped, known), [&](Recital& recital) {
    recital.set("/width", 0.);
    const auto narrow = recital.play(.2);
    EXPECT_LT(largest_difference(narrow.left, narrow.right), 1e-4f) << "at no width";
    recital.set("/width", 1.);
    recital.set("/sharpen", -1.);  // a tone is coherent with itself
    const auto excerpt = recital.play(3.5);
    return stereo_power(front_end, resample(excerpt.left, recital.rate(), front_end.sample_rate),
                        resample(excerpt.right, recital.rate(), front_end.sample_rate));
  });
  ASSERT_EQ(heard.size(), known.size());
  const StereoBands bands(front_end);
  int judged = 0;
  for (std::size_t band = 0; band < known.size(); ++band) {
    if (bands.edges()[band] < 200.f || bands.edges()[band + 1] > 10'000.f) continue;
    ++judged;
    EXPECT_NEAR(heard[band].level_difference_db(), known[band].level_difference_db(), 1.)
        << "from " << bands.edges()[band] << " Hz";
    EXPECT_NEAR(heard[band].coherence(), known[band].coherence(), .05)
        << "from " << bands.edges()[band] << " Hz";
  }
  EXPECT_GE(judged, 12);
}

}  // namespace
}  // namespace aeolian

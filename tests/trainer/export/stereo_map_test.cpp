// SPDX-License-Identifier: GPL-3.0-or-later
// Compares the positions at which a model places its decoded sound with those of the corpus.
#include "trainer/export/stereo_map.h"

#include <gtest/gtest.h>
#include <torch/utils.h>

#include <cmath>
#include <vector>

#include "core/random.h"
#include "core/spectrum/side_spectrum.h"
#include "core/spectrum/stereo_power.h"
#include "core/spectrum/stft.h"
#include "trainer/learn/codec_objective.h"

namespace aeolian::trainer {
namespace {

constexpr int rate = 16000;
constexpr std::size_t length = 40 * rate;

/** Two channels, as mid and side. */
struct StereoSound {
  std::vector<float> mid = std::vector<float>(length), side = std::vector<float>(length);

  void add(std::size_t at, float left, float right) {
    mid[at] += .5f * (left + right);
    side[at] += .5f * (left - right);
  }
};

/** Buzzing notes, low on the left and high on the right, in turn, over a wide hiss. */
StereoSound duet() {
  Random random(3);
  StereoSound sound;
  for (std::size_t at = 0; at < length; ++at) {
    const bool is_low = at / (rate / 2) % 2 == 0;
    const double turns = (is_low ? 130. : 900.) * static_cast<double>(at) / rate;
    const float buzz = .4f * (static_cast<float>(turns - std::floor(turns)) - .5f);
    const float near = .9f * buzz, far = .3f * buzz;
    sound.add(at, (is_low ? near : far) + .02f * random.normal(),
              (is_low ? far : near) + .02f * random.normal());
  }
  return sound;
}

Corpus corpus_of(StereoSound sound) {
  Corpus corpus{rate, {}, {}};
  corpus.sounds.push_back({"duet.wav", "duet", std::move(sound.mid), std::move(sound.side)});
  return corpus;
}

/** A briefly trained codec, and the map made for it. */
struct Lesson {
  explicit Lesson(const Corpus& corpus, int steps = 80)
      : dataset(make_dataset(corpus, description.front_end)) {
    one_thread_each();
    CodecObjective objective(dataset, description, 1, 1, torch::kCPU);
    for (int step = 0; step < steps; ++step) objective.step(step / static_cast<double>(steps));
    objective.optimizer().keep_best(objective.held_out());
    const auto codec = objective.finish(description);
    latents = encode_dataset(dataset, codec, description, torch::kCPU);
    add_stereo_map(dataset, latents, description, 1, tensors);
  }

  /** (steps, bands, 3) the images that the map gives for a stream. */
  torch::Tensor images(int stream = 0) {
    torch::NoGradGuard no_grad;
    const auto means = latents.means(stream);
    const auto steps = means.size(0) - 1;
    const auto inputs = torch::cat({means.narrow(0, 1, steps), means.narrow(0, 0, steps)}, 1);
    const auto tensor = [&](const char* name) {
      auto& found = tensors.at(name);
      return torch::from_blob(found.values.data(), found.shape);
    };
    return (inputs.mm(tensor("stereo.weight").t()) + tensor("stereo.bias")).view({steps, -1, 3});
  }

  ModelDescription description = small_tier(make_front_end(rate, 46, 96, rate / 2.).value());
  Dataset dataset;
  Latents latents;
  std::map<std::string, Tensor, std::less<>> tensors;
};

TEST(StereoMap, GivesTheCorpusItsLevelDifferencesAndItsCoherence) {
  const auto sound = duet();
  Lesson lesson(corpus_of(sound));
  const auto images = lesson.images();
  const StereoBands bands(lesson.description.front_end);
  ASSERT_EQ(images.size(1), static_cast<std::int64_t>(bands.size()));

  // The side that a voice makes from the mid with these images, step by step.
  SideSpectrum spectrum(lesson.description.front_end, bands.edges());
  auto spectra = analyse(lesson.description.front_end, sound.mid);
  const auto rows = images.accessor<float, 3>();
  for (std::size_t n = 0; n < spectra.frames; ++n) {
    const auto step = std::clamp<std::int64_t>(static_cast<std::int64_t>(n) / 4 - 1, 0, images.size(0) - 1);
    std::vector<SideBand> sides(bands.size());
    for (std::size_t band = 0; band < sides.size(); ++band) {
      const auto image = rows[step][static_cast<std::int64_t>(band)];
      sides[band] = side_of({image[0], image[1], image[2]});
    }
    spectrum.move_on();
    spectrum.set(sides, 1.f);
    multiply(spectrum.factors(), spectra.frame(n), spectra.frame(n));
  }
  const auto made = synthesise(lesson.description.front_end, spectra, length);

  const auto powers = [&](const std::vector<float>& side) {
    std::vector<float> left(sound.mid), right(sound.mid);
    for (std::size_t i = 0; i < length; ++i) left[i] += side[i], right[i] -= side[i];
    return stereo_power(lesson.description.front_end, left, right);
  };
  const auto real = powers(sound.side), played = powers(made);
  for (std::size_t band = 1; band < bands.size(); ++band) {
    EXPECT_NEAR(played[band].level_difference_db(), real[band].level_difference_db(), 1.) << band;
    EXPECT_NEAR(played[band].coherence(), real[band].coherence(), .05) << band;
  }
}

TEST(StereoMap, TellsApartWhatPlaysByTurns) {
  Lesson lesson(corpus_of(duet()));
  const auto images = lesson.images();
  const auto steps_a_note = lesson.description.step_rate() / 2;
  double low = 0, high = 0;
  for (int note = 10; note < 40; ++note) {
    const auto middle = static_cast<std::int64_t>((note + .5) * steps_a_note);
    (note % 2 == 0 ? low : high) += images[middle].select(1, 0).mean().item<double>() / 15;
  }
  EXPECT_GT(low, .3) << "left";
  EXPECT_LT(high, -.3) << "right";
}

TEST(StereoMap, LeavesMonoSoundsBesideStereoOnesInTheMiddle) {
  auto corpus = corpus_of(duet());
  Random random(4);
  std::vector<float> mono(length);
  float last = 0.f;
  for (float& sample : mono) sample = last = .9f * last + .05f * random.normal();
  corpus.sounds.push_back({"wind.wav", "wind", std::move(mono), {}});
  Lesson lesson(corpus, 20);
  const auto in_phase = [&](int stream) { return lesson.images(stream).select(2, 1).mean().item<double>(); };
  EXPECT_GT(in_phase(1), .95);
  EXPECT_LT(in_phase(0), .7);
}

TEST(StereoMap, OfMonoSoundsIsNone) {
  auto sound = duet();
  sound.side.clear();
  EXPECT_TRUE(Lesson(corpus_of(std::move(sound)), 1).tensors.empty());
}

TEST(StereoMap, OfADifferenceThatNobodyHearsIsNone) {
  auto sound = duet();
  for (float& sample : sound.side) sample *= 1e-4f;
  EXPECT_TRUE(Lesson(corpus_of(std::move(sound)), 1).tensors.empty());
}

}  // namespace
}  // namespace aeolian::trainer

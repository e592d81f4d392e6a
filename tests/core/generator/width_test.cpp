// SPDX-License-Identifier: GPL-3.0-or-later
// Tests a voice whose model was trained on stereo sound.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/generator/model_source.h"
#include "core/spectrum/stereo_power.h"
#include "tests/core/generator/listening.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

using listening::play_stereo;

constexpr ImageBand left_and_wide{.balance = .5f, .in_phase = .4f, .quadrature = .2f};

/** A mono model: the shipped one without its stereo tensors. */
Checkpoint trained_model() {
  static const Checkpoint checkpoint = [] {
    Checkpoint shipped = *read_checkpoint(AEOLIAN_SHIPPED_MODEL);
    std::erase_if(shipped.tensors, [](const auto& tensor) { return tensor.first.starts_with("stereo."); });
    return shipped;
  }();
  return checkpoint;
}

Checkpoint trained_model(const ImageBand& image) {
  Checkpoint checkpoint = trained_model();
  add_image(checkpoint, image);
  return checkpoint;
}

std::unique_ptr<Source> source_of(Checkpoint checkpoint, const VoiceOptions& options = {}) {
  return *make_model_source(std::make_shared<const Checkpoint>(std::move(checkpoint)), options);
}

ControlEvent moved(ParameterId id, float value, float glide_s = 0.f) {
  return {.parameter = id, .number = value, .glide_s = glide_s};
}

std::vector<StereoFrame> play_at(float width, Checkpoint checkpoint, std::size_t steps = 40) {
  const auto source = source_of(std::move(checkpoint));
  source->apply(moved(ParameterId::width, width));
  return play_stereo(*source, steps);
}

bool is_mono(std::span<const StereoFrame> frames) {
  return std::ranges::all_of(frames, [](const StereoFrame& frame) { return frame.left == frame.right; });
}

/** Measures the output after the first second, in bands from 200 Hz to 10 kHz. */
std::vector<StereoPower> powers_of(std::span<const StereoFrame> frames) {
  const auto after = frames.subspan(44100);
  const auto powers = stereo_power(trained_model().description.front_end, left_of(after), right_of(after));
  return {powers.begin() + 2, powers.begin() + 17};
}

TEST(Width, OfAModelOfMonoSoundChangesNothing) {
  EXPECT_TRUE(is_mono(play_at(1.f, trained_model())));
  EXPECT_EQ(play_at(2.f, trained_model()), play_at(0.f, trained_model()));
}

TEST(Width, AsLearnedHasTheLevelsAndTheCoherenceOfTheImage) {
  for (const Quality quality : {Quality::normal, Quality::refined}) {
    const auto source = source_of(trained_model(left_and_wide), {.quality = quality});
    source->apply(moved(ParameterId::sharpen, -1.f));  // a tone is coherent with itself
    const auto powers = powers_of(play_stereo(*source, 300));
    for (std::size_t band = 0; band < powers.size(); ++band) {
      EXPECT_NEAR(powers[band].level_difference_db(), 10. * std::log10(1.5 / .5), 1.) << band;
      EXPECT_NEAR(powers[band].coherence(), std::hypot(.4, .2) / std::sqrt(.75), .05) << band;
    }
  }
}

TEST(Width, OfToneKeepsLevelsAndCorrelation) {
  const auto powers = powers_of(play_at(1.f, trained_model(left_and_wide), 200));
  double correlation = 0.;
  for (const StereoPower& power : powers) {
    EXPECT_NEAR(power.level_difference_db(), 10. * std::log10(1.5 / .5), 1.);
    correlation += power.correlation() / static_cast<double>(powers.size());
  }
  EXPECT_NEAR(correlation, .4 / std::sqrt(.75), .05);
}

TEST(Width, OfZeroIsMonoAndTheSoundOfTheModelWithoutAnImage) {
  const auto narrow = play_at(0.f, trained_model(left_and_wide));
  EXPECT_TRUE(is_mono(narrow));
  EXPECT_EQ(narrow, play_at(0.f, trained_model()));
}

TEST(Width, ScalesTheSideAndLeavesTheMid) {
  const auto mono = play_at(0.f, trained_model(left_and_wide));
  const auto learned = play_at(1.f, trained_model(left_and_wide));
  const auto wide = play_at(2.f, trained_model(left_and_wide));
  float loudest_side = 0.f;
  for (std::size_t i = 0; i < mono.size(); ++i) {
    const float side = learned[i].left - learned[i].right;
    loudest_side = std::max(loudest_side, std::abs(side));
    ASSERT_NEAR(wide[i].mid(), mono[i].mid(), 1e-5f);
    ASSERT_NEAR(wide[i].left - wide[i].right, 2.f * side, 1e-5f);
  }
  EXPECT_GT(loudest_side, .01f);
}

TEST(Width, IsThereAtOnceBeforeTheFirstFrameAndGlidesToMonoAndBack) {
  const auto source = source_of(trained_model(left_and_wide));
  source->apply(moved(ParameterId::width, 0.f, .1f));
  EXPECT_TRUE(is_mono(play_stereo(*source, 8)));
  source->apply(moved(ParameterId::width, 1.f));
  play_stereo(*source, 40);
  source->apply(moved(ParameterId::width, 0.f, .1f));
  play_stereo(*source, 8);
  EXPECT_TRUE(is_mono(play_stereo(*source, 20)));
  source->apply(moved(ParameterId::width, 1.f, .1f));
  EXPECT_FALSE(is_mono(play_stereo(*source, 20)));
}

TEST(Width, OfAModelOfTheMiddleIsMono) {
  EXPECT_TRUE(is_mono(play_at(1.f, trained_model(ImageBand{}))));
}

TEST(Width, TailGoesOnInBothChannels) {
  for (const Quality quality : {Quality::normal, Quality::refined}) {
    const auto source = source_of(trained_model(left_and_wide), {.quality = quality});
    const auto before = play_stereo(*source, 60);
    std::vector<StereoFrame> tail(static_cast<std::size_t>(source->tail_size()));
    source->tail(tail);
    const auto after = play_stereo(*source, 1);
    EXPECT_NEAR(tail.front().left, after.front().left, .02f);
    EXPECT_NEAR(tail.front().right, after.front().right, .02f);
    EXPECT_FALSE(is_mono(std::span(tail).first(tail.size() / 2)));
  }
}

TEST(Width, MovesWithATransposition) {
  Checkpoint checkpoint = trained_model(ImageBand{.balance = .6f, .in_phase = .5f});
  const StereoBands bands(checkpoint.description.front_end);
  auto& biases = checkpoint.tensors.at("stereo.bias").values;
  for (std::size_t band = 10; band < bands.size(); ++band) biases[band * image_values] = -.6f;
  const auto source = source_of(std::move(checkpoint));
  source->apply(moved(ParameterId::transpose, 12.f));
  const auto powers = powers_of(play_stereo(*source, 130));
  EXPECT_GT(powers[10].level_difference_db(), 3.) << "an octave higher than the highest on the left";
  EXPECT_LT(powers[14].level_difference_db(), -3.);
}

TEST(Width, AllocatesNothing) {
  const auto source = source_of(trained_model(left_and_wide), {.voice_limit = 2});
  std::vector<StereoFrame> frames(static_cast<std::size_t>(source->hop()));
  std::vector<StereoFrame> tail(static_cast<std::size_t>(source->tail_size()));
  const auto before = allocations();
  for (int step = 0; step < 12; ++step) {
    source->apply(moved(ParameterId::width, static_cast<float>(step % 3), .02f));
    source->apply(moved(ParameterId::voices, static_cast<float>(1 + step % 2)));
    for (int hop = 0; hop < source->hops_per_step(); ++hop) source->render(frames);
    source->tail(tail);
  }
  EXPECT_EQ(allocations(), before);
}

TEST(Width, OfADamagedCheckpointIsRefusedWithTheReason) {
  const auto refusal = [](Checkpoint checkpoint) {
    const auto source = make_model_source(std::make_shared<const Checkpoint>(std::move(checkpoint)), {});
    return source ? std::string("it plays") : source.error().message;
  };
  Checkpoint without_bias = trained_model(left_and_wide);
  without_bias.tensors.erase("stereo.bias");
  EXPECT_NE(refusal(std::move(without_bias)).find("stereo.bias"), std::string::npos);
  Checkpoint without_order = trained_model(left_and_wide);
  std::ranges::reverse(without_order.tensors.at("stereo.edges").values);
  EXPECT_NE(refusal(std::move(without_order)).find("does not ascend"), std::string::npos);
  Checkpoint without_edges = trained_model(left_and_wide);
  without_edges.tensors.at("stereo.edges") = {{1}, {0.f}};
  EXPECT_NE(refusal(std::move(without_edges)).find("stereo.edges"), std::string::npos);
}

}  // namespace
}  // namespace aeolian

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/voice_output.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "core/control/parameters.h"
#include "core/generator/source_crossfader.h"
#include "tests/channels.h"
#include "tests/core/generator/listening.h"
#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

using listening::largest_jump;
using listening::pitch;
using listening::power;

constexpr double tones_hz[] = {300., 710., 1120.};

ControlEvent set_to(ParameterId id, float value, VoiceNumber voice = all_voices, float glide_s = 0.f) {
  return {.parameter = id, .voice = voice, .number = value, .glide_s = glide_s};
}

std::unique_ptr<Ensemble> ensemble_on(std::size_t channels, std::size_t count = 2,
                                      int rate = listening::rate) {
  std::vector<std::unique_ptr<MonoSource>> voices;
  for (std::size_t i = 0; i < count; ++i) voices.push_back(listening::tone(tones_hz[i], rate));
  auto ensemble = std::make_unique<Ensemble>(std::move(voices), 1, nullptr, channels);
  ensemble->apply(set_to(ParameterId::voices, static_cast<float>(count)));
  return ensemble;
}

/** The samples that each channel plays in `steps`. */
std::vector<std::vector<float>> play(Source& source, std::size_t channels, std::size_t steps) {
  const auto hop = static_cast<std::size_t>(source.hop());
  PairedBuffer frames(steps * listening::step, source.pairs());
  for (std::size_t at = 0; at < frames.size(); at += hop) source.render(frames.frames().subspan(at, hop));
  return channels_of(frames.frames(), channels);
}

TEST(VoiceOutput, EachVoiceIsHeardOnItsChannelsAndNothingOnTheOthers) {
  const auto ensemble = ensemble_on(8, 3);
  ensemble->apply(set_to(ParameterId::out, 3.f, 2));
  ensemble->apply(set_to(ParameterId::out, 6.f, 3));
  ensemble->apply(set_to(ParameterId::pan, -1.f, 3));
  play(*ensemble, 8, 8);
  const auto heard = play(*ensemble, 8, 40);
  for (const std::size_t channel : {0, 1}) EXPECT_NEAR(pitch(heard[channel]), 300., .5);
  for (const std::size_t channel : {2, 3}) EXPECT_NEAR(pitch(heard[channel]), 710., .5);
  EXPECT_NEAR(pitch(heard[5]), 1120., .5) << "an even channel is also the left one of its voice";
  for (const std::size_t channel : {4, 6, 7}) EXPECT_TRUE(is_silent(heard[channel])) << channel + 1;
}

TEST(VoiceOutput, OnTheLastChannelBothAreHeardAsOne) {
  for (const std::size_t channels : {3, 4}) {
    const auto ensemble = ensemble_on(channels, 1);
    ensemble->apply(set_to(ParameterId::out, static_cast<float>(channels)));
    play(*ensemble, channels, 8);
    const double centred = power(play(*ensemble, channels, 10).back());
    EXPECT_NEAR(centred, .125, .002);
    ensemble->apply(set_to(ParameterId::pan, 1.f));
    play(*ensemble, channels, 8);
    const auto heard = play(*ensemble, channels, 10);
    EXPECT_NEAR(power(heard.back()), .0625, .002) << "as on a device with a single channel";
    for (std::size_t channel = 0; channel + 1 < channels; ++channel) EXPECT_TRUE(is_silent(heard[channel]));
  }
}

TEST(VoiceOutput, AMoveIsWithoutAClickAlsoInTheMiddleOfAnother) {
  const auto ensemble = ensemble_on(6, 1);
  play(*ensemble, 6, 4);
  const float steady = largest_jump(play(*ensemble, 6, 10)[0]);
  std::vector<std::vector<float>> heard(6);
  for (const auto& [out, glide_s] : {std::pair(3.f, 0.f), {2.f, .2f}, {6.f, .5f}, {5.f, .1f}, {1.f, 0.f}}) {
    ensemble->apply(set_to(ParameterId::out, out, 1, glide_s));
    const auto part = play(*ensemble, 6, 4);  // 93 ms
    for (std::size_t channel = 0; channel < 6; ++channel)
      heard[channel].insert(heard[channel].end(), part[channel].begin(), part[channel].end());
  }
  for (std::size_t channel = 0; channel < 6; ++channel)
    EXPECT_LT(largest_jump(heard[channel]), 1.03f * steady) << "channel " << channel + 1;
  play(*ensemble, 6, 8);
  const auto after = play(*ensemble, 6, 10);
  EXPECT_NEAR(power(after[0]), .125, .002);
  for (std::size_t channel = 2; channel < 6; ++channel) EXPECT_TRUE(is_silent(after[channel]));
}

TEST(VoiceOutput, TheTailIsHeardWhereTheVoiceIs) {
  const auto ensemble = ensemble_on(5, 2);
  ensemble->apply(set_to(ParameterId::out, 4.f, 2));
  const auto before = play(*ensemble, 5, 8);
  PairedBuffer tail(static_cast<std::size_t>(ensemble->tail_size()), ensemble->pairs());
  ensemble->tail(tail.frames());
  for (std::size_t channel = 0; channel < 5; ++channel) {
    const float jump = std::abs(sample(tail.frames(), channel, 0) - before[channel].back());
    EXPECT_LT(jump, .06f) << "it goes on from there on channel " << channel + 1;
  }
  EXPECT_EQ(sample(tail.frames(), 2, 100), 0.f);
}

TEST(VoiceOutput, OfTwoChannelsAVoiceHasBoth) {
  const auto moved = ensemble_on(2), plain = ensemble_on(2);
  moved->apply(set_to(ParameterId::out, 2.f, 1));
  EXPECT_EQ(play(*moved, 2, 10), play(*plain, 2, 10));
  const auto first_of_many = ensemble_on(8);
  EXPECT_EQ(play(*first_of_many, 2, 10), play(*ensemble_on(2), 2, 10)) << "with the bits of two channels";
}

TEST(VoiceOutput, AChannelThatIsNotThereIsTheFirst) {
  const auto ensemble = ensemble_on(4, 1);
  ensemble->apply(set_to(ParameterId::out, 7.f));
  play(*ensemble, 4, 8);
  EXPECT_NEAR(power(play(*ensemble, 4, 10)[0]), .125, .002);
}

TEST(VoiceOutput, AnotherModelFadesInOnTheChannelsOfItsVoicesAtAnyRate) {
  for (const int rate : {listening::rate, 48000}) {
    SourceCrossfader crossfader(ensemble_on(4, 1));
    crossfader.apply(set_to(ParameterId::out, 3.f));
    play(crossfader, 4, 8);
    auto next = ensemble_on(4, 2, rate);
    next->apply(set_to(ParameterId::out, 3.f, 2));
    next->apply(set_to(ParameterId::mute, 1.f, 1));
    ASSERT_TRUE(crossfader.offer(std::move(next)));
    const auto fading = play(crossfader, 4, 12);
    EXPECT_LT(largest_jump(fading[2]), .12f);
    const auto heard = play(crossfader, 4, 40);
    for (const std::size_t channel : {2, 3}) EXPECT_NEAR(pitch(heard[channel]), 710., .5) << rate;
    for (const std::size_t channel : {0, 1}) EXPECT_LT(power(heard[channel]), 1e-9) << rate;
    PairedBuffer tail(static_cast<std::size_t>(crossfader.tail_size()), crossfader.pairs());
    crossfader.tail(tail.frames());
    EXPECT_LT(std::abs(sample(tail.frames(), 2, 0) - heard[2].back()), .06f);
    EXPECT_LT(std::abs(sample(tail.frames(), 0, 0)), 1e-4f);
  }
}

TEST(VoiceOutput, MovesAllocateNothing) {
  const auto ensemble = ensemble_on(8, 3);
  PairedBuffer frames(static_cast<std::size_t>(ensemble->hop()), ensemble->pairs());
  PairedBuffer tail(static_cast<std::size_t>(ensemble->tail_size()), ensemble->pairs());
  ensemble->render(frames.frames());
  const auto before = allocations();
  for (int step = 0; step < 40; ++step) {
    ensemble->apply(set_to(ParameterId::out, static_cast<float>(1 + step % 8),
                           static_cast<VoiceNumber>(1 + step % 3), .1f));
    for (int hop = 0; hop < 4; ++hop) ensemble->render(frames.frames());
    ensemble->tail(tail.frames());
  }
  EXPECT_EQ(allocations(), before);
}

}  // namespace
}  // namespace aeolian

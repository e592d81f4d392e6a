// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/dataset/frame_stream.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"

namespace aeolian::trainer {
namespace {

constexpr int stream_rate = 8000;

FrontEnd stream_front_end() {
  return *make_front_end(stream_rate, default_window_ms, 32, default_max_frequency);
}

std::vector<float> noise(double seconds, std::uint64_t seed) {
  std::vector<float> samples(static_cast<std::size_t>(seconds * stream_rate));
  Random random(seed);
  for (float& sample : samples) sample = 0.1f * random.normal();
  return samples;
}

AnalysedSound sound_of(const std::vector<float>& samples) {
  return {"noise.wav", "noise", std::ssize(samples),
          std::make_shared<const SoundFrames>(analyse_samples(samples, stream_front_end()))};
}

FrameStream stream_of(const std::vector<AnalysedSound>& sounds, double least_s = 0) {
  return {sounds, stream_front_end().hop, static_cast<std::int64_t>(least_s * stream_rate)};
}

TEST(FrameStream, OfOneSoundIsThatSound) {
  const auto sound = sound_of(noise(1, 1));
  const auto stream = stream_of({sound});
  ASSERT_EQ(stream.size(), sound.frames->frames());
  std::vector<Half> rows(32);
  sound.frames->read(20, rows);
  std::vector<float> values(32);
  to_float(rows, values);
  EXPECT_TRUE(torch::equal(stream.cut(20, 1)[0], torch::tensor(values)));
}

TEST(FrameStream, HasTheImagesOfItsSoundsAndOfMonoOnesTheMiddle) {
  const auto mid = noise(1, 1), side = noise(1, 2);
  const AnalysedSound stereo{
      "wide.wav", "noise", std::ssize(mid),
      std::make_shared<const SoundFrames>(analyse_samples(mid, stream_front_end(), side))};
  const auto mono = sound_of(noise(1, 3));
  EXPECT_EQ(stream_of({mono}).stereo_bands(), 0);
  const auto stream = stream_of({stereo, mono});
  ASSERT_EQ(stream.stereo_bands(), stereo.frames->stereo_bands());
  const auto images = stream.cut_images(0, stream.size(), stream.stereo_bands());
  const auto joint = std::ssize(mid) / stream_front_end().hop;
  const auto wide = images.narrow(0, 20, joint - 20),
             middle = images.narrow(0, joint, images.size(0) - joint);
  EXPECT_NEAR(wide.select(2, 1).mean().item<float>(), 0., .1) << "mid and side are equally loud";
  EXPECT_TRUE(torch::equal(middle, torch::tensor({0.f, 1.f, 0.f}).expand_as(middle)));
  EXPECT_TRUE(torch::equal(stream.cut_images(30, 5, stream.stereo_bands()), images.narrow(0, 30, 5)));
}

TEST(FrameStream, SoundsOnOverAJointAsIfSamplesWereJoined) {
  const double hop_s = static_cast<double>(stream_front_end().hop) / stream_rate;
  const auto a = noise(170 * hop_s, 1), b = noise(200 * hop_s, 2);  // so that frames of both are alike
  auto both = a;
  both.insert(both.end(), b.begin(), b.end());
  const auto joined = stream_of({sound_of(a), sound_of(b)}), whole = stream_of({sound_of(both)});
  ASSERT_EQ(joined.size(), whole.size());
  const auto difference = (joined.cut(0, joined.size()) - whole.cut(0, whole.size())).abs().mean(1);
  const auto joint = static_cast<std::int64_t>(a.size()) / stream_front_end().hop;
  EXPECT_LT(difference.narrow(0, 0, joint).max().item<float>(), 1e-6);
  EXPECT_LT(difference.narrow(0, joint + 9, 100).max().item<float>(), 1e-6);
  EXPECT_LT(difference.narrow(0, joint, 9).max().item<float>(), .6) << "powers of unlike sounds are added";
}

TEST(FrameStream, IsTheSameInWhateverCutsItIsRead) {
  std::vector<AnalysedSound> sounds;
  for (int i = 0; i < 6; ++i)
    sounds.push_back(sound_of(noise(i % 2 ? .02 : .3, static_cast<std::uint64_t>(i))));
  const auto stream = stream_of(sounds);
  const auto whole = stream.cut(0, stream.size());
  for (const int length : {1, 3, 8, 40})
    for (std::int64_t at = 0; at + length <= stream.size(); at += length)
      ASSERT_TRUE(torch::equal(stream.cut(at, length), whole.narrow(0, at, length)))
          << length << " from " << at;
}

TEST(FrameStream, IsRepeatedUntilItIsLongEnough) {
  const auto samples = noise(.5, 1);
  const auto stream = stream_of({sound_of(samples)}, 3);
  const auto period = static_cast<std::int64_t>(samples.size()) / stream_front_end().hop;
  EXPECT_GE(stream.size(), 6 * period);
  EXPECT_TRUE(torch::equal(stream.cut(2 * period + 9, 20), stream.cut(period + 9, 20)));
}

TEST(FrameStream, InMemoryReturnsItsRows) {
  const auto rows = torch::rand({10, 4});
  const FrameStream stream(rows);
  EXPECT_EQ(stream.size(), 10);
  EXPECT_TRUE(torch::equal(stream.cut(3, 2), rows.narrow(0, 3, 2)));
}

}  // namespace
}  // namespace aeolian::trainer

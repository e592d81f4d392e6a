// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/stream_resampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "tests/stereo.h"

namespace aeolian {
namespace {

std::vector<float> sine(std::size_t length, double frequency, int sample_rate) {
  std::vector<float> samples(length);
  for (std::size_t i = 0; i < length; ++i) {
    const double turn = 2. * std::numbers::pi * frequency / sample_rate * static_cast<double>(i);
    samples[i] = static_cast<float>(std::sin(turn));
  }
  return samples;
}

/** Resamples all of `samples`, pushed in pieces of `piece` and read in pieces of `block`. */
std::vector<float> resampled(const std::vector<float>& samples, int from, int to, std::size_t piece,
                             std::size_t block) {
  auto resampler = StreamResampler::create(from, to);
  EXPECT_TRUE(resampler.has_value());
  std::vector<StereoFrame> made;
  const auto frames = on_both(samples);
  std::span<const StereoFrame> left = frames;
  while (!left.empty()) {
    std::span<const StereoFrame> unread = left.first(std::min(piece, left.size()));
    left = left.subspan(unread.size());
    std::vector<StereoFrame> out(block);
    do {
      const std::size_t count = resampler->process(unread, out);
      made.insert(made.end(), out.begin(), out.begin() + static_cast<std::ptrdiff_t>(count));
    } while (!unread.empty());
  }
  EXPECT_EQ(left_of(made), right_of(made));
  return left_of(made);
}

TEST(StreamResampler, ASineStaysTheSameSine) {
  for (const auto& [from, to] : {std::pair{44100, 48000}, {48000, 44100}, {22050, 48000}}) {
    const auto made = resampled(sine(static_cast<std::size_t>(from), 1000., from), from, to, 64, 256);
    const auto wanted = sine(made.size(), 1000., to);
    ASSERT_GT(made.size(), static_cast<std::size_t>(to) * 9 / 10);
    for (std::size_t i = static_cast<std::size_t>(to / 20); i < made.size(); ++i) {
      ASSERT_NEAR(made[i], wanted[i], 1e-3) << from << " to " << to << " at " << i;
    }
  }
}

TEST(StreamResampler, HowItIsCutIntoPiecesIsOfNoAccount) {
  const auto samples = sine(4800, 700., 48000);
  const auto large = resampled(samples, 48000, 44100, 1024, 512);
  auto small = resampled(samples, 48000, 44100, 64, 37);
  ASSERT_GT(large.size(), 4000u);
  const std::size_t common = std::min(large.size(), small.size());
  for (std::size_t i = 0; i < common; ++i) ASSERT_EQ(large[i], small[i]) << i;
}

TEST(StreamResampler, RefusesRatesThatLieTooFarApart) {
  ASSERT_TRUE(StreamResampler::create(48000, 48000 / 200).has_value());
  const auto none = StreamResampler::create(48000, 100);
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().message, "a stream at 48000 Hz cannot be played at 100 Hz");
  EXPECT_FALSE(StreamResampler::create(0, 48000).has_value());
  EXPECT_FALSE(StreamResampler::create(48000, -1).has_value());
}

}  // namespace
}  // namespace aeolian

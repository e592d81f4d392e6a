// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/explained_share.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <vector>

#include "core/spectrum/stft.h"
#include "core/spectrum/transport.h"
#include "tests/trainer/measures/known_sounds.h"

namespace aeolian::trainer {
namespace {

/** Log magnitudes of the frames of a sound. */
std::vector<std::vector<float>> frames_of(const known::Samples& samples) {
  const FrontEnd front_end{.sample_rate = known::rate};
  Stft stft(front_end);
  std::vector<std::complex<float>> bins(static_cast<std::size_t>(front_end.bins()));
  std::vector<std::vector<float>> frames;
  const auto window = static_cast<std::size_t>(front_end.window);
  for (std::size_t at = 0; at + window <= samples.size(); at += window) {
    stft.forward(std::span(samples).subspan(at, window), bins);
    auto& frame = frames.emplace_back();
    for (const auto& bin : bins) frame.push_back(std::log(std::abs(bin) + 1e-9f));
  }
  return frames;
}

double share(const known::Samples& between, const known::Samples& first, const known::Samples& second) {
  const auto h = frames_of(between), a = frames_of(first), b = frames_of(second);
  ExplainedShare share;
  for (std::size_t i = 0; i < h.size(); ++i) share.add(h[i], a[i], b[i]);
  return share.value();
}

TEST(ExplainedShare, OfAMixIsAllWhateverItsProportion) {
  const auto low = known::tone(220, 1), high = known::tone(330, 1);
  EXPECT_GT(share(known::superposed(low, high), low, high), .98);
  auto soft = high;
  for (float& sample : soft) sample *= .1f;
  EXPECT_GT(share(known::superposed(low, soft), low, high), .98);
  EXPECT_NEAR(share(low, low, high), 1, 1e-6) << "one of them alone";
}

TEST(ExplainedShare, OfAToneBetweenThemIsLittle) {
  EXPECT_LT(share(known::tone(269.4, 1), known::tone(220, 1), known::tone(330, 1)), .3);
}

TEST(ExplainedShare, OfTransportIsLessThanOfAMeanOfLogarithms) {
  const auto a = frames_of(known::babble(2, 3)), b = frames_of(known::tone(330, 2));
  SpectralTransport transport(static_cast<int>(a[0].size()));
  ExplainedShare moved, mean;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    std::vector<float> between(a[i].size());
    transport.between(a[i], b[i], .5f, between);
    moved.add(between, a[i], b[i]);
    for (std::size_t k = 0; k < between.size(); ++k) between[k] = .5f * (a[i][k] + b[i][k]);
    mean.add(between, a[i], b[i]);
  }
  EXPECT_LT(moved.value(), mean.value());
}

TEST(ExplainedShare, OfSilenceIsNone) {
  const std::vector<float> silence(100, -40.f);
  ExplainedShare share;
  EXPECT_EQ(share.value(), 0);
  share.add(silence, silence, silence);
  EXPECT_LE(share.value(), 1);
}

}  // namespace
}  // namespace aeolian::trainer

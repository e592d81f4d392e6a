// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/stft.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "tests/core/spectrum/allocations.h"
#include "tests/core/spectrum/sounds.h"

namespace aeolian {
namespace {

TEST(Stft, OverlappedFramesAreTheSoundAgain) {
  for (const FrontEnd& front_end :
       {music_front_end(), speech_front_end(), *make_front_end(22050, 32., 100, 9000.),
        *make_front_end(48000, 1.4, 20, 20000.)}) {
    const auto sound = plucked(20011, 5000);
    const auto again = synthesise(front_end, analyse(front_end, sound), sound.size());
    ASSERT_EQ(again.size(), sound.size());
    for (std::size_t i = 0; i < sound.size(); ++i) ASSERT_NEAR(again[i], sound[i], 1e-5f) << i;
  }
}

TEST(Stft, AFullScaleSinePeaksAtMagnitudeOne) {
  const FrontEnd front_end = music_front_end();
  auto sound = glide(2048, 100. / 2048, 100. / 2048);
  for (float& sample : sound) sample *= 2.f;
  Stft stft(front_end);
  std::vector<std::complex<float>> bins(1025);
  stft.forward(sound, bins);
  EXPECT_NEAR(std::abs(bins[100]), 1.f, 1e-4f);
  EXPECT_NEAR(std::abs(bins[101]), 0.5f, 1e-4f);
  EXPECT_NEAR(std::abs(bins[110]), 0.f, 1e-4f);
}

TEST(Stft, FramesCoverEverySampleOfASoundAndNoMore) {
  const FrontEnd front_end = speech_front_end();  // 512 and 64
  EXPECT_EQ(frame_count(front_end, 0), 0u);
  EXPECT_EQ(frame_count(front_end, 1), 8u);
  EXPECT_EQ(frame_count(front_end, 64), 8u);
  EXPECT_EQ(frame_count(front_end, 65), 9u);
  const std::vector<float> sound = {1.f};
  std::vector<float> window(512, 9.f);
  window_of_frame(front_end, sound, 0, window);
  EXPECT_EQ(window[448], 1.f);
  EXPECT_EQ(std::ranges::count(window, 0.f), 511);
  window_of_frame(front_end, sound, 7, window);
  EXPECT_EQ(window[0], 1.f);
  EXPECT_EQ(std::ranges::count(window, 0.f), 511);
  window_of_frame(front_end, sound, 100, window);
  EXPECT_EQ(std::ranges::count(window, 0.f), 512);
}

TEST(Stft, TransformsWithoutAllocating) {
  Stft stft(music_front_end());
  const auto sound = white_noise(2048);
  std::vector<float> again(2048);
  std::vector<std::complex<float>> bins(1025);
  const std::size_t before = allocations();
  stft.forward(sound, bins);
  stft.inverse(bins, again);
  EXPECT_EQ(allocations(), before);
}

TEST(Stft, ManyThreadsMayMakeTransformsAtOnce) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int n = 0; n < 50; ++n) Stft stft(speech_front_end());
    });
  }
}

}  // namespace
}  // namespace aeolian

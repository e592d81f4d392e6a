// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/analysed_sound.h"

#include <gtest/gtest.h>

#include "core/spectrum/bands.h"
#include "tests/trainer/analysis/test_sounds.h"

namespace aeolian::trainer {
namespace {

TEST(AnalysedSound, HasTheBandsOfItsSamplesAsHalfFloats) {
  const auto samples = test_tone(440, 2);
  const auto frames = analyse_samples(samples, test_front_end());
  const auto exact = band_spectrogram(test_front_end(), samples);
  const auto rows = all_rows(frames);
  ASSERT_EQ(rows.size(), exact.size());
  std::vector<float> values(rows.size());
  to_float(rows, values);
  for (std::size_t i = 0; i < exact.size(); ++i) ASSERT_NEAR(values[i], exact[i], 0.005) << i;
}

TEST(AnalysedSound, IsReadInCuts) {
  const auto frames = analyse_samples(test_tone(440, 1), test_front_end());
  const auto all = all_rows(frames);
  std::vector<Half> cut(3 * 32);
  frames.read(5, cut);
  EXPECT_TRUE(std::equal(cut.begin(), cut.end(), all.begin() + 5 * 32));
}

TEST(AnalysedSound, PlayedHigherIsShorter) {
  const auto samples = test_tone(440, 1.2);
  EXPECT_EQ(played_higher(samples, test_rate, 12).size(), samples.size() / 2);
  EXPECT_EQ(played_higher(samples, test_rate, 0), samples);
}

}  // namespace
}  // namespace aeolian::trainer

// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/harmonicity.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/trainer/measures/known_sounds.h"
#include "trainer/measures/mel.h"

namespace aeolian::trainer {
namespace {

Harmonicity voice_of(const known::Samples& samples) {
  Harmonicity harmonicity;
  harmonicity.add(samples, known::rate);
  return harmonicity;
}

known::Samples hoarse(double hnr_db) {
  const auto tone = known::tone(220, 3), noise = known::white_noise(3);
  const auto gain = static_cast<float>(std::pow(10, (level_db(tone) - hnr_db - level_db(noise)) / 20));
  known::Samples sum = tone;
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += gain * noise[i];
  return sum;
}

TEST(Harmonicity, IsTheRatioThatWasMixed) {
  for (const double db : {5., 10., 20.}) EXPECT_NEAR(*voice_of(hoarse(db)).hnr_db(), db, .7) << db;
}

TEST(Harmonicity, OfAToneIsHighAndAllOfItVoiced) {
  const auto tone = voice_of(known::tone(220, 3));
  EXPECT_GT(*tone.hnr_db(), 30);
  EXPECT_GT(*tone.voiced_share(), .99);
  EXPECT_EQ(*tone.pitch_jumps(), 0);
}

TEST(Harmonicity, FindsThePitch) {
  for (const double hz : {82., 220., 440.})
    for (const VoicedFrame& frame : voiced_frames(known::tone(hz, 1), known::rate))
      EXPECT_NEAR(frame.pitch_hz, hz, .01 * hz);
}

TEST(Harmonicity, OfNoiseIsNotVoiced) {
  EXPECT_LT(*voice_of(known::white_noise(3)).voiced_share(), .02);
}

TEST(Harmonicity, SharesOutWhatIsHeardAndNotWhatIsSilent) {
  known::Samples sound = known::tone(220, 2);
  const auto noise = known::white_noise(2);
  sound.insert(sound.end(), noise.begin(), noise.end());
  sound.resize(sound.size() + 2 * known::rate);
  EXPECT_NEAR(*voice_of(sound).voiced_share(), .5, .04);
  EXPECT_NEAR(voice_of(sound).voiced_s(), 2, .15);
}

TEST(Harmonicity, CountsJumpsOfPitch) {
  known::Samples sound;
  for (int i = 0; i < 20; ++i) {  // every 15 frames, up to three until the window is past it
    const auto tone = known::tone(i % 2 ? 220 : 330, .15);
    sound.insert(sound.end(), tone.begin(), tone.end());
  }
  const double jumps = *voice_of(sound).pitch_jumps();
  EXPECT_GT(jumps, 1 / 15. - .02);
  EXPECT_LT(jumps, 3 / 15. + .02);
}

TEST(Harmonicity, OfSilenceAndNothingIsNothing) {
  EXPECT_FALSE(voice_of(known::Samples(known::rate)).hnr_db());
  EXPECT_FALSE(voice_of({}).voiced_share());
  EXPECT_FALSE(voice_of({}).pitch_jumps());
}

}  // namespace
}  // namespace aeolian::trainer

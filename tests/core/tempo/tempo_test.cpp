// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tempo/tempo.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/core/tempo/midi_sender.h"

namespace aeolian {
namespace {

using Bytes = std::vector<std::uint8_t>;

/** A Tempo that receives a MIDI clock without jitter. */
class TempoTest : public testing::Test {
 protected:
  /** Sends `count` clocks; returns the time of the last. */
  BeatTime clocks(Tempo& tempo, int count) {
    BeatTime now{};
    for (int i = 0; i < count; ++i) {
      now = sender_.arrival(sender_.next());
      tempo.take_midi(Bytes{0xF8}, now, ++clocks_);
    }
    return now;
  }

  MidiSender sender_{100., 0.};
  std::uint32_t clocks_ = 0;
};

TEST_F(TempoTest, IsSetByHandWhereNoClockLeads) {
  Tempo tempo;
  const auto begin = BeatTime::clock::now();
  const double beat = tempo.at(begin).beat;
  EXPECT_NEAR(tempo.at(begin + std::chrono::seconds(3)).beat, beat + 6., 1e-9) << "120 BPM by default";
  tempo.set(90., begin + std::chrono::seconds(3));
  const auto moment = tempo.at(begin + std::chrono::seconds(5));
  EXPECT_NEAR(moment.beat, beat + 9., 1e-9) << "the beats go on from where they were";
  EXPECT_EQ(moment.tempo, 90.);
  EXPECT_EQ(moment.leader, TempoLeader::none);
}

TEST_F(TempoTest, OfAMidiClockCannotBeSetAndStaysWhenTheClockIsLost) {
  Tempo tempo;
  tempo.take_midi(Bytes{0xFA}, MidiSender::at(0.), 0);
  const auto now = clocks(tempo, 97);
  EXPECT_EQ(tempo.at(now).leader, TempoLeader::midi);
  tempo.set(140., now);
  EXPECT_NEAR(tempo.at(now).tempo, 100., 1e-6);
  EXPECT_NEAR(tempo.at(now).beat, 4., 1e-6);

  const auto later = now + std::chrono::milliseconds(1200);
  EXPECT_EQ(tempo.at(later).leader, TempoLeader::none);
  EXPECT_NEAR(tempo.at(later).beat, 6., 1e-6) << "the beats go on";
  tempo.set(50., later);
  EXPECT_NEAR(tempo.at(later + std::chrono::milliseconds(1200)).beat, 7., 1e-6);
}

TEST_F(TempoTest, HasNoBeatsToWaitForWhileTheSongStandsStill) {
  Tempo tempo;
  tempo.take_midi(Bytes{0xFA}, MidiSender::at(0.), 0);
  clocks(tempo, 49);
  tempo.take_midi(Bytes{0xFC}, MidiSender::at(1.2), clocks_);
  const auto now = clocks(tempo, 10);
  EXPECT_FALSE(tempo.line(now));
  EXPECT_NEAR(tempo.at(now).beat, 2. + 1. / 24., 1e-6);
  tempo.take_midi(Bytes{0xF2, 16, 1}, now, clocks_);
  tempo.take_midi(Bytes{0xFB}, now, clocks_);
  const auto next = clocks(tempo, 1);
  ASSERT_TRUE(tempo.line(next));
  EXPECT_NEAR(tempo.at(next).beat, 36., 1e-6) << "16 + 128 sixteenths";
}

TEST_F(TempoTest, ListensToNoClockIfItIsToldNotTo) {
  Tempo tempo(TempoSource::none);
  const auto now = clocks(tempo, 97);
  EXPECT_EQ(tempo.at(now).leader, TempoLeader::none);
  EXPECT_EQ(tempo.at(now).tempo, 120.);
}

TEST_F(TempoTest, GoesOnWhereTheProgramThatReceivesTheClockWasStartedAgain) {
  Tempo tempo;
  tempo.take_midi(Bytes{0xFA}, MidiSender::at(0.), 0);
  clocks(tempo, 48);
  clocks_ = 0;
  EXPECT_NEAR(tempo.at(clocks(tempo, 1)).beat, 2., 1e-6);
}

TEST(TempoOfJack, LeadsWhileItsTransportIsHeardOf) {
  Tempo tempo(TempoSource::jack);
  const BeatTime begin = BeatTime::clock::now();
  tempo.follow_jack({90., 8., begin}, true, begin);
  const auto later = begin + std::chrono::milliseconds(400);
  EXPECT_EQ(tempo.at(later).leader, TempoLeader::jack);
  EXPECT_NEAR(tempo.at(later).beat, 8.6, 1e-9);
  tempo.set(140., later);
  EXPECT_EQ(tempo.at(later).tempo, 90.);

  const auto lost = begin + std::chrono::seconds(2);
  EXPECT_EQ(tempo.at(lost).leader, TempoLeader::none);
  EXPECT_NEAR(tempo.at(lost).beat, 11., 1e-9) << "the beats go on";
  tempo.set(140., lost);
  tempo.follow_jack({90., 8., begin}, true, lost);
  EXPECT_EQ(tempo.at(lost).tempo, 140.) << "a tempo from before the loss is no longer used";
}

TEST(TempoOfJack, HasNoBeatsToWaitForWhileTheTransportIsStopped) {
  Tempo tempo(TempoSource::jack);
  const BeatTime begin = BeatTime::clock::now();
  tempo.follow_jack({90., 8., begin}, false, begin);
  const auto later = begin + std::chrono::milliseconds(400);
  EXPECT_EQ(tempo.at(later).beat, 8.);
  EXPECT_FALSE(tempo.line(later));
  tempo.follow_jack({90., 8., later}, true, later);
  EXPECT_TRUE(tempo.line(later));
}

TEST(MusicalMoment, HasBarsOfFourBeats) {
  const MusicalMoment sixth{.beat = 5.25};
  EXPECT_EQ(sixth.bar(), 2);
  EXPECT_EQ(sixth.beat_in_bar(), 2);
  EXPECT_DOUBLE_EQ(sixth.phase(), 0.25);
  const MusicalMoment before{.beat = -0.5};
  EXPECT_EQ(before.bar(), 0) << "a Link session counts in";
  EXPECT_EQ(before.beat_in_bar(), 4);
  EXPECT_DOUBLE_EQ(before.phase(), 0.5);
}

}  // namespace
}  // namespace aeolian

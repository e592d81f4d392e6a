// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <iostream>

#include "tests/integration/continuity_trial.h"
#include "tests/integration/tone.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;

/** Plays to the default device of each server, with both cores busy. */
class SoundContinuity : public testing::TestWithParam<TrialServer> {};

TEST_P(SoundContinuity, ATonePlaysOnWithoutGapOrClickAtItsPitchWhileTheCoresAreBusy) {
  if (const std::string missing = missing_for(GetParam()); !missing.empty()) {
    GTEST_SKIP() << missing;
  }
  const TrialOutcome outcome = play_tone_to(GetParam(), 10s);
  std::cout << text_of(outcome.tone) << "\n"
            << outcome.machine_stalls << " stalls of the machine, " << outcome.longest_stall_ms
            << " ms the longest\n"
            << "the daemon counted " << outcome.gaps << " gaps, " << outcome.stalls << " stalls, "
            << outcome.device_late << " told by the device; raised the latency " << outcome.raised
            << " times, to " << 1000. * outcome.latency_s << " ms\n";
  EXPECT_EQ(outcome.own_breaks(), 0u) << text_of(outcome.tone) << "\n" << outcome.log;
  EXPECT_NEAR(outcome.tone.level, static_cast<double>(tone_level), 0.003) << text_of(outcome.tone);
  // During the fade to a longer latency, two phases of the tone are heard at once and its level may dip.
  if (outcome.machine_stalls == 0 && outcome.raised == 0) {
    EXPECT_TRUE(outcome.tone.is_clean(tone_hz, static_cast<double>(tone_level))) << text_of(outcome.tone);
  }
}

INSTANTIATE_TEST_SUITE_P(On, SoundContinuity,
                         testing::Values(TrialServer::jack, TrialServer::pulseaudio, TrialServer::pipewire,
                                         TrialServer::pipewire_pulse),
                         [](const auto& server) { return name_of(server.param); });

}  // namespace
}  // namespace aeolian

// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/echo_guard.h"

#include <gtest/gtest.h>

#include <cmath>
#include <deque>
#include <memory>
#include <vector>

#include "core/random.h"
#include "tests/core/spectrum/allocations.h"

namespace aeolian::daemon {
namespace {

constexpr int rate = 44100;
constexpr std::size_t step_size = 1024;
constexpr std::size_t delay = rate / 10;

/**
 * A microphone in front of the loudspeakers: the output of a tenth of a second ago at half its level, and a
 * voice.
 */
class Room final : public StepInput {
 public:
  explicit Room(float voice) : voice_(voice), air_(delay, 0.f) {}

  void played(std::span<const StereoFrame> frames) override {
    for (const StereoFrame& frame : frames) air_.push_back(.5f * frame.mid());
  }

 private:
  void fill(std::span<float> step) override {
    for (float& sample : step) {
      sample = voice_ * random_.normal();
      if (air_.empty()) continue;
      sample += air_.front();
      air_.pop_front();
    }
  }

  float voice_;
  Random random_{8};
  std::deque<float> air_;
};

double db(std::span<const float> samples) {
  double energy = 1e-12;
  for (const float sample : samples) energy += static_cast<double>(sample) * static_cast<double>(sample);
  return 10. * std::log10(energy / static_cast<double>(samples.size()));
}

/** The level of the last of six seconds heard in a room while noise of `loudness` is played. */
double heard(std::unique_ptr<StepInput> input, Room* room, float loudness) {
  Random random(4);
  std::vector<float> step(step_size), last;
  std::vector<StereoFrame> playing(step_size);
  for (int i = 0; i < 6 * rate / static_cast<int>(step_size); ++i) {
    input->take(step);
    for (auto& frame : playing) frame = centred(loudness * random.normal());
    input->played(playing);
    if (room) room->played(playing);
    if (i >= 5 * rate / static_cast<int>(step_size)) last.insert(last.end(), step.begin(), step.end());
  }
  return db(last);
}

double heard_bare(float voice, float loudness) {
  return heard(std::make_unique<Room>(voice), nullptr, loudness);
}

double heard_guarded(float voice, float loudness) {
  auto room = std::make_unique<Room>(voice);
  Room* const air = room.get();
  return heard(std::make_unique<EchoGuard>(std::move(room), rate, step_size), air, loudness);
}

TEST(EchoGuard, TakesOutWhatWasPlayed) {
  EXPECT_LT(heard_guarded(0.f, .1f), heard_bare(0.f, .1f) - 20.);
}

TEST(EchoGuard, LeavesAnotherSoundAsItIs) {
  EXPECT_NEAR(heard_guarded(.1f, 0.f), heard_bare(.1f, 0.f), .1);
  EXPECT_NEAR(heard_guarded(.1f, .1f), heard_bare(.1f, 0.f), 1.) << "and beside the echo";
}

TEST(EchoGuard, AllocatesNothingWhileItWorks) {
  EchoGuard guard(std::make_unique<Room>(.1f), rate, step_size);
  std::vector<float> step(step_size);
  guard.take(step);
  const auto before = allocations();
  for (int i = 0; i < 3; ++i) guard.take(step);
  EXPECT_EQ(allocations(), before);
}

}  // namespace
}  // namespace aeolian::daemon

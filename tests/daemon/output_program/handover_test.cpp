// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output_program/handover.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <vector>

#include "core/generator/ensemble.h"
#include "core/generator/sine_source.h"
#include "core/stream/step_renderer.h"
#include "tests/stereo.h"

namespace aeolian::daemon {
namespace {

constexpr int rate = 44100;
constexpr std::size_t block = 256;

/** Two streams that take turns, like two audio threads, on one playback of a tone. */
class HandoverTest : public testing::Test {
 protected:
  void SetUp() override {
    stream_ = std::make_unique<SharedStream>(std::move(*SharedStream::create(rate)));
    stream_->set_fade({1.f, 0.f});
    playback_ = std::move(*Playback::create(*stream_, rate));
  }

  void generate() {
    while (stream_->fill() < 2048) stream_->publish(renderer_.render_step(), renderer_.tail());
  }

  static void append(std::vector<float>& heard, const std::vector<StereoFrame>& frames) {
    const auto left = left_of(frames);
    ASSERT_EQ(left, right_of(frames));
    heard.insert(heard.end(), left.begin(), left.end());
  }

  /** Plays one block of each; false = the second has the playback to itself. */
  bool play_both(std::size_t arriving_block = block) {
    std::vector<StereoFrame> piece(block);
    generate();
    handover_->leave(*playback_, piece);
    append(first_, piece);
    piece.assign(arriving_block, StereoFrame());
    const bool is_alone = handover_->arrive(*playback_, piece);
    append(second_, piece);
    return !is_alone;
  }

  Ensemble source_{std::make_unique<SineSource>(rate, 256, 440, 0.5f)};
  StepRenderer renderer_{source_};
  std::unique_ptr<SharedStream> stream_;
  std::unique_ptr<Playback> playback_;
  std::unique_ptr<Handover> handover_ = std::make_unique<Handover>(Handover::plan(rate, 0.04, 0.08, block));
  std::vector<float> first_, second_;
};

float largest_step(const std::vector<float>& samples) {
  float most = 0.f;
  for (std::size_t i = 1; i < samples.size(); ++i)
    most = std::max(most, std::abs(samples[i] - samples[i - 1]));
  return most;
}

TEST_F(HandoverTest, TheOneFadesOutAndTheOtherGoesOnWithoutABreak) {
  for (int blocks = 0; play_both(); ++blocks) ASSERT_LT(blocks, 1000);
  std::vector<StereoFrame> piece(block);
  for (int blocks = 0; blocks < 20; ++blocks) {
    generate();
    playback_->render(piece);
    append(second_, piece);
  }
  const float sine_step = 0.5f * 2.f * std::numbers::pi_v<float> * 440.f / rate;
  EXPECT_LT(largest_step(first_), 1.05f * sine_step);
  EXPECT_LT(largest_step(second_), 1.05f * sine_step);
  EXPECT_EQ(first_.back(), 0.f) << "it has faded out";
  EXPECT_GT(*std::max_element(second_.end() - 1000, second_.end()), 0.49f) << "it has faded in";
  EXPECT_EQ(stream_->counters().underruns.load(), 0u);
}

TEST_F(HandoverTest, TheCrossFadeIsHeardAsOne) {
  for (int blocks = 0; play_both(); ++blocks) ASSERT_LT(blocks, 1000);
  const auto half = [](const std::vector<float>& samples, bool from_the_end) {
    const auto is_loud = [](float sample) { return std::abs(sample) > 0.25f; };
    const auto found = from_the_end ? std::find_if(samples.rbegin(), samples.rend(), is_loud).base()
                                    : std::find_if(samples.begin(), samples.end(), is_loud);
    return static_cast<double>(found - samples.begin()) / rate;
  };
  EXPECT_NEAR(half(first_, true) + 0.04, half(second_, false) + 0.08, 0.02)
      << "both are at half level at the same time";
}

TEST_F(HandoverTest, AStreamOfLargerBlocksArrivesToo) {
  handover_ = std::make_unique<Handover>(Handover::plan(rate, 0.04, 0.16, 1024));
  int blocks = 0;
  for (bool goes_on = true; goes_on; ++blocks) {
    ASSERT_LT(blocks, 1000);
    std::vector<StereoFrame> piece(block);
    for (int time = 0; time < 4; ++time) {
      generate();
      handover_->leave(*playback_, piece);
    }
    std::vector<StereoFrame> large(1024);
    goes_on = !handover_->arrive(*playback_, large);
    append(second_, large);
  }
  EXPECT_LT(largest_step(second_), 1.05f * 0.5f * 2.f * std::numbers::pi_v<float> * 440.f / rate);
}

}  // namespace
}  // namespace aeolian::daemon

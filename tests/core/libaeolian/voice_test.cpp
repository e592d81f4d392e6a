// SPDX-License-Identifier: GPL-3.0-or-later
#include <aeolian/checkpoint.h>
#include <aeolian/voice.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/core/libaeolian/checkpoint_file.h"
#include "tests/core/spectrum/allocations.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class LibraryVoice : public testing::Test {
 protected:
  LibraryVoice() {
    write_random_checkpoint(path_);
    auto opened = Checkpoint::open(path_);
    if (opened) checkpoint_ = *std::move(opened);
  }

  Voice voice(const VoiceOptions& options = {}) const { return *Voice::create(*checkpoint_, options); }

  const ScratchFolder folder_;
  const std::filesystem::path path_ = folder_ / "random.aeolian";
  std::optional<Checkpoint> checkpoint_;
};

std::vector<float> play(Voice& voice, std::size_t count) {
  std::vector<float> samples(count);
  voice.render(samples);
  return samples;
}

/** The reason for a refusal; empty = it was accepted. */
template <class T>
std::string refusal(const Result<T>& result) {
  return result ? "" : result.error().message();
}

TEST_F(LibraryVoice, ACheckpointTellsItsRateAndItsEncodings) {
  EXPECT_EQ(checkpoint_->sample_rate(), 8000);
  EXPECT_THAT(checkpoint_->encodings(), ElementsAre("rain", "thunder"));
  EXPECT_EQ(checkpoint_->encoding_size(), 4u);
  EXPECT_EQ(aeolian_checkpoint_encoding_name(checkpoint_->c_checkpoint(), 2), nullptr);
}

TEST_F(LibraryVoice, AFileThatIsMissingIsNamedInTheError) {
  EXPECT_THAT(refusal(Checkpoint::open(folder_ / "none.aeolian")), HasSubstr("none.aeolian"));
  EXPECT_EQ(aeolian_checkpoint_open(nullptr, nullptr), nullptr);
}

TEST_F(LibraryVoice, BlocksOfAnySizeGiveTheSameSamples) {
  Voice whole = voice(), pieces = voice();
  const auto expected = play(whole, 8000);
  std::vector<float> samples;
  for (std::size_t size = 1; samples.size() < expected.size(); size = size * 3 % 701) {
    const auto piece = play(pieces, std::min(size, expected.size() - samples.size()));
    samples.insert(samples.end(), piece.begin(), piece.end());
  }
  EXPECT_EQ(samples, expected);
}

TEST_F(LibraryVoice, TheSeedDecidesWhatIsPlayed) {
  Voice a = voice({.seed = 4}), b = voice({.seed = 4}), other = voice({.seed = 5});
  const auto expected = play(a, 8000);
  EXPECT_EQ(play(b, 8000), expected);
  EXPECT_NE(play(other, 8000), expected);
}

TEST_F(LibraryVoice, ACheckpointOfStereoSoundsPlaysTwoChannelsWhoseMeanIsTheMonoSound) {
  write_stereo_checkpoint(folder_ / "stereo.aeolian");
  const auto checkpoint = Checkpoint::open(folder_ / "stereo.aeolian");
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->channels(), 2);
  EXPECT_EQ(checkpoint_->channels(), 1);
  Voice mono = *Voice::create(*checkpoint), stereo = *Voice::create(*checkpoint);
  const auto expected = play(mono, 8000);
  std::vector<float> left(8000), right(8000), mean(8000);
  stereo.render_stereo(std::span(left).first(333), std::span(right).first(333));
  stereo.render_stereo(std::span(left).subspan(333), std::span(right).subspan(333));
  std::ranges::transform(left, right, mean.begin(), [](float l, float r) { return .5f * (l + r); });
  EXPECT_EQ(mean, expected);
  EXPECT_NE(left, right);
  ASSERT_TRUE(stereo.set_width(0.f));
  stereo.render_stereo(left, right);
  EXPECT_THAT(stereo.set_width(3.f).error().message(), HasSubstr("width: 3 is not within 0 to 2"));
  stereo.render_stereo(left, right);
  EXPECT_EQ(left, right);
  Voice of_one_channel = voice();
  of_one_channel.render_stereo(left, right);
  EXPECT_EQ(left, right);
}

TEST_F(LibraryVoice, AChangeTakesEffectAtTheNextStep) {
  Voice plain = voice(), changed = voice();
  const auto step = plain.step_size();
  EXPECT_EQ(play(changed, step / 2), play(plain, step / 2));
  ASSERT_TRUE(changed.set_gain(-60.f));
  EXPECT_EQ(play(changed, step / 2), play(plain, step / 2));
  EXPECT_NE(play(changed, step), play(plain, step));
  play(changed, 8000);
  EXPECT_THAT(play(changed, 100), testing::Each(0.f));
}

TEST_F(LibraryVoice, EveryParameterIsHeard) {
  const auto differs = [this](auto change) {
    Voice plain = voice(), changed = voice();
    play(plain, 4000), play(changed, 4000);
    EXPECT_TRUE(change(changed));
    return play(plain, 8000) != play(changed, 8000);
  };
  EXPECT_TRUE(differs([](Voice& voice) { return voice.set_seed(9); }));
  EXPECT_TRUE(differs([](Voice& voice) { return voice.set_temperature(2.f); }));
  EXPECT_TRUE(differs([](Voice& voice) { return voice.set_encoding("rain"); }));
  EXPECT_TRUE(differs([](Voice& voice) { return voice.set_encoding(std::array{1.f, 2.f, 0.f, 0.f}); }));
  EXPECT_TRUE(differs([](Voice& voice) { return voice.set_freeze(true); }));
  EXPECT_TRUE(differs([](Voice& voice) { return voice.set_gain(-6.f); }));
}

TEST_F(LibraryVoice, GuidanceAndClearingTheEncodingAreHeard) {
  const auto differs = [this](auto change) {
    Voice plain = voice({.encoding = "thunder"}), changed = voice({.encoding = "thunder"});
    EXPECT_TRUE(change(changed));
    return play(plain, 8000) != play(changed, 8000);
  };
  EXPECT_TRUE(differs([](Voice& voice) { return voice.set_guidance(0.f, 0.f); }));
  EXPECT_TRUE(differs([](Voice& voice) { return voice.clear_encoding(0.f); }));
}

TEST_F(LibraryVoice, MemoryAndItsLimitAreHeard) {
  write_leaning_checkpoint(folder_ / "leaning.aeolian");
  const auto checkpoint = Checkpoint::open(folder_ / "leaning.aeolian");
  ASSERT_TRUE(checkpoint);
  const auto played = [&](auto change) {
    Voice voice = std::move(*Voice::create(*checkpoint));
    EXPECT_TRUE(change(voice));
    return play(voice, 8000);
  };
  Voice plain = std::move(*Voice::create(*checkpoint)), alone = voice();
  const auto whole = play(plain, 8000);
  EXPECT_EQ(played([](Voice& voice) { return voice.set_memory(0.f, 0.f); }), play(alone, 8000));
  EXPECT_NE(played([](Voice& voice) { return voice.set_memory(.5f); }), whole);
  EXPECT_NE(played([](Voice& voice) { return voice.set_memory_limit(.2f); }), whole);
  EXPECT_THAT(refusal(plain.set_memory_limit(.1f)), HasSubstr("0.2 to 60 s"));
}

TEST_F(LibraryVoice, AValueOutOfRangeIsRefusedWithTheRangeAndChangesNothing) {
  Voice plain = voice(), asked = voice();
  EXPECT_THAT(refusal(asked.set_temperature(2.5f)), HasSubstr("2.5 is not within 0 to 2"));
  EXPECT_THAT(refusal(asked.set_gain(13.f)), HasSubstr("-60 to 12 dB"));
  EXPECT_FALSE(asked.set_guidance(std::numeric_limits<float>::quiet_NaN()));
  EXPECT_FALSE(asked.set_temperature(1.5f, -1.f));
  EXPECT_FALSE(asked.set_temperature(1.5f, 61.f));
  EXPECT_THAT(refusal(asked.set_encoding("rian")), HasSubstr("rain"));
  EXPECT_THAT(refusal(asked.set_encoding(std::array{1.f, 0.f})), HasSubstr("4 values, not 2"));
  EXPECT_FALSE(asked.set_encoding(std::array{0.f, 0.f, 0.f, 0.f}));
  EXPECT_EQ(play(asked, 8000), play(plain, 8000));
}

TEST_F(LibraryVoice, OptionsOutOfRangeMakeNoVoice) {
  EXPECT_THAT(refusal(Voice::create(*checkpoint_, {.temperature = -1.f})), HasSubstr("temperature"));
  EXPECT_THAT(refusal(Voice::create(*checkpoint_, {.guidance = 4.f})), HasSubstr("guidance"));
  EXPECT_THAT(refusal(Voice::create(*checkpoint_, {.encoding = "snow"})), HasSubstr("thunder"));
}

TEST_F(LibraryVoice, ChangesThatNoRenderTakesAreRefusedFromThe257thOn) {
  Voice full = voice();
  for (int i = 0; i < 256; ++i) ASSERT_TRUE(full.set_temperature(1.f)) << i;
  EXPECT_THAT(refusal(full.set_temperature(1.f)), HasSubstr("256"));
  play(full, full.step_size());
  EXPECT_TRUE(full.set_temperature(1.f));
}

TEST_F(LibraryVoice, PlayingAndChangingAllocateNothing) {
  Voice voice = this->voice();
  std::vector<float> samples(8000);
  const auto before = allocations();
  voice.render(samples);
  const bool changed = voice.set_encoding("rain").has_value() && voice.set_temperature(1.5f).has_value() &&
                       voice.set_freeze(true).has_value();
  voice.render(samples);
  EXPECT_EQ(allocations(), before);
  EXPECT_TRUE(changed);
}

TEST_F(LibraryVoice, OneThreadMayChangeWhatAnotherPlays) {
  Voice voice = this->voice();
  std::atomic<bool> is_done = false;
  std::jthread audio([&] {
    std::array<float, 64> block{};
    while (!is_done) voice.render(block);
  });
  for (int i = 0; i < 1000;) i += voice.set_temperature(static_cast<float>(i % 3)).has_value();
  is_done = true;
}

TEST_F(LibraryVoice, TheCallersFloatingPointModeStaysAsItIs) {
  Voice voice = this->voice();
  play(voice, 100);
  volatile float tiny = std::numeric_limits<float>::min();
  tiny = tiny / 2.f;
  EXPECT_GT(tiny, 0.f) << "denormal numbers are still zero after render()";
}

TEST_F(LibraryVoice, OutlivesItsCheckpointAndItsFile) {
  Voice a = voice(), b = voice();
  const auto expected = play(a, 8000);
  checkpoint_.reset();
  std::filesystem::remove(path_);
  EXPECT_EQ(play(b, 8000), expected);
}

}  // namespace
}  // namespace aeolian

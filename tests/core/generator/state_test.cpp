// SPDX-License-Identifier: GPL-3.0-or-later
// Tests that a source continues from its saved state.
#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <iterator>
#include <utility>
#include <vector>

#include "core/generator/adapted_source.h"
#include "core/generator/model_source.h"
#include "core/generator/source_crossfader.h"
#include "core/state_archive.h"
#include "tests/channels.h"
#include "tests/core/generator/listening.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

using listening::play_stereo;

std::unique_ptr<Source> model_source(ModelKind kind, const VoiceOptions& options) {
  const auto checkpoint = std::make_shared<Checkpoint>(random_checkpoint(kind));
  return *make_model_source(checkpoint, options);
}

/** Frames per step. */
std::size_t step_size(const Source& source) {
  return static_cast<std::size_t>(source.hop() * source.hops_per_step());
}

void play_on(Source& source, std::size_t frames) {
  std::vector<StereoFrame> hop(static_cast<std::size_t>(source.hop()));
  for (std::size_t played = 0; played < frames; played += hop.size()) source.render(hop);
}

std::vector<std::byte> kept(Source& source) {
  auto measured = StateArchive::writer({});
  source.archive(measured);
  std::vector<std::byte> bytes(measured.size());
  auto state = StateArchive::writer(bytes);
  source.archive(state);
  EXPECT_EQ(state.fault(), "");
  return bytes;
}

std::string_view recalled(Source& source, std::span<const std::byte> bytes) {
  auto state = StateArchive::reader(bytes);
  source.archive(state);
  return state.fault();
}

ControlEvent number(ParameterId id, float value, VoiceNumber voice = all_voices) {
  return {.parameter = id, .voice = voice, .number = value, .glide_s = 1.f};
}

std::shared_ptr<const Checkpoint> real_model() {
  static const auto checkpoint = [] {
    auto read = *read_checkpoint(AEOLIAN_SHIPPED_MODEL);
    add_image(read, {.balance = .3f, .in_phase = .2f});
    return std::make_shared<const Checkpoint>(std::move(read));
  }();
  return checkpoint;
}

/** An event with encoding number `index` of the real model, morphed by `weight` to the next one. */
ControlEvent encoding(VoiceNumber voice, std::size_t index, float weight = 0.f) {
  const auto& encodings = real_model()->find("encodings")->values;
  const auto size = static_cast<std::size_t>(real_model()->description.encoding_size);
  ControlEvent event{.parameter = ParameterId::encoding, .voice = voice, .glide_s = .5f, .morph = weight};
  event.encoding_size = static_cast<std::uint8_t>(size);
  event.morph_to_size = weight > 0.f ? event.encoding_size : 0;
  const auto first = encodings.begin() + static_cast<std::ptrdiff_t>(index * size);
  std::copy_n(first, size, event.encoding.begin());
  if (weight > 0.f) std::copy_n(first + static_cast<std::ptrdiff_t>(size), size, event.morph_to.begin());
  return event;
}

/**
 * Changes everything that leaves a trace: glides under way, voices with their own settings, of which one
 * morphs, one drifts, one is frozen and one fades out; some of it in the middle of a step.
 */
void live_through_something(Source& source) {
  play_stereo(source, 10);
  source.apply(number(ParameterId::voices, 4.f));
  source.apply({.parameter = ParameterId::seed, .seed = 77});
  source.apply(encoding(1, 0, .4f));
  source.apply(encoding(2, 1));
  for (const auto& [id, value] :
       {std::pair{ParameterId::tilt, 3.f}, std::pair{ParameterId::bright, -6.f},
        std::pair{ParameterId::attack, .5f}, std::pair{ParameterId::sharpen, .4f},
        std::pair{ParameterId::floor, -40.f}, std::pair{ParameterId::guidance, 1.8f},
        std::pair{ParameterId::memory_limit, .7f}, std::pair{ParameterId::stretch, 1.7f}})
    source.apply(number(id, value));
  play_stereo(source, 13);
  play_on(source, step_size(source) / 2);
  source.apply(number(ParameterId::transpose, 5.f, 2));
  source.apply(number(ParameterId::formant, .8f, 2));
  source.apply(number(ParameterId::pan, -.7f, 1));
  source.apply(number(ParameterId::width, 1.8f, 2));
  source.apply(number(ParameterId::gain, -9.f, 3));
  source.apply(number(ParameterId::freeze, 1.f, 3));
  play_on(source, step_size(source) / 2);
  source.apply(number(ParameterId::temperature, 1.5f));
  source.apply(number(ParameterId::voices, 3.f));
  play_stereo(source, 4);
}

TEST(StateOfASource, GoesOnInTheMiddleOfAMoveToOtherChannels) {
  const VoiceOptions options{.seed = 1, .voice_limit = 2, .channels = 6};
  const auto source = *make_model_source(real_model(), options);
  const auto other = *make_model_source(real_model(), options);
  const auto play = [](Source& playing) {
    PairedBuffer frames(10 * step_size(playing), playing.pairs());
    const auto hop = static_cast<std::size_t>(playing.hop());
    for (std::size_t at = 0; at < frames.size(); at += hop) playing.render(frames.frames().subspan(at, hop));
    return channels_of(frames.frames(), 6);
  };
  source->apply(number(ParameterId::out, 4.f, 1));
  play(*source);
  const auto bytes = kept(*source);
  const auto expected = play(*source);
  EXPECT_FALSE(is_silent(expected[0])) << "it is on its way";
  EXPECT_FALSE(is_silent(expected[4]));
  EXPECT_EQ(recalled(*other, bytes), "");
  EXPECT_EQ(play(*other), expected);
  EXPECT_NE(recalled(**make_model_source(real_model(), {.voice_limit = 2}), bytes), "")
      << "a state of two channels";
}

TEST(StateOfASource, GoesOnWithTheSameBits) {
  for (const auto quality : {Quality::normal, Quality::refined}) {
    VoiceOptions options{.seed = 1, .quality = quality, .voice_limit = 5};
    const auto source = *make_model_source(real_model(), options);
    live_through_something(*source);
    const auto bytes = kept(*source);
    const auto expected = play_stereo(*source, 30);
    options.seed = 2;
    const auto other = *make_model_source(real_model(), options);
    play_stereo(*other, 7);
    EXPECT_EQ(recalled(*other, bytes), "");
    EXPECT_EQ(play_stereo(*other, 30), expected);
    EXPECT_EQ(recalled(*source, bytes), "") << "the same source can go back";
    EXPECT_EQ(play_stereo(*source, 30), expected);
  }
}

std::shared_ptr<const Checkpoint> small_model(std::uint64_t seed) {
  return std::make_shared<const Checkpoint>(random_checkpoint(ModelKind::small, seed));
}

/** Plays until model number `second` has replaced the second model. */
std::vector<StereoFrame> blend_with(Source& source, std::uint64_t second) {
  std::vector<StereoFrame> played;
  auto other = *SecondModel::create(*small_model(1), small_model(second), {.voice_limit = 2});
  while (!source.exchange_second(other))
    std::ranges::copy(play_stereo(source, 1), std::back_inserter(played));
  return played;
}

/** Two voices of model 1, with model number `second` blended in unless that is 0. */
std::unique_ptr<Source> voices_of_two_models(std::uint64_t second, std::uint64_t seed = 1) {
  auto source = *make_model_source(small_model(1), {.seed = seed, .voice_limit = 2});
  play_stereo(*source, 2);  // so that the second model fades in
  if (second != 0) blend_with(*source, second);
  return source;
}

/** Sends events and another second model, whose seed depends on their number, and plays on. */
std::vector<StereoFrame> play_on_with_other_models(Source& source) {
  auto played = play_stereo(source, 20);
  const auto add = [&](const std::vector<StereoFrame>& more) {
    std::ranges::copy(more, std::back_inserter(played));
  };
  source.apply(number(ParameterId::model_weight, .3f, 2));
  add(play_stereo(source, 20));
  source.apply({.parameter = ParameterId::seed, .seed = 5});
  add(play_stereo(source, 20));
  add(blend_with(source, 3));
  source.apply(number(ParameterId::model_weight, .6f));
  add(play_stereo(source, 20));
  return played;
}

/** The source `steps` steps after the second model began to fade in. */
std::unique_ptr<Source> blended_for(std::size_t steps, float weight, std::uint64_t seed) {
  auto source = voices_of_two_models(2, seed);
  source->apply(number(ParameterId::voices, 2.f));
  source->apply(number(ParameterId::model_weight, weight));
  play_stereo(*source, steps);
  return source;
}

TEST(StateOfASource, WithASecondModelGoesOnWithTheSameBits) {
  const std::size_t entering = 2, gliding = 10, there = 60;
  for (const auto& [steps, weight] : {std::pair{entering, .5f}, std::pair{gliding, .5f},
                                      std::pair{there, .5f}, std::pair{there, 1.f}, std::pair{there, 0.f}}) {
    const auto source = blended_for(steps, weight, 1);
    const auto bytes = kept(*source);
    const auto expected = play_on_with_other_models(*source);
    const auto other = blended_for(7, .9f, 2);
    blend_with(*other, 2);
    ASSERT_EQ(recalled(*other, bytes), "");
    EXPECT_EQ(play_on_with_other_models(*other), expected) << "after " << steps << " steps to " << weight;
  }
}

TEST(StateOfASource, IsGoneOnFromWithTheSecondModelThatItHadAlone) {
  const auto with = kept(*voices_of_two_models(2)), without = kept(*voices_of_two_models(0));
  EXPECT_GT(with.size(), without.size() + without.size() / 2);
  EXPECT_EQ(recalled(*voices_of_two_models(2), with), "");
  EXPECT_NE(recalled(*voices_of_two_models(0), with), "");
  EXPECT_NE(recalled(*voices_of_two_models(2), without), "");
}

TEST(StateOfASource, TellsThatItHasSoundedSoThatASecondModelFadesIn) {
  const auto source = voices_of_two_models(0);
  const auto other = *make_model_source(small_model(1), {.voice_limit = 2});
  ASSERT_EQ(recalled(*other, kept(*source)), "");
  for (Source* const each : {source.get(), other.get()}) {
    each->apply(number(ParameterId::model_weight, 1.f));
    blend_with(*each, 2);
  }
  EXPECT_EQ(play_stereo(*source, 10), play_stereo(*other, 10));
}

TEST(StateOfASource, FromBeforeThereWereSecondModelsIsGoneOnFrom) {
  const auto source = voices_of_two_models(0);
  const auto bytes = kept(*source);
  const auto expected = play_stereo(*source, 30);
  std::vector<std::size_t> lengths;
  for (std::size_t length = bytes.size() - 200; length < bytes.size(); ++length) {
    const auto older = std::span(bytes).first(length);
    if (!recalled(*source, older).empty()) continue;
    lengths.push_back(length);
    EXPECT_EQ(play_stereo(*source, 30), expected);
    EXPECT_NE(recalled(*voices_of_two_models(2), older), "");
  }
  EXPECT_EQ(lengths.size(), 1u) << "only the state without its last part is accepted";
}

TEST(StateOfASource, IsKeptWithoutChangingIt) {
  const auto source = model_source(ModelKind::small, {.voice_limit = 2});
  const auto same = model_source(ModelKind::small, {.voice_limit = 2});
  std::vector<std::byte> bytes(kept(*source).size());
  const auto before = allocations();
  auto state = StateArchive::writer(bytes);
  source->archive(state);
  EXPECT_EQ(allocations(), before);
  EXPECT_EQ(play_stereo(*source, 20), play_stereo(*same, 20));
}

TEST(StateOfASource, OfAnotherKindIsRefused) {
  const auto source = model_source(ModelKind::small, {.voice_limit = 2});
  const auto bytes = kept(*source);
  EXPECT_NE(recalled(*model_source(ModelKind::small, {.voice_limit = 3}), bytes), "");
  EXPECT_NE(recalled(*model_source(ModelKind::small, {.quality = Quality::refined, .voice_limit = 2}), bytes),
            "");
  EXPECT_NE(recalled(*source, std::span(bytes).first(bytes.size() / 2)), "");
  EXPECT_EQ(recalled(*listening::sine(440.), bytes), "it is damaged, or of another model or build");
}

// Files have a checksum, but even a state that was made to pass it must not harm the source.
TEST(StateOfASource, WithWrongBytesIsRefusedOrPlayed) {
  auto checkpoint = random_checkpoint(ModelKind::small);
  add_recollection(checkpoint, .5f, .5f);
  const auto model = std::make_shared<const Checkpoint>(checkpoint);
  const auto source = *make_model_source(model, {.voice_limit = 2});
  auto second = *SecondModel::create(*model, model, {.voice_limit = 2});
  ASSERT_TRUE(source->exchange_second(second));
  source->apply(number(ParameterId::model_weight, .4f));
  ControlEvent morph{
      .parameter = ParameterId::encoding, .encoding_size = 4, .morph_to_size = 4, .morph = .4f};
  morph.encoding[0] = morph.morph_to[1] = 1.f;
  source->apply(morph);
  for (const auto& [id, value] : {std::pair{ParameterId::voices, 2.f}, std::pair{ParameterId::stretch, 1.7f},
                                  std::pair{ParameterId::transpose, 5.f}})
    source->apply(number(id, value));
  play_stereo(*source, 1);
  const auto bytes = kept(*source);
  Random random(1);
  int played = 0;
  for (int i = 0; i < 1000; ++i) {
    auto damaged = bytes;
    damaged[random.bits() % damaged.size()] ^= std::byte(1 + random.bits() % 255);
    if (!recalled(*source, damaged).empty()) continue;
    ++played;
    play_on(*source, 2 * step_size(*source));
  }
  EXPECT_GT(played, 0);
}

TEST(StateOfASource, OfABaselineIsNotKept) {
  auto state = StateArchive::writer({});
  model_source(ModelKind::frame_lstm, {})->archive(state);
  EXPECT_EQ(state.fault(), "this kind of model has no moments");
}

/** Plays hop by hop until the state has been saved; returns the number of frames. */
std::size_t play_until_kept(SourceCrossfader& crossfader, StateRequest& request) {
  auto answer =
      std::async(std::launch::async, [&] { return crossfader.keep_state(request, std::chrono::minutes(1)); });
  const auto hop = static_cast<std::size_t>(crossfader.hop());
  std::size_t frames = 0;
  for (; answer.wait_for(std::chrono::seconds(0)) != std::future_status::ready; frames += hop)
    play_on(crossfader, hop);
  EXPECT_TRUE(answer.get());
  return frames;
}

TEST(StateOfASource, IsKeptByTheThreadThatPlaysItAsAStepBegins) {
  SourceCrossfader crossfader(model_source(ModelKind::small, {.voice_limit = 2}));
  const auto first = static_cast<std::size_t>(crossfader.hop());
  play_on(crossfader, first);
  StateRequest nobody_plays{StateArchive::writer({})};
  EXPECT_FALSE(crossfader.keep_state(nobody_plays, std::chrono::milliseconds(5)));
  std::vector<std::byte> bytes(10'000'000);
  StateRequest request{StateArchive::writer(bytes)};
  const std::size_t frames = first + play_until_kept(crossfader, request);
  bytes.resize(request.state.size());
  const auto again = model_source(ModelKind::small, {.voice_limit = 2});
  ASSERT_EQ(recalled(*again, bytes), "");
  const std::size_t kept_at = request.step * step_size(crossfader);
  ASSERT_GT(kept_at, 0u);
  ASSERT_LE(kept_at, frames);
  play_on(*again, frames - kept_at);
  EXPECT_EQ(play_stereo(crossfader, 20), play_stereo(*again, 20));
}

TEST(StateOfASource, IsThatOfTheNewSourceOnceItHasFadedIn) {
  SourceCrossfader crossfader(model_source(ModelKind::small, {.seed = 1, .voice_limit = 2}));
  ASSERT_TRUE(crossfader.offer(model_source(ModelKind::small, {.seed = 2, .voice_limit = 3})));
  StateRequest request{StateArchive::writer({})};
  play_until_kept(crossfader, request);
  EXPECT_EQ(request.state.size(), kept(*model_source(ModelKind::small, {.voice_limit = 3})).size());
}

TEST(StateOfASource, ThatIsAdaptedIsNotKept) {
  const auto like = listening::sine(440., 48'000);
  auto state = StateArchive::writer({});
  adapted(model_source(ModelKind::small, {}), *like)->archive(state);
  EXPECT_EQ(
      state.fault(),
      "its model has another sample rate, hop or step than the model played first: restart aeoliand with "
      "that model");
}

}  // namespace
}  // namespace aeolian

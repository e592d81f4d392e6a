#include "daemon/sentry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>

#include "core/generator/sine_source.h"
#include "core/generator/voice.h"
#include "core/stream/step_renderer.h"
#include "daemon/offline_guard.h"
#include "daemon/score.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/daemon/scratch_folder.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;
using testing::Each;
using testing::Field;
using testing::SizeIs;

/** The folder of a model that has learned silence and nothing else, so that beginning anew never helps. */
class GuardedPerformance : public testing::Test {
 protected:
  GuardedPerformance() {
    fs::create_directories(models_);
    Checkpoint checkpoint = random_checkpoint(ModelKind::small, 1);
    std::ranges::fill(checkpoint.tensors.at("frames.mean").values, -14.f);
    std::ranges::fill(checkpoint.tensors.at("frames.scale").values, 0.01f);
    EXPECT_TRUE(write_checkpoint(models_ / "silence.aeolian", checkpoint));
    model_ = *read_model(models_ / "silence.aeolian");
  }

  std::unique_ptr<Source> first_voice() const { return std::move(*Voice::create(model_.checkpoint, {})); }

  const ScratchFolder folder_;
  const fs::path models_ = folder_ / "models";
  const fs::path samples_ = folder_ / "samples";
  Model model_;
};

/** Played live, but as fast as it goes. */
class SentryTest : public GuardedPerformance {
 protected:
  void play(std::optional<Model> model, std::unique_ptr<Source> source, const GuardSettings& settings = {}) {
    succession_.emplace(std::move(source));
    renderer_.emplace(*succession_);
    parameters_.emplace(model ? model->encodings : EncodingBank());
    ControlInbox& inbox = renderer_->add_inbox();
    const auto door = parameters_->add_source(
        "repertoire", [&inbox](const ControlEvent& event) { return inbox.push(event); });
    repertoire_.emplace(Repertoire::Folders{models_, samples_}, std::move(model), models_ / "silence.aeolian",
                        *succession_, *parameters_, door, Score(), [this](const Entrance& entrance) {
                          const std::lock_guard lock(mutex_);
                          entrances_.push_back(entrance);
                        });
    hand_ = door;
    sentry_.emplace(settings, succession_->sample_rate(), tap_, *repertoire_, *parameters_);
  }

  /** Goes on for `seconds` of sound. */
  void listen(double seconds) {
    const auto steps =
        static_cast<int>(seconds * renderer_->sample_rate() / static_cast<double>(renderer_->step_size()));
    for (int i = 0; i < steps; ++i) listen_to_a_step();
  }

  bool listen_until(const std::function<bool()>& condition) {
    for (int i = 0; i < 1'000'000 && !condition(); ++i) listen_to_a_step();
    return condition();
  }

  void listen_to_a_step() {
    tap_.offer(renderer_->render_step());
    sentry_->look();
  }

  std::vector<Entrance> entrances() {
    const std::lock_guard lock(mutex_);
    return entrances_;
  }

  std::uint64_t heard(Fault fault) const { return sentry_->counts().faults[static_cast<std::size_t>(fault)]; }

  std::mutex mutex_;
  std::vector<Entrance> entrances_;
  SampleTap tap_;
  std::optional<Succession> succession_;
  std::optional<StepRenderer> renderer_;
  std::optional<Parameters> parameters_;
  Parameters::Source hand_{};
  std::optional<Repertoire> repertoire_;
  std::optional<Sentry> sentry_;
};

TEST_F(SentryTest, SilenceBringsTheModelInAnewWithItsCause) {
  play(model_, first_voice());
  listen(14.);
  EXPECT_EQ(heard(Fault::silence), 0u);
  listen(2.);
  EXPECT_EQ(heard(Fault::silence), 1u);
  ASSERT_TRUE(listen_until([this] { return !entrances().empty(); }));
  EXPECT_EQ(entrances()[0].cause, "silence");
  EXPECT_TRUE(listen_until([this] { return sentry_->counts().entrances == 1; }));
  EXPECT_NE(parameters_->seed(), 1u);
}

TEST_F(SentryTest, SwitchedOffItLeavesSilenceAlone) {
  play(model_, first_voice());
  sentry_->set_on(false);
  listen(60.);
  EXPECT_EQ(heard(Fault::silence), 0u);
  sentry_->set_on(true);
  listen(16.);
  EXPECT_EQ(heard(Fault::silence), 1u);
}

TEST_F(SentryTest, WhatIsFrozenOnPurposeIsLeftAlone) {
  play({}, std::make_unique<SineSource>(8000, 64, 440., 0.5f));
  ASSERT_TRUE(parameters_->set_number(hand_, ParameterId::freeze, 1.));
  listen(60.);
  EXPECT_EQ(heard(Fault::frozen), 0u);
  ASSERT_TRUE(parameters_->set_number(hand_, ParameterId::freeze, 0.));
  listen(25.);
  EXPECT_EQ(heard(Fault::frozen), 1u);
}

TEST_F(SentryTest, ATestTonePlaysOnThoughItStandsStill) {
  play({}, std::make_unique<SineSource>(8000, 64, 440., 0.5f));
  listen(60.);
  EXPECT_GE(heard(Fault::frozen), 1u);
  EXPECT_EQ(sentry_->counts().refused, heard(Fault::frozen));
  EXPECT_EQ(sentry_->counts().entrances, 0u);
}

TEST_F(GuardedPerformance, ARenderingEntersAnewByItselfAndItsLogPlaysTheSameBits) {
  Succession succession(first_voice());
  StepRenderer renderer(succession);
  Parameters parameters(model_.encodings);
  OfflineGuard guard({}, model_, succession, parameters);
  std::vector<float> heard;
  std::vector<Entrance> entrances;
  while (heard.size() < 100u * static_cast<std::size_t>(renderer.sample_rate())) {
    const auto step = renderer.render_step();
    heard.insert(heard.end(), step.begin(), step.end());
    if (auto entrance = guard.hear(step, renderer.steps())) entrances.push_back(*entrance);
  }
  ASSERT_THAT(entrances, SizeIs(3)) << "after 15 s, and again 10 and 20 s later, as it does not help";
  EXPECT_THAT(entrances, Each(Field(&Entrance::cause, "silence")));
  EXPECT_NE(entrances[0].settings[0].seed, entrances[1].settings[0].seed);

  auto score = Score::create(entrances, models_, samples_);
  ASSERT_TRUE(score) << score.error().message;
  Succession again(first_voice());
  StepRenderer replay(again);
  std::vector<float> replayed;
  while (replayed.size() < heard.size()) {
    ASSERT_TRUE(score->keep_up(again));
    const auto step = replay.render_step();
    replayed.insert(replayed.end(), step.begin(), step.end());
  }
  EXPECT_EQ(replayed, heard);
}

TEST_F(GuardedPerformance, ARenderingWithoutAGuardOrAModelIsLeftAlone) {
  for (const bool on : {true, false}) {
    Succession succession(first_voice());
    StepRenderer renderer(succession);
    Parameters parameters(model_.encodings);
    OfflineGuard guard({.on = on}, on ? std::nullopt : std::optional(model_), succession, parameters);
    for (int i = 0; i < 40 * renderer.sample_rate() / static_cast<int>(renderer.step_size()); ++i) {
      ASSERT_FALSE(guard.hear(renderer.render_step(), renderer.steps()));
    }
  }
}

}  // namespace
}  // namespace aeolian

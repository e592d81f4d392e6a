// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/fault_supervisor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>

#include "core/generator/ensemble.h"
#include "core/generator/sine_source.h"
#include "core/generator/voice.h"
#include "core/stream/step_renderer.h"
#include "daemon/playback/offline_fault_supervisor.h"
#include "daemon/playback/replay_switches.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/scratch_folder.h"

namespace aeolian::daemon {
namespace {

namespace fs = std::filesystem;
using testing::Each;
using testing::Field;
using testing::SizeIs;

/** The folder of a model that plays only silence, so that restarting never helps. */
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

  std::unique_ptr<Source> first_voice() const {
    return std::make_unique<Ensemble>(*Voice::create(model_.checkpoint, {}));
  }

  const ScratchFolder folder_;
  const fs::path models_ = folder_ / "models";
  const fs::path samples_ = folder_ / "samples";
  Model model_;
};

/** A live performance, but as fast as possible. */
class SentryTest : public GuardedPerformance {
 protected:
  void play(std::optional<Model> model, std::unique_ptr<Source> source, const GuardSettings& settings = {}) {
    crossfader_.emplace(std::move(source));
    renderer_.emplace(*crossfader_);
    parameters_.emplace(model ? model->encodings : EncodingBank());
    ControlInbox& inbox = renderer_->add_inbox();
    const auto control_source = parameters_->add_source(
        "model loader", [&inbox](const ControlEvent& event) { return inbox.push(event); });
    model_loader_.emplace(ModelLibrary{models_, samples_}, std::move(model), models_ / "silence.aeolian",
                          *crossfader_, *parameters_, control_source, ReplaySwitches(),
                          [this](const SourceSwitch& source_switch) {
                            const std::lock_guard lock(mutex_);
                            source_switches_.push_back(source_switch);
                          });
    hand_ = control_source;
    fault_supervisor_.emplace(settings, crossfader_->sample_rate(), tap_, *model_loader_, *parameters_);
  }

  /** Advances by `seconds` of sound. */
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
    fault_supervisor_->look();
  }

  std::vector<SourceSwitch> source_switches() {
    const std::lock_guard lock(mutex_);
    return source_switches_;
  }

  std::uint64_t heard(Fault fault) const {
    return fault_supervisor_->counts().faults[static_cast<std::size_t>(fault)];
  }

  std::mutex mutex_;
  std::vector<SourceSwitch> source_switches_;
  SampleTap tap_;
  std::optional<SourceCrossfader> crossfader_;
  std::optional<StepRenderer> renderer_;
  std::optional<Parameters> parameters_;
  Parameters::Source hand_{};
  std::optional<ModelLoader> model_loader_;
  std::optional<FaultSupervisor> fault_supervisor_;
};

TEST_F(SentryTest, SilenceBringsTheModelInAnewWithItsCause) {
  play(model_, first_voice());
  listen(14.);
  EXPECT_EQ(heard(Fault::silence), 0u);
  listen(2.);
  EXPECT_EQ(heard(Fault::silence), 1u);
  ASSERT_TRUE(listen_until([this] { return !source_switches().empty(); }));
  EXPECT_EQ(source_switches()[0].cause, "silence");
  EXPECT_TRUE(listen_until([this] { return fault_supervisor_->counts().source_switches == 1; }));
  EXPECT_NE(parameters_->seed(), 1u);
}

TEST_F(SentryTest, SwitchedOffItLeavesSilenceAlone) {
  play(model_, first_voice());
  fault_supervisor_->set_on(false);
  listen(60.);
  EXPECT_EQ(heard(Fault::silence), 0u);
  fault_supervisor_->set_on(true);
  listen(16.);
  EXPECT_EQ(heard(Fault::silence), 1u);
}

TEST_F(SentryTest, WhatIsFrozenOnPurposeIsLeftAlone) {
  play({}, std::make_unique<Ensemble>(std::make_unique<SineSource>(8000, 64, 440., 0.5f)));
  ASSERT_TRUE(parameters_->set_number(hand_, ParameterId::freeze, 1.));
  listen(60.);
  EXPECT_EQ(heard(Fault::frozen), 0u);
  ASSERT_TRUE(parameters_->set_number(hand_, ParameterId::freeze, 0.));
  listen(25.);
  EXPECT_EQ(heard(Fault::frozen), 1u);
}

TEST_F(SentryTest, WhoPlaysThroughItMayPause) {
  play(model_, first_voice());
  ASSERT_TRUE(parameters_->set_number(hand_, ParameterId::listen_through, 1.));
  listen(60.);
  EXPECT_EQ(heard(Fault::silence), 0u);
  ASSERT_TRUE(parameters_->set_number(hand_, ParameterId::listen_through, 0.));
  listen(16.);
  EXPECT_EQ(heard(Fault::silence), 1u);
}

TEST_F(SentryTest, ATestTonePlaysOnThoughItStandsStill) {
  play({}, std::make_unique<Ensemble>(std::make_unique<SineSource>(8000, 64, 440., 0.5f)));
  listen(60.);
  EXPECT_GE(heard(Fault::frozen), 1u);
  EXPECT_EQ(fault_supervisor_->counts().refused, heard(Fault::frozen));
  EXPECT_EQ(fault_supervisor_->counts().source_switches, 0u);
}

TEST_F(GuardedPerformance, ARenderingEntersAnewByItselfAndItsLogPlaysTheSameBits) {
  SourceCrossfader crossfader(first_voice());
  StepRenderer renderer(crossfader);
  Parameters parameters(model_.encodings);
  OfflineFaultSupervisor guard({}, model_, crossfader, parameters);
  std::vector<StereoFrame> heard;
  std::vector<SourceSwitch> source_switches;
  while (heard.size() < 100u * static_cast<std::size_t>(renderer.sample_rate())) {
    const auto step = renderer.render_step();
    heard.insert(heard.end(), step.begin(), step.end());
    if (auto source_switch = guard.hear(step, renderer.steps())) source_switches.push_back(*source_switch);
  }
  ASSERT_THAT(source_switches, SizeIs(3)) << "after 15 s, and again 10 and 20 s later, as it does not help";
  EXPECT_THAT(source_switches, Each(Field(&SourceSwitch::cause, "silence")));
  EXPECT_NE(source_switches[0].settings[0].seed, source_switches[1].settings[0].seed);

  auto switches = ReplaySwitches::create(source_switches, {models_, samples_});
  ASSERT_TRUE(switches) << switches.error().message;
  SourceCrossfader again(first_voice());
  StepRenderer replay(again);
  std::vector<StereoFrame> replayed;
  while (replayed.size() < heard.size()) {
    ASSERT_TRUE(switches->keep_up(again));
    const auto step = replay.render_step();
    replayed.insert(replayed.end(), step.begin(), step.end());
  }
  EXPECT_EQ(replayed, heard);
}

TEST_F(GuardedPerformance, ARenderingWithoutAGuardOrAModelIsLeftAlone) {
  for (const bool on : {true, false}) {
    SourceCrossfader crossfader(first_voice());
    StepRenderer renderer(crossfader);
    Parameters parameters(model_.encodings);
    OfflineFaultSupervisor guard({.on = on}, on ? std::nullopt : std::optional(model_), crossfader,
                                 parameters);
    for (int i = 0; i < 40 * renderer.sample_rate() / static_cast<int>(renderer.step_size()); ++i) {
      ASSERT_FALSE(guard.hear(renderer.render_step(), renderer.steps()));
    }
  }
}

}  // namespace
}  // namespace aeolian::daemon

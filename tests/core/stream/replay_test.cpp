// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/control/control_log.h"
#include "core/generator/model_source.h"
#include "core/generator/source_crossfader.h"
#include "core/stream/step_renderer.h"
#include "tests/core/model/random_checkpoint.h"

namespace aeolian {
namespace {

constexpr std::uint64_t steps = 120;

std::unique_ptr<Source> make_voices(std::uint64_t model) {
  auto checkpoint = random_checkpoint(ModelKind::small, model);
  add_recollection(checkpoint, .8f, .2f);
  return *make_model_source(std::make_shared<const Checkpoint>(std::move(checkpoint)), {.voice_limit = 3});
}

std::vector<StereoFrame> play(StepRenderer& renderer, const std::function<void(std::uint64_t)>& before_step) {
  std::vector<StereoFrame> frames;
  for (std::uint64_t step = 0; step < steps; ++step) {
    before_step(step);
    const auto made = renderer.render_step();
    frames.insert(frames.end(), made.begin(), made.end());
  }
  return frames;
}

/** Events of every kind that a control source can send to the generator, some of them for later steps. */
void send_something(ControlInbox& inbox, std::uint64_t step) {
  ControlEvent event;
  event.step = step % 3 == 0 ? step + 5 : 0;
  event.voice = step % 20 < 10 ? all_voices : static_cast<VoiceNumber>(step % 3 + 1);
  switch (step % 10) {
    case 0:
      event.voice = all_voices;
      event.parameter = ParameterId::voices;
      event.number = static_cast<float>(1 + step / 10 % 3);
      break;
    case 2:
      event.voice = static_cast<VoiceNumber>(step % 3 + 1);
      event.parameter = step % 20 == 2 ? ParameterId::mute : ParameterId::gain;
      event.number = step % 20 == 2 ? 1.f : -6.f;
      break;
    case 1:
      event.parameter = step % 20 == 1 ? ParameterId::pan : ParameterId::temperature;
      event.number =
          step % 20 == 1 ? 0.02f * static_cast<float>(step % 100) - 1.f : 0.013f * static_cast<float>(step);
      event.glide_s = 0.1f;
      break;
    case 3:
    case 6:
      event.parameter = ParameterId::freeze;
      event.number = step % 10 == 3 ? 1.f : 0.f;
      break;
    case 4:
      event.parameter = ParameterId::guidance;
      event.number = 0.02f * static_cast<float>(step % 100);
      event.glide_s = 0.1f;
      break;
    case 5:
      event.parameter = ParameterId::memory;
      event.number = 0.3f * static_cast<float>(step % 3);
      event.glide_s = 0.1f;
      break;
    case 7:
      event.parameter = ParameterId::memory_limit;
      event.number = step % 20 == 7 ? 0.2f : 60.f;
      break;
    case 8:
      event.parameter = ParameterId::encoding;
      event.encoding_size = 4;
      event.encoding[step % 4] = 1.f;
      event.glide_s = 0.2f;
      if (step % 20 == 8) {
        event.morph_to_size = 4;
        event.morph_to[(step + 1 + step / 20) % 4] = 1.f;
        event.morph = 0.3f;
      }
      break;
    case 9:
      event.parameter = ParameterId::seed;
      event.seed = step;
      break;
    default:
      return;
  }
  ASSERT_TRUE(inbox.push(event));
}

TEST(Replay, OfAControlLogIsBitExactEventsForLaterStepsAndModelChangesIncluded) {
  const auto path =
      std::filesystem::path(testing::TempDir()) / ("aeolian-replay-" + std::to_string(getpid()));
  std::vector<StereoFrame> played;
  std::uint64_t entered = 0;
  {
    auto log = ControlLogWriter::create(path);
    ASSERT_TRUE(log) << log.error().message;
    SourceCrossfader crossfader(make_voices(1));
    StepRenderer live(crossfader);
    ControlInbox& inbox = live.add_inbox();
    const auto keep_log = [&] {
      for (const LoggedEvent& logged : live.applied()) ASSERT_TRUE(log->append(logged));
    };
    played = play(live, [&](std::uint64_t step) {
      keep_log();
      if (step == 50) {
        ASSERT_TRUE(crossfader.offer(make_voices(2)));
      }
      send_something(inbox, step);
    });
    keep_log();
    ASSERT_TRUE(crossfader.entered());
    entered = *crossfader.entered();
    EXPECT_EQ(live.held_lost(), 0u);
  }
  const auto log = read_control_log(path);
  ASSERT_TRUE(log) << log.error().message;
  ASSERT_GT(log->events.size(), 40u);

  SourceCrossfader crossfader(make_voices(1));
  StepRenderer again(crossfader, log->events);
  ASSERT_TRUE(crossfader.offer(make_voices(2), entered));
  EXPECT_TRUE(play(again, [](std::uint64_t) {}) == played);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace aeolian

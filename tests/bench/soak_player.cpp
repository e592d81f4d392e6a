// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/soak_player.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "core/generator/ensemble.h"
#include "core/generator/voice.h"
#include "daemon/config/guard_settings.h"
#include "daemon/playback/source_switch.h"

namespace aeolian {
namespace {

constexpr double recorded_s = 5 * 60.;  // duration of a recording, and of the pause between two

std::vector<std::string> names_of(const EncodingBank& encodings) {
  return {encodings.names().begin(), encodings.names().end()};
}

}  // namespace

ErrorOr<std::unique_ptr<SoakPlayer>> SoakPlayer::create(const std::filesystem::path& checkpoint,
                                                        const std::filesystem::path& scratch) {
  auto model = daemon::read_model(checkpoint);
  if (!model) {
    return tl::unexpected(model.error());
  }
  auto voice = Voice::create(model->checkpoint, {});
  if (!voice) {
    return tl::unexpected(voice.error());
  }
  auto stream = SharedStream::create((*voice)->sample_rate());
  if (!stream) {
    return tl::unexpected(stream.error());
  }
  std::unique_ptr<SoakPlayer> player(new SoakPlayer(checkpoint, scratch, std::move(*model),
                                                    std::make_unique<Ensemble>(std::move(*voice)),
                                                    std::move(*stream)));
  auto playback = Playback::create(player->stream_, player->sample_rate());
  if (!playback) {
    return tl::unexpected(playback.error());
  }
  player->playback_ = std::move(*playback);
  return player;
}

SoakPlayer::SoakPlayer(std::filesystem::path checkpoint, const std::filesystem::path& scratch,
                       daemon::Model model, std::unique_ptr<Source> first, SharedStream stream)
    : checkpoint_(std::move(checkpoint)),
      recordings_folder_(scratch / "recordings"),
      model_(std::move(model)),
      crossfader_(std::move(first)),
      stream_(std::move(stream)),
      renderer_(crossfader_),
      inbox_(renderer_.add_inbox()),
      parameters_(model_.encodings),
      source_(
          parameters_.add_source("soak", [this](const ControlEvent& event) { return inbox_.push(event); })),
      presets_(scratch / "presets", parameters_),
      recorder_({.directory = recordings_folder_}, stream_, tap_),
      hand_(names_of(model_.encodings), 7),
      guard_(renderer_.sample_rate(), daemon::fitted({}, *model_.checkpoint)),
      played_(renderer_.step_size()),
      heard_(renderer_.step_size()),
      habits_{{{60., 60., &SoakPlayer::move_a_parameter},
               {load_every_s, load_every_s, &SoakPlayer::read_the_model_again},
               {13 * 60., 13 * 60., &SoakPlayer::use_a_preset},
               {recorded_s, recorded_s, &SoakPlayer::record_or_stop}}} {}

std::span<const float> SoakPlayer::play() {
  follow_time();
  const auto frames = renderer_.render_step();
  listen(frames);
  wait_for_recorder();
  tap_.offer(frames);
  stream_.publish(frames, renderer_.tail());
  playback_->render(played_);
  std::ranges::transform(played_, heard_.begin(), &StereoFrame::mid);
  return heard_;
}

void SoakPlayer::follow_time() {
  const double now = static_cast<double>(renderer_.steps() * renderer_.step_size()) / sample_rate();
  for (Habit& habit : habits_) {
    if (now >= habit.next_s) {
      (this->*habit.act)();
      habit.next_s += habit.every_s;
    }
  }
}

void SoakPlayer::move_a_parameter() {
  const HandAction action = hand_.next();
  if (const auto set = parameters_.set_by_path(source_, action.path, action.values); !set) {
    complain(action.path + ": " + set.error().message);
  }
}

/** Does the same as `/model/load` with the playing file. */
void SoakPlayer::read_the_model_again() {
  auto model = daemon::read_model(checkpoint_);
  if (!model) return complain(model.error().message);
  model_ = std::move(*model);
  restart_with_new_seed(parameters_.seed());
  ++loads_;
}

/** Saves a preset, and alternately glides back to the one saved before it. */
void SoakPlayer::use_a_preset() {
  const std::string name = "soak " + std::to_string(presets_used_ % 50);
  const auto saved = presets_.save(name);
  const auto loaded = presets_.load(source_, "soak " + std::to_string(presets_used_ / 2 % 50), 5.);
  if (!saved) complain("preset: " + saved.error().message);
  if (!loaded) complain("preset: " + loaded.error().message);
  ++presets_used_;
}

void SoakPlayer::record_or_stop() {
  recording_ = !recording_;
  if (recording_) {
    recording_since_ = stream_.taken();
    const std::string name = "soak" + std::to_string(recordings_) + (recordings_ % 2 == 0 ? ".wav" : ".flac");
    if (const auto started = recorder_.start(name); !started) complain(started.error().message);
    return;
  }
  const auto report = recorder_.stop();
  if (!report) return complain(report.error().message);
  if (report->lost > 0) complain(report->name + ": " + std::to_string(report->lost) + " frames lost");
  std::filesystem::remove(recordings_folder_ / report->name);
  ++recordings_;
}

/** A recorder keeps up with a device, but not with this loop: waits before its tap is full. */
void SoakPlayer::wait_for_recorder() {
  if (!recording_) return;
  for (auto status = recorder_.status();
       status.recording &&
       stream_.taken() - recording_since_ > status.report.frames + SampleTap::capacity / 2;
       status = recorder_.status()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

/** Restarts the model with a new seed at a fault, as the daemon does. */
void SoakPlayer::listen(std::span<const StereoFrame> frames) {
  if (const auto fault = guard_.listen(frames)) {
    ++faults_[static_cast<std::size_t>(*fault)];
    restart_with_new_seed(random_.bits());
  }
}

void SoakPlayer::restart_with_new_seed(std::uint64_t seed) {
  crossfader_.take_retired();
  SourceSwitch source_switch{.step = 0, .model = model_.name, .settings = parameters_.events()};
  std::ranges::find(source_switch.settings, ParameterId::seed, &ControlEvent::parameter)->seed = seed;
  auto source = daemon::prepare_source(model_, source_switch, {});
  if (source && crossfader_.offer(std::move(*source))) {
    ++entrances_;
  }
}

}  // namespace aeolian

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/ensemble.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/control/parameters.h"
#include "core/state_archive.h"

namespace aeolian {
namespace {

/** Seconds; a voice that appeared at once would click. */
constexpr float shortest_glide = 0.02f;

std::vector<std::unique_ptr<MonoSource>> only(std::unique_ptr<MonoSource> voice) {
  std::vector<std::unique_ptr<MonoSource>> voices;
  voices.push_back(std::move(voice));
  return voices;
}

/** `side` may be empty. */
void apply_level(Ramp& level, std::span<float> samples, std::span<float> side) {
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const float factor = level.next();
    samples[i] *= factor;
    if (!side.empty()) side[i] *= factor;
  }
}

}  // namespace

Ensemble::Ensemble(std::vector<std::unique_ptr<MonoSource>> voices, std::uint64_t seed,
                   std::shared_ptr<Ear> ear, std::size_t channels)
    : channels_(channels),
      ear_(std::move(ear)),
      steps_(2 * voices.size()),  // two each during a morph
      tail_(voices.front()->tail_size(), voices.front()->tail_front_end()),
      one_(static_cast<std::size_t>(voices.front()->hop())),
      side_(one_.size()),
      placed_(has_outputs() ? std::max(one_.size(), static_cast<std::size_t>(voices.front()->tail_size()))
                            : 0) {
  for (auto& voice : voices) {
    const auto number = static_cast<VoiceNumber>(members_.size() + 1);
    members_.push_back({.source = std::move(voice),
                        .seed = seed_of_voice(seed, number),
                        .output = VoiceOutput(has_outputs() ? channels : 1)});
  }
  members_.front().runs = true;
  members_.front().level = Ramp(1.f);
}

Ensemble::Ensemble(std::unique_ptr<MonoSource> voice, std::size_t channels)
    : Ensemble(only(std::move(voice)), 0, nullptr, channels) {}

PassageTimes Ensemble::passage_times() const {
  PassageTimes times;
  for (const Member& member : members_) {
    const PassageTimes own = member.source->passage_times();
    if (member.runs) times.present_s = std::max(times.present_s, own.present_s);
    times.longest_s = std::max(times.longest_s, own.longest_s);
  }
  return times;
}

std::uint64_t Ensemble::resets() const {
  std::uint64_t resets = 0;
  for (const Member& member : members_) resets += member.source->resets();
  return resets;
}

void Ensemble::apply(const ControlEvent& event) {
  if (event.parameter == ParameterId::voices) return set_count(event);
  if (event.parameter == ParameterId::listen_gain && ear_) ear_->set_gain(event.number);
  if (event.parameter == ParameterId::listen_gate && ear_) ear_->set_gate(event.number);
  if (event.parameter == ParameterId::listen_remember && ear_) set_remembers(event);
  if (event.voice == all_voices) {
    for (std::size_t i = 0; i < members_.size(); ++i) set_one(i, event);
    return;
  }
  const std::size_t i = event.voice - 1u;
  if (i >= members_.size()) return;
  if (event.parameter == ParameterId::gain) {
    members_[i].gain_db = event.number;
    set_level(i, event.glide_s);
  } else if (event.parameter == ParameterId::mute) {
    members_[i].muted = event.number != 0.f;
    set_level(i, event.glide_s);
  } else {
    set_one(i, event);
  }
}

void Ensemble::set_one(std::size_t i, const ControlEvent& event) {
  switch (event.parameter) {
    case ParameterId::pan:
      return set_pan(i, event);
    case ParameterId::out:
      return set_output(i, event);
    default:
      return hand_on(i, event);
  }
}

void Ensemble::set_count(const ControlEvent& event) {
  count_ = static_cast<std::size_t>(std::clamp(event.number, 1.f, static_cast<float>(members_.size())));
  for (std::size_t i = 0; i < members_.size(); ++i) {
    Member& member = members_[i];
    if (i < count_ && !member.runs) {
      member.source->apply({.parameter = ParameterId::seed, .seed = member.seed});
      member.runs = true;
    }
    set_level(i, event.glide_s);
  }
}

void Ensemble::hear(std::span<const float> samples) {
  if (ear_) ear_->hear(samples);
}

/** The ear keeps phrases as long as any voice follows them. */
void Ensemble::set_remembers(const ControlEvent& event) {
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (event.voice == all_voices || event.voice == i + 1) members_[i].remembers = event.number > 0.f;
  }
  ear_->set_remembers(std::ranges::any_of(members_, &Member::remembers));
}

/** An idle voice applies a change at once; otherwise it would start with the glide. */
void Ensemble::hand_on(std::size_t i, ControlEvent event) {
  Member& member = members_[i];
  if (event.parameter == ParameterId::seed) {
    if (event.voice == all_voices) event.seed = seed_of_voice(event.seed, static_cast<VoiceNumber>(i + 1));
    member.seed = event.seed;
  }
  if (!member.runs) event.glide_s = 0.f;
  event.voice = all_voices;
  member.source->apply(event);
}

void Ensemble::set_level(std::size_t i, float glide_s) {
  Member& member = members_[i];
  const bool is_heard = i < count_ && !member.muted;
  const float level = is_heard ? amplitude_of(member.gain_db) / std::sqrt(static_cast<float>(count_)) : 0.f;
  const float seconds = std::max(glide_s, shortest_glide);
  member.level.go(level, static_cast<std::size_t>(seconds * static_cast<float>(sample_rate())));
}

/** An idle voice moves at once. */
void Ensemble::set_pan(std::size_t i, const ControlEvent& event) {
  Member& member = members_[i];
  const float seconds = member.runs ? event.glide_s : 0.f;
  member.panner.go(event.number,
                   std::lround(seconds * static_cast<float>(sample_rate()) / static_cast<float>(hop())));
}

/** An idle voice moves at once; a channel that does not exist becomes the first one. */
void Ensemble::set_output(std::size_t i, const ControlEvent& event) {
  if (!has_outputs()) return;
  Member& member = members_[i];
  const auto channel = static_cast<std::size_t>(std::max(std::lround(event.number), 1L));
  const float seconds = member.runs ? std::max(event.glide_s, shortest_glide) : 0.f;
  member.output.go(channel <= channels_ ? channel - 1 : 0,
                   static_cast<std::size_t>(seconds * static_cast<float>(sample_rate())));
}

bool Ensemble::exchange_second(std::unique_ptr<SecondModel>& other) {
  if (other && other->size() < members_.size()) return true;
  if (second_ && !second_rests() && second_->presence() > 0.f) {
    second_->leave();
    return false;
  }
  std::swap(second_, other);
  for (std::size_t i = 0; i < members_.size(); ++i)
    members_[i].source->blend_with(second_ ? &second_->voice(i) : nullptr);
  if (second_) second_->enter(!has_sounded_);
  return true;
}

bool Ensemble::second_rests() const {
  return std::ranges::all_of(
      members_, [](const Member& member) { return !member.runs || member.source->second_rests(); });
}

/** Takes the voices' next steps, those of each model together. */
void Ensemble::take_steps() {
  if (second_) second_->next();
  for (Member& member : members_) {
    if (member.runs) member.source->prepare(steps_);
  }
  steps_.run();
  if (second_) second_->steps().run();
}

void Ensemble::render(PairedFrames frames) {
  silence(frames);
  has_sounded_ = true;
  const auto one = std::span(one_).first(frames.size());
  hop_in_step_ = (hop_in_step_ + 1) % hops_per_step();
  take_steps();
  for (std::size_t i = 0; i < members_.size(); ++i) {
    Member& member = members_[i];
    if (!member.runs) continue;
    member.source->render(one);
    const auto side = std::span(side_).first(member.source->side().size());
    std::ranges::copy(member.source->side(), side.begin());
    apply_level(member.level, one, side);
    place(member, side, frames);
    // Only between steps, so that all voices stay in step
    const bool has_left = i >= count_ && member.level.value() == 0.f;
    if (has_left && hop_in_step_ == 0) member.runs = false;
  }
}

/** Adds the hop of one voice, in one_ and `side`, to the channels. */
void Ensemble::place(Member& member, std::span<const float> side, PairedFrames frames) {
  const auto one = std::span(one_).first(frames.size());
  if (!has_outputs()) return member.panner.add_hop(one, side, frames.pair(0));
  const auto placed = std::span(placed_).first(frames.size());
  std::ranges::fill(placed, StereoFrame());
  member.panner.add_hop(one, side, placed);
  member.output.add(placed, frames);
}

void Ensemble::tail(PairedFrames frames) {
  if (!has_outputs()) {
    mix_tails({});
    return tail_.render(frames.pair(0));
  }
  silence(frames);
  const auto placed = std::span(placed_).first(frames.size());
  for (std::size_t channel = 0; channel < channels_; ++channel) {
    if (!mix_tails(channel)) continue;
    tail_.render(placed);
    add_on_channels(placed, channel, channels_, frames);
  }
}

/** Mixes the tails of the voices on `channel` and the next one, or of all; returns whether there are any. */
bool Ensemble::mix_tails(std::optional<std::size_t> channel) {
  tail_.clear();
  bool has_any = false;
  for (const Member& member : members_) {
    const float level = member.level.value() * (channel ? member.output.level(*channel) : 1.f);
    const StereoFrame gain = level * member.panner.gain();
    if (!member.runs || gain == StereoFrame()) continue;
    member.source->add_tail(tail_, gain);
    has_any = true;
  }
  return has_any;
}

/** Includes idle voices, for the settings with which they will start. */
void Ensemble::archive(StateArchive& state) {
  auto voices = static_cast<std::uint64_t>(members_.size());
  state.value(voices);
  if (!state.require(voices == members_.size())) return;
  state.value(count_);
  state.value(hop_in_step_);
  state.require(count_ >= 1 && count_ <= members_.size() && hop_in_step_ == 0);
  for (Member& member : members_) {
    state.value(member.seed);
    state.value(member.gain_db);
    state.value(member.muted);
    state.value(member.runs);
    state.value(member.level);
    state.value(member.panner);
    if (has_outputs()) member.output.archive(state);
    member.source->archive(state);
  }
  archive_blend(state);
}

/** Comes last: states from versions without second models end here. */
void Ensemble::archive_blend(StateArchive& state) {
  const bool has_second = second_ != nullptr;
  bool blends = has_second;
  if (state.is_at_end()) return void(state.require(!has_second));
  state.value(blends);
  if (!state.require(blends == has_second)) return;
  state.value(has_sounded_);
  if (second_) second_->archive(state);
  for (Member& member : members_) member.source->archive_blend(state);
}

}  // namespace aeolian

// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/recording/recorder.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <filesystem>
#include <system_error>
#include <utility>

#include "core/audio/samples_in.h"
#include "core/within_memory.h"

namespace aeolian::daemon {
namespace {

constexpr std::chrono::milliseconds capture_interval{10};
constexpr std::chrono::duration<double> least_patience{.1}, most_patience{1.};
constexpr std::size_t capture_block = 256;  // frames
constexpr int edges_a_second = 200;
constexpr double a_day_s = 86400.;  // more than is ever kept

/** Fades both ends, so that a recording of the past begins and ends in silence, like any other. */
void fade_ends(PairedFrames frames, std::size_t edge) {
  edge = std::min(edge, frames.size() / 2);
  for (std::size_t i = 0; i < edge; ++i) {
    const float level = static_cast<float>(i) / static_cast<float>(edge);
    for (std::size_t pair = 0; pair < frames.pairs(); ++pair) {
      frames.pair(pair)[i] *= level;
      frames.pair(pair)[frames.size() - 1 - i] *= level;
    }
  }
}

}  // namespace

RecordingReport Recorder::Take::report() const {
  return {.name = file.name(), .frames = writer.written(), .lost = writer.lost() + missed};
}

Recorder::Recorder(RecordingPlace place, SharedStream& stream, SampleTap& tap, double kept_s, PassOn pass_on)
    : place_(std::move(place)),
      stream_(stream),
      tap_(tap),
      pass_on_(std::move(pass_on)),
      stage_(stream.sample_rate(), stream.pairs()),
      mix_stage_(stream.sample_rate()),
      captured_(capture_block, stream.pairs()),
      past_(stream.pairs(), PastSound(samples_in(kept_s, stream.sample_rate()))) {
  tap_.open();
  thread_ = std::jthread([this](const std::stop_token& stop) { listen(stop); });
}

void Recorder::close() {
  if (auto report = stop()) {
    spdlog::info("recorded {}: {} frames, {} lost", report->name, report->frames, report->lost);
  }
}

void Recorder::set_quota(double gibibytes) {
  const std::lock_guard lock(mutex_);
  place_.quota = quota_bytes(gibibytes);
}

ControlInterface::Answer Recorder::start(std::string_view name) {
  const std::lock_guard lock(mutex_);
  if (take_ && !take_->writer.failed()) {
    return refuse(ControlError::Kind::busy, "a recording is in progress; stop it first");
  }
  auto file = RecordingFile::create(place_, name, stream_.sample_rate(), stream_.channels());
  if (!file) return tl::unexpected(file.error());
  const std::filesystem::path made = place_.directory / file->name();
  try {
    take_ = std::make_unique<Take>(std::move(*file), stream_.pairs());
  } catch (const std::exception&) {  // std::bad_alloc, or std::system_error for the thread
    std::error_code ignored;
    std::filesystem::remove(made, ignored);
    return refuse(ControlError::Kind::failed, "there is not enough memory for a recording");
  }
  told_ = false;
  ending_ = false;
  edge_ = Ramp(0.f);
  edge_.go(1.f, static_cast<std::size_t>(stream_.sample_rate() / edges_a_second));
  return take_->file.name();
}

tl::expected<RecordingReport, ControlError> Recorder::stop() {
  std::unique_lock lock(mutex_);
  if (!take_) {
    return refuse(ControlError::Kind::busy, "nothing is being recorded");
  }
  ending_ = true;
  edge_.go(0.f, static_cast<std::size_t>(stream_.sample_rate() / edges_a_second));
  // The output takes its frames in blocks, or in bursts of them; without a device it may take none.
  const std::chrono::duration<double> block(1. * stream_.counters().block.load() / stream_.sample_rate());
  faded_.wait_for(lock, std::clamp(3. * block, least_patience, most_patience),
                  [this] { return !take_ || edge_.value() <= 0.f; });
  const std::unique_ptr<Take> take = std::move(take_);
  lock.unlock();
  if (!take) {
    return refuse(ControlError::Kind::busy, "the recording is being stopped already");
  }
  auto written = take->writer.finish();
  auto closed = take->file.close();
  lock.lock();
  last_ = take->report();
  if (written && !closed) {
    return refuse(ControlError::Kind::failed, closed.error().message);
  }
  return last_;
}

tl::expected<RecordingReport, ControlError> Recorder::record_last(double seconds, std::string_view name) {
  if (!(seconds > 0.) || !std::isfinite(seconds)) {
    return refuse(ControlError::Kind::wrong_value, "the time must be a finite number of seconds above 0");
  }
  std::unique_lock lock(mutex_);
  PairedBuffer frames = past(seconds);
  const RecordingPlace place = place_;
  lock.unlock();
  if (frames.size() == 0) {
    return refuse(ControlError::Kind::failed,
                  "the last seconds of the output are not kept: set record_last in the configuration");
  }
  fade_ends(frames.frames(), static_cast<std::size_t>(stream_.sample_rate() / edges_a_second));
  auto file = RecordingFile::create(place, name, stream_.sample_rate(), stream_.channels());
  if (!file) return tl::unexpected(file.error());
  auto written = file->write(frames.frames());
  auto closed = file->close();
  for (const auto* done : {&written, &closed}) {
    if (!*done) return refuse(ControlError::Kind::failed, done->error().message);
  }
  return RecordingReport{.name = file->name(), .frames = frames.size()};
}

/** The last `seconds` of output, or as much as is kept. */
PairedBuffer Recorder::past(double seconds) const {
  const std::size_t wanted = samples_in(std::min(seconds, a_day_s), stream_.sample_rate());
  std::vector<std::vector<StereoFrame>> pairs;
  for (const PastSound& past : past_) pairs.push_back(past.last(wanted));
  PairedBuffer frames(pairs.front().size(), pairs.size());
  for (std::size_t pair = 0; pair < pairs.size(); ++pair)
    std::ranges::copy(pairs[pair], frames.frames().pair(pair).begin());
  return frames;
}

Recorder::Status Recorder::status() const {
  const std::lock_guard lock(mutex_);
  return {.recording = take_ && !take_->writer.failed(), .report = take_ ? take_->report() : last_};
}

void Recorder::listen(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    finishes_within_memory([this] {  // if not, it continues with the remaining samples
      const std::lock_guard lock(mutex_);
      follow_ear();
      tell_own_end();
    });
    std::this_thread::sleep_for(capture_interval);
  }
}

/** Processes the frames that the output has taken since the last call. */
void Recorder::follow_ear() {
  follow_controls();
  const std::uint64_t lost = tap_.lost();
  if (take_) take_->missed += lost - lost_;
  lost_ = lost;
  const std::uint64_t heard = stream_.taken();
  while (taken_ + lost_ < heard) {
    const auto wanted = std::min<std::uint64_t>(capture_block, heard - taken_ - lost_);
    const std::size_t count = tap_.take(captured_.frames().first(static_cast<std::size_t>(wanted)));
    if (count == 0) return;
    taken_ += count;
    record(captured_.frames().first(count));
  }
}

void Recorder::follow_controls() {
  const Glide gain = stream_.gain(), fade = stream_.fade();
  for (OutputStage* stage : {&stage_, &mix_stage_}) {
    stage->set_gain(gain.target, gain.seconds);
    stage->set_mute(stream_.mute());
    stage->set_fade(fade.target, fade.seconds);
  }
}

/** The mix of several pairs has its own limiter, because it is louder than each of them. */
void Recorder::pass_on_mix(ConstPairedFrames frames) {
  std::array<StereoFrame, capture_block> mix;
  const auto mixed = std::span(mix).first(frames.size());
  mix_down(frames, mixed);
  mix_stage_.process(mixed);
  pass_on_(mixed);
}

void Recorder::record(PairedFrames frames) {
  const bool has_mix = frames.pairs() > 1;
  if (pass_on_ && has_mix) pass_on_mix(frames);
  stage_.process(frames);
  if (pass_on_ && !has_mix) pass_on_(frames.pair(0));
  for (std::size_t pair = 0; pair < past_.size(); ++pair) past_[pair].push(frames.pair(pair));
  if (!take_ || (ending_ && edge_.value() <= 0.f)) return;
  // If the thread is late, it has more frames than the fade lasts; the rest would be recorded as silence.
  std::size_t recorded = 0;
  while (recorded < frames.size()) {
    const float level = edge_.next();
    for (std::size_t pair = 0; pair < frames.pairs(); ++pair) frames.pair(pair)[recorded] *= level;
    ++recorded;
    if (ending_ && edge_.value() <= 0.f) break;
  }
  take_->writer.push(frames.first(recorded));
  if (ending_ && edge_.value() <= 0.f) faded_.notify_all();
}

void Recorder::tell_own_end() {
  if (take_ && take_->writer.failed() && !told_) {
    spdlog::warn("the recording {} stopped by itself: {}", take_->file.name(),
                 take_->writer.finish().error().message);
    told_ = true;
  }
}

}  // namespace aeolian::daemon

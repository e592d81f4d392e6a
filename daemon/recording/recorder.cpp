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

namespace aeolian {
namespace {

constexpr std::chrono::milliseconds capture_interval{10};
constexpr std::chrono::milliseconds patience_to_end{100};
constexpr std::size_t capture_block = 256;  // frames
constexpr int edges_a_second = 200;
constexpr double a_day_s = 86400.;  // more than is ever kept

/** So that a recording of the past begins and ends in silence, like any other. */
void fade_ends(std::span<StereoFrame> frames, std::size_t edge) {
  edge = std::min(edge, frames.size() / 2);
  for (std::size_t i = 0; i < edge; ++i) {
    const float level = static_cast<float>(i) / static_cast<float>(edge);
    frames[i] *= level;
    frames[frames.size() - 1 - i] *= level;
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
      stage_(stream.sample_rate()),
      past_(samples_in(kept_s, stream.sample_rate())) {
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
  auto file = RecordingFile::create(place_, name, stream_.sample_rate());
  if (!file) return tl::unexpected(file.error());
  const std::filesystem::path made = place_.directory / file->name();
  try {
    take_ = std::make_unique<Take>(std::move(*file));
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
  faded_.wait_for(lock, patience_to_end, [this] { return !take_ || edge_.value() <= 0.f; });
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
    return refuse(ControlError::Kind::wrong_value, "the time to keep is a finite number of seconds above 0");
  }
  std::unique_lock lock(mutex_);
  auto frames = past_.last(samples_in(std::min(seconds, a_day_s), stream_.sample_rate()));
  const RecordingPlace place = place_;
  lock.unlock();
  if (frames.empty()) {
    return refuse(ControlError::Kind::failed,
                  "nothing is kept of what was heard: record_last in the configuration says how much is");
  }
  fade_ends(frames, static_cast<std::size_t>(stream_.sample_rate() / edges_a_second));
  auto file = RecordingFile::create(place, name, stream_.sample_rate());
  if (!file) return tl::unexpected(file.error());
  auto written = file->write(frames);
  auto closed = file->close();
  for (const auto* done : {&written, &closed}) {
    if (!*done) return refuse(ControlError::Kind::failed, done->error().message);
  }
  return RecordingReport{.name = file->name(), .frames = frames.size()};
}

Recorder::Status Recorder::status() const {
  const std::lock_guard lock(mutex_);
  return {.recording = take_ && !take_->writer.failed(), .report = take_ ? take_->report() : last_};
}

void Recorder::listen(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    finishes_within_memory([this] {  // if not, it goes on with the samples that are left
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
  std::array<StereoFrame, capture_block> frames;
  while (taken_ + lost_ < heard) {
    const auto wanted = std::min<std::uint64_t>(capture_block, heard - taken_ - lost_);
    const std::size_t count = tap_.take(std::span(frames).first(static_cast<std::size_t>(wanted)));
    if (count == 0) return;
    taken_ += count;
    record(std::span(frames).first(count));
  }
}

void Recorder::follow_controls() {
  const Glide gain = stream_.gain();
  stage_.set_gain(gain.target, gain.seconds);
  stage_.set_mute(stream_.mute());
  const Glide fade = stream_.fade();
  stage_.set_fade(fade.target, fade.seconds);
}

void Recorder::record(std::span<StereoFrame> frames) {
  stage_.process(frames);
  past_.push(frames);
  if (pass_on_) pass_on_(frames);
  if (!take_ || (ending_ && edge_.value() <= 0.f)) return;
  // If the thread is late, it has more frames than the fade lasts: those after it would be recorded as
  // silence.
  std::size_t recorded = 0;
  for (StereoFrame& frame : frames) {
    frame *= edge_.next();
    ++recorded;
    if (ending_ && edge_.value() <= 0.f) break;
  }
  take_->writer.push(frames.first(recorded));
  if (ending_ && edge_.value() <= 0.f) faded_.notify_all();
}

void Recorder::tell_own_end() {
  if (take_ && take_->writer.failed() && !told_) {
    spdlog::warn("the recording {} has ended by itself: {}", take_->file.name(),
                 take_->writer.finish().error().message);
    told_ = true;
  }
}

}  // namespace aeolian

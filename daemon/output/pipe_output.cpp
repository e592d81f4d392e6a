// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output/pipe_output.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/within_memory.h"

namespace aeolian::daemon {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds try_interval{250};
constexpr milliseconds patience_with_reader{2000};
constexpr milliseconds patience_to_finish{500};
constexpr milliseconds poll_interval{1};  // for a reader that sets the pace
constexpr int most_blocks = 16;           // at once, for such a reader
constexpr milliseconds ending{110};       // a fade-out and a block

}  // namespace

ErrorOr<std::unique_ptr<PipeOutput>> PipeOutput::create(SharedStream& stream, PipeChoice choice) {
  auto clock = BlockClock::create(stream, choice.rate);
  if (!clock) return tl::unexpected(clock.error());
  auto writer = choice.fifo.empty() ? PipeWriter::to_standard_output() : PipeWriter::to_fifo(choice.fifo);
  if (!writer) return tl::unexpected(writer.error());
  return std::unique_ptr<PipeOutput>(
      new PipeOutput(stream, std::move(choice), std::move(*writer), std::move(*clock)));
}

PipeOutput::PipeOutput(SharedStream& stream, PipeChoice choice, PipeWriter writer,
                       std::unique_ptr<BlockClock> clock)
    : ClockedOutput(std::move(clock), {.playing = false, .device = writer.name()}),
      stream_(stream),
      choice_(std::move(choice)),
      rate_(choice_.rate == 0 ? stream.sample_rate() : choice_.rate),
      writer_(std::move(writer)),
      header_(pipe_header(choice_.format, rate_, stream.channels())),
      left_(choice_.duration > 0. ? std::llround(choice_.duration * rate_)
                                  : std::numeric_limits<std::int64_t>::max()) {}

milliseconds PipeOutput::work() {
  finishes_within_memory([this] {  // if not, the rest is done at the next tick
    if (plays_) {
      play();
    } else {
      wait_for_reader();
    }
  });
  const bool follows_reader = plays_ && choice_.pace == PipePace::reader;
  return follows_reader ? poll_interval : BlockClock::tick_interval;
}

void PipeOutput::wait_for_reader() {
  if (!writer_.is_open()) {
    find_reader();
  } else if (const auto flushed = writer_.flush(); !flushed) {
    lose(flushed.error().message);
  } else if (writer_.pending() == 0) {
    begin();
  }
  if (!plays_) clock_->tick([this](auto block) { left_ -= static_cast<std::int64_t>(block.size()); });
}

void PipeOutput::find_reader() {
  const auto now = Clock::now();
  if (now < next_try_) return;
  next_try_ = now + try_interval;
  if (const auto opened = writer_.open(); opened) {
    writer_.push(header_);
    begin();
  } else if (opened.error().message != std::exchange(last_complaint_, opened.error().message)) {
    spdlog::warn("{}; playing on in silence", opened.error().message);
  }
}

/** Begins with a new clock, so that the reader hears a fade-in. */
void PipeOutput::begin() {
  auto clock = BlockClock::create(stream_, choice_.rate);
  if (!clock) return spdlog::error("{}", clock.error().message);
  clock_ = std::move(*clock);
  kept_up_ = Clock::now();
  plays_ = true;
  last_complaint_.clear();
  spdlog::info("playing to {}", writer_.name());
  set_status({.playing = true, .device = writer_.name()});
}

void PipeOutput::play() {
  const std::size_t before = writer_.written();
  if (const auto written = write_blocks(); !written) return lose(written.error().message);
  const auto now = Clock::now();
  const bool takes = choice_.pace == PipePace::reader && writer_.written() > before;
  if (takes || writer_.pending() == 0) {
    kept_up_ = now;
  } else if (now - kept_up_ > patience_with_reader) {
    forget_late_sound();
    lose("its reader is too slow");
  }
}

/** Passes on the blocks that are due; at the reader's pace, as many as it takes, for a moment. */
ErrorOr<void> PipeOutput::write_blocks() {
  if (choice_.pace == PipePace::clock) {
    clock_->tick([this](auto block) { take(block); });
    return writer_.flush();
  }
  for (int block = 0; block < most_blocks; ++block) {
    if (auto flushed = writer_.flush(); !flushed || writer_.pending() > 0) return flushed;
    if (!clock_->advance([this](auto frames) { take(frames); })) return {};
  }
  return {};
}

void PipeOutput::take(ConstPairedFrames block) {
  const auto size = static_cast<std::int64_t>(block.size());
  const auto last = static_cast<std::size_t>(std::clamp<std::int64_t>(left_, 0, size));
  writer_.push(pipe_bytes(choice_.format, block.first(last), stream_.channels()));
  left_ -= size;
  if (left_ <= ending_frames()) clock_->fade_out();
}

/** Returns the number of frames of the fade-out at the end. */
std::int64_t PipeOutput::ending_frames() const {
  return rate_ * ending.count() / 1000;
}

void PipeOutput::lose(const std::string& why) {
  plays_ = false;
  clock_->restart();
  spdlog::warn("{}: {}; playing on in silence", writer_.name(), why);
  set_status({.playing = false, .device = writer_.name()});
}

/** A reader that returns late gets whole frames, and no more of the past than is in the pipe. */
void PipeOutput::forget_late_sound() {
  const std::size_t frame = frame_bytes(choice_.format, stream_.channels());
  const std::size_t written = writer_.written();
  const std::size_t begun = written < header_.size() ? header_.size() - written
                                                     : (frame - (written - header_.size()) % frame) % frame;
  writer_.forget(std::min(begun, writer_.pending()));
}

/** Lets the reader take what is left, for a while; once the end of the duration has begun, all of it. */
void PipeOutput::finish() {
  const auto until = Clock::now() + patience_to_finish;
  const auto ends = [this] { return left_ > 0 && left_ <= ending_frames(); };
  while (plays_ && Clock::now() < until && writer_.flush() && (ends() || writer_.pending() > 0)) {
    if (ends() && clock_->advance([this](auto block) { take(block); })) continue;
    std::this_thread::sleep_for(BlockClock::tick_interval);
  }
}

}  // namespace aeolian::daemon

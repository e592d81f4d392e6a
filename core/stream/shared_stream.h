// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <semaphore.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/audio/paired_frames.h"
#include "core/error.h"
#include "core/file_descriptor.h"
#include "core/realtime.h"
#include "core/stream/output_change.h"
#include "core/stream/spsc_ring.h"
#include "core/stream/time_histogram.h"

namespace aeolian {

/** The consumer of the ring: exactly one at any time. */
enum class Consumer : std::uint32_t {
  clock,   ///< a thread of the daemon that empties the ring in silence, or into a pipe
  device,  ///< the audio callback in the output process
};

/** Counters written by the consumer (those about the device also while it waits to become the consumer). */
struct StreamCounters {
  std::atomic<std::uint64_t> callbacks{0};    ///< device blocks since the start: the heartbeat
  std::atomic<std::uint64_t> frames{0};       ///< device frames made from the ring
  std::atomic<std::uint64_t> underruns{0};    ///< times that the ring ran empty, each counted once
  std::atomic<std::uint64_t> xruns{0};        ///< xruns reported by the device
  std::atomic<std::uint64_t> stalls{0};       ///< device blocks requested later than the buffer lasts
  std::atomic<std::uint64_t> gaps{0};         ///< times that the device dropped out, playing nothing
  std::atomic<std::uint64_t> gap_time{0};     ///< total of all gaps, ns
  std::atomic<std::uint64_t> lengthened{0};   ///< times that the device was reopened with a longer latency
  std::atomic<std::uint64_t> non_finite{0};   ///< samples that were NaN or infinite and became silence
  std::atomic<std::uint32_t> device_rate{0};  ///< Hz; 0 = no device yet
  std::atomic<std::uint32_t> block{0};        ///< largest number of stream frames in a block
  std::atomic<float> peak{0.f};               ///< largest output magnitude; the reader resets it to 0
  std::atomic<float> fade_level{0.f};         ///< 0 = faded out, 1 = faded in
  std::atomic<float> faded_to{0.f};           ///< the last target of the stream's fade that was reached
  /** Seconds from the callback to the output, as reported by the device. */
  std::atomic<float> device_latency{0.f};
  std::atomic<std::uint32_t> input_rate{0};  ///< of the input, Hz; 0 = no input
  std::atomic<float> input_peak{0.f};        ///< largest input magnitude in the last step
  std::atomic<std::uint64_t> input_lost{0};  ///< input samples that were not read in time
  std::atomic<std::int64_t> zero_time{0};  ///< when sample 0 was due (from the last block): steady clock, ns
};

/**
 * How long changes take from their arrival at a control source to the consumer's block; the device's latency
 * must be added. Changes that name a step are not counted, because they wait for it. Written by the consumer.
 */
struct StreamLatency {
  struct Times {
    TimeHistogram first;  ///< to the first frame that reflects the change
    TimeHistogram half;   ///< to half of the change, including half of the requested glide
  };
  Times output;  ///< gain, mute, play
  Times frames;  ///< changes of the generated sound that act on frames (core/control/frame_events.h)
  Times model;   ///< other changes of the generated sound, which wait for the model's next step
};

/** Information for the consumer at a certain sample. */
struct StreamMark {
  std::uint64_t position = 0;          ///< of the sample, counted since the start
  std::optional<OutputChange> change;  ///< to be applied from there on
  std::int64_t arrived = 0;            ///< of an event applied there, as in ControlEvent; 0 = unknown
  std::uint32_t first = 0;             ///< samples from there to the first that reflects the event
  float half_s = 0.f;                  ///< from that one to half of the change, seconds
  bool on_frames = false;              ///< whether the event acts on frames
};

/** The transport of a sound server at one moment, with its beats at the time of hearing. */
struct Transport {
  double tempo = 0.;      ///< quarter notes per minute
  double beat = 0.;       ///< quarter notes since the beginning of the song
  std::int64_t time = 0;  ///< of the beat: steady clock, ns
  bool rolls = false;
};

/**
 * The memory shared by the generator and the audio callback, which may be another process: a ring of frames
 * at the model's rate, the tail to play when the ring is empty, levels, counters and a semaphore; and a ring
 * and tail for each further pair of output channels. It has no name in any file system: the file descriptor
 * is inherited.
 *
 * Each method states the side to which it belongs. The object itself may be moved only before its threads
 * start.
 */
class SharedStream {
 public:
  static constexpr std::size_t ring_capacity = 1 << 16;    ///< frames
  static constexpr std::size_t max_tail = 1 << 14;         ///< frames
  static constexpr std::size_t heard_capacity = 1 << 15;   ///< samples
  static constexpr std::size_t played_capacity = 1 << 14;  ///< frames, the last ones played

  /**
   * Creates empty shared memory for frames of 1 to most_output_channels `channels` at `sample_rate` Hz; fades
   * in on the first block.
   */
  static ErrorOr<SharedStream> create(int sample_rate, std::size_t channels = 2);

  /**
   * Attaches to the shared memory behind an inherited file descriptor, after checking it; takes ownership of
   * `fd`.
   */
  static ErrorOr<SharedStream> attach(int fd);

  SharedStream(SharedStream&&) noexcept = default;
  SharedStream& operator=(SharedStream&&) noexcept = default;

  int fd() const { return *file_; }
  int sample_rate() const noexcept AEOLIAN_NONBLOCKING { return layout_->sample_rate; }
  std::size_t channels() const noexcept AEOLIAN_NONBLOCKING { return channels_; }  ///< of the output
  std::size_t pairs() const noexcept AEOLIAN_NONBLOCKING { return pairs_of(channels_); }

  // The generation thread's side.

  /** Appends one step, and the tail (at most max_tail) that would follow its last frame; all or nothing. */
  bool publish(ConstPairedFrames frames, ConstPairedFrames tail) noexcept AEOLIAN_NONBLOCKING;

  /** Adds a mark for the consumer; positions must not decrease. False = too many are waiting. */
  bool mark(const StreamMark& mark) noexcept AEOLIAN_NONBLOCKING { return layout_->marks.push(mark); }

  /** Sleeps until fewer than `fill` frames are left in the ring, at most about `timeout`. */
  void wait_below(std::size_t fill, std::chrono::milliseconds timeout) noexcept;

  /** Number of input samples waiting to be read. */
  std::size_t heard() const noexcept { return layout_->heard.size(); }

  /** Reads the oldest of them; returns their number. */
  std::size_t take_heard(std::span<float> samples) noexcept { return layout_->heard.pop(samples); }

  /** Any thread: frames in the ring. */
  std::size_t fill() const noexcept AEOLIAN_NONBLOCKING { return layout_->ring.size(); }

  /** Any thread: number of frames in the ring at which concealment ends: a block and a little more. */
  std::size_t return_fill() const noexcept AEOLIAN_NONBLOCKING {
    const std::size_t block = counters().block.load(std::memory_order_relaxed);
    return block == 0 ? 512 : std::min<std::size_t>(block, ring_capacity / 4) + 64;
  }

  /** Any thread: frames appended since the start. */
  std::uint64_t written() const noexcept AEOLIAN_NONBLOCKING { return layout_->ring.written(); }

  /** Any thread: frames taken since the start. */
  std::uint64_t taken() const noexcept AEOLIAN_NONBLOCKING { return layout_->ring.taken(); }

  // The control side; any thread.

  /** Sets a level, applied in the consumer's next block; `arrived` as in ControlEvent. */
  void set(const OutputChange& change, std::int64_t arrived = 0) noexcept AEOLIAN_NONBLOCKING;

  void set_gain(Glide decibels) noexcept { set({OutputControl::gain, decibels}); }
  void set_mute(bool mute) noexcept { set({OutputControl::mute, {mute ? 1.f : 0.f, 0.f}}); }

  /** Target 1 fades in, 0 out; counters().fade_level is the present level. */
  void set_fade(Glide fade) noexcept { set({OutputControl::fade, fade}); }

  /** Hands over the consumer side. Called by the daemon once the previous consumer has certainly stopped. */
  void set_consumer(Consumer consumer) noexcept {
    layout_->consumer.store(consumer, std::memory_order_release);
  }

  // The device's process and its supervisor: a device is announced, then made the consumer, and withdrawn
  // when its process has ended.

  /**
   * The device's process: announces a device called `name`, whose callback is running and waits to become the
   * consumer.
   */
  void announce_device(std::string_view name) noexcept;

  /** The announced name; empty = none. */
  std::string device() const;

  void withdraw_device() noexcept { layout_->device_announced.store(false, std::memory_order_relaxed); }

  StreamCounters& counters() noexcept AEOLIAN_NONBLOCKING { return layout_->counters; }
  const StreamCounters& counters() const noexcept AEOLIAN_NONBLOCKING { return layout_->counters; }

  StreamLatency& latency() noexcept AEOLIAN_NONBLOCKING { return layout_->latency; }
  const StreamLatency& latency() const noexcept { return layout_->latency; }

  // The side of the consumer, whichever it is.

  Consumer consumer() const noexcept AEOLIAN_NONBLOCKING {
    return layout_->consumer.load(std::memory_order_acquire);
  }
  Glide level(OutputControl control) const noexcept AEOLIAN_NONBLOCKING {
    return layout_->level(control).glide.load(std::memory_order_relaxed);
  }
  Glide gain() const noexcept AEOLIAN_NONBLOCKING { return level(OutputControl::gain); }
  bool mute() const noexcept AEOLIAN_NONBLOCKING { return level(OutputControl::mute).target != 0.f; }
  Glide fade() const noexcept AEOLIAN_NONBLOCKING { return level(OutputControl::fade); }

  /** When the oldest change of `control` since the last call arrived; 0 = none, or unknown. */
  std::int64_t take_arrival(OutputControl control) noexcept AEOLIAN_NONBLOCKING;

  /** Takes the oldest mark before sample `end`; false = none. */
  bool take_mark(std::uint64_t end, StreamMark& mark) noexcept AEOLIAN_NONBLOCKING;

  /** Takes frames from the ring; returns their number. */
  std::size_t take(PairedFrames frames) noexcept AEOLIAN_NONBLOCKING;

  /**
   * Copies the tail of a pair of channels that continues the last frame taken from an empty ring; returns its
   * length, 0 if there is none.
   */
  std::size_t copy_tail(std::span<StereoFrame> frames,
                        std::size_t pair = 0) const noexcept AEOLIAN_NONBLOCKING;

  /** Passes on input samples, mono at counters().input_rate; counts those for which there is no room. */
  void push_heard(std::span<const float> samples) noexcept AEOLIAN_NONBLOCKING;

  /** Stores the transport position of the device's server, replacing the last one. */
  void keep_transport(const Transport& transport) noexcept AEOLIAN_NONBLOCKING;

  /** Any thread: the transport stored last; nothing if the device has none. */
  std::optional<Transport> transport() const noexcept;

  /** Stores the frames played, after the output stage and at the device's rate, for meters. */
  void keep_played(ConstPairedFrames frames) noexcept AEOLIAN_NONBLOCKING;

  /** Any thread: frames played since the start. */
  std::uint64_t played() const noexcept { return layout_->played.written.load(std::memory_order_acquire); }

  /** Any thread: copies the newest frames played, at most half of played_capacity; zeros before the first. */
  void copy_played(PairedFrames newest) const noexcept;

  /** Wakes the generation thread if it is waiting: once after every block. */
  void wake() noexcept AEOLIAN_NONBLOCKING;

 private:
  /**
   * Written by the generation thread under a sequence lock: an odd sequence means that writing is in
   * progress.
   */
  struct Tail {
    std::atomic<std::uint64_t> sequence{0};
    std::atomic<std::uint64_t> position{0};  ///< ring position that the tail continues
    std::atomic<std::uint32_t> size{0};
    std::array<std::atomic<StereoFrame>, max_tail> frames{};
  };

  /** Ring of the last frames played. */
  struct Played {
    std::atomic<std::uint64_t> written{0};
    std::array<std::atomic<StereoFrame>, played_capacity> frames{};
  };

  /** A pair of channels beyond the first, using the positions of the first. */
  struct alignas(64) FurtherPair {
    std::array<std::array<std::atomic<StereoFrame>, max_tail>, 2> tails{};
    std::array<std::atomic<StereoFrame>, played_capacity> played{};
    std::array<StereoFrame, ring_capacity> ring{};
  };

  /** Written by the device's callback under a sequence lock. */
  struct KeptTransport {
    std::atomic<std::uint64_t> sequence{0};
    std::atomic<double> tempo{0.}, beat{0.};
    std::atomic<std::int64_t> time{0};
    std::atomic<bool> rolls{false};
  };

  struct Level {
    std::atomic<Glide> glide{};
    std::atomic<std::int64_t> arrived{0};
  };

  struct Layout {
    std::uint64_t magic = 0;
    std::uint32_t version = 0;
    std::uint32_t bytes = 0;
    int sample_rate = 0;
    std::uint32_t channels = 0;
    std::array<Level, output_control_count> levels;
    std::atomic<Consumer> consumer{Consumer::clock};
    std::atomic<bool> waiting{false};
    std::atomic<bool> device_announced{false};
    std::array<char, 256> device_name{};  ///< zero-terminated; written before it is announced
    sem_t wake_up{};
    std::uint64_t tails_published = 0;  ///< used only by the generation thread
    StreamCounters counters;
    StreamLatency latency;
    SpscRing<StreamMark, 256> marks;
    std::array<Tail, 2> tails;
    Played played;
    KeptTransport transport;
    SpscRing<float, heard_capacity> heard;
    SpscRing<StereoFrame, ring_capacity> ring;

    Level& level(OutputControl control) noexcept AEOLIAN_NONBLOCKING {
      return levels[static_cast<std::size_t>(control)];
    }
  };
  static_assert(std::atomic<Glide>::is_always_lock_free && std::atomic<StereoFrame>::is_always_lock_free &&
                std::atomic<Consumer>::is_always_lock_free && std::atomic<bool>::is_always_lock_free &&
                std::atomic<double>::is_always_lock_free);

  struct Unmap {
    std::size_t bytes = 0;
    void operator()(Layout* layout) const noexcept;
  };

  SharedStream(FileDescriptor file, Layout* layout, std::size_t channels)
      : file_(std::move(file)), layout_(layout, Unmap{bytes_for(channels)}), channels_(channels) {}
  static std::size_t bytes_for(std::size_t channels);
  static ErrorOr<void*> map(int fd, std::size_t bytes);

  /** Memory of pair `pair` (from 1 on), which follows the layout. */
  FurtherPair& further(std::size_t pair) const noexcept AEOLIAN_NONBLOCKING {
    return reinterpret_cast<FurtherPair*>(layout_.get() + 1)[pair - 1];
  }
  std::span<std::atomic<StereoFrame>> tail_frames(std::size_t slot,
                                                  std::size_t pair) const noexcept AEOLIAN_NONBLOCKING;
  std::span<std::atomic<StereoFrame>> played_frames(std::size_t pair) const noexcept AEOLIAN_NONBLOCKING;
  auto ring_beside() noexcept AEOLIAN_NONBLOCKING {
    return [this](std::size_t pair) { return further(pair).ring.data(); };
  }

  FileDescriptor file_;
  std::unique_ptr<Layout, Unmap> layout_;
  std::size_t channels_;
};

}  // namespace aeolian

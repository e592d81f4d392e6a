// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/player.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/control/frame_events.h"
#include "core/realtime.h"

namespace aeolian {
namespace {

constexpr int priority = 40;                  // below JACK and the kernel's interrupt threads
constexpr std::size_t block_unknown = 512;    // samples, before the consumer has announced a block size
constexpr double light_load = 0.3;            // above it, steps are rendered as a whole
constexpr double part_load_share = 0.02;      // of the newest step in the mean
constexpr std::chrono::milliseconds nap{20};  // interval of checking a consumer that has stopped
static_assert(longest_tail == SharedStream::max_tail);

bool ask_for_real_time() noexcept {
  const sched_param parameters{.sched_priority = priority};
  return pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) == 0;
}

}  // namespace

Player::Player(StepRenderer& renderer, SharedStream& stream, const OverloadSettings& overload)
    : renderer_(renderer),
      stream_(stream),
      step_size_(renderer.step_size()),
      budget_(static_cast<std::int64_t>(1e9 * static_cast<double>(step_size_) / renderer.sample_rate())),
      overload_(overload, budget_),
      wake_margin_(step_s()),
      reserve_(wake_margin_.most()) {}

void Player::listen_to(std::unique_ptr<StepInput> input) {
  input_ = std::move(input);
  heard_.resize(input_ ? step_size_ : 0);
}

void Player::start() {
  if (!thread_.joinable()) {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
}

void Player::stop() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
}

std::uint64_t Player::step_at(std::chrono::steady_clock::time_point time) const noexcept {
  const double samples = sample_heard_at(time).value_or(0.);
  return samples > 0. ? static_cast<std::uint64_t>(samples / static_cast<double>(step_size_)) : 0;
}

std::uint64_t Player::step_heard_at(std::chrono::steady_clock::time_point time) const noexcept {
  const auto sample = sample_heard_at(time);
  if (!sample) return 0;
  const double step =
      std::round((*sample - first_heard_.load(std::memory_order_relaxed)) / static_cast<double>(step_size_));
  return step > 0. ? static_cast<std::uint64_t>(step) : 0;
}

std::optional<std::chrono::steady_clock::time_point> Player::time_heard(std::uint64_t step) const noexcept {
  const auto now = std::chrono::steady_clock::now();
  const auto sample = sample_heard_at(now);
  if (!sample) return {};
  const double first = static_cast<double>(step * step_size_) + first_heard_.load(std::memory_order_relaxed);
  const std::chrono::duration<double> wait((first - *sample) / renderer_.sample_rate());
  return now + std::chrono::round<std::chrono::steady_clock::duration>(wait);
}

/** The step in progress may have applied its events already. */
std::optional<std::chrono::steady_clock::time_point> Player::next_change() const noexcept {
  return time_heard(steps() + 1);
}

/** The (fractional) sample audible at `time`; nothing before the first block. */
std::optional<double> Player::sample_heard_at(std::chrono::steady_clock::time_point time) const noexcept {
  const StreamCounters& counters = stream_.counters();
  const std::int64_t zero = counters.zero_time.load(std::memory_order_relaxed);
  if (zero == 0) {
    return {};
  }
  const bool is_device = stream_.consumer() == Consumer::device;
  const double latency = is_device ? static_cast<double>(counters.device_latency.load()) : 0.;
  const double since_zero =
      1e-9 * static_cast<double>(std::chrono::nanoseconds(time.time_since_epoch()).count() - zero);
  return (since_zero - latency) * renderer_.sample_rate();
}

std::size_t Player::look_ahead() const noexcept {
  const std::size_t block = stream_.counters().block.load(std::memory_order_relaxed);
  const double reserve = static_cast<double>(step_size_) * reserve_.load(std::memory_order_relaxed);
  const std::size_t wanted = static_cast<std::size_t>(reserve) + (block == 0 ? block_unknown : block) +
                             extra_look_ahead_.load(std::memory_order_relaxed);
  return std::clamp(wanted, stream_.return_fill(), SharedStream::ring_capacity - step_size_);
}

void Player::run(const std::stop_token& stop) {
  denormals_off();
  pthread_setname_np(pthread_self(), "generator");
  scheduling_.store(ask_for_real_time() ? Scheduling::real_time : Scheduling::refused);
  while (!stop.stop_requested()) {
    const std::size_t look_ahead_now = look_ahead();
    if (stream_.fill() < look_ahead_now) {
      make_part();
    } else {
      wait_below(look_ahead_now);
    }
  }
}

/** Waits until the ring holds less than `look_ahead`; notes by how much more than one block it has sunk. */
void Player::wait_below(std::size_t look_ahead) {
  stream_.wait_below(look_ahead, nap);
  const std::size_t left = stream_.fill() + stream_.counters().block.load(std::memory_order_relaxed);
  if (left < look_ahead) longest_wait_ = std::max(longest_wait_, look_ahead - left);
}

void Player::make_part() {
  const auto begin = std::chrono::steady_clock::now();
  if (renderer_.begins_step()) {
    step_took_ = part_took_ = {};
    step_fill_ = stream_.fill();
    if (input_) input_->take(heard_);
  }
  const bool is_light = overload_.load() < light_load;
  renderer_.render_hops(is_light ? 1 : renderer_.hops_per_step(), heard_);
  mark_changes();
  stream_.publish(renderer_.rendered(), renderer_.tail());
  report_applied();
  const auto took = std::chrono::steady_clock::now() - begin;
  step_took_ += took;
  part_took_ = std::max<std::chrono::nanoseconds>(part_took_, took);
  if (renderer_.begins_step()) finish_step();
}

/** Counts a finished step, and passes it to metrics, taps and the input. */
void Player::finish_step() {
  step_times_.record(step_took_);
  if (step_took_ > budget_) {
    late_steps_.fetch_add(1, std::memory_order_relaxed);
  }
  steps_.fetch_add(1, std::memory_order_relaxed);
  resets_.store(renderer_.resets(), std::memory_order_relaxed);
  const PassageTimes passage = renderer_.passage_times();
  passage_s_.store(passage.present_s, std::memory_order_relaxed);
  longest_passage_s_.store(passage.longest_s, std::memory_order_relaxed);
  pulse_.set(renderer_.pulse());
  for (SampleTap& tap : taps_) {
    tap.offer(tap.pairs() > 1 ? renderer_.last_step() : renderer_.last_step_mixed());
  }
  if (input_) {
    input_->played(renderer_.last_step_mixed());
    heard_report_.set(renderer_.heard());
  }
  follow_overload();
}

void Player::follow_overload() {
  const int level = overload_.level();
  const double reserve_s = static_cast<double>(step_fill_) / renderer_.sample_rate();
  overload_.step(step_took_, std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 * reserve_s)));
  wake_margin_.step(static_cast<double>(std::exchange(longest_wait_, 0)) / static_cast<double>(step_size_));
  part_load_ += (std::chrono::duration<double>(part_took_) / budget_ - part_load_) * part_load_share;
  if (scheduling_.load(std::memory_order_relaxed) == Scheduling::real_time)
    reserve_.store(std::min(wake_margin_.steps() + part_load_, wake_margin_.most()),
                   std::memory_order_relaxed);
  if (overload_.level() == level) {
    return;
  }
  extra_look_ahead_.store(overload_.extra_steps() * step_size_, std::memory_order_relaxed);
  wants_less_.store(overload_.lowers_quality(), std::memory_order_relaxed);
  overload_level_.store(overload_.level(), std::memory_order_relaxed);
  if (overload_.level() > level) {
    overloads_.fetch_add(1, std::memory_order_relaxed);
  }
}

/** Marks for the consumer the changes made by the hops about to be published. */
void Player::mark_changes() {
  const std::uint64_t begin = stream_.written();
  const Response response = renderer_.response();
  first_heard_.store(response.first, std::memory_order_relaxed);
  const auto rate = static_cast<float>(renderer_.sample_rate());
  const LoggedEvent* const first_from_hand =
      renderer_.applied().data() + renderer_.applied_from_replay().size();
  for (const LoggedEvent& logged : renderer_.applied()) {
    const ControlEvent& event = logged.event;
    const bool is_planned = event.step != 0 || &logged < first_from_hand;
    const auto change = output_change(event);
    if (change && is_planned) {
      // A change of the output without a step, from a control source, took effect on arrival.
      if (!stream_.mark({.position = begin, .change = change})) {
        stream_.set(*change);
      }
    } else if (!change && !is_planned && event.arrived != 0) {
      stream_.mark(
          {.position = begin,
           .change = {},
           .arrived = event.arrived,
           .first = static_cast<std::uint32_t>(response.first),
           .half_s = static_cast<float>(response.half - response.first) / rate + 0.5f * event.glide_s,
           .on_frames = acts_on_frames(event)});
    }
  }
}

void Player::report_applied() {
  held_lost_.store(renderer_.held_lost(), std::memory_order_relaxed);
  for (const LoggedEvent& logged : renderer_.applied()) {
    if (!applied_.push(logged)) {
      applied_lost_.fetch_add(1, std::memory_order_relaxed);
    }
  }
}

}  // namespace aeolian

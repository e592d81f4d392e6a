#include "core/stream/player.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>

#include "core/realtime.h"

namespace aeolian {
namespace {

constexpr int priority = 40;                  // below what JACK and the kernel's interrupt threads use
constexpr std::size_t block_unknown = 512;    // samples, before the consumer has told
constexpr std::chrono::milliseconds nap{20};  // how long a consumer that stands still is left alone

bool ask_for_real_time() noexcept {
  const sched_param parameters{.sched_priority = priority};
  return pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) == 0;
}

}  // namespace

Player::Player(StepRenderer& renderer, SharedStream& stream)
    : renderer_(renderer),
      stream_(stream),
      step_size_(renderer.step_size()),
      budget_(static_cast<std::int64_t>(1e9 * static_cast<double>(step_size_) / renderer.sample_rate())) {}

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

std::size_t Player::look_ahead() const noexcept {
  const std::size_t block = stream_.counters().block.load(std::memory_order_relaxed);
  const std::size_t wanted = step_size_ + (block == 0 ? block_unknown : block);
  return std::clamp(wanted, SharedStream::return_fill, SharedStream::ring_capacity - step_size_);
}

void Player::run(const std::stop_token& stop) {
  denormals_off();
  scheduling_.store(ask_for_real_time() ? Scheduling::real_time : Scheduling::refused);
  while (!stop.stop_requested()) {
    const std::size_t look_ahead_now = look_ahead();
    if (stream_.fill() < look_ahead_now) {
      make_step();
    } else {
      stream_.wait_below(look_ahead_now, nap);
    }
  }
}

void Player::make_step() {
  const auto begin = std::chrono::steady_clock::now();
  const auto samples = renderer_.render_step();
  for (const LoggedEvent& logged : renderer_.applied_from_score()) {
    // A hand's gain and mute are in force since they came; those of a score come into force here.
    if (logged.event.parameter == ParameterId::gain) {
      stream_.set_gain({logged.event.number, logged.event.glide_s});
    } else if (logged.event.parameter == ParameterId::mute) {
      stream_.set_mute(logged.event.number != 0.f);
    }
  }
  stream_.publish(samples, renderer_.tail());
  const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - begin;
  step_times_.record(took);
  if (took > budget_) {
    late_steps_.fetch_add(1, std::memory_order_relaxed);
  }
  steps_.fetch_add(1, std::memory_order_relaxed);
  report_applied();
}

void Player::report_applied() {
  for (const LoggedEvent& logged : renderer_.applied()) {
    if (!applied_.push(logged)) {
      applied_lost_.fetch_add(1, std::memory_order_relaxed);
    }
  }
}

}  // namespace aeolian

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/process_supervisor.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace aeolian {
namespace {

using namespace std::chrono_literals;

constexpr auto second_pause = 250ms;
constexpr int most_patience = 4;      // of patience_to_begin
constexpr auto kill_interval = 20ms;  // a program in uninterruptible sleep ends only when the kernel lets it

std::string text_of_exit(int code) {
  if (code <= Subprocess::signal_base) return "ended with " + std::to_string(code);
  const int signal = code - Subprocess::signal_base;
  return "was ended by signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
}

}  // namespace

std::optional<ProcessSupervisor::Ended> ProcessSupervisor::poll() {
  if (!process_) return Clock::now() < due_ ? std::nullopt : begin();
  const auto exit_code = process_->exit_code();  // first, so that no line written before the end is missed
  for (const auto& line : process_->lines()) options_.read_line(line);
  if (exit_code) return end(*exit_code);
  if (Clock::now() >= due_) {
    if (!first_sign_) patience_ = std::min(2 * patience_, most_patience * options_.patience_to_begin);
    kill("does not answer");
  } else if (first_sign_ && Clock::now() - *first_sign_ > options_.stable_after) {
    pause_ = options_.first_pause;
    patience_ = options_.patience_to_begin;
    has_complained_ = false;
  }
  return {};
}

std::optional<ProcessSupervisor::Ended> ProcessSupervisor::begin() {
  started_ = Clock::now();
  first_sign_.reset();
  fault_.clear();
  auto process = options_.start();
  if (!process) {
    pause();
    return Ended{.why = std::move(process.error().message), .exit_code = {}};
  }
  process_ = std::move(*process);
  due_ = started_ + patience_;
  return {};
}

ProcessSupervisor::Ended ProcessSupervisor::end(int exit_code) {
  // First, so that the end is reported at the next poll if there is no memory for it now.
  Ended ended{.why = options_.name + " " + (fault_.empty() ? text_of_exit(exit_code) : fault_),
              .exit_code = exit_code,
              .lived = Clock::now() - started_};
  process_.reset();
  pause();
  return ended;
}

void ProcessSupervisor::pause() {
  due_ = Clock::now() + pause_;
  pause_ = std::min(std::max<Duration>(2 * pause_, second_pause), options_.longest_pause);
}

void ProcessSupervisor::alive(Duration patience) {
  if (!process_ || !fault_.empty()) return;
  due_ = Clock::now() + patience;
  if (!first_sign_) first_sign_ = Clock::now();
}

void ProcessSupervisor::kill(const std::string& why) {
  if (!process_) return;
  if (fault_.empty()) fault_ = why;
  process_->kill();
  due_ = Clock::now() + kill_interval;
}

void ProcessSupervisor::excuse() {
  pause_ = options_.first_pause;
  pause();
}

void ProcessSupervisor::stop() {
  if (!process_) return;
  process_->stop(options_.patience_to_leave);
  process_.reset();
  due_ = {};
}

}  // namespace aeolian

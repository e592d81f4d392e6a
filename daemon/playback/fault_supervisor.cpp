// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/fault_supervisor.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "daemon/config/guard_settings.h"

namespace aeolian::daemon {
namespace {

constexpr std::size_t frames_a_look = 4096;

}  // namespace

bool is_held_on_purpose(const Parameters& parameters) {
  return parameters.number(ParameterId::freeze) != 0. ||
         parameters.number(ParameterId::listen_through) > 0.5 ||
         parameters.number(ParameterId::listen_answer) > 0.5;
}

FaultSupervisor::FaultSupervisor(const GuardSettings& settings, int sample_rate, SampleTap& tap,
                                 ModelLoader& model_loader, const Parameters& parameters)
    : settings_(settings),
      tap_(tap),
      model_loader_(model_loader),
      parameters_(parameters),
      guard_(sample_rate, settings),
      frames_(frames_a_look),
      on_(settings.on) {
  tap_.open();
}

void FaultSupervisor::look() {
  fit();
  guard_.set_on(is_on());
  guard_.set_held(is_held_on_purpose(parameters_));
  while (const std::size_t count = tap_.take(frames_)) {
    if (const auto fault = guard_.listen(std::span(frames_).first(count))) {
      act_on(*fault);
    }
  }
}

void FaultSupervisor::set_settings(const GuardSettings& settings) {
  settings_ = settings;
  guard_.set_settings(settings);
  fitted_to_.reset();
  set_on(settings.on);
}

/** Adapts the settings to the model, because another one may be quieter, or steadier, by nature. */
void FaultSupervisor::fit() {
  if (auto checkpoint = model_loader_.checkpoint(); checkpoint && checkpoint != fitted_to_) {
    guard_.set_settings(fitted(settings_, *checkpoint));
    fitted_to_ = std::move(checkpoint);
  }
}

void FaultSupervisor::act_on(Fault fault) {
  counts_->count(fault);
  if (model_loader_.playing().empty()) {
    counts_->refused.fetch_add(1, std::memory_order_relaxed);
    if (!std::exchange(told_refusal_, true)) {
      spdlog::warn(
          "the guard detected a fault ({}), but a test tone cannot be restarted with another seed; playing "
          "on",
          name_of(fault));
    }
    return;
  }
  spdlog::warn(
      "the guard detected a fault ({}): restarting the model with a new seed; ignoring faults for {:.0f} s",
      name_of(fault), guard_.wait_s());
  model_loader_.restart_with_new_seed(
      std::string(name_of(fault)), [counts = counts_](const ControlInterface::Answer& answer) {
        (answer ? counts->source_switches : counts->refused).fetch_add(1, std::memory_order_relaxed);
      });
}

}  // namespace aeolian::daemon

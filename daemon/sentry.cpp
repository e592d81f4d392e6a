#include "daemon/sentry.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "daemon/guard_settings.h"

namespace aeolian {
namespace {

constexpr std::size_t samples_a_look = 4096;

}  // namespace

Sentry::Sentry(const GuardSettings& settings, int sample_rate, SampleTap& tap, Repertoire& repertoire,
               const Parameters& parameters)
    : settings_(settings),
      tap_(tap),
      repertoire_(repertoire),
      parameters_(parameters),
      guard_(sample_rate, settings),
      samples_(samples_a_look),
      on_(settings.on) {
  tap_.open();
}

void Sentry::look() {
  fit();
  guard_.set_on(is_on());
  guard_.set_held(parameters_.number(ParameterId::freeze) != 0.);
  while (const std::size_t count = tap_.take(samples_)) {
    if (const auto fault = guard_.listen(std::span(samples_).first(count))) {
      act_on(*fault);
    }
  }
}

void Sentry::set_settings(const GuardSettings& settings) {
  settings_ = settings;
  guard_.set_settings(settings);
  fitted_to_.reset();
  set_on(settings.on);
}

/** Another model may be quieter, or steadier, by nature. */
void Sentry::fit() {
  if (auto checkpoint = repertoire_.checkpoint(); checkpoint && checkpoint != fitted_to_) {
    guard_.set_settings(fitted(settings_, *checkpoint));
    fitted_to_ = std::move(checkpoint);
  }
}

void Sentry::act_on(Fault fault) {
  counts_->count(fault);
  if (repertoire_.playing().empty()) {
    counts_->refused.fetch_add(1, std::memory_order_relaxed);
    if (!std::exchange(told_refusal_, true)) {
      spdlog::warn("the guard hears a fault ({}), but a test tone has no other seed; it plays on",
                   name_of(fault));
    }
    return;
  }
  spdlog::warn("the guard hears a fault ({}): the model enters anew with another seed; deaf for {:.0f} s",
               name_of(fault), guard_.wait_s());
  repertoire_.enter_anew(std::string(name_of(fault)), [counts = counts_](const Instrument::Answer& answer) {
    (answer ? counts->entrances : counts->refused).fetch_add(1, std::memory_order_relaxed);
  });
}

}  // namespace aeolian

// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/state/state_saver.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "core/within_memory.h"

namespace aeolian::daemon {
namespace {

constexpr std::string_view no_memory = "there is not enough memory";

}  // namespace

StateSaver::StateSaver(StateFile file, Now now, Pace pace)
    : file_(std::move(file)), now_(std::move(now)), pace_(pace) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void StateSaver::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (!finishes_within_memory([this] { look(Clock::now()); })) failed(no_memory);
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, pace_.look_interval, [] { return false; });
  }
}

void StateSaver::look(Clock::time_point now) {
  if (!good_ && now - begin_ >= pace_.good_after) {
    file_.start_was_good();
    good_ = true;
  }
  std::string text = state_text(now_());
  if (text == saved_text_) {
    seen_text_ = std::move(text);
    moving_since_ = now;
    return;
  }
  const bool stands_still = text == seen_text_ && !waits_;
  seen_text_ = std::move(text);
  if (stands_still || now - moving_since_ >= pace_.longest_wait) {
    save(seen_text_);
    moving_since_ = now;
  }
}

void StateSaver::save(const std::string& text) {
  if (const auto written = file_.save(text)) {
    ++saved_;
    saved_text_ = text;
    if (waits_.exchange(false)) spdlog::info("the state is saved again");
  } else {
    failed(written.error().message);
  }
}

void StateSaver::failed(std::string_view reason) {
  ++failures_;
  if (!waits_.exchange(true)) {
    spdlog::error("the state is not saved: {}; playing on and retrying every {} s", reason,
                  pace_.longest_wait.count() / 1000);
  }
}

void StateSaver::close(bool well) {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
  const bool is_saved = finishes_within_memory([this] {
    if (const std::string text = state_text(now_()); text != saved_text_) save(text);
  });
  if (!is_saved) failed(no_memory);
  if (well) file_.start_was_good();
}

StateSaver::Counters StateSaver::counters() const {
  return {.saved = saved_, .failures = failures_, .waits = waits_};
}

}  // namespace aeolian::daemon

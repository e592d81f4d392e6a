// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <spdlog/sinks/base_sink.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace aeolian::daemon {

/**
 * Passes a log on to another sink, but limits floods. Of messages that differ only in their digits, only the
 * first few per period pass, and of all messages together no more than the disk and the reader can handle.
 * Messages held back are counted, and a line at the end of the period sums them up. Any thread.
 */
class FloodLimit final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  using Clock = std::chrono::steady_clock;

  struct Limits {
    int alike = 20;
    int all = 200;
    std::chrono::seconds period{10};
  };

  FloodLimit(std::shared_ptr<spdlog::sinks::sink> inner, Limits limits,
             std::function<Clock::time_point()> now = Clock::now);
  ~FloodLimit() override;

 private:
  struct Kind {
    std::string first;  ///< unchanged
    spdlog::level::level_enum level;
    int passed = 0;
    std::uint64_t held_back = 0;
  };

  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override;  // also sums up, once the period is over
  void set_pattern_(const std::string& pattern) override { sink_->set_pattern(pattern); }
  void set_formatter_(std::unique_ptr<spdlog::formatter> formatter) override {
    sink_->set_formatter(std::move(formatter));
  }

  bool passes(const spdlog::details::log_msg& message);
  void sum_up();
  void say(spdlog::level::level_enum level, const std::string& text);

  const std::shared_ptr<spdlog::sinks::sink> sink_;
  const Limits limits_;
  const std::function<Clock::time_point()> now_;
  Clock::time_point begin_;            // of the period; the members below are empty between periods
  std::map<std::string, Kind> kinds_;  // by text without digits; at most limits_.all
  int passed_ = 0;
  std::uint64_t others_held_back_ = 0;
};

}  // namespace aeolian::daemon

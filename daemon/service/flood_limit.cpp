// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/service/flood_limit.h"

#include <fmt/format.h>

#include <utility>

namespace aeolian::daemon {
namespace {

/** The text with each number replaced by one #. */
std::string without_digits(spdlog::string_view_t text) {
  std::string bare;
  bare.reserve(text.size());
  for (const char c : text) {
    if (c < '0' || c > '9') {
      bare += c;
    } else if (bare.empty() || bare.back() != '#') {
      bare += '#';
    }
  }
  return bare;
}

}  // namespace

FloodLimit::FloodLimit(std::shared_ptr<spdlog::sinks::sink> inner, Limits limits,
                       std::function<Clock::time_point()> now)
    : sink_(std::move(inner)), limits_(limits), now_(std::move(now)) {}

FloodLimit::~FloodLimit() {
  sum_up();
}

void FloodLimit::sink_it_(const spdlog::details::log_msg& message) {
  flush_();
  if (passes(message)) {
    sink_->log(message);
  }
}

void FloodLimit::flush_() {
  if (!kinds_.empty() && now_() - begin_ >= limits_.period) {
    sum_up();
  }
  sink_->flush();
}

bool FloodLimit::passes(const spdlog::details::log_msg& message) {
  if (kinds_.empty()) {
    begin_ = now_();
  }
  const std::string bare = without_digits(message.payload);
  auto kind = kinds_.find(bare);
  if (kind == kinds_.end() && passed_ < limits_.all) {
    const std::string text(message.payload.data(), message.payload.size());
    kind = kinds_.emplace(bare, Kind{.first = text, .level = message.level}).first;
  }
  if (kind == kinds_.end()) {
    ++others_held_back_;
    return false;
  }
  if (kind->second.passed == limits_.alike || passed_ == limits_.all) {
    ++kind->second.held_back;
    return false;
  }
  ++kind->second.passed;
  ++passed_;
  return true;
}

void FloodLimit::sum_up() {
  const auto took = std::chrono::round<std::chrono::seconds>(now_() - begin_).count();
  for (const auto& [bare, kind] : kinds_) {
    if (kind.held_back > 0) {
      say(kind.level, fmt::format("{} … {} more like this in {} s", kind.first, kind.held_back, took));
    }
  }
  if (others_held_back_ > 0) {
    say(spdlog::level::warn,
        fmt::format("… {} more messages of other kinds in {} s", others_held_back_, took));
  }
  kinds_.clear();
  passed_ = 0;
  others_held_back_ = 0;
}

void FloodLimit::say(spdlog::level::level_enum level, const std::string& text) {
  sink_->log(spdlog::details::log_msg("aeoliand", level, text));
}

}  // namespace aeolian::daemon

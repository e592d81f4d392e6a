// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/cli/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <vector>

namespace aeolian::trainer {
namespace {

constexpr auto terminal_pause = std::chrono::milliseconds(100);
constexpr auto plain_pause = std::chrono::seconds(10);
constexpr int usual_width = 80;
constexpr int longest_bar = 24;
constexpr int shortest_bar = 6;

std::string number(const char* before, double value, const char* format, const char* after = "") {
  char text[48];
  std::snprintf(text, sizeof text, format, value);
  return std::string(before) + text + after;
}

int terminal_width() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return usual_width;
}

std::string bar(double done, int width) {
  const int filled = static_cast<int>(std::lround(done * width));
  return "[" + std::string(static_cast<std::size_t>(filled), '=') +
         std::string(static_cast<std::size_t>(width - filled), ' ') + "]";
}

/** The texts after the percentage, the most important first. */
std::vector<std::string> details(const ProgressState& state) {
  std::vector<std::string> parts;
  if (state.seconds_left) parts.push_back(clock_text(*state.seconds_left) + " left");
  if (state.loss) parts.push_back(number("loss ", *state.loss, "%.3f"));
  if (state.held_out_loss) parts.push_back(number("held out ", *state.held_out_loss, "%.3f"));
  if (state.speed)
    parts.push_back(number("", *state.speed, *state.speed < 10 ? "%.1f" : "%.0f", "x real time"));
  return parts;
}

}  // namespace

std::string clock_text(double seconds) {
  if (!std::isfinite(seconds)) return "?";
  const long long whole = std::llround(std::clamp(seconds, 0.0, 3.6e9));
  char text[48];
  if (whole < 3600) {
    std::snprintf(text, sizeof text, "%lld:%02lld", whole / 60, whole % 60);
  } else {
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60, whole % 60);
  }
  return text;
}

std::string progress_line(const ProgressState& state, int width) {
  const double done = std::isfinite(state.done) ? std::clamp(state.done, 0.0, 1.0) : 0.0;
  const auto room = static_cast<std::size_t>(std::max(width, 1));
  const std::string head = state.stage + number(" ", std::floor(done * 100), "%3.0f", "%");
  if (head.size() >= room) return head.substr(0, room);

  std::string tail;
  for (const std::string& part : details(state)) {
    if (head.size() + tail.size() + 2 + part.size() > room) break;
    tail += "  " + part;
  }
  const int spare = static_cast<int>(room - head.size() - tail.size()) - 3;  // a space and two brackets
  if (spare < shortest_bar) return head + tail;
  return head + " " + bar(done, std::min(spare, longest_bar)) + tail;
}

Progress::Progress(bool is_quiet) : Progress(std::cerr, ::isatty(STDERR_FILENO) == 1, 0) {
  is_quiet_ = is_quiet;
}

Progress::Progress(std::ostream& out, bool terminal, int width)
    : out_(out), terminal_(terminal), width_(width) {}

Progress::~Progress() {
  if (drawn_) out_ << '\n';
}

void Progress::update(const ProgressState& state) {
  if (is_quiet_) return;
  const auto now = Clock::now();
  const auto pause = terminal_ ? Clock::duration(terminal_pause) : Clock::duration(plain_pause);
  if (state.stage != state_.stage) last_.reset();
  state_ = state;
  pending_ = true;
  if (last_ && now - *last_ < pause) return;
  last_ = now;
  draw(state_);
}

void Progress::finish_stage() {
  if (pending_) draw(state_);
  if (drawn_) out_ << '\n';
  drawn_ = false;
  state_ = {};
  last_.reset();
}

void Progress::say(std::string_view message) {
  if (is_quiet_) return;
  clear();
  out_ << message << '\n';
}

void Progress::draw(const ProgressState& state) {
  pending_ = false;
  if (!terminal_) {
    out_ << progress_line(state, width_ > 0 ? width_ : usual_width + 40) << '\n';
    return;
  }
  // One column stays free, because some terminals wrap when the last one is written.
  out_ << '\r' << progress_line(state, (width_ > 0 ? width_ : terminal_width()) - 1) << "\x1b[K"
       << std::flush;
  drawn_ = true;
}

void Progress::clear() {
  if (drawn_) out_ << "\r\x1b[K";
  drawn_ = false;
}

}  // namespace aeolian::trainer

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace aeolian::trainer {

/** The progress of a long task. */
struct ProgressState {
  std::string stage;  ///< "codec", "reading", "trunk"
  double done = 0;    ///< of this stage, 0..1
  std::optional<double> loss = std::nullopt;
  std::optional<double> held_out_loss = std::nullopt;
  std::optional<double> speed = std::nullopt;         ///< seconds of sound per second
  std::optional<double> seconds_left = std::nullopt;  ///< of the whole task
};

/** "3:07" or "1:02:07". */
std::string clock_text(double seconds);

/** Formats the state as one line of at most `width` columns, dropping the least important parts first. */
std::string progress_line(const ProgressState& state, int width);

/**
 * Shows the progress of a long task: on a terminal as one line that is redrawn, otherwise as a plain line
 * every ten seconds and at the end of each stage. One thread at a time.
 */
class Progress {
 public:
  /** Shows progress on standard error, after checking whether it is a terminal; or nothing, if `is_quiet`. */
  explicit Progress(bool is_quiet = false);
  /** Shows progress on `out`. */
  Progress(std::ostream& out, bool terminal, int width);
  ~Progress();

  /** Updates the state. Cheap enough to call at every step: it draws at most ten times a second. */
  void update(const ProgressState& state);

  /** Draws the last state once more, in full, and ends its line. */
  void finish_stage();

  /** Prints a message on its own line, above the bar. */
  void say(std::string_view message);

 private:
  using Clock = std::chrono::steady_clock;

  void draw(const ProgressState& state);
  void clear();

  std::ostream& out_;
  bool is_quiet_ = false;
  bool terminal_;
  int width_;  ///< 0 = ask the terminal
  ProgressState state_;
  bool pending_ = false;  ///< state_ has changes that are not drawn yet
  bool drawn_ = false;    ///< a bar is on the terminal's current line
  std::optional<Clock::time_point> last_;
};

}  // namespace aeolian::trainer

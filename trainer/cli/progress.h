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

/** The state as one line of at most `width` columns; the least important parts are left out first. */
std::string progress_line(const ProgressState& state, int width);

/**
 * Shows the progress of a long task: on a terminal one line that is redrawn, elsewhere a plain line every ten
 * seconds and at the end of a stage. One thread at a time.
 */
class Progress {
 public:
  /** Shows on standard error, after checking whether that is a terminal; or nothing, if it is quiet. */
  explicit Progress(bool is_quiet = false);
  /** Shows on `out`. */
  Progress(std::ostream& out, bool terminal, int width);
  ~Progress();

  /** Cheap enough to call at every step: draws at most ten times a second. */
  void update(const ProgressState& state);

  /** Draws the last state once more, complete, and ends its line. */
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
  bool pending_ = false;  ///< state_ has changes that were not drawn
  bool drawn_ = false;    ///< a bar is on the terminal's line
  std::optional<Clock::time_point> last_;
};

}  // namespace aeolian::trainer

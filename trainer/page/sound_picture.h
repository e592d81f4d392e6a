// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>

#include "core/error.h"
#include "core/spectrum/front_end.h"

namespace aeolian::trainer {

/** Sounds on a page: each a spectrogram above a player. */
class SoundPictures {
 public:
  /** For sounds at `sample_rate` Hz whose loudest band reaches `top_db` (see loudest_db). */
  SoundPictures(int sample_rate, double top_db);

  /** The level of the loudest band of a sound as shown in a picture, dB; -200 for no sound. */
  static double loudest_db(std::span<const float> samples, int sample_rate);

  /** The spectrogram of a sound. */
  std::string html(std::span<const float> samples) const;

  /**
   * A sound with its name, a short remark, its spectrogram and a player. `css` is the class of its colour.
   */
  ErrorOr<std::string> figure(const std::string& name, const std::string& detail, const std::string& css,
                              std::span<const float> samples) const;

 private:
  std::string pitches() const;

  FrontEnd front_end_;
  double top_db_;
};

}  // namespace aeolian::trainer

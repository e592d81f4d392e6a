#pragma once

namespace aeolian {

/**
 * How sound becomes frames and frames become sound; part of every checkpoint. All sizes are in samples of
 * `sample_rate`. A frame holds `bands` natural logarithms of amplitude (full-scale sine = 0).
 */
struct FrontEnd {
  int sample_rate = 44100;        ///< Hz
  int window = 2048;              ///< Hann, even, a multiple of 8
  int hop = 256;                  ///< window / 8: phase gradient methods want this redundancy
  int bands = 192;                ///< values a frame
  double linear_to = 1500.0;      ///< Hz; bands are single bins below, widen in proportion above
  double max_frequency = 20000.0; ///< Hz; the kept band ends here, at most sample_rate / 2

  int bins() const { return window / 2 + 1; }
  double frame_rate() const { return static_cast<double>(sample_rate) / hop; }
  bool operator==(const FrontEnd&) const = default;
};

/** The natural log of amplitude that stands for nothing: -100 dB below a full-scale sine. */
inline constexpr float log_floor = -11.512925f;

}  // namespace aeolian

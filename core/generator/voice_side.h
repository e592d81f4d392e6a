// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

#include "core/audio/output_stage.h"
#include "core/spectrum/overlap_add.h"
#include "core/spectrum/side_spectrum.h"
#include "core/spectrum/stft.h"

namespace aeolian {

class StateArchive;

/**
 * Renders the side of a stereo voice: half the difference of left and right. One thread at a time; after
 * construction nothing allocates.
 */
class VoiceSide {
 public:
  /**
   * `edges`: of the bands, Hz (Engine::stereo_edges()). `delay`: frames from take() to add_up() of the same
   * frame. Starts at the learned width.
   */
  VoiceSide(const FrontEnd& front_end, std::span<const float> edges, int delay);

  /** Moves to `width` (0 to 2; 1 = as learned) over `frames` frames; at once before the first take(). */
  void go(float width, long frames) { width_.go(width, has_begun_ ? static_cast<std::size_t>(frames) : 0); }

  /** Takes the image of the next frame, and the frequency ratio by which it has been transposed. */
  void take(std::span<const ImageBand> image, float transposition);

  /** Adds the side of the frame passed to take() `delay` frames ago; `mid`: its final spectrum. */
  void add_up(std::span<const std::complex<float>> mid);

  /** The hop of samples finished by the last add_up(); empty if there is no side. */
  std::span<const float> samples() const;

  /** After an add_up(): the samples to which later frames will add; empty if there is no side. */
  std::span<const float> pending() const;

  /** The side of the last frame, as a multiple of each bin of the mid; empty if there is none. */
  std::span<const std::complex<float>> factors() const;

  /** Saves or restores its state. */
  void archive(StateArchive& state);

 private:
  struct Frame {
    std::vector<SideBand> sides;
    float transposition = 1.f;

    bool is_silent() const;
  };

  Frame& frame(std::size_t age);

  Ramp width_{1.f};
  bool has_begun_ = false;
  SideSpectrum spectrum_;
  std::vector<Frame> frames_;  ///< the last `delay` + 1 frames
  std::size_t newest_ = 0;     ///< of them
  std::size_t hops_left_ = 0;  ///< until everything added has been output
  bool is_silent_ = true;      ///< whether the last frame that was added had no side
  Stft stft_;
  OverlapAdd overlap_add_;
  std::vector<std::complex<float>> bins_;
  std::vector<float> window_, samples_;
};

}  // namespace aeolian

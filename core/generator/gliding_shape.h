// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/output_stage.h"
#include "core/control/event.h"
#include "core/spectrum/frame_shaper.h"

namespace aeolian {

class StateArchive;

/** A FrameShape whose numbers glide, frame by frame. One thread; allocates nothing. */
class GlidingShape {
 public:
  /** Starts with a shape that changes nothing. `frame_rate` in Hz. */
  explicit GlidingShape(double frame_rate) : frame_rate_(frame_rate) {}

  /** Moves the number that the event names, if it belongs to the shape. */
  void apply(const ControlEvent& event);

  /** The shape of the next frame. */
  const FrameShape& next();

  /** The shape of the last frame. */
  const FrameShape& present() const { return shape_; }

  /** Saves or restores its state. */
  void archive(StateArchive& state);

 private:
  Ramp* ramp_of(ParameterId id);

  double frame_rate_;
  FrameShape shape_;  ///< of the last frame
  Ramp transpose_{shape_.transpose}, formant_{shape_.formant}, tilt_{shape_.tilt_db},
      bright_{shape_.bright_db}, floor_{shape_.floor_db}, sharpen_{shape_.sharpen}, attack_{shape_.attack};
};

}  // namespace aeolian

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>

#include "core/error.h"
#include "core/tempo/beat_line.h"

namespace aeolian::link {

/**
 * A session of Ableton Link: programs on a network that share tempo and beat. It finds the others by itself,
 * on threads of its own, and leaves when it is destroyed. One thread at a time, unless it says otherwise.
 */
class Session {
 public:
  virtual ~Session() = default;

  /** The beats of the session, which begin bars of four at the same time for everyone. */
  virtual BeatLine line() const = 0;
  /** The number of others. */
  virtual std::size_t peers() const = 0;
  /** Changes the tempo for everyone. Any thread. */
  virtual void set_tempo(double tempo) = 0;
};

/** Joins the session of this network, or begins one at `tempo`. Refused if this program was built without
 * Link. */
ErrorOr<std::unique_ptr<Session>> join_link_session(double tempo);

}  // namespace aeolian::link

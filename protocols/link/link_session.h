// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>

#include "core/error.h"
#include "core/tempo/beat_line.h"

namespace aeolian::link {

/**
 * An Ableton Link session: programs on a network that share tempo and beat. Finds its peers on its own
 * threads, and leaves the session when destroyed. One thread at a time, unless noted otherwise.
 */
class Session {
 public:
  virtual ~Session() = default;

  /** Returns the beats of the session; bars of four begin at the same time for all peers. */
  virtual BeatLine line() const = 0;
  /** Returns the number of other peers. */
  virtual std::size_t peers() const = 0;
  /** Changes the tempo for all peers. Any thread. */
  virtual void set_tempo(double tempo) = 0;
};

/**
 * Joins the session on this network, or starts one at `tempo` BPM. Refused if this program was built without
 * Link.
 */
ErrorOr<std::unique_ptr<Session>> join_link_session(double tempo);

}  // namespace aeolian::link

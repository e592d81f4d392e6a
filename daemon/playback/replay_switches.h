// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "core/control/control_log.h"
#include "core/error.h"
#include "core/generator/source_crossfader.h"
#include "core/generator/voice.h"
#include "daemon/playback/model.h"

namespace aeolian::daemon {

/**
 * The source switches of a control log: each source is prepared in advance and enters exactly at its step, as
 * long as keep_up() is called in time. One thread at a time.
 */
class ReplaySwitches {
 public:
  ReplaySwitches() = default;
  /** The first source is prepared here. */
  static ErrorOr<ReplaySwitches> create(std::vector<SourceSwitch> source_switches, ModelLibrary library,
                                        const RenderQuality& quality = {});

  /**
   * Offers the next source as soon as the cross-fader takes it, and prepares the one after; returns the
   * offered source switch, and its model.
   */
  struct Offered {
    SourceSwitch source_switch;
    Model model;
  };
  ErrorOr<std::optional<Offered>> keep_up(SourceCrossfader& crossfader);

 private:
  ErrorOr<void> make_next();
  ErrorOr<void> recall_moment(const SourceSwitch& source_switch);

  std::vector<SourceSwitch> source_switches_;
  ModelLibrary library_;
  RenderQuality quality_;
  std::size_t next_ = 0;
  Model model_;
  std::unique_ptr<Source> source_;
};

}  // namespace aeolian::daemon

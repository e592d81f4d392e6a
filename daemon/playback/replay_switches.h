// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "core/control/control_log.h"
#include "core/error.h"
#include "core/generator/second_model.h"
#include "core/generator/source_crossfader.h"
#include "core/generator/voice.h"
#include "daemon/playback/model.h"

namespace aeolian::daemon {

/**
 * Replays the source switches of a control log: each source is prepared in advance and enters exactly at its
 * step, as long as keep_up() is called in time. One thread at a time.
 */
class ReplaySwitches {
 public:
  ReplaySwitches() = default;
  /** `playing`: the model that plays first. Prepares the first source. */
  static ErrorOr<ReplaySwitches> create(std::vector<SourceSwitch> source_switches, ModelLibrary library,
                                        const RenderQuality& quality = {}, Model playing = {});

  /**
   * Offers the next source as soon as the cross-fader accepts it, and prepares the one after. Returns the
   * source switch offered, the model that plays then, and the second model blended into it, if any.
   */
  struct Offered {
    SourceSwitch source_switch;
    Model model;
    std::optional<Model> second;
  };
  ErrorOr<std::optional<Offered>> keep_up(SourceCrossfader& crossfader);

 private:
  bool offer(SourceCrossfader& crossfader);
  ErrorOr<void> make_next();
  ErrorOr<void> make_source();
  ErrorOr<void> make_second();
  ErrorOr<Model> read(const std::string& name) const;
  ErrorOr<void> recall_moment(const SourceSwitch& source_switch);

  std::vector<SourceSwitch> source_switches_;
  ModelLibrary library_;
  RenderQuality quality_;
  std::size_t next_ = 0;
  bool is_made_ = false;          ///< the next one
  Model playing_;                 ///< as of the next source
  std::optional<Model> read_;     ///< the model of the last source, which the next one may need again
  std::optional<Model> blended_;  ///< the second model, as of the next source
  std::unique_ptr<Source> source_;
  std::unique_ptr<SecondModel> second_;
};

}  // namespace aeolian::daemon

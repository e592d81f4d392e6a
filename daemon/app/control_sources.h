// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/control/control_context.h"
#include "core/control/parameters.h"
#include "daemon/app/retried.h"
#include "daemon/config/options.h"
#include "daemon/playback/model_loader.h"
#include "daemon/state/file_watch.h"
#include "protocols/midi/midi_input.h"
#include "protocols/osc/osc_server.h"
#include "protocols/oscquery/oscquery_server.h"

namespace aeolian::daemon {

/**
 * Owns the control sources: MIDI, OSC, OSCQuery, and the watches on model folders. All but MIDI, which
 * reconnects by itself, are retried until they open; none of them can keep sound from playing. One thread,
 * except where noted.
 */
class ControlSources {
 public:
  /** The Parameters::Source under which each of them changes parameters. */
  struct Sources {
    Parameters::Source midi, osc, oscquery;
  };

  /**
   * All arguments must outlive it. The same thread may change `options`; later openings use the new values.
   */
  ControlSources(const Options& options, ControlContext context, Sources sources, ModelLoader& model_loader);
  ~ControlSources();
  ControlSources(const ControlSources&) = delete;
  ControlSources& operator=(const ControlSources&) = delete;

  /**
   * Opens MIDI, with the mapping `learned` instead of the file's if there is one, and tries to open the
   * others. `checkpoint`, if not empty, is watched in addition to the models' folder.
   */
  ErrorOr<void> open(std::optional<midi::Mapping> learned, const std::filesystem::path& checkpoint);

  /** Retries whatever is not open. */
  void poll();

  /** Any thread of another source; null = not open yet. */
  midi::Input* midi() const { return open_midi_; }

  // Any thread, until its own source has ended; nothing = not open yet, or closed again.
  std::optional<osc::Counters> osc_counters() const;
  std::optional<oscquery::Counters> oscquery_counters() const;

  /** Everything that is retried; the list is complete before the first one opens. Any thread from then on. */
  const std::vector<std::unique_ptr<Retried>>& openings() const { return openings_; }

 private:
  ErrorOr<void> open_midi(std::optional<midi::Mapping> learned);
  ErrorOr<void> open_osc();
  ErrorOr<void> open_oscquery();
  void watch(const std::filesystem::path& folder, std::string metric);

  const Options& options_;
  const ControlContext context_;
  const Sources sources_;
  ModelLoader& model_loader_;
  std::vector<std::unique_ptr<Retried>> openings_;
  std::atomic<midi::Input*> open_midi_{nullptr};
  mutable std::mutex mutex_;  // guards the next two: one server may ask for the other's counters as it ends
  const osc::Server* open_osc_ = nullptr;
  const oscquery::Server* open_oscquery_ = nullptr;
  // OSC and OSCQuery pass requests on to MIDI, so they end first.
  std::unique_ptr<midi::Input> midi_;
  std::unique_ptr<osc::Server> osc_;
  std::unique_ptr<oscquery::Server> oscquery_;
  std::vector<std::unique_ptr<FileWatch>> watches_;
};

}  // namespace aeolian::daemon

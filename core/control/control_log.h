// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/control/event.h"
#include "core/control/render_quality.h"
#include "core/error.h"
#include "core/file_descriptor.h"

namespace aeolian {

/** A control event and the time at which it took effect: a step, and the hop within it. */
struct LoggedEvent {
  std::uint64_t step = 0;
  ControlEvent event;
  int hop = 0;  ///< 0 = at the beginning of the step; above 0 only if acts_on_frames(event)
};

/**
 * A source that was faded in: its step, model and initial settings. Without a model, a change of the present
 * source's second model.
 */
struct SourceSwitch {
  std::uint64_t step = 0;
  std::string model = {};                   ///< base name; empty = the source stays
  std::string sound = {};                   ///< the sound it was primed with; empty = the seed chose
  double start_s = 0.;                      ///< position in that sound, seconds
  std::vector<ControlEvent> settings = {};  ///< applied before its first step
  std::string cause = {};                   ///< name of the fault detected by the guard; empty = requested
  std::string moment = {};                  ///< the moment from which it continues; empty = none
  std::uint64_t moment_digest = 0;          ///< of that moment's state
  std::string second = {};                  ///< base name of its second model (/model/blend); empty = none
};

/** The content of a control log. */
struct ControlLog {
  std::vector<LoggedEvent> events;            ///< by ascending step and hop
  std::vector<SourceSwitch> source_switches;  ///< by ascending step
  // For the whole performance; none = not stored in the log.
  std::optional<Quality> quality;
  std::optional<WeightFormat> weights;
  std::optional<VoiceNumber> voice_limit;  ///< RenderQuality::voice_limit
  std::optional<std::size_t> channels;     ///< RenderQuality::channels
  bool listens = false;                    ///< RenderQuality::listens
};

/** Path of the file beside a control log that holds the input of a live performance, for the replay. */
std::filesystem::path heard_beside(const std::filesystem::path& log);

/**
 * Writes a performance as JSON lines: a header with format, quality, weight format, voice limit, output
 * channels and whether it listens, then one line per event, such as
 * {"step":173,"parameter":"temperature","value":1.25,"glide_s":0.0}, or per source switch, such as
 * {"step":180,"model":"speech","settings":[{"parameter":"seed","value":7,"glide_s":0.0}]}, with "sound" and
 * "start_s" if it was primed, "moment" and "moment_digest" if it continues from one, "cause" if the guard
 * caused it, and "second" if a second model is blended in. A line with "second" alone changes the second
 * model of the present source, or removes it. A morph has "morph_to" (the second encoding) and "morph" (its
 * weight); an event for one voice has "voice"; a tempo may have "beat", the clock's beat, instead of a value;
 * an event within a step has "hop". Numbers are written so that reading them gives the same bits.
 *
 * Each line is written at once, so a crash loses no more than the line being written. A line that cannot be
 * written completely, as on a full disk, is removed again, so that the file stays readable. One thread at a
 * time.
 */
class ControlLogWriter {
 public:
  /** Creates `path`, or truncates an existing control log, for a performance of this quality. */
  static ErrorOr<ControlLogWriter> create(const std::filesystem::path& path,
                                          const RenderQuality& quality = {});

  ErrorOr<void> append(const LoggedEvent& logged);
  ErrorOr<void> append(const SourceSwitch& source_switch);

 private:
  ErrorOr<void> write(const std::string& line);

  ControlLogWriter(std::filesystem::path path, FileDescriptor file);

  std::filesystem::path path_;
  FileDescriptor file_;
  off_t whole_ = 0;  // bytes of complete lines
};

/** Reads a control log; an error names the file, the line and what is wrong. */
ErrorOr<ControlLog> read_control_log(const std::filesystem::path& path);

}  // namespace aeolian

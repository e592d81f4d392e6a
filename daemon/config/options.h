// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/audio/sound_file.h"
#include "core/control/event.h"
#include "core/control/midi_keys.h"
#include "core/control/render_quality.h"
#include "core/generator/fault_detector.h"
#include "core/stream/overload.h"
#include "core/tempo/tempo.h"
#include "daemon/config/paths.h"
#include "daemon/config/schedule_settings.h"
#include "daemon/output/output_process.h"
#include "daemon/output/pipe_output.h"
#include "daemon/streaming/stream_settings.h"
#include "protocols/midi/key_tuning.h"

namespace aeolian {
struct ControlLog;
}  // namespace aeolian

namespace aeolian::daemon {

/** The destination of the sound. */
struct OutputChoice {
  enum class Kind { device, file, pipe, null };
  Kind kind = Kind::device;
  std::filesystem::path file;  ///< the FIFO of a pipe; empty = standard output
  bool operator==(const OutputChoice&) const = default;
};

/** The sound that the instrument listens to. */
struct InputChoice {
  enum class Kind { none, device, file };
  Kind kind = Kind::none;
  std::filesystem::path file;
  bool operator==(const InputChoice&) const = default;
};

/** Initial values of parameters; any others keep the registry's defaults. */
struct InitialValues {
  std::optional<std::uint64_t> seed;
  std::optional<std::string> encoding;
  std::map<ParameterId, double> numbers;  ///< numbers and toggles
  bool operator==(const InitialValues&) const = default;
};

/** Whether MIDI is used. */
enum class MidiUse { on, off };

enum class LogLevel { debug, info, warning, error };

/** Sets the level of the default logger. */
void set_log_level(LogLevel level);

/**
 * The settings from the configuration file, overridden by the command line. Each is a row in settings.cpp.
 */
struct Options {
  std::filesystem::path checkpoint;  ///< empty = a test tone
  std::filesystem::path blend;       ///< a second model, blended in from the start on; empty = none
  double test_tone = 0;              ///< Hz; 0 = a checkpoint
  bool subject_asked = false;        ///< the command line names the model or test tone
  bool blend_asked = false;          ///< the command line names the model to blend in
  bool watch = false;                ///< fade to the new version when a model's file is rewritten
  Quality quality = Quality::normal;
  WeightChoice weights;
  std::uint32_t max_model_mib = 1024;  ///< largest checkpoint accepted, MiB
  VoiceNumber max_voices = 8;          ///< most voices that can play at once

  Paths places = default_places();
  SoundFormat record_format = SoundFormat::wav;
  double record_quota = 0;   ///< GiB; 0 = no limit
  double record_last = 120;  ///< seconds of past output kept in memory

  OutputChoice output;
  std::size_t channels = 2;  ///< output channels, 1..most_output_channels
  DeviceChoice device;
  PipeFormat pipe_format = PipeFormat::wav;
  PipePace pipe_pace = PipePace::clock;
  InputChoice input;             ///< if it is a device, `device` has its name
  bool echo_guard = false;       ///< removes the instrument's own output from the input
  std::string name = "aeolian";  ///< JACK and MIDI client name

  InitialValues configured;  ///< from the configuration file
  InitialValues asked;       ///< from the command line

  std::string listen_address = "127.0.0.1";  ///< of OSC and OSCQuery
  std::uint16_t osc_port = 9000;
  std::vector<std::string> notify;        ///< osc::Options::fixed_targets
  std::vector<std::string> notify_allow;  ///< osc::Options::allowed
  std::uint16_t http_port = 9001;         ///< 0 = no OSCQuery
  MidiUse midi = MidiUse::on;
  MidiKeys midi_keys = MidiKeys::encodings;
  std::filesystem::path midi_tuning;      ///< a Scala file; empty = equal temperament
  midi::KeyScale midi_scale = {};         ///< none = all keys
  std::vector<std::string> http_hosts;    ///< additional host names of this machine
  std::vector<std::string> http_origins;  ///< web pages that may use OSCQuery
  std::string password;                   ///< WebAccess::password; configuration file only
  std::filesystem::path password_file;    ///< contains the password; empty = none
  std::string osc_token;                  ///< osc::Options::token; configuration file only
  std::string midi_port;
  std::string midi_out;
  TempoSource tempo_source = TempoSource::midi;

  GuardSettings guard;        ///< section [guard], configuration file only
  OverloadSettings overload;  ///< section [overload]
  ScheduleSettings schedule;
  StreamSettings stream;

  bool keep_state = true;
  LogLevel log_level = LogLevel::info;

  // For this run only, from the command line.
  std::filesystem::path configuration;  ///< the file that was read; empty = none
  std::optional<double> duration;       ///< seconds; none = endless
  std::filesystem::path record_control;
  std::filesystem::path replay_control;
  bool list_devices = false;
  bool osc_table = false;
  bool openapi = false;
  bool check = false;
  std::vector<std::string> words;  ///< the command line, for reread()
};

/** Returns the settings that determine how the performance is computed. */
RenderQuality render_quality(const Options& options);

/**
 * Adopts the settings that `log` was recorded with, where it names them. Also gives the replay the same input
 * as that performance, from the file beside its log, unless the options name another sound. Refused if that
 * performance had input and there is neither.
 */
ErrorOr<void> adopt_performance(Options& options, const ControlLog& log);

/**
 * Returns the guard's settings for this run: off while a control log is replayed, because the log contains
 * the guard's actions.
 */
GuardSettings guard_of(const Options& options);

/** Returns the folder of `file`; empty if there is no file. */
std::filesystem::path folder_of(const std::filesystem::path& file);

/** Returns every folder in the options, and the folder of every file in them. */
std::vector<std::filesystem::path> folders_of(const Options& options);

/** Options, or a text to print and an exit code. */
struct CommandLine {
  std::optional<Options> options;
  int exit_code = 0;
  std::string text;  ///< for stdout if exit_code is 0, else for stderr
};

/** Exit codes of aeoliand: 0 done, 1 failed, 2 bad usage, 3 no sound device (--list-devices). */
namespace daemon_exit {
inline constexpr int done = 0;
inline constexpr int failed = 1;
inline constexpr int bad_usage = 2;
}  // namespace daemon_exit

/**
 * Reads and checks the whole command line, and the configuration file that it names or that
 * find_configuration() finds. Help and defaults of parameters come from the registry.
 */
CommandLine read_command_line(int argc, const char* const* argv);

/** Applies the same command line to the current contents of the configuration file. */
ErrorOr<Options> reread(const Options& options);

}  // namespace aeolian::daemon

// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/app/check.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "core/control/presets.h"
#include "core/control/sanitize_name.h"
#include "core/file_descriptor.h"
#include "core/json_text.h"
#include "core/lower_case.h"
#include "core/printable.h"
#include "daemon/app/restored_session.h"
#include "daemon/config/password.h"
#include "daemon/output/output_process.h"
#include "daemon/output/pipe_writer.h"
#include "daemon/playback/make_source.h"
#include "daemon/playback/model.h"
#include "daemon/playback/moments.h"
#include "daemon/state/state_file.h"
#include "daemon/streaming/icecast_connection.h"
#include "protocols/midi/key_tuning.h"
#include "protocols/midi/midi_mapping.h"
#include "protocols/midi/midi_process.h"
#include "protocols/osc/socket_address.h"

namespace aeolian::daemon {
namespace {

namespace fs = std::filesystem;
using Kind = Finding::Kind;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds patience_with_devices{10000};
constexpr milliseconds patience_with_midi{6000};

std::string reason(int code) {
  return std::generic_category().message(code);
}

/** Collects findings. */
class Report {
 public:
  void fine(std::string text) { add(Kind::fine, std::move(text)); }
  void strange(std::string text) { add(Kind::strange, std::move(text)); }
  void wrong(std::string text) { add(Kind::wrong, std::move(text)); }
  void add(Kind kind, std::string text) { findings_.push_back({kind, std::move(text)}); }
  std::vector<Finding> take() { return std::move(findings_); }

 private:
  std::vector<Finding> findings_;
};

/**
 * Whether a second of the source can be rendered. Tried in a separate process, because a model may crash or
 * hang it.
 */
bool plays_a_second(Source& source) {
  constexpr unsigned patience_s = 20;
  const pid_t child = fork();
  if (child == 0) {
    alarm(patience_s);
    PairedBuffer frames(static_cast<std::size_t>(source.hop()), source.pairs());
    for (int made = 0; made < source.sample_rate(); made += source.hop()) source.render(frames.frames());
    _exit(0);
  }
  int status = 0;
  return child < 0 || (waitpid(child, &status, 0) == child && WIFEXITED(status));
}

/** Checks the model, and its initial parameters. */
void check_subject(const Options& options, Report& report, Parameters& parameters) {
  auto subject = make_source(options);
  if (!subject) {
    return report.wrong("checkpoint: " + subject.error().message +
                        "; name another checkpoint in [model] or with --checkpoint");
  }
  if (const auto blended = blend_in_second(*subject, options); !blended) {
    report.wrong("blend: " + blended.error().message +
                 "; name another checkpoint in [model] or with --blend");
  }
  if (!plays_a_second(*subject->source)) {
    return report.wrong(
        "checkpoint: " + subject->name +
        " crashes or hangs the program that plays it; name another checkpoint, and report this");
  }
  const std::string blended = subject->second ? " with " + subject->second->model.name + " blended in" : "";
  report.fine("plays " + subject->name + blended + ", " + std::to_string(subject->source->sample_rate()) +
              " Hz");
  subject->prepare(parameters);
  const auto source = parameters.add_source("check");
  if (const auto set = set_parameters(options, parameters, source); !set) {
    report.wrong("parameters: " + set.error().message);
  }
}

/** Whether a folder, which would be created on first use, can be created and written to. */
void check_writable(const std::string& what, const fs::path& folder, Kind if_not, Report& report) {
  std::error_code error;
  fs::path there = fs::absolute(folder, error);
  while (!fs::exists(there, error) && there.has_relative_path()) there = there.parent_path();
  const std::string name = what + ": " + folder.string();
  if (!fs::is_directory(there, error)) {
    report.add(if_not, name + " cannot be created, because " + there.string() + " is not a folder");
  } else if (access(there.c_str(), W_OK | X_OK) != 0) {
    report.add(if_not, name + (there == folder ? "" : " cannot be created:") + " cannot be written (" +
                           reason(errno) + ") by user " + std::to_string(geteuid()) +
                           "; chown it, or name another folder");
  } else {
    report.fine(name);
  }
}

void check_places(const Options& options, Report& report) {
  const Paths& places = options.places;
  check_writable("presets", places.presets, Kind::strange, report);
  check_writable("moments", places.moments, Kind::strange, report);
  check_writable("recordings", places.recordings, Kind::strange, report);
  std::error_code error;
  if (!places.models.empty() && !fs::is_directory(places.models, error)) {
    report.strange("models: " + places.models.string() + " is not a folder; no other model can be loaded");
  }
  if (!options.midi_tuning.empty()) {
    if (const auto tuning = midi::KeyTuning::read(options.midi_tuning))
      report.fine("MIDI tuning: " + options.midi_tuning.string());
    else
      report.strange("MIDI tuning: " + tuning.error().message + "; twelve equal semitones would be used");
  }
  const auto mapping = midi::read_mapping(places.midi_map, options.midi_keys);
  if (mapping) {
    report.fine("MIDI map: " +
                (fs::exists(places.midi_map, error) ? places.midi_map.string() : "the default"));
  } else {
    report.strange("MIDI map: " + mapping.error().message +
                   "; the default mapping would be used until it is corrected");
  }
}

/** Without the log a live performance would still play (SessionLog); rendering to a file would fail. */
void check_control_log(const Options& options, Report& report) {
  if (options.record_control.empty()) return;
  const fs::path folder = fs::absolute(options.record_control).parent_path();
  std::error_code error;
  const fs::path written = fs::exists(options.record_control, error) ? options.record_control : folder;
  if (access(written.c_str(), W_OK) == 0)
    return report.fine("control log: " + options.record_control.string());
  const bool renders = options.output.kind == OutputChoice::Kind::file;
  report.add(renders ? Kind::wrong : Kind::strange,
             "control log: " + written.string() + ": " + reason(errno) +
                 (renders ? "" : "; it would play without a control log"));
}

/** Everything that the schedule names must exist when its time comes. */
void check_schedule(const Options& options, const Presets& presets, Parameters& parameters, Report& report) {
  const auto names = presets.names();
  const Moments moments(options.places.moments);
  const auto source = parameters.add_source("schedule");
  for (const ScheduleEntry& entry : options.schedule.entries) {
    const auto lacks = [&](const std::string& what, const std::string& name) {
      report.wrong("schedule: there is no " + what + " " + in_quotes(name) + ", which " +
                   in_quotes(entry.text) + " names");
    };
    if (entry.action == ScheduleEntry::Action::preset &&
        std::ranges::find(names, sanitize_name(entry.name)) == names.end()) {
      lacks("preset", entry.name);
    }
    if (entry.action == ScheduleEntry::Action::moment && !moments.find(entry.name))
      lacks("moment", entry.name);
    for (const std::string& name : entry.walk.names) {
      if (!parameters.set_encoding(source, name)) lacks("encoding", name);
    }
  }
}

void check_presets(const Options& options, Parameters& parameters, Report& report) {
  Presets presets(options.places.presets, parameters);
  const auto source = parameters.add_source("presets");
  for (const std::string& name : presets.names()) {
    if (const auto loaded = presets.load(source, name); !loaded) report.strange(loaded.error().message);
  }
  check_schedule(options, presets, parameters, report);
}

void check_state(const Options& options, Report& report) {
  if (!options.keep_state) return report.fine("state: not saved");
  check_writable("state", folder_of(options.places.state), Kind::strange, report);
  std::error_code error;
  const auto status = fs::status(options.places.state, error);
  if (!fs::exists(status)) return;
  if (!fs::is_regular_file(status)) {
    return report.wrong(
        "state: " + options.places.state.string() +
        " is not a file, so no state would be saved; move it away, or name another file with --state-file");
  }
  const auto state = read_state(options.places.state, Parameters().snapshot());
  if (!state) {
    return report.strange("state: " + state.error().message +
                          "; it would be renamed, and the previous state used");
  }
  const auto fault_of = [&options](const std::string& file) -> std::string {
    const auto model = file.empty() ? ErrorOr<Model>() : read_model(file, model_limit(options));
    return model ? "" : model.error().message;
  };
  if (const auto fault = fault_of(state->model); !fault.empty())
    report.strange("state: the model of the last run: " + fault + "; the configured one would play");
  if (const auto fault = fault_of(state->second); !fault.empty())
    report.strange("state: the second model of the last run: " + fault + "; it would play without");
}

/** Whether a socket of this type can bind to the port. */
ErrorOr<void> is_free(const std::string& address, std::uint16_t port, int type) {
  const auto wanted = osc::SocketAddress::from_text(address, port);
  if (!wanted) return tl::unexpected(wanted.error());
  const FileDescriptor socket(::socket(wanted->family(), type | SOCK_CLOEXEC, 0));
  const int on = 1;
  if (type == SOCK_STREAM) setsockopt(*socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (*socket < 0 || bind(*socket, wanted->data(), wanted->size()) != 0) {
    const std::string what =
        errno == EADDRINUSE ? "another program uses it already; is aeoliand running?" : reason(errno) + ".";
    return fail(wanted->text() + ": " + what);
  }
  return {};
}

/** Checks password and token: whether others may steer. */
void check_locks(const Options& options, Report& report) {
  const auto password = password_of(options);
  if (!password) {
    report.strange("OSCQuery: " + password.error().message +
                   "; it would play without OSCQuery, and keep trying");
  }
  if (shows_secrets(options)) {
    report.strange("configuration: everyone on this machine can read the password or token in " +
                   options.configuration.string() + "; chmod o-r it");
  }
  const auto address = osc::SocketAddress::from_text(options.listen_address, 0);
  if (address && address->is_loopback()) return;
  if (options.osc_token.empty()) {
    report.strange("OSC is open to everyone who can reach " + options.listen_address +
                   "; to require a token, set osc_token in [control]");
  }
  if (password && password->empty() && options.http_port != 0) {
    report.strange(
        "OSCQuery and the page: other machines may only look, until password or password_file is "
        "set in [control]");
  }
}

void check_ports(const Options& options, Report& report) {
  if (const auto free = is_free(options.listen_address, options.osc_port, SOCK_DGRAM); free) {
    report.fine("OSC: " + options.listen_address + ":" + std::to_string(options.osc_port));
  } else {
    report.strange("OSC: " + free.error().message +
                   " It would play without OSC, and keep trying. Another port: osc_port in [control], or "
                   "--osc-port");
  }
  if (options.http_port == 0) return;
  if (const auto free = is_free(options.listen_address, options.http_port, SOCK_STREAM); free) {
    report.fine("OSCQuery: " + options.listen_address + ":" + std::to_string(options.http_port));
  } else {
    report.strange("OSCQuery: " + free.error().message +
                   " It would play without OSCQuery and metrics over HTTP, and keep trying");
  }
}

/** A program's output and exit code; the program has until `until` to end. */
struct Printed {
  std::string text;
  int exit_code = -1;  ///< -1 = it did not end
};

Printed run(const fs::path& program, std::string argument, steady_clock::time_point until) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  const FileDescriptor to_read(ends[0]);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::string name = program.string();
  std::array<char*, 3> argv{name.data(), argument.data(), nullptr};
  pid_t pid = -1;
  const int error = posix_spawn(&pid, name.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (error != 0) return {};
  Printed printed;
  std::array<char, 1024> part{};
  pollfd readable{*to_read, POLLIN, 0};
  ssize_t count = 1;
  while (count > 0) {
    const auto left = std::chrono::duration_cast<milliseconds>(until - steady_clock::now()).count();
    if (left <= 0 || poll(&readable, 1, static_cast<int>(left)) <= 0) break;
    count = read(*to_read, part.data(), part.size());
    if (count > 0) printed.text.append(part.data(), static_cast<std::size_t>(count));
  }
  if (count != 0) kill(pid, SIGKILL);
  int status = 0;
  waitpid(pid, &status, 0);
  if (WIFEXITED(status)) printed.exit_code = WEXITSTATUS(status);
  return printed;
}

/** Connects to the configured MIDI ports for a moment. */
void check_midi_ports(const Options& options, Report& report) {
  midi::Process midi({.client = options.name + "-check", .port = options.midi_port, .out = options.midi_out});
  const auto is_connected = [&] {
    return (options.midi_port.empty() || !midi.connected_to().empty()) &&
           (options.midi_out.empty() || !midi.listeners().empty());
  };
  const auto until = steady_clock::now() + patience_with_midi;
  while (!is_connected() && midi.missing().empty() && steady_clock::now() < until) {
    midi.poll({[](auto, auto) {}, [] {}});
    pollfd readable{midi.fd(), POLLIN, 0};
    poll(&readable, 1, 20);
  }
  if (!midi.connected_to().empty()) report.fine("MIDI: connects to " + midi.connected_to());
  if (!midi.listeners().empty()) report.fine("MIDI: sends to " + midi.listeners());
  if (is_connected()) return;
  report.strange("MIDI: " + (midi.missing().empty() ? "no MIDI system answers" : midi.missing()) +
                 "; it would play, and keep looking for it");
}

void check_midi(const Options& options, Report& report) {
  if (options.midi == MidiUse::off) return report.fine("MIDI: switched off");
  const auto program = midi::find_midi_program();
  if (!program) return report.strange("MIDI: " + program.error().message + ", or use --midi off");
  report.fine("MIDI: received by " + program->lexically_normal().string());
  if (!options.midi_port.empty() || !options.midi_out.empty()) check_midi_ports(options, report);
}

void check_pipe(const Options& options, Report& report) {
  const fs::path& fifo = options.output.file;
  if (fifo.empty()) return report.fine("output: standard output");
  if (const auto checked = check_fifo(fifo); !checked) {
    return report.wrong("output: " + checked.error().message);
  }
  std::error_code error;
  const fs::path written = fs::exists(fifo, error) ? fifo : fs::absolute(fifo, error).parent_path();
  if (access(written.c_str(), W_OK) != 0) {
    return report.wrong("output: " + written.string() + ": " + reason(errno) +
                        "; until it can be written, the instrument would play in silence");
  }
  report.fine("output: the pipe " + fifo.string());
}

void check_device(const Options& options, Report& report) {
  if (options.output.kind == OutputChoice::Kind::pipe) return check_pipe(options, report);
  if (options.output.kind != OutputChoice::Kind::device)
    return report.fine("output: no sound device is needed");
  const auto program = find_output_program();
  if (!program) return report.wrong("output: " + program.error().message);
  const Printed list = run(*program, "--list", steady_clock::now() + patience_with_devices);
  constexpr int none = 3;
  if (list.exit_code == none) {
    return report.wrong(
        "output: there is no sound device; is one plugged in, is this user in the group audio, is the sound "
        "server running? Until one appears, the instrument would wait in silence");
  }
  if (list.exit_code != 0) {
    return report.wrong("output: " + program->string() +
                        " --list does not exit normally; perhaps a sound server hangs: restart it");
  }
  if (lower_case(list.text).find(lower_case(options.device.name)) == std::string::npos) {
    return report.wrong("output: no device is called " + in_quotes(options.device.name) +
                        "; aeoliand --list-devices shows all devices");
  }
  report.fine("output: " +
              (options.device.name.empty() ? "the system's default device" : options.device.name));
}

/** Streams are retried during playback, so none of this is fatal. */
void check_streams(const Options& options, Report& report) {
  const StreamSettings& stream = options.stream;
  if (stream.host.empty()) return;
  const std::string server = stream.host + ":" + std::to_string(stream.port);
  if (const std::string why = why_no_streaming(); !why.empty()) return report.strange("stream: " + why);
  if (stream.password.empty() && stream.password_file.empty()) {
    return report.strange("stream: there is no password for " + server +
                          "; set password or password_file in [stream]");
  }
  if (const auto password = password_of(stream); !password) {
    return report.strange("stream: " + password.error().message);
  }
  report.fine("stream: to " + server);
}

/** Requests the generator's scheduling on a thread that ends at once. */
void check_real_time(Report& report) {
  bool granted = false;
  std::thread([&granted] {
    const sched_param lowest{.sched_priority = 1};
    granted = pthread_setschedparam(pthread_self(), SCHED_FIFO, &lowest) == 0;
  }).join();
  if (granted) {
    report.fine("real-time scheduling is permitted");
  } else {
    report.strange(
        "real-time scheduling is refused, so sound may drop out when the machine is busy; give the service "
        "LimitRTPRIO=, or the user an rtprio line in /etc/security/limits.d");
  }
  rlimit locked{};
  getrlimit(RLIMIT_MEMLOCK, &locked);
  constexpr rlim_t enough = 64 << 20;
  if (geteuid() != 0 && locked.rlim_cur < enough) {
    report.strange(
        "only " + std::to_string(locked.rlim_cur >> 10) +
        " KiB of memory may be locked; give the service LimitMEMLOCK=infinity, or the user a memlock "
        "line in /etc/security/limits.d");
  }
}

}  // namespace

std::vector<Finding> check(const Options& options) {
  Report report;
  report.fine("configuration: " +
              (options.configuration.empty() ? "none; all defaults" : options.configuration.string()));
  Parameters parameters({}, options.max_voices, options.channels);
  check_subject(options, report, parameters);
  check_places(options, report);
  check_control_log(options, report);
  check_presets(options, parameters, report);
  check_state(options, report);
  check_ports(options, report);
  check_locks(options, report);
  check_device(options, report);
  check_midi(options, report);
  check_streams(options, report);
  check_real_time(report);
  return report.take();
}

std::string text_of(const std::vector<Finding>& findings) {
  constexpr std::array<std::string_view, 3> words{"ok       ", "warning  ", "WRONG    "};
  std::string text;
  for (const auto& [kind, what] : findings) {
    text += std::string(words[static_cast<std::size_t>(kind)]) + printable(what) + "\n";
  }
  return text + (would_play(findings) ? "It would play.\n" : "It would not play, or not as configured.\n");
}

bool would_play(const std::vector<Finding>& findings) {
  return std::ranges::find(findings, Kind::wrong, &Finding::kind) == findings.end();
}

}  // namespace aeolian::daemon

// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/app/engine_controller.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "daemon/playback/schedule_runner.h"

namespace aeolian::daemon {
namespace {

using std::chrono::steady_clock;

double in_seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

/** Range of the histograms' buckets: 2^n microseconds, 0.25 ms to 8.4 s. */
constexpr int shortest_octave = 8, longest_octave = 23;

/** Collects metrics. */
class Sheet {
 public:
  void counter(std::string name, std::uint64_t value, std::string_view description) {
    lines_.push_back({std::move(name), Metric::Kind::counter, static_cast<double>(value), description});
  }
  /** Adds one of several metrics of the same name, such as that of one stream or channel. */
  void labelled(Metric::Label label, std::string name, Metric::Kind kind, double value,
                std::string_view description) {
    lines_.push_back({std::move(name), kind, value, description, 0., {}, std::move(label)});
  }
  /** Adds a counter of time. */
  void seconds(std::string name, std::chrono::nanoseconds value, std::string_view description) {
    lines_.push_back({std::move(name), Metric::Kind::counter, in_seconds(value), description});
  }
  void gauge(std::string name, double value, std::string_view description) {
    lines_.push_back({std::move(name), Metric::Kind::gauge, value, description});
  }
  /**
   * Adds `name`_seconds as a histogram, and `name`_p50_seconds, _p99_seconds and _max_seconds for readers
   * without histograms.
   */
  void times(const std::string& name, const TimeHistogram& times, std::string_view description) {
    Metric histogram{name + "_seconds", Metric::Kind::histogram, static_cast<double>(times.count()),
                     description};
    histogram.sum = in_seconds(times.mean()) * histogram.value;
    for (int octave = shortest_octave; octave <= longest_octave; ++octave) {
      histogram.buckets.push_back({std::exp2(octave) * 1e-6, times.count_up_to(octave)});
    }
    lines_.push_back(std::move(histogram));
    gauge(name + "_p50_seconds", in_seconds(times.quantile(0.5)), description);
    gauge(name + "_p99_seconds", in_seconds(times.quantile(0.99)), description);
    gauge(name + "_max_seconds", in_seconds(times.longest()), description);
  }
  std::vector<Metric> take() { return std::move(lines_); }

 private:
  std::vector<Metric> lines_;
};

void add_generation(Sheet& sheet, const Player& player, const SessionLog& log) {
  sheet.counter("steps_total", player.steps(), "steps generated");
  sheet.counter("late_steps_total", player.late_steps(), "steps that took longer to compute than they last");
  sheet.times("step_time", player.step_times(), "time to compute a step");
  sheet.gauge("step_budget_seconds", in_seconds(player.step_budget()), "duration of a step");
  sheet.counter("events_held_lost_total", player.held_lost(),
                "events for a later step that were dropped for lack of room");
  sheet.counter("events_unlogged_total", player.applied_lost(),
                "events that came too fast for the control log");
  sheet.gauge("control_log_failed", log.has_failed() ? 1. : 0.,
              "1 = the control log could not be created, or ended early");
  sheet.counter("events_unwritten_total", log.missed(), "lines that could not be written to the control log");
}

void add_model(Sheet& sheet, const ModelLoader& model_loader, const Parameters& parameters,
               const Player& player) {
  sheet.gauge("model_load_factor", model_loader.load(),
              "median time to compute a step, divided by its duration, measured when the newest model and "
              "the second one started; above 0.8 they are too slow for this machine; 0 = not known yet");
  sheet.gauge("second_model", model_loader.second().empty() ? 0. : 1.,
              "1 while a second model is blended in");
  sheet.gauge("model_weight", parameters.number(ParameterId::model_weight),
              "weight of the second model, if there is one; 1 = it plays alone");
  const PassageTimes passage = player.passage_times();
  sheet.gauge("passage_seconds", passage.present_s,
              "how long the model has followed the current passage of the corpus; 0 = none");
  sheet.gauge("longest_passage_seconds", passage.longest_s,
              "the longest time it has followed one passage since the start");
}

void add_stream(Sheet& sheet, const Player& player, const SharedStream& stream) {
  const StreamCounters& counters = stream.counters();
  const double rate = stream.sample_rate();
  sheet.counter("underruns_total", counters.underruns, "number of times the ring was empty");
  sheet.counter("device_late_total", counters.xruns, "number of times the device reported being late");
  sheet.counter("output_gaps_total", counters.gaps, "gaps in playback, measured by the device's callbacks");
  sheet.seconds("output_gap_seconds_total",
                std::chrono::nanoseconds(counters.gap_time.load(std::memory_order_relaxed)),
                "total duration of these gaps");
  sheet.counter("output_stalls_total", counters.stalls,
                "blocks that the device requested later than its buffer lasts");
  sheet.counter("output_latency_raised_total", counters.lengthened,
                "number of times the device was reopened with a longer latency because the sound broke up");
  sheet.gauge("input_rate_hz", static_cast<double>(counters.input_rate),
              "sample rate of the input; 0 = no input");
  sheet.gauge("input_peak", static_cast<double>(counters.input_peak),
              "loudest sample of the input in the last step; 1 = full scale");
  sheet.counter("input_lost_samples_total", counters.input_lost,
                "samples of the input that were dropped because they were not read in time");
  sheet.counter("non_finite_samples_total", counters.non_finite,
                "samples of the output that were NaN or infinite and became silence");
  sheet.gauge("ring_fill_seconds", static_cast<double>(stream.fill()) / rate, "sound waiting in the ring");
  sheet.gauge("look_ahead_seconds", static_cast<double>(player.look_ahead()) / rate,
              "least amount of sound that the generator keeps in the ring");
  sheet.gauge("fade_level", static_cast<double>(counters.fade_level), "0 = faded out, 1 = faded in");
}

void add_heard(Sheet& sheet, const HeardReport& heard) {
  const SoundDescription& sound = heard.sound;
  sheet.gauge("heard_level_db", static_cast<double>(sound.level_db), "level of the input; -100 = silence");
  sheet.gauge("heard_presence", static_cast<double>(heard.presence),
              "presence of the input: 0 = silent, 1 = sounding");
  sheet.gauge("heard_onset_rate", static_cast<double>(sound.onset_rate), "onsets a second in the input");
  sheet.gauge("heard_pitch_hz", static_cast<double>(sound.pitch_hz), "pitch of the input; 0 = none");
  sheet.gauge("heard_pulse_hz", static_cast<double>(sound.pulse_hz),
              "beats a second in the input; 0 = no pulse");
  sheet.gauge("heard_familiarity", static_cast<double>(heard.familiarity),
              "cosine between the encoding of the input and the place of the corpus most like it");
  sheet.gauge("heard_remembered_seconds", static_cast<double>(heard.remembered_s),
              "how much of the input is remembered and can be followed");
}

/** Adds the output settings by which monitoring tells intended silence from a fault. */
void add_wanted(Sheet& sheet, const Parameters& parameters) {
  sheet.gauge("play", parameters.number(ParameterId::play),
              "1 = meant to play; 0 = stopped by hand or by the schedule");
  sheet.gauge("mute", parameters.number(ParameterId::mute), "1 = muted");
  sheet.gauge("gain_db", parameters.number(ParameterId::gain), "the output level as set; -60 = silence");
}

void add_levels(Sheet& sheet, const SoundLevels& levels) {
  sheet.gauge("level_peak_db", static_cast<double>(levels.both.peak_db),
              "loudest sample of the last 50 ms, on any channel; 0 = full scale");
  sheet.gauge("level_rms_db", static_cast<double>(levels.both.rms_db),
              "root mean square of the same; a full-scale sine reads -3");
  const auto by_channel = [&](const std::string& name, float SoundLevel::*figure,
                              std::string_view description) {
    const auto gauge = [&](std::string channel, const SoundLevel& level) {
      sheet.labelled({"channel", std::move(channel)}, name, Metric::Kind::gauge,
                     static_cast<double>(level.*figure), description);
    };
    gauge("left", levels.left);
    gauge("right", levels.right);
    for (std::size_t i = 0; i < levels.further.size(); ++i) gauge(std::to_string(i + 3), levels.further[i]);
  };
  by_channel("level_channel_peak_db", &SoundLevel::peak_db, "level_peak_db of one channel");
  by_channel("level_channel_rms_db", &SoundLevel::rms_db, "level_rms_db of one channel");
}

void add_latency(Sheet& sheet, const SharedStream& stream) {
  const StreamLatency& latency = stream.latency();
  sheet.counter("output_changes_total", latency.output.first.count(),
                "changes of gain, mute and play that were timed");
  sheet.times("output_latency_first", latency.output.first,
              "from a change of gain, mute or play to the first block that reflects it");
  sheet.times("output_latency_half", latency.output.half, "from such a change to half of its effect");
  sheet.counter("frame_changes_total", latency.frames.first.count(),
                "changes of pitch, time, colour, freeze, pan and blend that were timed");
  sheet.times(
      "frame_latency_first", latency.frames.first,
      "from a change of pitch, time, colour, freeze, pan or blend to the first sample that reflects it");
  sheet.times("frame_latency_half", latency.frames.half, "from such a change to half of its effect");
  sheet.counter("model_changes_total", latency.model.first.count(),
                "other changes of the generated sound that were timed: they wait for the model's next step");
  sheet.times("model_latency_first", latency.model.first,
              "from another change of the generated sound to the first sample that reflects it");
  sheet.times("model_latency_half", latency.model.half, "from such a change to half of its effect");
  sheet.gauge(
      "device_latency_seconds", static_cast<double>(stream.counters().device_latency),
      "from the device's block to its output, as reported by the device; add it to the other latencies");
}

void add_overload(Sheet& sheet, const Player& player) {
  sheet.gauge("overload_level", player.overload_level(),
              "0 = none; rising levels mean more look-ahead, then lower quality, then a held sound");
  sheet.counter("overloads_total", player.overloads(), "number of times the overload level rose");
}

void add_guard(Sheet& sheet, const Player& player, const FaultSupervisor& fault_supervisor) {
  const GuardCounts& counts = fault_supervisor.counts();
  sheet.gauge("guard_on", fault_supervisor.is_on() ? 1. : 0., "1 while the guard is on");
  for (std::size_t i = 0; i < fault_count; ++i) {
    sheet.counter("guard_" + std::string(name_of(static_cast<Fault>(i))) + "_total", counts.faults[i],
                  "faults of this kind that the guard detected");
  }
  sheet.counter("guard_entrances_total", counts.source_switches,
                "number of times the guard restarted the model");
  sheet.counter("escapes_total", player.resets(),
                "number of times a model left its training range and reset itself");
  sheet.counter("guard_refused_total", counts.refused, "faults of a source that the guard cannot restart");
}

void add_recording(Sheet& sheet, const Recorder& recorder) {
  const Recorder::Status status = recorder.status();
  sheet.gauge("recording", status.recording ? 1. : 0., "1 while recording");
  sheet.gauge("recording_frames", static_cast<double>(status.report.frames),
              "frames written to the current or last recording");
  sheet.gauge("recording_lost_frames", static_cast<double>(status.report.lost),
              "frames of that recording lost because the disk was too slow");
}

void add_streams(Sheet& sheet, const std::vector<StreamReport>& streams) {
  using enum Metric::Kind;
  const auto add = [&](const char* name, Metric::Kind kind, auto value_of, std::string_view description) {
    for (const StreamReport& stream : streams)
      sheet.labelled({"mount", stream.mount}, name, kind, static_cast<double>(value_of(stream)), description);
  };
  add(
      "stream_connected", gauge, [](const auto& stream) { return stream.state == "streaming" ? 1 : 0; },
      "1 while the stream to this mount of the Icecast server is connected");
  add(
      "stream_reconnects_total", counter, [](const auto& stream) { return stream.reconnects; },
      "number of times the stream was reconnected after a loss");
  add(
      "stream_bytes_total", counter, [](const auto& stream) { return stream.bytes; }, "sent to the server");
  add(
      "stream_lost_seconds_total", counter, [](const auto& stream) { return stream.lost_s; },
      "sound dropped while connected because the server was too slow");
}

void add_osc(Sheet& sheet, const osc::Counters& counters) {
  sheet.counter("osc_packets_total", counters.packets, "OSC packets received");
  sheet.counter("osc_malformed_total", counters.malformed, "OSC packets that were malformed");
  sheet.counter("osc_failures_total", counters.failures, "OSC commands that were refused");
  sheet.counter("osc_late_total", counters.late, "OSC messages that arrived after their time");
  sheet.counter("osc_dropped_total", counters.dropped_by_kernel,
                "OSC packets that arrived faster than they could be read");
  sheet.counter("osc_replies_lost_total", counters.replies_lost, "replies that could not be sent");
  sheet.counter("osc_over_budget_total", counters.over_budget,
                "OSC messages not carried out, and replies not sent, because the sender exceeded its budget");
  sheet.counter(
      "osc_unconfirmed_total", counters.unconfirmed,
      "packets not sent to an address on another machine that has not returned its confirmation token");
}

void add_oscquery(Sheet& sheet, const oscquery::Counters& counters) {
  sheet.counter("oscquery_requests_total", counters.requests, "HTTP requests");
  sheet.counter("oscquery_refused_total", counters.refused, "invalid HTTP requests and WebSocket messages");
  sheet.counter("oscquery_dropped_total", counters.dropped, "connections closed to make room for others");
  sheet.counter("oscquery_stalled_total", counters.stalled,
                "connections closed because they read nothing for 10 s");
  sheet.counter("oscquery_updates_total", counters.updates, "values sent to listening WebSocket clients");
  sheet.counter("oscquery_replies_lost_total", counters.replies_lost,
                "replies to OSC messages dropped because a WebSocket client's queue was full");
  sheet.counter(
      "oscquery_over_budget_total", counters.over_budget,
      "OSC messages not carried out, and replies not sent, because the WebSocket client exceeded its budget");
}

void add_midi(Sheet& sheet, const midi::Input& midi) {
  const midi::Counters counters = midi.counters();
  sheet.gauge("midi_connected", midi.is_connected() ? 1. : 0.,
              "1 while there is a MIDI system and, if a port was named, it is connected");
  sheet.counter("midi_messages_total", counters.messages,
                "MIDI messages received, not counting system messages");
  sheet.counter("midi_malformed_total", counters.malformed, "MIDI messages that were cut short");
  sheet.counter(
      "midi_lost_total", counters.lost,
      "MIDI messages lost because they came too fast: replaced by newer ones of the same source, or dropped "
      "by JACK, whose buffer for a period was full");
  sheet.counter("midi_refused_total", counters.refused, "changes requested by MIDI that were refused");
  sheet.gauge("midi_shown", midi.has_listener() ? 1. : 0.,
              "1 while a controller is connected to which feedback for lights and motor faders is sent");
  sheet.counter("midi_sent_total", counters.sent,
                "MIDI messages sent as feedback for lights and motor faders");
  sheet.counter("midi_restarts_total", counters.restarts,
                "number of times aeolian-midi crashed, hung or could not be started");
}

void add_schedule(Sheet& sheet, const ScheduleRunner& hand) {
  const ScheduleRunner::Report report = hand.report();
  sheet.gauge("schedule_on", report.on ? 1. : 0., "1 while the schedule is switched on");
  sheet.gauge("schedule_lines", static_cast<double>(report.lines), "lines of the schedule");
  sheet.gauge("schedule_next_seconds", report.next_s,
              "time until the schedule next opens, closes or loads a preset; -1 = never");
  sheet.counter("schedule_changes_total", report.changes, "changes made by the schedule, not counting walks");
  sheet.counter("schedule_walk_steps_total", report.walk_steps, "steps of walks");
  sheet.counter("schedule_refused_total", report.refused,
                "changes requested by the schedule that were refused, such as a missing preset");
}

void add_tempo(Sheet& sheet, const Tempo& tempo, const BeatQueue& beats, const PulseReport& pulse) {
  const MusicalMoment moment = tempo.at(steady_clock::now());
  sheet.gauge("tempo_bpm", moment.tempo, "beats (quarter notes) a minute");
  sheet.gauge("tempo_leader", static_cast<double>(moment.leader),
              "leader of the tempo: 0 = none, 1 = a MIDI clock, 2 = Ableton Link, 3 = JACK's transport");
  sheet.gauge("beat", moment.beat, "beats since the beginning of the song, the session or the program");
  sheet.gauge("beat_phase", moment.phase(), "position between this beat and the next, 0 to 1");
  sheet.gauge("bar", moment.bar(), "bar of four beats, counted from 1");
  sheet.gauge("changes_waiting_for_beat", static_cast<double>(beats.size()),
              "changes waiting for the next multiple of /quantum");
  sheet.gauge("pulse_bpm", pulse.bpm,
              "beats a minute detected in the model's output, 70 to 140; 0 = no clear pulse");
  sheet.gauge("tempo_stretch", pulse.stretch,
              "how much the sound is stretched to follow the tempo (/tempo/follow); 1 = not at all");
  sheet.gauge("beat_late_seconds", pulse.late_s.value_or(0.),
              "how much later the beats of the pulse are than those of the clock; 0 while either is unknown");
}

void add_state(Sheet& sheet, const StateSaver::Counters& counters) {
  sheet.counter("state_saved_total", counters.saved, "number of times the state was saved");
  sheet.counter("state_failures_total", counters.failures, "number of times the state could not be saved");
  sheet.gauge("state_waits", counters.waits ? 1. : 0.,
              "1 while there are changes that could not be saved yet");
}

/** A missing device takes precedence over all other states. */
std::string state_of(const AudioOutput::Status& output, bool is_breaking_up, const Parameters& parameters) {
  if (!output.playing) return "waiting for device";
  if (is_breaking_up) return "breaking up";
  return parameters.number(ParameterId::play) != 0. ? "playing" : "stopped";
}

tl::unexpected<ControlError> midi_is_closed() {
  return refuse(ControlError::Kind::no_device, "MIDI is not open");
}

}  // namespace

StatusReport EngineController::status() const {
  const AudioOutput::Status output = parts_.output.status();
  const StreamCounters& counters = parts_.stream.counters();
  const TimeHistogram& times = parts_.player.step_times();
  const auto budget = static_cast<float>(parts_.player.step_budget().count());
  const std::string model = parts_.model_loader.playing();
  return {.state = state_of(output, parts_.output_watch.is_breaking_up(), parts_.parameters),
          .load_mean = static_cast<float>(times.mean().count()) / budget,
          .load_peak = static_cast<float>(times.longest().count()) / budget,
          .rate_nominal = static_cast<double>(counters.device_rate.load(std::memory_order_relaxed)),
          .rate_measured = parts_.rate_meter.rate(),
          .underruns = static_cast<std::int64_t>(counters.underruns.load(std::memory_order_relaxed)),
          .uptime_s = in_seconds(steady_clock::now() - begin_),
          .model = model.empty() ? parts_.subject : model,
          .device = output.device,
          .second = parts_.model_loader.second()};
}

std::vector<Metric> EngineController::metrics() const {
  Sheet sheet;
  sheet.gauge("uptime_seconds", in_seconds(steady_clock::now() - begin_), "time since the start");
  add_generation(sheet, parts_.player, parts_.log);
  add_model(sheet, parts_.model_loader, parts_.parameters, parts_.player);
  add_stream(sheet, parts_.player, parts_.stream);
  add_wanted(sheet, parts_.parameters);
  add_levels(sheet, levels());
  add_heard(sheet, heard());
  add_latency(sheet, parts_.stream);
  add_overload(sheet, parts_.player);
  add_guard(sheet, parts_.player, parts_.fault_supervisor);
  add_recording(sheet, parts_.recorder);
  add_streams(sheet, streams());
  add_state(sheet, parts_.state());
  add_schedule(sheet, parts_.schedule);
  add_tempo(sheet, parts_.tempo, parts_.beats, parts_.player.pulse());
  constexpr std::string_view full =
      "changes that found the generator's queue full; the latest value of each parameter was sent later";
  sheet.counter("osc_queue_full_total", parts_.parameters.times_full(parts_.from.osc), full);
  sheet.counter("oscquery_queue_full_total", parts_.parameters.times_full(parts_.from.oscquery), full);
  sheet.counter("midi_queue_full_total", parts_.parameters.times_full(parts_.from.midi), full);
  for (const auto& opening : sources_->openings()) {
    sheet.gauge(opening->metric(), opening->is_open() ? 1. : 0., opening->help());
  }
  if (const auto osc = sources_->osc_counters()) add_osc(sheet, *osc);
  if (const auto oscquery = sources_->oscquery_counters()) add_oscquery(sheet, *oscquery);
  if (const auto* midi = sources_->midi()) add_midi(sheet, *midi);
  return sheet.take();
}

void EngineController::load_model(std::string name, Done done) {
  parts_.model_loader.load(name, std::move(done));
}

void EngineController::blend_model(std::string name, double weight, std::optional<double> glide_s,
                                   Done done) {
  parts_.model_loader.blend(name, weight, glide_s, std::move(done));
}

void EngineController::prime(std::string sound, double start_s, Done done) {
  parts_.model_loader.prime(std::move(sound), start_s, std::move(done));
}

ControlInterface::Answer EngineController::save_moment(const std::string& name) {
  return parts_.model_loader.save_moment(name);
}

void EngineController::load_moment(std::string name, Done done) {
  parts_.model_loader.load_moment(name, std::move(done));
}

ControlInterface::Answer EngineController::delete_moment(const std::string& name) {
  return parts_.model_loader.moments().remove(name);
}

std::vector<std::string> EngineController::moments() const {
  return parts_.model_loader.moments().names();
}

void EngineController::learn_midi(std::string path, Done done) {
  if (auto* midi = sources_->midi()) return midi->learn(std::move(path), std::move(done));
  done(midi_is_closed());
}

ControlInterface::Answer EngineController::save_midi() {
  auto* const midi = sources_->midi();
  return midi ? midi->save() : midi_is_closed();
}

std::vector<MidiBindingReport> EngineController::midi_bindings() const {
  const auto* const midi = sources_->midi();
  return midi ? midi->bindings() : std::vector<MidiBindingReport>();
}

std::vector<MidiReport> EngineController::midi_messages(std::uint64_t after) const {
  const auto* const midi = sources_->midi();
  return midi ? midi->messages_after(after) : std::vector<MidiReport>();
}

ControlInterface::Answer EngineController::forget_midi(const std::string& path) {
  auto* const midi = sources_->midi();
  return midi ? midi->forget(path) : midi_is_closed();
}

ControlInterface::Answer EngineController::scale_midi(const std::string& path, double from, double to,
                                                      const std::string& curve) {
  auto* const midi = sources_->midi();
  return midi ? midi->rescale(path, from, to, curve) : midi_is_closed();
}

Schedule& EngineController::schedule() {
  return parts_.schedule.schedule();
}

}  // namespace aeolian::daemon

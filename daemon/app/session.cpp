// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/app/session.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/redact_paths.h"
#include "daemon/app/reload.h"
#include "daemon/output/device_output.h"
#include "daemon/output/null_output.h"
#include "daemon/output/pipe_output.h"
#include "daemon/recording/kept_input.h"
#include "daemon/service/log.h"

namespace aeolian::daemon {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds upkeep_interval{20};
constexpr float last_fade = 0.2f;  // seconds
constexpr milliseconds patience_to_fade{300};

/** The options for a reload to compare with: those with the configured checkpoints. */
Options configured(const RestoredSession& last) {
  Options options = last.options;
  options.checkpoint = last.configured_checkpoint;
  options.blend = last.configured_blend;
  return options;
}

/** Makes the path absolute, so that a start in another folder finds the file again. */
std::string in_any_folder(const std::filesystem::path& file) {
  std::error_code error;
  return file.empty() ? "" : std::filesystem::absolute(file, error).string();
}

/**
 * Blends in the second model. If that of the last run fails, the first one plays alone, rather than nothing.
 */
ErrorOr<void> begin_blend(Subject& subject, const RestoredSession& last) {
  auto blended = blend_in_second(subject, last.options);
  if (blended || !last.plays_last_model) return blended;
  spdlog::warn("{} plays without the second model of the last run: {}", subject.name,
               blended.error().message);
  return {};
}

ErrorOr<std::unique_ptr<AudioOutput>> make_output(const Options& options, SharedStream& stream) {
  const auto as_output = [](auto output) -> ErrorOr<std::unique_ptr<AudioOutput>> {
    if (!output) {
      return tl::unexpected(output.error());
    }
    return std::move(*output);
  };
  if (options.output.kind == OutputChoice::Kind::null) {
    return as_output(NullOutput::create(stream));
  }
  if (options.output.kind == OutputChoice::Kind::pipe) {
    return as_output(PipeOutput::create(stream, {.fifo = options.output.file,
                                                 .format = options.pipe_format,
                                                 .pace = options.pipe_pace,
                                                 .rate = options.device.rate,
                                                 .duration = options.duration.value_or(0.)}));
  }
  DeviceChoice device = options.device;
  device.client = options.name;
  return as_output(DeviceOutput::create(stream, std::move(device)));
}

}  // namespace

ErrorOr<ControlLog> read_replay_log(const Options& options) {
  if (options.replay_control.empty()) {
    return ControlLog();
  }
  return read_control_log(options.replay_control);
}

ErrorOr<std::unique_ptr<Session>> Session::create(const Options& options) {
  RestoredSession last = recall(options);
  auto replay_log = read_replay_log(options);
  if (!replay_log) {
    if (last.file) last.file->forget_start();
    return tl::unexpected(replay_log.error());
  }
  if (auto adopted = adopt_performance(last.options, *replay_log); !adopted) {
    if (last.file) last.file->forget_start();
    return tl::unexpected(adopted.error());
  }
  auto subject = make_source(last.options);
  if (!subject) {
    return tl::unexpected(subject.error());
  }
  if (const auto blended = begin_blend(*subject, last); !blended) {
    return tl::unexpected(blended.error());
  }
  auto stream = SharedStream::create(subject->source->sample_rate(), last.options.channels);
  if (!stream) {
    if (last.file) last.file->forget_start();
    return tl::unexpected(stream.error());
  }
  FirstModels models{subject->model, subject->second};
  std::unique_ptr<Session> session(
      new Session(std::move(last), std::move(*subject), std::move(*stream), std::move(replay_log->events)));
  if (auto opened = session->open(std::move(models), std::move(replay_log->source_switches)); !opened) {
    if (session->last_run_.file) session->last_run_.file->forget_start();
    return tl::unexpected(opened.error());
  }
  return session;
}

Session::Session(RestoredSession last, Subject subject, SharedStream stream,
                 std::vector<LoggedEvent> replay_log)
    : last_run_(std::move(last)),
      options_(configured(last_run_)),
      subject_(subject.name),
      crossfader_(std::move(subject.source)),
      stream_(std::move(stream)),
      renderer_(crossfader_, std::move(replay_log)),
      player_(renderer_, stream_, options_.overload),
      parameters_({}, options_.max_voices, options_.channels),
      route_(parameters_, renderer_, stream_),
      tempo_(options_.tempo_source),
      beats_(tempo_,
             {.heard_at = [this](BeatTime time) { return player_.step_heard_at(time); },
              .next_change = [this] { return player_.next_change(); }},
             route_.add_sink()),
      from_command_line_(add_source("command line")),
      from_model_loader_(add_source("model loader")),
      from_configuration_(add_source("configuration")),
      from_{
          .midi = add_performer("MIDI"), .osc = add_performer("OSC"), .oscquery = add_performer("OSCQuery")},
      from_schedule_(add_performer("schedule")),
      from_overload_(add_source("overload")),
      from_clock_(add_source("clock")),
      presets_(options_.places.presets, parameters_),
      overload_watch_(parameters_, from_overload_) {
  subject.prepare(parameters_);
  if (!options_.replay_control.empty()) return;
  clock_beat_.emplace(tempo_, parameters_,
                      ClockBeat::Steps{.made = [this] { return player_.steps(); },
                                       .time_heard = [this](auto step) { return player_.time_heard(step); },
                                       .entered = [this] { return crossfader_.entered(); },
                                       .step_s = player_.step_s()},
                      route_.add_sink());
}

Session::~Session() {
  if (model_loader_) {
    model_loader_->close();  // pending requests are answered while their control sources exist
  }
  const std::lock_guard lock(reload_mutex_);
  for (const auto& answer : reload_wishes_) {
    answer(refuse(ControlError::Kind::failed, "aeoliand is shutting down"));
  }
}

ErrorOr<void> Session::open(FirstModels models, std::vector<SourceSwitch> source_switches) {
  if (!options_.record_control.empty()) {
    log_.open(ControlLogWriter::create(options_.record_control, render_quality(options_)));
  }
  return set_parameters(last_run_, parameters_, from_command_line_)
      .and_then([&] { return open_output(); })
      .and_then([&] { return open_model_loader(std::move(models), std::move(source_switches)); })
      .and_then([&] { return control_sources_->open(last_run_.learned, last_run_.options.checkpoint); });
}

ErrorOr<void> Session::open_output() {
  auto output = make_output(options_, stream_);
  if (!output) {
    return tl::unexpected(output.error());
  }
  output_ = std::move(*output);
  auto input = make_input(options_, renderer_, &stream_);
  if (!input) {
    return tl::unexpected(input.error());
  }
  if (*input && !options_.record_control.empty()) {
    *input = kept(std::move(*input), heard_beside(options_.record_control), renderer_.sample_rate(),
                  renderer_.step_size());
  }
  player_.listen_to(std::move(*input));
  const RecordingPlace place{.directory = options_.places.recordings,
                             .format = options_.record_format,
                             .quota = quota_bytes(options_.record_quota)};
  streams_ = std::make_unique<Streams>(options_.stream, stream_.sample_rate());
  recorder_ = std::make_unique<Recorder>(place, stream_, player_.add_tap(), options_.record_last,
                                         [this](auto frames) { streams_->push(frames); });
  return {};
}

ErrorOr<void> Session::open_model_loader(FirstModels models, std::vector<SourceSwitch> source_switches) {
  auto switches = ReplaySwitches::create(std::move(source_switches), model_library(options_),
                                         render_quality(options_), models.first.value_or(Model()));
  if (!switches) {
    return tl::unexpected(switches.error());
  }
  model_loader_ = std::make_unique<ModelLoader>(
      model_library(options_), std::move(models.first), last_run_.options.checkpoint, crossfader_,
      parameters_, from_model_loader_, std::move(*switches),
      [this](const SourceSwitch& source_switch) { log_.write(source_switch); }, render_quality(options_),
      [this] { return beats_.next_turn(); });
  if (models.second) {
    spdlog::info("{} is blended into {}", models.second->model.name, subject_);
    model_loader_->begin_with(*std::move(models.second));
  }
  fault_supervisor_ = std::make_unique<FaultSupervisor>(
      guard_of(options_), stream_.sample_rate(), player_.add_tap_of_mix(), *model_loader_, parameters_);
  schedule_ = std::make_unique<ScheduleRunner>(
      parameters_, presets_, from_schedule_,
      [this](const std::string& name, std::vector<ParameterId> kept, ControlInterface::Done done) {
        model_loader_->load_moment(name, std::move(done), std::move(kept));
      });
  schedule_->configure(options_.schedule);
  tempo_sync_ = std::make_unique<TempoSync>(
      parameters_, from_clock_, tempo_, beats_,
      TempoSync::Clocks{join_link(), options_.tempo_source == TempoSource::jack ? &stream_ : nullptr});
  controller_ = std::make_unique<EngineController>(EngineController::Parts{
      subject_, player_, stream_, *output_, output_watch_, rate_meter_, parameters_, *model_loader_,
      *recorder_, *streams_, log_, *fault_supervisor_, *schedule_, tempo_, beats_, from_,
      [this](ControlInterface::Done done) { ask_reload(std::move(done)); },
      [this] { return state_counters(); }});
  control_sources_ = std::make_unique<ControlSources>(
      options_, ControlContext{parameters_, presets_, *controller_}, from_, *model_loader_);
  controller_->set_control_sources(*control_sources_);
  restore_switches();
  return {};
}

/** Joins the Link session, if the options ask for one; null = plays without. */
std::unique_ptr<link::Session> Session::join_link() const {
  if (options_.tempo_source != TempoSource::link) return nullptr;
  auto link = link::join_link_session(parameters_.number(ParameterId::tempo));
  if (link) return std::move(*link);
  spdlog::error("tempo: {}; playing on without a clock", link.error().message);
  return nullptr;
}

Parameters::Source Session::add_source(std::string name) {
  return parameters_.add_source(std::move(name), beats_.at_once(route_.add_sink()));
}

/** Adds a source whose changes wait for the beat while there is a /quantum. */
Parameters::Source Session::add_performer(std::string name) {
  return parameters_.add_source(std::move(name), beats_.waiting(route_.add_sink()));
}

void Session::run(const StopSignals& signals) {
  spdlog::info("playing {}", subject_);
  schedule_->keep_up();  // outside opening hours, silent from the first sample
  player_.start();
  output_->start();
  const auto last_sample = static_cast<std::uint64_t>(options_.duration.value_or(0.) * stream_.sample_rate());
  if (last_run_.file) {
    keeper_.emplace(std::move(*last_run_.file), [this] { return state(); });
    is_kept_ = true;
  }
  bool told_scheduling = false;
  while (!signals.came_within(upkeep_interval)) {
    log_applied();
    keep_alive();
    reload_if_asked(signals);
    control_sources_->poll();
    tell_service_manager();
    tell_streams();
    sum_up_floods();
    output_watch_.look(stream_.counters());
    rate_meter_.look(stream_.counters().frames.load(std::memory_order_relaxed), steady_clock::now());
    if (!told_scheduling && player_.scheduling() == Player::Scheduling::refused) {
      spdlog::warn("the generator was refused real-time scheduling (see LimitRTPRIO); playing without it");
      told_scheduling = true;
    }
    if (options_.duration && stream_.written() - stream_.fill() >= last_sample) {
      break;
    }
  }
  notify_.stopping();
  fade_out(signals);
  if (keeper_) {
    keeper_->close(true);
  }
  recorder_->close();
  output_->stop();
  player_.stop();
  log_applied();
  summarise();
}

void Session::tell_service_manager() {
  notify_.look(player_.steps(), [this] {
    return status_line(controller_->status(), fault_supervisor_->counts().source_switches);
  });
}

void Session::tell_streams() {
  const std::string model = model_loader_->playing();
  streams_->set_title(
      stream_title(model.empty() ? subject_ : model, parameters_.encoding_name(), presets_.loaded()));
}

/** Restores the switches from the last run, unless their configuration has changed since. */
void Session::restore_switches() {
  if (!last_run_.state) {
    return;
  }
  const State& last = *last_run_.state;
  if (last.configured_guard == options_.guard.on) {
    fault_supervisor_->set_on(last.guard && options_.replay_control.empty());
  }
  if (last.configured_schedule == options_.schedule.on) {
    schedule_->schedule().set_on(last.schedule);
  }
  schedule_->remember(last.schedule_memory);
}

/** The present state, for the next start. Called on the state saver's thread. */
State Session::state() const {
  State state{.parameters = parameters_.snapshot(),
              .model = in_any_folder(model_loader_->origin()),
              .second = in_any_folder(model_loader_->second_origin()),
              .guard = fault_supervisor_->is_on(),
              .schedule = schedule_->schedule().is_on(),
              .schedule_memory = schedule_->schedule().memory(),
              .midi = control_sources_->midi()->unsaved(),
              .configured_midi = control_sources_->midi()->in_file()};
  control_sources_->midi()->forget_keys(state.parameters);
  if (overload_watch_.has_lowered()) {
    // Not requested by a control source
    state.parameters.numbers[static_cast<std::size_t>(ParameterId::refinement)] = 1.;
  }
  const std::lock_guard lock(reload_mutex_);
  state.configured_checkpoint = options_.checkpoint;
  state.configured_blend = options_.blend;
  state.configured = options_.configured;
  state.configured_guard = options_.guard.on;
  state.configured_schedule = options_.schedule.on;
  return state;
}

StateSaver::Counters Session::state_counters() const {
  return is_kept_ ? keeper_->counters() : StateSaver::Counters();
}

void Session::ask_reload(ControlInterface::Done done) {
  const std::lock_guard lock(reload_mutex_);
  reload_wishes_.push_back(std::move(done));
}

void Session::reload_if_asked(const StopSignals& signals) {
  std::vector<ControlInterface::Done> requests;
  {
    const std::lock_guard lock(reload_mutex_);
    requests.swap(reload_wishes_);
  }
  if (!signals.reload_asked() && requests.empty()) {
    return;
  }
  notify_.reloading();
  Options options = options_;
  auto folders = folders_of(options);
  const auto done = reread(options).and_then([&](Options now) {
    std::ranges::copy(folders_of(now), std::back_inserter(folders));
    return reload(options, std::move(now),
                  {parameters_, from_configuration_, *model_loader_, *recorder_, *control_sources_->midi(),
                   *schedule_, *fault_supervisor_, *streams_});
  });
  {
    const std::lock_guard lock(reload_mutex_);
    options_ = std::move(options);
  }
  notify_.reloaded();
  if (done) {
    spdlog::info("configuration reloaded: {}", *done);
  } else {
    // Each line of an error is logged separately.
    for (std::string_view left = done.error().message; !left.empty();) {
      const std::string_view line = left.substr(0, left.find('\n'));
      spdlog::error("the configuration was not changed: {}", line);
      left.remove_prefix(std::min(line.size() + 1, left.size()));
    }
  }
  for (const auto& answer : requests) {
    if (done) {
      answer(*done);
    } else {
      answer(refuse(ControlError::Kind::failed, redact_paths(done.error().message, folders)));
    }
  }
}

/**
 * The first model has no warm-up, because its first sample must be that of the control log, so its first
 * steps are measured instead.
 */
void Session::measure_load() {
  constexpr std::uint64_t enough = 20;
  const TimeHistogram& times = player_.step_times();
  if (is_load_known_ || times.count() < enough) {
    return;
  }
  is_load_known_ = true;
  model_loader_->note_first_steps(subject_,
                                  std::chrono::duration<double>(times.quantile(0.5)) / player_.step_budget());
}

/** Changes made by the daemon itself: the schedule, the beat, the guard, and the overload measures. */
void Session::keep_alive() {
  schedule_->keep_up();
  tempo_sync_->poll();
  if (clock_beat_) clock_beat_->poll();
  fault_supervisor_->look();
  measure_load();
  overload_watch_.look({.level = player_.overload_level(),
                        .wants_less = player_.wants_less(),
                        .look_ahead_s = static_cast<double>(player_.look_ahead()) / stream_.sample_rate()},
                       options_.quality == Quality::refined);
}

void Session::fade_out(const StopSignals& signals) {
  stream_.set_fade({0.f, last_fade});
  const auto until = steady_clock::now() + patience_to_fade;
  while (stream_.counters().fade_level.load(std::memory_order_relaxed) > 0.f && steady_clock::now() < until) {
    signals.came_within(milliseconds(5));  // a second signal changes nothing
  }
}

void Session::log_applied() {
  LoggedEvent logged;
  while (player_.pop_applied(logged)) {
    if (player_.applied_lost() > 0) log_.end("control events came too fast for the control log", logged.step);
    log_.write(logged);
    route_.take_applied(logged.event);
  }
}

void Session::summarise() const {
  const TimeHistogram& times = player_.step_times();
  const auto milliseconds_of = [](std::chrono::nanoseconds time) {
    return static_cast<double>(time.count()) * 1e-6;
  };
  spdlog::info(
      "{} steps, {} underruns, {} late steps; a step took {:.2f} ms (p50), {:.2f} (p99), {:.2f} (p99.9), "
      "{:.2f} (longest) of {:.2f}",
      player_.steps(), stream_.counters().underruns.load(), player_.late_steps(),
      milliseconds_of(times.quantile(0.5)), milliseconds_of(times.quantile(0.99)),
      milliseconds_of(times.quantile(0.999)), milliseconds_of(times.longest()),
      milliseconds_of(player_.step_budget()));
  if (player_.applied_lost() > 0) {
    spdlog::warn("{} control events were applied but came too fast for the control log",
                 player_.applied_lost());
  }
}

}  // namespace aeolian::daemon

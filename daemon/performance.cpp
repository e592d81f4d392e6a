#include "daemon/performance.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "core/stream/output_change.h"
#include "daemon/device_output.h"
#include "daemon/log.h"
#include "daemon/null_output.h"

namespace aeolian {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds look_interval{20};
constexpr float last_fade = 0.2f;  // seconds
constexpr milliseconds patience_to_fade{300};

constexpr double gibibyte = 1 << 30;

ErrorOr<void> taken(const Parameters::Taken& result) {
  if (!result) {
    return fail(result.error().message);
  }
  return {};
}

/**
 * The way of a control source's events: what changes the output goes there at once, unless it names a step,
 * and every event to the generator, by which it gets its step in the control log.
 */
Parameters::Sink way_of(ControlInbox& inbox, SharedStream& stream) {
  return [&inbox, &stream](const ControlEvent& event) {
    if (const auto change = output_change(event); change && event.step == 0) {
      stream.set(*change, event.arrived);
    }
    return inbox.push(event);
  };
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
  return as_output(DeviceOutput::create(stream, options.device));
}

}  // namespace

ErrorOr<void> set_parameters(const InitialValues& values, Parameters& parameters, Parameters::Source source) {
  ErrorOr<void> result;
  if (values.seed) {
    result = taken(parameters.set_seed(source, *values.seed));
  }
  if (result && values.encoding) {
    result = taken(parameters.set_encoding(source, *values.encoding, 0.));
  }
  for (const auto& [id, value] : values.numbers) {
    if (result) {
      result = taken(parameters.set_number(source, id, value));
    }
  }
  return result;
}

ErrorOr<void> set_parameters(const Options& options, Parameters& parameters, Parameters::Source source) {
  return set_parameters(options.configured, parameters, source).and_then([&] {
    return set_parameters(options.asked, parameters, source);
  });
}

ErrorOr<ControlLog> read_score(const Options& options) {
  if (options.replay_control.empty()) {
    return ControlLog();
  }
  return read_control_log(options.replay_control);
}

ErrorOr<std::unique_ptr<Performance>> Performance::create(const Options& options) {
  auto subject = make_source(options);
  if (!subject) {
    return tl::unexpected(subject.error());
  }
  auto score = read_score(options);
  if (!score) {
    return tl::unexpected(score.error());
  }
  auto stream = SharedStream::create(subject->source->sample_rate());
  if (!stream) {
    return tl::unexpected(stream.error());
  }
  std::optional<Model> model = subject->model;
  std::unique_ptr<Performance> performance(
      new Performance(options, std::move(*subject), std::move(*stream), std::move(score->events)));
  if (auto opened = performance->open(std::move(model), std::move(score->entrances)); !opened) {
    return tl::unexpected(opened.error());
  }
  return performance;
}

Performance::Performance(const Options& options, Subject subject, SharedStream stream,
                         std::vector<LoggedEvent> score)
    : options_(options),
      subject_(subject.name),
      succession_(std::move(subject.source)),
      stream_(std::move(stream)),
      renderer_(succession_, std::move(score)),
      player_(renderer_, stream_),
      parameters_(subject.encodings()),
      from_command_line_(add_door("command line")),
      from_repertoire_(add_door("repertoire")),
      from_midi_(add_door("MIDI")),
      from_osc_(add_door("OSC")),
      from_oscquery_(add_door("OSCQuery")),
      presets_(options.places.presets, parameters_) {}

Performance::~Performance() {
  if (repertoire_) {
    repertoire_->close();  // who still waits for an answer gets it while his door is there
  }
}

ErrorOr<void> Performance::open(std::optional<Model> model, std::vector<Entrance> entrances) {
  return set_parameters(options_, parameters_, from_command_line_)
      .and_then([&] { return open_log(); })
      .and_then([&] { return open_output(); })
      .and_then([&] { return open_repertoire(std::move(model), std::move(entrances)); })
      .and_then([&] { return open_doors(); })
      .and_then([&] { return open_watch(); });
}

ErrorOr<void> Performance::open_log() {
  if (options_.record_control.empty()) {
    return {};
  }
  auto log = ControlLogWriter::create(options_.record_control);
  if (!log) {
    return tl::unexpected(log.error());
  }
  log_.open(std::move(*log));
  return {};
}

ErrorOr<void> Performance::open_output() {
  auto output = make_output(options_, stream_);
  if (!output) {
    return tl::unexpected(output.error());
  }
  output_ = std::move(*output);
  const RecordingPlace place{.directory = options_.places.recordings,
                             .format = options_.record_format,
                             .quota = static_cast<std::uint64_t>(options_.record_quota * gibibyte)};
  recorder_ = std::make_unique<Recorder>(place, stream_, player_.add_tap());
  return {};
}

ErrorOr<void> Performance::open_repertoire(std::optional<Model> model, std::vector<Entrance> entrances) {
  auto score = Score::create(std::move(entrances), options_.places.models, options_.places.samples);
  if (!score) {
    return tl::unexpected(score.error());
  }
  repertoire_ = std::make_unique<Repertoire>(
      Repertoire::Folders{options_.places.models, options_.places.samples}, std::move(model),
      options_.checkpoint, succession_, parameters_, from_repertoire_, std::move(*score),
      [this](const Entrance& entrance) { log_.write(entrance); });
  instrument_ = std::make_unique<LiveInstrument>(
      LiveInstrument::Parts{subject_, player_, stream_, *output_, rate_meter_, parameters_, *repertoire_,
                            *recorder_, log_, from_osc_, from_oscquery_, from_midi_});
  return {};
}

ErrorOr<void> Performance::open_doors() {
  const Hands hands{parameters_, presets_, *instrument_};
  auto midi =
      MidiInput::start({.port = options_.midi_port, .mapping = options_.places.midi_map}, hands, from_midi_);
  if (!midi) {
    return tl::unexpected(midi.error());
  }
  midi_ = std::move(*midi);
  auto osc =
      OscServer::start({.address = options_.listen_address, .port = options_.osc_port}, hands, from_osc_);
  if (!osc) {
    return tl::unexpected(osc.error());
  }
  osc_ = std::move(*osc);
  spdlog::info("OSC on {}", osc_->address().text());
  instrument_->set_doors(midi_.get(), osc_.get());
  if (options_.http_port != 0) {
    open_oscquery(hands);
  }
  return {};
}

/** A machine where the port is taken plays all the same: OSC is complete without. */
void Performance::open_oscquery(const Hands& hands) {
  auto server = OscQueryServer::start({.address = options_.listen_address,
                                       .port = options_.http_port,
                                       .host = {.osc_port = osc_->address().port()}},
                                      hands, from_oscquery_);
  if (!server) {
    spdlog::warn("no OSCQuery: {}", server.error().message);
    return;
  }
  oscquery_ = std::move(*server);
  spdlog::info("OSCQuery on http://{}:{}", options_.listen_address, oscquery_->port());
}

ErrorOr<void> Performance::open_watch() {
  if (!options_.watch) {
    return {};
  }
  std::vector<std::filesystem::path> folders{options_.places.models};
  if (const auto folder = folder_of(options_.checkpoint); !folder.empty() && folder != folders.front()) {
    folders.push_back(folder);
  }
  auto watch = FileWatch::start(
      folders, [this](const std::filesystem::path& file) { repertoire_->file_changed(file); });
  if (!watch) {
    return tl::unexpected(watch.error());
  }
  watch_ = std::move(*watch);
  return {};
}

Parameters::Source Performance::add_door(std::string name) {
  return parameters_.add_source(std::move(name), way_of(renderer_.add_inbox(), stream_));
}

void Performance::run(const StopSignals& signals) {
  spdlog::info("playing {}", subject_);
  player_.start();
  output_->start();
  const auto last_sample = static_cast<std::uint64_t>(options_.duration.value_or(0.) * stream_.sample_rate());
  bool told_scheduling = false;
  while (!signals.came_within(look_interval)) {
    log_applied();
    tell_service_manager();
    sum_up_floods();
    rate_meter_.look(stream_.counters().frames.load(std::memory_order_relaxed));
    if (!told_scheduling && player_.scheduling() == Player::Scheduling::refused) {
      spdlog::warn(
          "real-time scheduling is refused to the generator (see LimitRTPRIO); playing on without it");
      told_scheduling = true;
    }
    if (options_.duration && stream_.written() - stream_.fill() >= last_sample) {
      break;
    }
  }
  notify_.stopping();
  fade_out(signals);
  recorder_->close();
  output_->stop();
  player_.stop();
  log_applied();
  summarise();
}

void Performance::tell_service_manager() {
  notify_.look(player_.steps(), [this] { return status_line(instrument_->status(), 0); });
}

void Performance::fade_out(const StopSignals& signals) {
  stream_.set_fade({0.f, last_fade});
  const auto until = steady_clock::now() + patience_to_fade;
  while (stream_.counters().fade_level.load(std::memory_order_relaxed) > 0.f && steady_clock::now() < until) {
    signals.came_within(milliseconds(5));  // a second signal changes nothing
  }
}

void Performance::log_applied() {
  LoggedEvent logged;
  while (player_.pop_applied(logged)) {
    log_.write(logged);
  }
}

void Performance::summarise() const {
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

}  // namespace aeolian

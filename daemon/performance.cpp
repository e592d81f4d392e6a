#include "daemon/performance.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "daemon/device_output.h"
#include "daemon/null_output.h"

namespace aeolian {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds look_interval{20};
constexpr float last_fade = 0.2f;  // seconds
constexpr milliseconds patience_to_fade{300};

double seconds_since(steady_clock::time_point begin) {
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

ErrorOr<void> taken(const Parameters::Taken& result) {
  if (!result) {
    return fail(result.error().message);
  }
  return {};
}

/**
 * The way of a control source's events: gain and mute go to the output at once, and every event to the
 * generator, by which it gets its step in the control log.
 */
Parameters::Sink way_of(ControlInbox& inbox, SharedStream& stream) {
  return [&inbox, &stream](const ControlEvent& event) {
    if (event.parameter == ParameterId::gain) {
      stream.set_gain({event.number, event.glide_s});
    } else if (event.parameter == ParameterId::mute) {
      stream.set_mute(event.number != 0.f);
    } else if (event.parameter == ParameterId::play) {
      stream.set_fade({event.number, event.glide_s});
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

ErrorOr<void> set_parameters(const Options& options, Parameters& parameters, Parameters::Source source) {
  ErrorOr<void> result;
  if (options.seed) {
    result = taken(parameters.set_seed(source, *options.seed));
  }
  if (result && options.temperature) {
    result = taken(parameters.set_number(source, ParameterId::temperature, *options.temperature));
  }
  if (result && options.encoding) {
    result = taken(parameters.set_encoding(source, *options.encoding, 0.));
  }
  if (result && options.gain) {
    result = taken(parameters.set_number(source, ParameterId::gain, *options.gain));
  }
  if (result && options.mute) {
    result = taken(parameters.set_number(source, ParameterId::mute, 1.));
  }
  return result;
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
  std::unique_ptr<Performance> performance(
      new Performance(options, std::move(*subject), std::move(*stream), std::move(score->events)));
  if (auto opened = performance->open(options); !opened) {
    return tl::unexpected(opened.error());
  }
  return performance;
}

Performance::Performance(const Options& options, Subject subject, SharedStream stream,
                         std::vector<LoggedEvent> score)
    : duration_(options.duration),
      subject_(std::move(subject)),
      stream_(std::move(stream)),
      renderer_(*subject_.source, std::move(score)),
      player_(renderer_, stream_),
      parameters_(subject_.encodings) {}

ErrorOr<void> Performance::open(const Options& options) {
  const Parameters::Source command_line = add_door("command line");
  const Parameters::Source osc = add_door("OSC");
  const Parameters::Source midi = add_door("MIDI");
  if (auto set = set_parameters(options, parameters_, command_line); !set) {
    return set;
  }
  if (!options.record_control.empty()) {
    auto log = ControlLogWriter::create(options.record_control);
    if (!log) {
      return tl::unexpected(log.error());
    }
    log_.emplace(std::move(*log));
  }
  auto output = make_output(options, stream_);
  if (!output) {
    return tl::unexpected(output.error());
  }
  output_ = std::move(*output);
  auto server = OscServer::start({.address = options.osc_address, .port = options.osc_port}, parameters_, osc,
                                 [this] { return report(); });
  if (!server) {
    return tl::unexpected(server.error());
  }
  osc_ = std::move(*server);
  spdlog::info("OSC on {}", osc_->address().text());
  auto midi_input = MidiInput::start({.port = options.midi_port, .mapping = {}}, parameters_, midi);
  if (!midi_input) {
    return tl::unexpected(midi_input.error());
  }
  midi_ = std::move(*midi_input);
  return {};
}

Parameters::Source Performance::add_door(std::string name) {
  return parameters_.add_source(std::move(name), way_of(renderer_.add_inbox(), stream_));
}

ErrorOr<void> Performance::run(const StopSignals& signals) {
  spdlog::info("playing {}", subject_.name);
  player_.start();
  output_->start();
  const auto last_sample = static_cast<std::uint64_t>(duration_.value_or(0.) * stream_.sample_rate());
  bool told_scheduling = false;
  ErrorOr<void> result;
  while (result && !signals.came_within(look_interval)) {
    result = log_applied();
    rate_meter_.look(stream_.counters().frames.load(std::memory_order_relaxed));
    if (!told_scheduling && player_.scheduling() == Player::Scheduling::refused) {
      spdlog::warn(
          "real-time scheduling is refused to the generator (see LimitRTPRIO); playing on without it");
      told_scheduling = true;
    }
    if (duration_ && stream_.written() - stream_.fill() >= last_sample) {
      break;
    }
  }
  fade_out(signals);
  output_->stop();
  player_.stop();
  if (result) {
    result = log_applied();
  }
  summarise();
  return result;
}

void Performance::fade_out(const StopSignals& signals) {
  stream_.set_fade({0.f, last_fade});
  const auto until = steady_clock::now() + patience_to_fade;
  while (stream_.counters().fade_level.load(std::memory_order_relaxed) > 0.f && steady_clock::now() < until) {
    signals.came_within(milliseconds(5));  // a second signal changes nothing
  }
}

ErrorOr<void> Performance::log_applied() {
  LoggedEvent logged;
  while (player_.pop_applied(logged)) {
    if (log_) {
      if (auto written = log_->append(logged); !written) {
        return written;
      }
    }
  }
  return {};
}

StatusReport Performance::report() const {
  const AudioOutput::Status output = output_->status();
  const StreamCounters& counters = stream_.counters();
  const auto budget = static_cast<float>(player_.step_budget().count());
  const TimeHistogram& times = player_.step_times();
  return {.state = output.playing ? "playing" : "waiting for device",
          .load_mean = static_cast<float>(times.mean().count()) / budget,
          .load_peak = static_cast<float>(times.longest().count()) / budget,
          .rate_nominal = static_cast<double>(counters.device_rate.load(std::memory_order_relaxed)),
          .rate_measured = rate_meter_.rate(),
          .underruns = static_cast<std::int64_t>(counters.underruns.load(std::memory_order_relaxed)),
          .uptime_s = seconds_since(begin_),
          .model = subject_.name,
          .device = output.device};
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

void Performance::RateMeter::look(std::uint64_t frames) {
  constexpr double interval = 2.;  // seconds
  const double elapsed = seconds_since(since_);
  if (elapsed >= interval) {
    if (since_ != steady_clock::time_point()) {
      rate_.store(static_cast<double>(frames - frames_) / elapsed, std::memory_order_relaxed);
    }
    since_ = steady_clock::now();
    frames_ = frames;
  }
}

}  // namespace aeolian

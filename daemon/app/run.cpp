// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/app/run.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <new>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <utility>

#include "core/generator/first_beat.h"
#include "core/generator/source_crossfader.h"
#include "daemon/app/check.h"
#include "daemon/app/session.h"
#include "daemon/output/output_process.h"
#include "daemon/playback/clock_beat.h"
#include "daemon/playback/make_source.h"
#include "daemon/playback/offline_fault_supervisor.h"
#include "daemon/playback/offline_render.h"
#include "daemon/playback/replay_switches.h"
#include "daemon/service/stop_signals.h"
#include "protocols/osc/osc_table.h"
#include "protocols/oscquery/answers.h"
#include "protocols/oscquery/openapi.h"

namespace aeolian::daemon {
namespace {

int exit_code_of(const ErrorOr<void>& result) {
  if (!result) {
    spdlog::error("{}", result.error().message);
    return daemon_exit::failed;
  }
  return daemon_exit::done;
}

volatile std::sig_atomic_t exit_code_on_alarm = daemon_exit::done;

/**
 * Closes all control sources, and ends the process if that takes longer than a second: a JACK server may
 * block a closing client for five seconds, or forever, and a client that leaves without closing blocks the
 * next one.
 */
void close_in_time(std::unique_ptr<Session> performance, int exit_code) {
  exit_code_on_alarm = exit_code;
  std::signal(SIGALRM, [](int) { _exit(exit_code_on_alarm); });
  alarm(1);
  performance.reset();
  alarm(0);
}

int play_live(const Options& options, const StopSignals& signals) {
  auto performance = Session::create(options);
  if (!performance) {
    return exit_code_of(tl::unexpected(performance.error()));
  }
  (*performance)->run(signals);
  close_in_time(std::move(*performance), daemon_exit::done);
  return daemon_exit::done;
}

ErrorOr<std::optional<ControlLogWriter>> open_control_log(const Options& options) {
  std::optional<ControlLogWriter> log;
  if (!options.record_control.empty()) {
    auto writer = ControlLogWriter::create(options.record_control, render_quality(options));
    if (!writer) {
      return tl::unexpected(writer.error());
    }
    log.emplace(std::move(*writer));
  }
  return log;
}

ErrorOr<void> render(Options options, const StopSignals& signals) {
  const auto begin = std::chrono::steady_clock::now();
  auto log_to_play = read_replay_log(options);
  if (!log_to_play) {
    return tl::unexpected(log_to_play.error());
  }
  if (auto adopted = adopt_performance(options, *log_to_play); !adopted) {
    return adopted;
  }
  auto subject = make_source(options);
  if (!subject) {
    return tl::unexpected(subject.error());
  }
  if (auto blended = blend_in_second(*subject, options); !blended) {
    return blended;
  }
  auto switches = ReplaySwitches::create(std::move(log_to_play->source_switches), model_library(options),
                                         render_quality(options), subject->model.value_or(Model()));
  if (!switches) {
    return tl::unexpected(switches.error());
  }
  SourceCrossfader crossfader(std::move(subject->source));
  StepRenderer renderer(crossfader, std::move(log_to_play->events));
  ControlInbox& inbox = renderer.add_inbox();
  Parameters parameters({}, options.max_voices, options.channels);
  subject->prepare(parameters);
  const auto command_line =
      parameters.add_source("command line", [&inbox](const auto& event) { return inbox.push(event); });
  if (auto set = set_parameters(options, parameters, command_line); !set) {
    return set;
  }
  if (follows_tempo(parameters) && options.replay_control.empty())
    inbox.push(first_beat(renderer, parameters.number(ParameterId::tempo)));
  auto log = open_control_log(options);
  if (!log) {
    return tl::unexpected(log.error());
  }
  auto input = make_input(options, renderer, nullptr);
  if (!input) {
    return tl::unexpected(input.error());
  }
  FileRendering rendering;
  rendering.input = input->get();
  rendering.before_step = [&] { return switches->keep_up(crossfader).map([](const auto&) {}); };
  std::optional<Model> second;
  if (subject->second) second = subject->second->model;
  OfflineFaultSupervisor guard(guard_of(options), std::move(subject->model), crossfader, parameters,
                               render_quality(options), std::move(second));
  rendering.on_step = [&](std::span<const StereoFrame> step) -> ErrorOr<void> {
    const auto source_switch = guard.hear(step, renderer.steps());
    return source_switch && *log ? (*log)->append(*source_switch) : ErrorOr<void>();
  };
  rendering.stop = [&signals] { return signals.came_within(std::chrono::milliseconds(0)); };
  if (*log) {
    rendering.on_applied = [&log](const LoggedEvent& logged) { return (*log)->append(logged); };
  }
  const auto frames =
      render_to_file(renderer, options.output.file, *options.duration, rendering, options.channels);
  if (!frames) {
    return tl::unexpected(frames.error());
  }
  const double seconds = static_cast<double>(*frames) / renderer.sample_rate();
  const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  spdlog::info("{:.2f} s of {} in {}, {:.1f} times real time", seconds, subject->name,
               options.output.file.string(), seconds / took);
  return {};
}

}  // namespace

int run(const Options& options) {
  if (options.list_devices) {
    const Error error = become_device_list();
    spdlog::error("{}", error.message);
    return daemon_exit::failed;
  }
  if (options.osc_table) {
    std::fputs(osc::osc_table().c_str(), stdout);
    return daemon_exit::done;
  }
  if (options.openapi) {
    std::fputs((oscquery::openapi_description(oscquery::Host().prefix).dump(2) + '\n').c_str(), stdout);
    return daemon_exit::done;
  }
  if (options.check) {
    const auto findings = check(options);
    std::fputs(text_of(findings).c_str(), stdout);
    return would_play(findings) ? daemon_exit::done : daemon_exit::failed;
  }
  const StopSignals signals;
  const bool to_file = options.output.kind == OutputChoice::Kind::file;
  try {
    return to_file ? exit_code_of(render(options, signals)) : play_live(options, signals);
  } catch (const std::bad_alloc&) {
    spdlog::error("there is not enough memory to play");
  } catch (const std::system_error& error) {  // a thread could not be started
    spdlog::error("there is not enough memory, or there are too many threads: {}", error.what());
  }
  return daemon_exit::failed;
}

}  // namespace aeolian::daemon

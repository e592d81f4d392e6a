// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_input.h"

#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/tempo/tempo.h"
#include "core/within_memory.h"
#include "protocols/midi/mapping_edits.h"

namespace aeolian::midi {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr milliseconds longest_wait = 10s;

/** Interval at which a learn in progress checks the time. */
constexpr milliseconds learn_interval = 100ms;

KeyTuning tuning_of(const Options& options) {
  KeyTuning tuning;
  if (!options.tuning.empty()) {
    if (auto in_file = KeyTuning::read(options.tuning); in_file)
      tuning = std::move(*in_file);
    else
      spdlog::error("{}; using twelve equal semitones instead", in_file.error().message);
  }
  tuning.keep_to(options.scale);
  return tuning;
}

}  // namespace

ErrorOr<std::unique_ptr<Input>> Input::start(Options options, const ControlContext& context,
                                             Parameters::Source source) {
  auto mapping = parse_mapping(default_mapping(options.keys), "the default mapping");
  if (!options.mapping.empty()) {
    if (auto in_file = read_mapping(options.mapping, options.keys); in_file) {
      mapping = std::move(in_file);
    } else {
      spdlog::error("{}; using the default mapping until you correct the file and reload the configuration",
                    in_file.error().message);
    }
  }
  if (!mapping) return tl::unexpected(mapping.error());
  FileDescriptor wake_event(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (*wake_event < 0)
    return fail(std::string("MIDI cannot start, for lack of an event descriptor: ") + std::strerror(errno));
  KeyTuning tuning = tuning_of(options);
  return std::unique_ptr<Input>(
      new Input(std::move(options), *mapping, std::move(tuning), context, source, std::move(wake_event)));
}

Input::Input(Options options, const Mapping& mapping, KeyTuning tuning, const ControlContext& context,
             Parameters::Source source, FileDescriptor wake_event)
    : on_(options.on),
      follows_a_port_(!options.process.port.empty()),
      context_(context),
      source_(source),
      wake_event_(std::move(wake_event)),
      process_options_(std::move(options.process)),
      control_(options.learned.value_or(mapping), std::move(tuning), context_, source_,
               [this] { eventfd_write(*wake_event_, 1); }),
      mapping_(options.learned.value_or(mapping)),
      file_(std::move(options.mapping)),
      in_file_(mapping_text(mapping)),
      thread_([this] { run(); }) {}

Input::~Input() {
  stopping_ = true;
  eventfd_write(*wake_event_, 1);
  thread_.join();
  for (const auto& [path, done] : wishes_) {
    done(refuse(ControlError::Kind::failed, "aeoliand is shutting down"));
  }
}

void Input::learn(std::string path, ControlInterface::Done done) {
  if (const auto refusal = Control::why_not(path)) return done(tl::unexpected(*refusal));
  if (!is_open()) {
    const auto* const why = on_ ? "there is no MIDI system" : "MIDI is switched off (--midi off)";
    return done(refuse(ControlError::Kind::no_device, why));
  }
  {
    const std::lock_guard lock(state_mutex_);
    wishes_.push_back({std::move(path), std::move(done)});
  }
  eventfd_write(*wake_event_, 1);
}

ControlInterface::Answer Input::save() {
  Mapping mapping;
  std::filesystem::path file;
  {
    const std::lock_guard lock(state_mutex_);
    mapping = mapping_;
    file = file_;
  }
  if (file.empty()) {
    return tl::unexpected(ControlError{ControlError::Kind::failed,
                                       "there is no mapping file to save to: name one with --midi-map"});
  }
  if (const auto written = write_mapping(mapping, file); !written) {
    return refuse(ControlError::Kind::failed, written.error().message);
  }
  const std::lock_guard lock(state_mutex_);
  in_file_ = mapping_text(mapping);
  return file.filename().string();
}

std::vector<MidiBindingReport> Input::bindings() const {
  const std::lock_guard lock(state_mutex_);
  return reports_of(mapping_);
}

template <class Edit>
ControlInterface::Answer Input::edit(const Edit& edit) {
  ControlInterface::Answer answer;
  {
    const std::lock_guard lock(state_mutex_);
    answer = edit(mapping_);
    if (!answer) return answer;
    mapping_is_new_ = true;
  }
  eventfd_write(*wake_event_, 1);
  return answer;
}

ControlInterface::Answer Input::forget(std::string_view path) {
  return edit([&](Mapping& mapping) { return aeolian::midi::forget(mapping, path); });
}

ControlInterface::Answer Input::rescale(std::string_view path, double from, double to,
                                        std::string_view curve) {
  return edit([&](Mapping& mapping) { return aeolian::midi::rescale(mapping, path, from, to, curve); });
}

void Input::use(Mapping mapping, std::filesystem::path file) {
  {
    const std::lock_guard lock(state_mutex_);
    mapping_ = std::move(mapping);
    in_file_ = mapping_text(mapping_);
    mapping_is_new_ = true;
    file_ = std::move(file);
  }
  eventfd_write(*wake_event_, 1);
}

std::string Input::unsaved() const {
  const std::lock_guard lock(state_mutex_);
  std::string text = mapping_text(mapping_);
  return text == in_file_ ? "" : text;
}

void Input::forget_keys(Snapshot& snapshot) const {
  const std::lock_guard lock(state_mutex_);
  for (const ParameterId id : played_by_keys(mapping_)) aeolian::midi::forget_keys(snapshot, id);
}

std::string Input::in_file() const {
  const std::lock_guard lock(state_mutex_);
  return in_file_;
}

Counters Input::counters() const {
  return {messages_, malformed_, lost_, refused_, sent_, restarts_};
}

bool Input::is_open() const {
  const std::lock_guard lock(state_mutex_);
  return open_;
}

bool Input::is_connected() const {
  const std::lock_guard lock(state_mutex_);
  return open_ && !(follows_a_port_ && connected_to_.empty());
}

std::string Input::connected_to() const {
  const std::lock_guard lock(state_mutex_);
  return connected_to_;
}

void Input::run() {
  if (on_) process_ = std::make_unique<Process>(process_options_);
  while (!stopping_) {
    if (!finishes_within_memory([this] { turn(); })) ++lost_here_;
    wait();
  }
  process_.reset();
}

void Input::turn() {
  take_mapping();
  take_wishes();
  if (process_) {
    process_->poll(
        {.message = [this](auto message, auto arrived) { take_message(message, arrived); },
         .ports_changed = [this] { take_ports(); },
         .clock = [this](auto message, auto arrived,
                         auto clocks) { context_.instrument.tempo().take_midi(message, arrived, clocks); }});
    count();
  }
  control_.look(Clock::now());
  show();
}

void Input::show() {
  control_.feedback().send_due(Clock::now(), [this](const ShortMidiMessage& message) {
    const bool is_sent = process_->send(message);
    if (is_sent) ++sent_;
    return is_sent;
  });
}

void Input::wait() {
  auto longest = longest_wait;
  if (process_) {
    longest = std::min(longest, std::chrono::ceil<milliseconds>(process_->next_poll() - Clock::now()));
  }
  if (control_.is_learning()) longest = std::min(longest, learn_interval);
  if (const auto next = control_.feedback().next(); next < Clock::now() + longest)
    longest = std::chrono::ceil<milliseconds>(next - Clock::now());
  if (!context_.parameters.retry(source_)) longest = std::min(longest, Parameters::retry_interval);
  std::array<pollfd, 2> sources{{{process_ ? process_->fd() : -1, POLLIN, 0}, {*wake_event_, POLLIN, 0}}};
  poll(sources.data(), sources.size(), static_cast<int>(std::max(longest, 0ms).count()));
  eventfd_t wakes = 0;
  eventfd_read(*wake_event_, &wakes);
}

void Input::take_message(std::span<const std::uint8_t> message, Clock::time_point arrived) {
  ++messages_;
  context_.parameters.set_timing(source_, {.step = 0, .arrived = arrived.time_since_epoch().count()});
  if (auto report = control_.take(message, arrived))
    monitor_.push(std::move(*report));
  else
    ++malformed_here_;
}

void Input::take_listeners() {
  const auto& listeners = process_->listeners();
  if (listeners == listeners_) return;
  listeners_ = listeners;
  has_listener_ = !listeners.empty();
  if (listeners.empty()) return control_.feedback().end();
  spdlog::info("MIDI: feedback goes to {}", listeners);
  control_.feedback().begin();
}

void Input::take_ports() {
  take_listeners();
  const auto& missing = process_->missing();
  const bool is_open = !process_->port().empty();
  const auto& connected = process_->connected_to();
  if (!missing.empty() && missing != missing_) spdlog::warn("{}; looking for it until it appears", missing);
  if (!missing.empty() || is_open) missing_ = missing;

  const std::lock_guard lock(state_mutex_);
  if (is_open && (!open_ || connected != connected_to_)) control_.rearm();
  if (is_open && !open_) spdlog::info("MIDI: the port {} is open", process_->port());
  if (!connected.empty() && connected != connected_to_) spdlog::info("MIDI: connected to {}", connected);
  open_ = is_open;
  connected_to_ = connected;
}

void Input::count() {
  malformed_ = process_->malformed() + malformed_here_;
  lost_ = process_->lost() + lost_here_;
  restarts_ = process_->restarts();
  refused_ = control_.refusals();
}

void Input::take_mapping() {
  Mapping mapping;
  {
    const std::lock_guard lock(state_mutex_);
    if (!mapping_is_new_) return;
    mapping_is_new_ = false;
    mapping = mapping_;
  }
  control_.use(std::move(mapping));
}

void Input::take_wishes() {
  std::vector<Request> requests;
  {
    const std::lock_guard lock(state_mutex_);
    requests.swap(wishes_);
  }
  for (auto& [path, done] : requests) {
    auto answer = [this, done = std::move(done)](const ControlInterface::Answer& answered) {
      if (answered) keep_mapping();  // first, so that a save after the answer includes it
      done(answered);
    };
    control_.learn(path, std::move(answer), Clock::now());
  }
}

void Input::keep_mapping() {
  auto mapping = control_.mapping();
  const std::lock_guard lock(state_mutex_);
  if (!mapping_is_new_) mapping_ = std::move(mapping);
}

}  // namespace aeolian::midi

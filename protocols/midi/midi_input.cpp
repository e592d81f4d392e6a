#include "protocols/midi/midi_input.h"

#include <fcntl.h>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace aeolian {
namespace {

using namespace std::chrono_literals;

/** How long an event may wait for room in the generator's inbox before it is offered again. */
constexpr auto retry_interval = 5ms;

/** A message on its way through the pipe; small enough that the kernel never tears it. */
struct Record {
  std::uint8_t size;
  std::array<std::uint8_t, 3> bytes;
};

}  // namespace

ErrorOr<std::unique_ptr<MidiInput>> MidiInput::start(MidiOptions options, Parameters& parameters,
                                                     Parameters::Source source) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    return fail(std::string("MIDI has no pipe: ") + std::strerror(errno));
  }
  const int stop_event = eventfd(0, EFD_CLOEXEC);
  if (stop_event < 0) {
    const int error = errno;
    close(ends[0]);
    close(ends[1]);
    return fail(std::string("MIDI has no event: ") + std::strerror(error));
  }
  return std::unique_ptr<MidiInput>(
      new MidiInput(std::move(options), parameters, source, ends[0], ends[1], stop_event));
}

MidiInput::MidiInput(MidiOptions options, Parameters& parameters, Parameters::Source source, int read_end,
                     int write_end, int stop_event)
    : options_(std::move(options)),
      parameters_(parameters),
      source_(source),
      read_end_(read_end),
      write_end_(write_end),
      stop_event_(stop_event),
      map_(parameters.encodings().count()),
      thread_([this] { run(); }) {}

MidiInput::~MidiInput() {
  stopping_ = true;
  eventfd_write(stop_event_, 1);
  thread_.join();
  ports_.reset();
  close(read_end_);
  close(write_end_);
  close(stop_event_);
}

void MidiInput::learn(std::string, Instrument::Done done) {
  done(tl::unexpected(Refusal{Refusal::Kind::failed, "this build does not learn yet"}));
}

Instrument::Answer MidiInput::save() {
  return tl::unexpected(Refusal{Refusal::Kind::failed, "this build does not save yet"});
}

MidiCounters MidiInput::counters() const {
  return {messages_, malformed_, lost_};
}

bool MidiInput::is_open() const {
  const std::lock_guard lock(state_mutex_);
  return open_;
}

std::string MidiInput::connected_to() const {
  const std::lock_guard lock(state_mutex_);
  return connected_to_;
}

void MidiInput::run() {
  auto next_look = Clock::now();
  while (!stopping_) {
    if (Clock::now() >= next_look) {
      look_after_ports();
      next_look = Clock::now() + look_interval;
    }
    take_messages();
    const bool events_wait = !parameters_.retry(source_);
    const auto until_look = std::chrono::ceil<std::chrono::milliseconds>(next_look - Clock::now());
    const auto longest =
        events_wait ? std::min<std::chrono::milliseconds>(retry_interval, until_look) : until_look;
    std::array<pollfd, 2> sources{{{read_end_, POLLIN, 0}, {stop_event_, POLLIN, 0}}};
    poll(sources.data(), sources.size(), static_cast<int>(std::max(longest, 0ms).count()));
  }
}

void MidiInput::look_after_ports() {
  if (ports_ && !ports_->system_lives()) ports_.reset();
  std::string missing;
  if (!ports_) {
    auto opened = MidiPorts::open([this](std::span<const std::uint8_t> message) { enqueue(message); });
    opened ? void(ports_ = std::move(*opened)) : void(missing = opened.error().message);
  }
  if (ports_ && !options_.port.empty()) {
    ports_->follow(options_.port);
    if (ports_->connected_to().empty()) missing = "no MIDI port has '" + options_.port + "' in its name";
  }
  if (!missing.empty() && missing != missing_) spdlog::warn("{}; it is looked for until it comes", missing);
  missing_ = std::move(missing);
  tell_state();
}

void MidiInput::tell_state() {
  const std::lock_guard lock(state_mutex_);
  if (ports_ && !open_) spdlog::info("MIDI: the port aeolian:in is open");
  open_ = ports_ != nullptr;
  auto connected = ports_ ? ports_->connected_to() : std::string();
  if (!connected.empty() && connected != connected_to_) spdlog::info("MIDI: connected to {}", connected);
  connected_to_ = std::move(connected);
}

void MidiInput::enqueue(std::span<const std::uint8_t> message) {
  // JACK calls this in its real-time thread: writing to a pipe that does not block is bounded, a mutex is
  // not.
  Record record{};
  if (message.size() > record.bytes.size()) return;
  record.size = static_cast<std::uint8_t>(message.size());
  std::ranges::copy(message, record.bytes.begin());
  if (write(write_end_, &record, sizeof record) != sizeof record) ++lost_;
}

void MidiInput::take_messages() {
  Record record;
  while (read(read_end_, &record, sizeof record) == sizeof record) {
    ++messages_;
    apply(map_.take(std::span(record.bytes).first(record.size)));
  }
}

void MidiInput::apply(const MidiChange& change) {
  if (change.malformed) ++malformed_;
  if (change.number) parameters_.set_number(source_, change.number->parameter, change.number->value);
  if (change.encoding) parameters_.set_encoding(source_, *change.encoding);
}

}  // namespace aeolian

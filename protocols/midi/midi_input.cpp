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

/** How often a learning that is under way looks at the clock. */
constexpr auto learn_interval = 100ms;

/** A message on its way through the pipe; small enough that the kernel never tears it. */
struct Record {
  std::chrono::steady_clock::time_point arrived;
  std::uint8_t size;
  std::array<std::uint8_t, 3> bytes;
};

}  // namespace

ErrorOr<std::unique_ptr<MidiInput>> MidiInput::start(MidiOptions options, const Hands& hands,
                                                     Parameters::Source source) {
  auto mapping = options.mapping.empty() ? parse_midi_mapping(default_midi_mapping(), "the default mapping")
                                         : read_midi_mapping(options.mapping);
  if (!mapping) return tl::unexpected(mapping.error());
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    return fail(std::string("MIDI has no pipe: ") + std::strerror(errno));
  }
  const int wake_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_event < 0) {
    const int error = errno;
    close(ends[0]);
    close(ends[1]);
    return fail(std::string("MIDI has no event: ") + std::strerror(error));
  }
  return std::unique_ptr<MidiInput>(
      new MidiInput(std::move(options), std::move(*mapping), hands, source, ends[0], ends[1], wake_event));
}

MidiInput::MidiInput(MidiOptions options, MidiMapping mapping, const Hands& hands, Parameters::Source source,
                     int read_end, int write_end, int wake_event)
    : port_(std::move(options.port)),
      hands_(hands),
      source_(source),
      read_end_(read_end),
      write_end_(write_end),
      wake_event_(wake_event),
      control_(std::make_unique<MidiControl>(options.learned.value_or(mapping), hands, source)),
      mapping_(options.learned.value_or(mapping)),
      file_(std::move(options.mapping)),
      in_file_(midi_mapping_text(mapping)),
      thread_([this] { run(); }) {}

MidiInput::~MidiInput() {
  stopping_ = true;
  eventfd_write(wake_event_, 1);
  thread_.join();
  ports_.reset();
  close(read_end_);
  close(write_end_);
  close(wake_event_);
  for (const auto& [path, done] : wishes_) {
    done(tl::unexpected(Refusal{Refusal::Kind::failed, "the instrument is closing"}));
  }
}

void MidiInput::learn(std::string path, Instrument::Done done) {
  if (const auto refusal = MidiControl::why_not(path)) return done(tl::unexpected(*refusal));
  if (!is_open()) return done(tl::unexpected(Refusal{Refusal::Kind::no_device, "no MIDI system is there"}));
  {
    const std::lock_guard lock(state_mutex_);
    wishes_.push_back({std::move(path), std::move(done)});
  }
  eventfd_write(wake_event_, 1);
}

Instrument::Answer MidiInput::save() {
  MidiMapping mapping;
  std::filesystem::path file;
  {
    const std::lock_guard lock(state_mutex_);
    mapping = mapping_;
    file = file_;
  }
  if (file.empty()) {
    return tl::unexpected(
        Refusal{Refusal::Kind::failed, "no mapping file was given, so there is none to write"});
  }
  if (const auto written = write_midi_mapping(mapping, file); !written) {
    return tl::unexpected(Refusal{Refusal::Kind::failed, written.error().message});
  }
  const std::lock_guard lock(state_mutex_);
  in_file_ = midi_mapping_text(mapping);
  return file.filename().string();
}

void MidiInput::use(MidiMapping mapping, std::filesystem::path file) {
  {
    const std::lock_guard lock(state_mutex_);
    mapping_ = std::move(mapping);
    in_file_ = midi_mapping_text(mapping_);
    mapping_is_new_ = true;
    file_ = std::move(file);
  }
  eventfd_write(wake_event_, 1);
}

std::string MidiInput::unsaved() const {
  const std::lock_guard lock(state_mutex_);
  std::string text = midi_mapping_text(mapping_);
  return text == in_file_ ? "" : text;
}

std::string MidiInput::in_file() const {
  const std::lock_guard lock(state_mutex_);
  return in_file_;
}

MidiCounters MidiInput::counters() const {
  return {messages_, malformed_, lost_, refused_};
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
    take_mapping();
    take_wishes();
    take_messages();
    control_->look(Clock::now());
    wait(next_look);
  }
}

void MidiInput::wait(Clock::time_point next_look) {
  auto longest = std::chrono::ceil<std::chrono::milliseconds>(next_look - Clock::now());
  if (control_->is_learning()) longest = std::min<std::chrono::milliseconds>(longest, learn_interval);
  if (!hands_.parameters.retry(source_))
    longest = std::min<std::chrono::milliseconds>(longest, retry_interval);
  std::array<pollfd, 2> sources{{{read_end_, POLLIN, 0}, {wake_event_, POLLIN, 0}}};
  poll(sources.data(), sources.size(), static_cast<int>(std::max(longest, 0ms).count()));
  eventfd_t wakes;
  eventfd_read(wake_event_, &wakes);
}

void MidiInput::look_after_ports() {
  if (ports_ && !ports_->system_lives()) ports_.reset();
  std::string missing;
  if (!ports_) {
    auto opened = MidiPorts::open([this](std::span<const std::uint8_t> message) { enqueue(message); });
    opened ? void(ports_ = std::move(*opened)) : void(missing = opened.error().message);
  }
  if (ports_ && !port_.empty()) {
    ports_->follow(port_);
    if (ports_->connected_to().empty()) missing = "no MIDI port has '" + port_ + "' in its name";
  }
  if (!missing.empty() && missing != missing_) spdlog::warn("{}; it is looked for until it comes", missing);
  missing_ = std::move(missing);
  tell_state();
}

void MidiInput::tell_state() {
  const std::lock_guard lock(state_mutex_);
  const bool comes_back = ports_ && (!open_ || ports_->connected_to() != connected_to_);
  if (comes_back) control_->rearm();
  if (ports_ && !open_) spdlog::info("MIDI: the port aeolian:in is open");
  open_ = ports_ != nullptr;
  auto connected = ports_ ? ports_->connected_to() : std::string();
  if (!connected.empty() && connected != connected_to_) spdlog::info("MIDI: connected to {}", connected);
  connected_to_ = std::move(connected);
}

void MidiInput::enqueue(std::span<const std::uint8_t> message) {
  // JACK calls this in its real-time thread: writing to a pipe that does not block is bounded, a mutex is
  // not.
  Record record{.arrived = Clock::now(), .size = 0, .bytes = {}};
  if (message.size() > record.bytes.size()) return;
  record.size = static_cast<std::uint8_t>(message.size());
  std::ranges::copy(message, record.bytes.begin());
  if (write(write_end_, &record, sizeof record) != sizeof record) ++lost_;
}

void MidiInput::take_messages() {
  Record record;
  while (read(read_end_, &record, sizeof record) == sizeof record) {
    ++messages_;
    hands_.parameters.set_timing(source_, {.step = 0, .arrived = record.arrived.time_since_epoch().count()});
    if (!control_->take(std::span(record.bytes).first(record.size), record.arrived)) ++malformed_;
  }
  refused_ = control_->refusals();
}

void MidiInput::take_mapping() {
  MidiMapping mapping;
  {
    const std::lock_guard lock(state_mutex_);
    if (!mapping_is_new_) return;
    mapping_is_new_ = false;
    mapping = mapping_;
  }
  control_ = std::make_unique<MidiControl>(std::move(mapping), hands_, source_);
}

void MidiInput::take_wishes() {
  std::vector<Wish> wishes;
  {
    const std::lock_guard lock(state_mutex_);
    wishes.swap(wishes_);
  }
  for (auto& [path, done] : wishes) {
    auto answer = [this, done = std::move(done)](const Instrument::Answer& answered) {
      if (answered) keep_mapping();  // first, so that a save that follows the answer has what was learned
      done(answered);
    };
    control_->learn(path, std::move(answer), Clock::now());
  }
}

void MidiInput::keep_mapping() {
  auto mapping = control_->mapping();
  const std::lock_guard lock(state_mutex_);
  if (!mapping_is_new_) mapping_ = std::move(mapping);
}

}  // namespace aeolian

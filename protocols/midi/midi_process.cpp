// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_process.h"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace aeolian::midi {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr milliseconds shortest_life = 250ms;   // until its MIDI system ends; a shorter life is a failure
constexpr milliseconds longest_patience = 60s;  // between two signs of life
constexpr milliseconds longest_block = 1s;      // of JACK
constexpr int pipe_bytes = 1 << 20;             // 65,536 messages, if the system allows it

/** A pipe that neither end waits for: the end to read, and the end to write. */
ErrorOr<std::pair<FileDescriptor, FileDescriptor>> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
    return fail(std::string("MIDI cannot start, for lack of a pipe: ") + std::strerror(errno));
  return std::pair(FileDescriptor(ends[0]), FileDescriptor(ends[1]));
}

}  // namespace

ErrorOr<std::filesystem::path> find_midi_program() {
  return find_program("aeolian-midi", "which receives MIDI");
}

Process::Process(ProcessOptions options)
    : options_(std::move(options)),
      supervisor_({
          .name = "aeolian-midi",
          .start = [this] { return start(); },
          .read_line = [](const std::string& line) { spdlog::debug("aeolian-midi says: {}", line); },
          .first_pause = 0ms,
          .longest_pause = 10s,
          .patience_to_begin = 10s,
          .stable_after = 10s,
          .patience_to_leave = 500ms,
      }) {}

void Process::poll(const Handlers& handlers) {
  read_all(handlers);
  const auto ended = supervisor_.poll();
  if (!ended) return;
  read_all(handlers);  // everything written before it ended
  forget(handlers);
  if (ended->exit_code == midi_exit::system_ended || ended->exit_code == midi_exit::done) {
    if (ended->lived > shortest_life) supervisor_.excuse();
    return;
  }
  ++restarts_;
  if (supervisor_.is_news()) spdlog::warn("MIDI: {}; playing on and restarting it", ended->why);
}

bool Process::send(const ShortMidiMessage& message) {
  return write(*to_controllers_, &message, sizeof message) == sizeof message;
}

ErrorOr<Subprocess> Process::start() {
  auto program =
      options_.program.empty() ? find_midi_program() : ErrorOr<std::filesystem::path>(options_.program);
  if (!program) return tl::unexpected(program.error());
  auto from_it = make_pipe(), to_it = make_pipe();
  if (!from_it || !to_it) return tl::unexpected((from_it ? to_it : from_it).error());
  const FileDescriptor to_write = std::move(from_it->second);
  fcntl(*to_write, F_SETPIPE_SZ, pipe_bytes);
  std::vector<std::string> arguments{"--fd=" + std::to_string(Subprocess::inherited_fd),
                                     "--client=" + options_.client};
  if (!options_.port.empty()) arguments.push_back("--port=" + options_.port);
  if (!options_.out.empty()) arguments.push_back("--out=" + options_.out);
  pipe_ = std::move(from_it->first);
  to_controllers_ = std::move(to_it->second);
  reader_ = {};
  return Subprocess::start(*program, std::move(arguments), *to_write, *to_it->first);
}

void Process::read_all(const Handlers& handlers) {
  std::array<char, 16384> bytes{};
  for (int i = 0; i < pipe_bytes / static_cast<int>(bytes.size()); ++i) {
    const ssize_t count = read(*pipe_, bytes.data(), bytes.size());
    if (count <= 0) return;
    reader_.push(std::span(bytes).first(static_cast<std::size_t>(count)));
    if (const auto taken = take(handlers); !taken) {
      supervisor_.kill("wrote " + taken.error().message);
      pipe_ = FileDescriptor();
      return;
    }
  }
}

ErrorOr<void> Process::take(const Handlers& handlers) {
  for (;;) {
    const auto news = reader_.next();
    if (!news) return tl::unexpected(news.error());
    if (!*news) return {};
    take(**news, handlers);
  }
}

void Process::take(const News& news, const Handlers& handlers) {
  const auto& record = news.record;
  switch (record.kind) {
    case Record::Kind::message: {
      const Clock::time_point arrived{Clock::duration(record.arrived)};
      handlers.message(record.message(), std::min(arrived, Clock::now()));
      break;
    }
    case Record::Kind::clock: {
      // In a JACK block, clocks in later frames have times that are still to come.
      const Clock::time_point arrived{Clock::duration(record.arrived)};
      handlers.clock(record.message(), std::min(arrived, Clock::now() + longest_block), record.value);
      break;
    }
    case Record::Kind::alive:
      supervisor_.alive(std::min(milliseconds(record.value), longest_patience));
      break;
    case Record::Kind::malformed:
      malformed_ += record.value;
      break;
    case Record::Kind::lost:
      lost_ += record.value;
      break;
    case Record::Kind::port:
      port_ = news.text;
      handlers.ports_changed();
      break;
    case Record::Kind::connected:
      connected_to_ = news.text;
      handlers.ports_changed();
      break;
    case Record::Kind::listeners:
      listeners_ = news.text;
      handlers.ports_changed();
      break;
    case Record::Kind::missing:
      missing_ = news.text;
      handlers.ports_changed();
      break;
  }
}

/** Forgets the ports, because they are gone. */
void Process::forget(const Handlers& handlers) {
  pipe_ = FileDescriptor();
  to_controllers_ = FileDescriptor();
  port_.clear();
  connected_to_.clear();
  listeners_.clear();
  missing_.clear();
  handlers.ports_changed();
}

}  // namespace aeolian::midi

#include "protocols/midi/midi_process.h"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr milliseconds first_pause = 250ms;
constexpr milliseconds longest_pause = 10s;
constexpr milliseconds stable_after = 10s;      // of running: what goes wrong later is new
constexpr milliseconds patience_to_begin = 10s; // until the first sign of life
constexpr milliseconds longest_patience = 60s;  // between two of them
constexpr milliseconds patience_to_leave = 500ms;
constexpr int pipe_bytes = 1 << 20;  // 65,536 messages, where the system allows it

std::string text_of_exit(int code) {
  if (code <= 128) return "ended with " + std::to_string(code);
  return "was ended by signal " + std::to_string(code - 128) + " (" + strsignal(code - 128) + ")";
}

}  // namespace

ErrorOr<std::filesystem::path> find_midi_program() {
  return find_program("aeolian-midi", "which hears MIDI");
}

MidiProcess::~MidiProcess() {
  if (process_) process_->stop(patience_to_leave);
}

void MidiProcess::poll(const Handlers& handlers) {
  if (!process_) {
    if (Clock::now() < due_) return;
    started_ = Clock::now();
    if (const auto started = start(); !started) end(started.error().message, handlers);
    return;
  }
  tell_lines();
  const auto code = process_->exit_code();  // first, so that nothing is missed that it wrote before
  read_all(handlers);
  if (!process_) return;
  if (code == midi_exit::system_ended || code == midi_exit::done) {
    if (Clock::now() - started_ > first_pause) pause_ = 0ms;
    end("", handlers);
  } else if (code) {
    end("aeolian-midi " + text_of_exit(*code), handlers);
  } else if (Clock::now() >= due_) {
    process_->kill();
    end("aeolian-midi does not answer", handlers);
  } else if (Clock::now() - started_ > stable_after) {
    pause_ = first_pause;
    has_complained_ = false;
  }
}

ErrorOr<void> MidiProcess::start() {
  auto program = options_.program.empty() ? find_midi_program()
                                          : ErrorOr<std::filesystem::path>(options_.program);
  if (!program) return tl::unexpected(program.error());
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    return fail(std::string("MIDI has no pipe: ") + std::strerror(errno));
  }
  FileDescriptor to_read(ends[0]);
  const FileDescriptor to_write(ends[1]);
  fcntl(*to_write, F_SETPIPE_SZ, pipe_bytes);
  std::vector<std::string> arguments{"--fd=" + std::to_string(Subprocess::inherited_fd),
                                     "--client=" + options_.client};
  if (!options_.port.empty()) arguments.push_back("--port=" + options_.port);
  auto process = Subprocess::start(*program, std::move(arguments), *to_write);
  if (!process) return tl::unexpected(process.error());
  process_ = std::move(*process);
  pipe_ = std::move(to_read);
  reader_ = {};
  due_ = started_ + patience_to_begin;
  return {};
}

void MidiProcess::read_all(const Handlers& handlers) {
  std::array<char, 16384> bytes;
  for (int i = 0; process_ && i < pipe_bytes / static_cast<int>(bytes.size()); ++i) {
    const ssize_t count = read(*pipe_, bytes.data(), bytes.size());
    if (count <= 0) return;
    reader_.push(std::span(bytes).first(static_cast<std::size_t>(count)));
    if (const auto taken = take(handlers); !taken) {
      process_->kill();
      end("aeolian-midi wrote " + taken.error().message, handlers);
    }
  }
}

ErrorOr<void> MidiProcess::take(const Handlers& handlers) {
  for (;;) {
    const auto news = reader_.next();
    if (!news) return tl::unexpected(news.error());
    if (!*news) return {};
    take(**news, handlers);
  }
}

void MidiProcess::take(const MidiNews& news, const Handlers& handlers) {
  const auto& record = news.record;
  switch (record.kind) {
    case MidiRecord::Kind::message: {
      const Clock::time_point arrived{Clock::duration(record.arrived)};
      handlers.message(std::span(record.bytes).first(record.value), std::min(arrived, Clock::now()));
      break;
    }
    case MidiRecord::Kind::alive:
      due_ = Clock::now() + std::min(milliseconds(record.value), longest_patience);
      break;
    case MidiRecord::Kind::malformed:
      malformed_ += record.value;
      break;
    case MidiRecord::Kind::lost:
      lost_ += record.value;
      break;
    case MidiRecord::Kind::port:
      port_ = news.text;
      handlers.ports_changed();
      break;
    case MidiRecord::Kind::connected:
      connected_to_ = news.text;
      handlers.ports_changed();
      break;
    case MidiRecord::Kind::missing:
      missing_ = news.text;
      handlers.ports_changed();
      break;
  }
}

void MidiProcess::tell_lines() {
  for (const auto& line : process_->lines()) spdlog::debug("aeolian-midi says: {}", line);
}

/** It is gone, or never came. An empty `why` is no fault. */
void MidiProcess::end(const std::string& why, const Handlers& handlers) {
  if (process_) tell_lines();
  process_.reset();
  pipe_ = FileDescriptor();
  port_.clear();
  connected_to_.clear();
  missing_.clear();
  handlers.ports_changed();
  due_ = Clock::now() + pause_;
  pause_ = std::clamp(2 * pause_, first_pause, longest_pause);
  if (why.empty()) return;
  ++restarts_;
  if (!std::exchange(has_complained_, true)) {
    spdlog::warn("MIDI: {}; playing on, and starting it again", why);
  }
}

}  // namespace aeolian

// SPDX-License-Identifier: GPL-3.0-or-later
// listeners_bench [COUNT [SECONDS]]: COUNT listeners (500) for SECONDS (60), half of them at a relay of the
// Icecast server that aeoliand streams to, check every Ogg page. The server is killed half-way and restarted
// after two seconds. First prints the processor time for encoding a minute of a stream.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <ogg/ogg.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "core/audio/sound_file.h"
#include "core/file_descriptor.h"
#include "daemon/streaming/ogg_encoder.h"
#include "tests/bench/machine.h"
#include "tests/comes_true.h"
#include "tests/integration/daemon_process.h"
#include "tests/integration/icecast_server.h"
#include "tests/integration/metric.h"
#include "tests/protocols/osc/osc_peer.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto pause_to_reconnect = 500ms;
constexpr auto between_connections = 5ms;  // because a server's queue of pending connections is short
constexpr auto server_away = 2s;
constexpr auto title_every = 11s;
constexpr auto warm_up = 3s;

/** The pages that all listeners together received. */
struct Heard {
  std::size_t pages = 0, bytes = 0, titles = 0, faults = 0, connections = 0;
};

/** A program that listens to a mount, and reconnects when it is cut off. */
class Listener {
 public:
  explicit Listener(std::uint16_t port) : port_(port) { ogg_sync_init(&sync_); }
  ~Listener() { ogg_sync_clear(&sync_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  pollfd waits_for() const { return {*socket_, static_cast<short>(has_asked_ ? POLLIN : POLLOUT), 0}; }

  bool wants_connection() const { return *socket_ < 0 && steady_clock::now() >= next_try_; }

  void begin_connection(Heard& heard) {
    next_try_ = steady_clock::now() + pause_to_reconnect;
    FileDescriptor made(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port_);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(*made, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 && errno != EINPROGRESS)
      return;
    socket_ = std::move(made);
    has_asked_ = false;
    ogg_sync_reset(&sync_);
    next_page_ = -1;
    ++heard.connections;
  }

  /** Requests the stream once it is connected, then reads the available bytes. */
  void go_on(Heard& heard) {
    if (has_asked_) return receive(heard);
    constexpr std::string_view request = "GET /aeolian.opus HTTP/1.0\r\n\r\n";
    has_asked_ = send(*socket_, request.data(), request.size(), MSG_NOSIGNAL) > 0;
    if (!has_asked_) socket_ = FileDescriptor();
  }

  /** The longest time between two pages, since the first; seconds. */
  double longest_gap() const { return longest_gap_; }
  bool has_heard() const { return last_page_ != steady_clock::time_point(); }

 private:
  void receive(Heard& heard) {
    constexpr long most = 16384;
    const ssize_t count = recv(*socket_, ogg_sync_buffer(&sync_, most), most, MSG_DONTWAIT);
    if (count <= 0) {
      socket_ = FileDescriptor();
      return;
    }
    ogg_sync_wrote(&sync_, count);
    heard.bytes += static_cast<std::size_t>(count);
    ogg_page page;
    for (long size = 0; (size = ogg_sync_pageseek(&sync_, &page)) != 0;) {
      size > 0 ? judge(page, heard) : pass_over(heard);
    }
  }

  void judge(const ogg_page& page, Heard& heard) {
    const auto now = steady_clock::now();
    if (has_heard())
      longest_gap_ = std::max(longest_gap_, std::chrono::duration<double>(now - last_page_).count());
    last_page_ = now;
    ++heard.pages;
    const bool begins = ogg_page_bos(&page) != 0;
    if (begins) ++heard.titles;
    // After the headers Icecast continues with the current pages.
    const long number = ogg_page_pageno(&page);
    const bool follows = begins || next_page_ < 0 || number == next_page_ || next_page_ <= 2;
    if (!follows) ++heard.faults;
    next_page_ = number + 1;
  }

  /** The head of the response comes before the first page; after that, nothing may come between two pages. */
  void pass_over(Heard& heard) const {
    if (next_page_ >= 0) ++heard.faults;
  }

  const std::uint16_t port_;
  FileDescriptor socket_;
  bool has_asked_ = false;
  ogg_sync_state sync_{};
  long next_page_ = -1;
  double longest_gap_ = 0.;
  steady_clock::time_point next_try_, last_page_;
};

using Listeners = std::vector<std::unique_ptr<Listener>>;

/** Lets all listeners receive until `until`. */
void listen(Listeners& listeners, steady_clock::time_point until, Heard& heard) {
  std::vector<pollfd> sockets(listeners.size());
  auto next_connection = steady_clock::now();
  while (steady_clock::now() < until) {
    for (std::size_t i = 0; i < listeners.size(); ++i) {
      if (steady_clock::now() >= next_connection && listeners[i]->wants_connection()) {
        listeners[i]->begin_connection(heard);
        next_connection = steady_clock::now() + between_connections;
      }
      sockets[i] = listeners[i]->waits_for();
    }
    poll(sockets.data(), sockets.size(), 5);
    for (std::size_t i = 0; i < listeners.size(); ++i) {
      if (sockets[i].revents != 0) listeners[i]->go_on(heard);
    }
  }
}

void write_configuration(const std::filesystem::path& file, std::uint16_t port) {
  std::ofstream(file) << "[stream]\nhost = \"127.0.0.1\"\nport = " << port << "\npassword = \""
                      << IcecastServer::password << "\"\n";
}

/** Changes the preset's name now and then, so that the stream's title changes. */
void retitle(osc::OscPeer& peer, const std::stop_token& stop) {
  peer.exchange({"/aeolian/preset/save", {std::string("a")}});
  peer.exchange({"/aeolian/preset/save", {std::string("b")}});
  for (int turn = 0; !stop.stop_requested(); ++turn) {
    peer.exchange({"/aeolian/preset/load", {std::string(turn % 2 == 0 ? "a" : "b")}});
    for (auto waited = 0ms; waited < title_every && !stop.stop_requested(); waited += 100ms)
      std::this_thread::sleep_for(100ms);
  }
}

/**
 * Kills the server and restarts it; returns the seconds from its first answer until the daemon streams to it.
 */
double replace(IcecastServer& server, osc::OscPeer& peer) {
  server.kill();
  std::this_thread::sleep_for(server_away);
  if (!server.start()) std::exit(1);
  const auto begin = steady_clock::now();
  comes_true([&] { return metrics(peer)["stream_connected/aeolian.opus"] == 1.f; });
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

void print(const Listeners& listeners, const Heard& heard) {
  std::vector<double> gaps;
  for (const auto& listener : listeners) {
    if (listener->has_heard()) gaps.push_back(listener->longest_gap());
  }
  std::printf(
      "%zu of %zu heard it: %zu pages, %.1f MB, %zu logical streams, %zu connections; faulty pages: %zu\n",
      gaps.size(), listeners.size(), heard.pages, static_cast<double>(heard.bytes) * 1e-6, heard.titles,
      heard.connections, heard.faults);
  if (!gaps.empty()) {
    std::printf("longest time without a page: %.2f s (median of the listeners), %.2f s (worst)\n",
                median(gaps), *std::max_element(gaps.begin(), gaps.end()));
  }
}

void print_cost(const char* name, ErrorOr<std::unique_ptr<daemon::OggEncoder>> encoder, const Sound& sound) {
  if (!encoder) {
    std::printf("%s: %s\n", name, encoder.error().message.c_str());
    return;
  }
  std::vector<StereoFrame> frames;
  for (const float sample : sound.samples) frames.push_back({sample, sample});
  const auto begin = Moment::now();
  std::size_t bytes = 0;
  constexpr std::size_t block = 4096;
  for (std::size_t at = 0; at < frames.size(); at += block) {
    if (!(*encoder)->write(std::span(frames).subspan(at, std::min(block, frames.size() - at)))) return;
    bytes += (*encoder)->take_pages().size();
  }
  std::printf("%s: %.2f s of processor time for a minute, %.0f kbit/s\n", name,
              (Moment::now() - begin).processor * 60. / sound.seconds(),
              static_cast<double>(bytes) * 8e-3 / sound.seconds());
}

/** Prints the cost of a mount, for a minute of the shipped checkpoint, which is rendered first. */
void print_costs(const ScratchFolder& folder) {
  const std::string file = folder / "minute.wav";
  DaemonProcess renderer({"--checkpoint", AEOLIAN_SHIPPED_MODEL, "--output", "file:" + file, "--duration",
                          "60", "--osc-port", "0", "--http-port", "0", "--seed", "1"});
  renderer.wait(120s);
  const auto sound = read_sound(file);
  if (!sound) {
    std::printf("no sound: %s\n", sound.error().message.c_str());
    return;
  }
  const daemon::StreamTags tags{.title = "a minute", .artist = "Aeolian"};
  print_cost("Opus, 128 kbit/s", daemon::make_opus_encoder(sound->sample_rate, 128, tags), *sound);
  print_cost("FLAC", daemon::make_flac_encoder(sound->sample_rate, tags), *sound);
}

int run(std::size_t count, std::chrono::seconds duration) {
  print_conditions("listeners of a stream, at an Icecast server and its relay");
  const ScratchFolder folder;
  print_costs(folder);
  const int room = static_cast<int>(count) + 100;
  IcecastServer server(room);
  IcecastServer relay(room, server.port());
  if (!server.start() || !relay.start()) {
    std::puts("icecast2 cannot be started: is it installed?");
    return 1;
  }
  write_configuration(folder / "aeoliand.toml", server.port());
  DaemonProcess daemon({"--config", folder / "aeoliand.toml", "--checkpoint", AEOLIAN_SHIPPED_MODEL,
                        "--output", "null", "--midi", "off", "--osc-port", "0", "--http-port", "0",
                        "--presets", folder / "presets"});
  osc::OscPeer peer(daemon.osc_port());
  osc::OscPeer other_peer(daemon.osc_port());
  comes_true([&] { return metrics(peer)["stream_connected/aeolian.opus"] == 1.f; });
  std::this_thread::sleep_for(warm_up);  // until the relay has the stream
  Listeners listeners;
  for (std::size_t i = 0; i < count; ++i) {
    listeners.push_back(std::make_unique<Listener>(i % 2 == 0 ? server.port() : relay.port()));
  }
  Heard heard;
  double back_s = 0.;
  const auto begin = steady_clock::now();
  {
    const std::jthread titles([&](const std::stop_token& stop) { retitle(other_peer, stop); });
    const std::jthread fault([&] {
      std::this_thread::sleep_until(begin + duration / 2);
      back_s = replace(server, peer);
    });
    listen(listeners, begin + duration, heard);
  }
  print(listeners, heard);
  std::printf("the relay, with half of them: %.2f s of processor time\n", relay.processor_s());
  const auto figures = metrics(peer);
  std::printf(
      "aeoliand: streams again %.2f s after the server answered; %.0f underruns, %.0f late steps of %.0f\n",
      back_s, static_cast<double>(figures.at("underruns_total")),
      static_cast<double>(figures.at("late_steps_total")), static_cast<double>(figures.at("steps_total")));
  daemon.send(SIGTERM);
  daemon.wait(30s);
  return heard.faults == 0 ? 0 : 1;
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  const auto count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 500;
  const auto seconds = argc > 2 ? std::strtol(argv[2], nullptr, 10) : 60;
  return aeolian::run(count, std::chrono::seconds(seconds));
}

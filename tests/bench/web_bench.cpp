// SPDX-License-Identifier: GPL-3.0-or-later
// web_bench [SECONDS]: the processor time that the web server spends while clients misbehave, five of a kind,
// each kind for SECONDS (3), and how long /health takes meanwhile. The clients are separate processes.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>
#include <vector>

#include "core/parse_number.h"
#include "protocols/osc/serialise.h"
#include "protocols/oscquery/oscquery_server.h"
#include "tests/protocols/oscquery/control_context_of_a_test.h"
#include "tests/protocols/oscquery/web_peer.h"

namespace aeolian {
namespace {

using std::chrono::steady_clock;

constexpr int clients_of_a_kind = 5;

struct Kind {
  const char* name;
  void (*misbehave)(std::uint16_t port);  ///< runs until the process is ended
};

std::string packet(const osc::Message& message) {
  const auto bytes = osc::serialise(message);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/** A frame of a client, with a mask of zeros. */
std::string frame(unsigned opcode, const std::string& payload) {
  std::string bytes{static_cast<char>(0x80u | opcode)};
  if (payload.size() < 126) {
    bytes += static_cast<char>(0x80u | payload.size());
  } else {
    bytes += static_cast<char>(0xfe);
    bytes += static_cast<char>(payload.size() >> 8);
    bytes += static_cast<char>(payload.size());
  }
  return bytes.append(4, '\0') + payload;
}

/** Sends as many frames as suit one system call, as fast as they are accepted, and reads nothing. */
void flood_by_web_socket(std::uint16_t port, unsigned opcode, const std::string& payload) {
  std::string many;
  while (many.size() < 32768) many += frame(opcode, payload);
  for (;;) {
    oscquery::WebSocketPeer peer(port);
    while (peer.send_bytes(many)) {
    }
  }
}

void flood_by_requests(std::uint16_t port, const std::string& target, bool reads) {
  const std::string request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  for (;;) {
    oscquery::TcpPeer peer(port);
    while (peer.send(request)) {
      if (reads && oscquery::read_response(peer).status == 0) break;
    }
  }
}

const std::vector<Kind> kinds{
    {"none", [](std::uint16_t) { pause(); }},
    {"OSC questions, answers never read",
     [](std::uint16_t port) {
       flood_by_web_socket(port, 2, packet({"/aeolian/gain", {}}));
     }},
    {"OSC sets",
     [](std::uint16_t port) {
       flood_by_web_socket(port, 2, packet({"/aeolian/gain", {-3.f}}));
     }},
    {"malformed OSC", [](std::uint16_t port) { flood_by_web_socket(port, 2, std::string(16000, '/')); }},
    {"LISTEN",
     [](std::uint16_t port) {
       flood_by_web_socket(port, 1, R"({"COMMAND":"LISTEN","DATA":"/aeolian/gain"})");
     }},
    {"text that is no JSON",
     [](std::uint16_t port) { flood_by_web_socket(port, 1, std::string(16000, '[')); }},
    {"pings", [](std::uint16_t port) { flood_by_web_socket(port, 9, "x"); }},
    {"GET /, one connection", [](std::uint16_t port) { flood_by_requests(port, "/", true); }},
    {"GET /, answers never read", [](std::uint16_t port) { flood_by_requests(port, "/", false); }},
    {"GET /metrics, one connection", [](std::uint16_t port) { flood_by_requests(port, "/metrics", true); }},
    {"GET /, a connection each",
     [](std::uint16_t port) {
       for (;;) oscquery::http_get(port, "/");
     }},
    {"handshakes",
     [](std::uint16_t port) {
       for (;;) oscquery::WebSocketPeer peer(port);
     }},
};

double used_s() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double since_s(steady_clock::time_point begin) {
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

void measure(const Kind& kind, double seconds) {
  oscquery::HandsOfATest test;
  const auto source = test.parameters.add_source("OSCQuery", [](const ControlEvent&) { return true; });
  const auto server = oscquery::Server::start({.port = 0}, test.context(), source).value();
  std::vector<pid_t> clients;
  for (int i = 0; i < clients_of_a_kind; ++i) {
    const pid_t client = fork();
    if (client == 0) {
      kind.misbehave(server->port());
      _exit(0);
    }
    clients.push_back(client);
  }
  usleep(300'000);
  const double before = used_s();
  const auto begin = steady_clock::now();
  double longest_ms = 0.;
  int failed = 0;
  while (since_s(begin) < seconds) {
    const auto asked = steady_clock::now();
    if (oscquery::http_get(server->port(), "/health").status != 200) ++failed;
    longest_ms = std::max(longest_ms, 1e3 * since_s(asked));
    usleep(100'000);
  }
  std::printf("%-46s %6.1f %% of a core, /health in at most %7.1f ms, %d failed\n", kind.name,
              1e2 * (used_s() - before) / since_s(begin), longest_ms, failed);
  std::fflush(stdout);
  for (const pid_t client : clients) {
    kill(client, SIGKILL);
    waitpid(client, nullptr, 0);
  }
}

}  // namespace
}  // namespace aeolian

int main(int count, char** arguments) {
  const double seconds = count > 1 ? aeolian::parse_number<double>(arguments[1]).value_or(0.) : 3.;
  signal(SIGPIPE, SIG_IGN);
  for (const auto& kind : aeolian::kinds) aeolian::measure(kind, seconds);
}

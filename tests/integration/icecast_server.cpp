// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/icecast_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <ctime>
#include <fstream>

#include "tests/comes_true.h"
#include "tests/protocols/oscquery/program.h"
#include "tests/protocols/oscquery/web_peer.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;

std::string configuration(std::uint16_t port, int clients, std::uint16_t relay_of) {
  const std::string number = std::to_string(clients);
  // Icecast refuses to run as root.
  const std::string owner =
      geteuid() == 0 ? "<changeowner><user>nobody</user><group>nogroup</group></changeowner>" : "";
  const std::string relay = relay_of == 0
                                ? ""
                                : "<master-server>127.0.0.1</master-server><master-server-port>" +
                                      std::to_string(relay_of) +
                                      "</master-server-port><master-update-interval>1</master-update-"
                                      "interval><master-password>relay</master-password>";
  return "<icecast><limits><clients>" + number +
         "</clients><sources>8</sources><queue-size>2097152</queue-size><burst-on-connect>1</"
         "burst-on-connect>"
         "<burst-size>65536</burst-size></limits><authentication><source-password>" +
         IcecastServer::password +
         "</source-password><relay-password>relay</relay-password><admin-user>admin</admin-user>"
         "<admin-password>admin</admin-password></authentication><hostname>localhost</hostname>"
         "<listen-socket><port>" +
         std::to_string(port) + "</port><bind-address>127.0.0.1</bind-address></listen-socket>" + relay +
         "<paths><logdir>/tmp</logdir><webroot>/usr/share/icecast2/web</webroot>"
         "<adminroot>/usr/share/icecast2/admin</adminroot></paths>"
         "<logging><accesslog>-</accesslog><errorlog>-</errorlog><loglevel>2</loglevel></logging><security>"
         "<chroot>0</chroot>" +
         owner + "</security></icecast>\n";
}

}  // namespace

bool IcecastServer::is_installed() {
  return oscquery::are_installed({"icecast2"});
}

IcecastServer::IcecastServer(int clients, std::uint16_t relay_of) {
  std::ofstream(folder_ / "icecast.xml") << configuration(port(), clients, relay_of);
  fs::permissions(folder_.path(), fs::perms::owner_all | fs::perms::others_exec | fs::perms::others_read);
}

bool IcecastServer::start() {
  const std::string file = folder_ / "icecast.xml";
  const std::string log = folder_ / "log";
  process_ = fork();
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int to = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    dup2(to, STDOUT_FILENO);
    dup2(to, STDERR_FILENO);
    execlp("icecast2", "icecast2", "-c", file.c_str(), nullptr);
    _exit(127);
  }
  return comes_true([this] { return oscquery::http_get(port(), "/status-json.xsl").status == 200; });
}

void IcecastServer::kill() {
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

void IcecastServer::pause() const {
  ::kill(process_, SIGSTOP);
}

void IcecastServer::resume() const {
  ::kill(process_, SIGCONT);
}

double IcecastServer::processor_s() const {
  clockid_t clock{};
  timespec time{};
  if (clock_getcpuclockid(process_, &clock) != 0 || clock_gettime(clock, &time) != 0) return 0.;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

StreamListener::StreamListener(std::uint16_t port, const std::string& mount)
    : peer_(port),
      connected_(peer_.send("GET " + mount + " HTTP/1.0\r\n\r\n") &&
                 peer_.receive_through("\r\n\r\n").find(" 200 ") != std::string::npos) {}

void StreamListener::listen(double seconds) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  constexpr std::size_t part = 512;
  while (connected_ && std::chrono::steady_clock::now() < until) {
    const std::string got = peer_.receive(part);
    bytes_ += got;
    connected_ = got.size() == part;
  }
}

std::string listen_to(std::uint16_t port, const std::string& mount, double seconds) {
  StreamListener listener(port, mount);
  listener.listen(seconds);
  return listener.bytes();
}

}  // namespace aeolian

// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/rendezvous/rendezvous.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "trainer/rendezvous/secret_proof.h"

namespace aeolian::trainer {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/** How long a process may take to prove the secret and introduce itself, and how many may do so at a time. */
constexpr seconds greeting_patience{10};
constexpr std::size_t most_greetings = 64;
constexpr std::size_t most_news = 100;

constexpr int most_workers = 1024;

constexpr milliseconds busy_interval{10}, idle_interval{200};

bool is_loopback(const addrinfo& address) {
  if (address.ai_family == AF_INET6)
    return IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6*>(address.ai_addr)->sin6_addr);
  const auto number = reinterpret_cast<const sockaddr_in*>(address.ai_addr)->sin_addr.s_addr;
  return ntohl(number) >> 24 == IN_LOOPBACKNET;
}

/** Whether a host is given by name, other than localhost, rather than by its address. */
bool is_name(const std::string& host) {
  in6_addr address{};
  return host != "localhost" && ::inet_pton(AF_INET, host.c_str(), &address) != 1 &&
         ::inet_pton(AF_INET6, host.c_str(), &address) != 1;
}

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

ErrorOr<Addresses> look_up(const char* host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  if (!host) hints.ai_family = AF_INET;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host, std::to_string(port).c_str(), &hints, &found); error != 0)
    return fail("--join " + std::string(host ? host : "") + ": " + ::gai_strerror(error));
  return Addresses(found, ::freeaddrinfo);
}

ErrorOr<FileDescriptor> listen_at(const RankSettings& settings) {
  auto addresses = look_up(settings.host.c_str(), settings.port);
  if (addresses && is_loopback(**addresses) && is_name(settings.host))
    addresses = look_up(nullptr, settings.port);
  if (!addresses) return tl::unexpected(addresses.error());
  const addrinfo& address = **addresses;
  FileDescriptor listener(::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int yes = 1;
  ::setsockopt(*listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(*listener, address.ai_addr, address.ai_addrlen) == 0 && ::listen(*listener, 64) == 0)
    return listener;
  const std::string place = settings.host + " port " + std::to_string(settings.port);
  if (errno == EADDRNOTAVAIL)
    return fail("--join: " + place +
                " is not an address of this machine, where rank 0 waits; give all ranks the address of the "
                "machine that runs rank 0");
  return fail("--join: cannot wait at " + place + ": " + std::generic_category().message(errno) +
              "; choose another port, the same on all ranks");
}

}  // namespace

ErrorOr<std::unique_ptr<Rendezvous>> Rendezvous::open(const RankSettings& settings,
                                                      std::vector<RankFact> facts) {
  auto listener = listen_at(settings);
  if (!listener) return tl::unexpected(listener.error());
  return std::unique_ptr<Rendezvous>(new Rendezvous(settings, *std::move(listener), std::move(facts)));
}

Rendezvous::Rendezvous(const RankSettings& settings, FileDescriptor listener, std::vector<RankFact> facts)
    : settings_(settings), listener_(std::move(listener)), facts_(std::move(facts)) {
  thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

void Rendezvous::set_facts_of_sounds(std::vector<RankFact> facts) {
  const std::lock_guard lock(mutex_);
  facts_of_sounds_ = std::move(facts);
}

void Rendezvous::refuse_all(const std::string& reason) {
  const std::lock_guard lock(mutex_);
  refusal_ = reason;
}

std::vector<Arrival> Rendezvous::take_arrivals() {
  const std::lock_guard lock(mutex_);
  return std::exchange(arrivals_, {});
}

std::vector<std::string> Rendezvous::take_news() {
  const std::lock_guard lock(mutex_);
  return std::exchange(news_, {});
}

void Rendezvous::tell(const std::string& line) {
  const std::lock_guard lock(mutex_);
  if (news_.size() < most_news) news_.push_back(line);
}

void Rendezvous::serve(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    pollfd readable{*listener_, POLLIN, 0};
    const auto wait = greetings_.empty() ? idle_interval : busy_interval;
    if (::poll(&readable, 1, static_cast<int>(wait.count())) == 1) accept_one();
    for (auto& greeting : greetings_) attend(greeting);
    std::erase_if(greetings_, [](const Greeting& greeting) { return greeting.is_over; });
  }
}

void Rendezvous::accept_one() {
  FileDescriptor socket(::accept4(*listener_, nullptr, nullptr, SOCK_CLOEXEC));
  if (*socket < 0 || greetings_.size() >= most_greetings) return;
  Greeting& greeting = greetings_.emplace_back();
  greeting.connection = std::make_shared<RankConnection>(std::move(socket));
  greeting.challenge = new_challenge();
  greeting.deadline = RankConnection::Clock::now() + greeting_patience;
  greeting.connection->send(Challenge{greeting.challenge});
}

void Rendezvous::attend(Greeting& greeting) {
  const auto message = greeting.connection->try_receive();
  if (message && greeting.expects == Greeting::Expects::proof)
    check_proof(greeting, *message);
  else if (message && greeting.expects == Greeting::Expects::hello)
    check_hello(greeting, *message);
  else if (message && std::holds_alternative<HasRead>(*message))
    greeting.has_read = std::get<HasRead>(*message);
  if (greeting.has_read) check_sounds(greeting);
  const bool is_late =
      greeting.expects != Greeting::Expects::sounds && RankConnection::Clock::now() > greeting.deadline;
  if (is_late) greeting.connection->close("did not introduce itself in time");
  if (!message && greeting.connection->is_lost()) greeting.is_over = true;
}

void Rendezvous::check_proof(Greeting& greeting, const RankMessage& message) {
  const auto* const answer = std::get_if<Answer>(&message);
  const auto proof = [&](Prover prover) {
    return proof_of(settings_.secret, prover, greeting.challenge, answer->challenge);
  };
  if (!answer || !is_same_proof(answer->proof, proof(Prover::other_rank)))
    return refuse(greeting, "it does not know the secret of this training");
  greeting.connection->send(Proven{proof(Prover::rank_zero)});
  greeting.connection->trust();
  greeting.expects = Greeting::Expects::hello;
}

void Rendezvous::check_hello(Greeting& greeting, const RankMessage& message) {
  const auto* const hello = std::get_if<Hello>(&message);
  if (!hello) return refuse(greeting, "it does not introduce itself");
  if (hello->rank < 1 || hello->rank >= settings_.ranks)
    return refuse(greeting, "it is rank " + std::to_string(hello->rank) +
                                ", and this training has ranks 0 to " + std::to_string(settings_.ranks - 1));
  if (const auto differs = disagreement(hello->facts, facts_); !differs.empty())
    return refuse(greeting, differs);
  greeting.hello = *hello;
  greeting.expects = Greeting::Expects::sounds;
  greeting.connection->send(Agreed{});
}

void Rendezvous::check_sounds(Greeting& greeting) {
  std::unique_lock lock(mutex_);
  if (!facts_of_sounds_) return;
  auto differs = refusal_.empty() ? disagreement(greeting.has_read->facts, *facts_of_sounds_) : refusal_;
  lock.unlock();
  if (greeting.has_read->workers < 1 || greeting.has_read->workers > most_workers)
    differs = "it has no workers to train with";
  if (!differs.empty()) return refuse(greeting, differs);
  greeting.connection->send(Agreed{});
  lock.lock();
  arrivals_.push_back({static_cast<int>(greeting.hello.rank), static_cast<int>(greeting.has_read->workers),
                       greeting.connection});
  greeting.is_over = true;
}

void Rendezvous::refuse(Greeting& greeting, const std::string& reason) {
  greeting.connection->send(Refused{reason});
  const std::string who = greeting.expects == Greeting::Expects::sounds
                              ? "rank " + std::to_string(greeting.hello.rank)
                              : "a process";
  tell(who + " at " + greeting.connection->peer_address() + " was refused: " + reason);
  greeting.connection->close("refused");
  greeting.is_over = true;
}

}  // namespace aeolian::trainer

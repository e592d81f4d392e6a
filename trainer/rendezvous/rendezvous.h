// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/error.h"
#include "core/file_descriptor.h"
#include "trainer/rendezvous/rank_connection.h"
#include "trainer/rendezvous/rank_settings.h"

namespace aeolian::trainer {

/** A rank that has proved the secret and agrees with rank 0. */
struct Arrival {
  int rank = 0, workers = 0;
  std::shared_ptr<RankConnection> connection;
};

/**
 * The meeting point at rank 0: a port, and a thread that asks each connecting process for a proof of the
 * secret before it reveals anything, and compares the facts that must be the same on all ranks. Refusals are
 * reported to the other side, and by take_news().
 */
class Rendezvous {
 public:
  /**
   * Listens at the settings' address; on all addresses of the machine if the host's name resolves to its
   * loopback address, as in Debian's /etc/hosts. Fails if the address is not of this machine, or in use. Each
   * Hello must match `facts`.
   */
  static ErrorOr<std::unique_ptr<Rendezvous>> open(const RankSettings& settings, std::vector<RankFact> facts);

  /** Sets the facts that each HasRead must match; until then, ranks that have read wait. Any thread. */
  void set_facts_of_sounds(std::vector<RankFact> facts);

  /** Refuses all ranks from now on, with this reason. Any thread. */
  void refuse_all(const std::string& reason);

  /** Returns the ranks that have come since the last call. Any thread. */
  std::vector<Arrival> take_arrivals();

  /** Returns lines to show: the ranks refused since the last call, and why. Any thread. */
  std::vector<std::string> take_news();

 private:
  /** A connection before its arrival. */
  struct Greeting {
    enum class Expects { proof, hello, sounds };

    std::shared_ptr<RankConnection> connection;
    std::string challenge;
    RankConnection::Clock::time_point deadline;
    Expects expects = Expects::proof;
    Hello hello;
    std::optional<HasRead> has_read;
    bool is_over = false;
  };

  Rendezvous(const RankSettings& settings, FileDescriptor listener, std::vector<RankFact> facts);

  void serve(const std::stop_token& stop);
  void accept_one();
  void attend(Greeting& greeting);
  void check_proof(Greeting& greeting, const RankMessage& message);
  void check_hello(Greeting& greeting, const RankMessage& message);
  void check_sounds(Greeting& greeting);
  void refuse(Greeting& greeting, const std::string& reason);
  void tell(const std::string& line);

  RankSettings settings_;
  FileDescriptor listener_;
  std::vector<RankFact> facts_;
  std::list<Greeting> greetings_;
  std::mutex mutex_;  // guards the members below
  std::optional<std::vector<RankFact>> facts_of_sounds_;
  std::string refusal_;  ///< given to every rank; empty = none
  std::vector<Arrival> arrivals_;
  std::vector<std::string> news_;
  std::jthread thread_;
};

}  // namespace aeolian::trainer

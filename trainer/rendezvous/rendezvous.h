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
 * The place where rank 0 meets the others: a port, and a thread that asks each process which connects for a
 * proof of the secret, before it is told anything, and compares what must be the same on all ranks. Refusals
 * are told to the other side, and in take_news().
 */
class Rendezvous {
 public:
  /**
   * Listens at the settings' address; on all of the machine's if the host's name stands for its loopback
   * address, as in Debian's /etc/hosts. Refused if the address is not of this machine, or in use. `facts`
   * must be those of each Hello.
   */
  static ErrorOr<std::unique_ptr<Rendezvous>> open(const RankSettings& settings, std::vector<RankFact> facts);

  /** Sets what each HasRead must say; until then, ranks that have read wait. Any thread. */
  void set_facts_of_sounds(std::vector<RankFact> facts);

  /** Refuses everybody from now on, for this reason. Any thread. */
  void refuse_all(const std::string& reason);

  /** Ranks that have come since the last call. Any thread. */
  std::vector<Arrival> take_arrivals();

  /** Lines to be shown: who was refused since the last call. Any thread. */
  std::vector<std::string> take_news();

 private:
  /** A connection on its way to an arrival. */
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
  std::mutex mutex_;  // of what follows
  std::optional<std::vector<RankFact>> facts_of_sounds_;
  std::string refusal_;  ///< of everybody; empty = none
  std::vector<Arrival> arrivals_;
  std::vector<std::string> news_;
  std::jthread thread_;
};

}  // namespace aeolian::trainer

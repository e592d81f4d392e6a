// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace aeolian::trainer {

// Messages between rank 0 and each of the others, in the order of a training. `visit` names the fields of
// each in the order in which they are sent.

/** Something that must be the same on all ranks. */
struct RankFact {
  std::string what;    ///< "front end"
  std::string value;   ///< for people to read
  std::string advice;  ///< what to do if it differs
  bool operator==(const RankFact&) const = default;
  template <class Visitor>
  void visit(Visitor& v) {
    v(what, value, advice);
  }
};

/** Rank 0 asks for a proof of the secret. */
struct Challenge {
  std::string challenge;
  template <class Visitor>
  void visit(Visitor& v) {
    v(challenge);
  }
};
/** The proof, and a challenge for rank 0. */
struct Answer {
  std::string challenge, proof;
  template <class Visitor>
  void visit(Visitor& v) {
    v(challenge, proof);
  }
};
/** Rank 0 proves that it knows the secret as well. */
struct Proven {
  std::string proof;
  template <class Visitor>
  void visit(Visitor& v) {
    v(proof);
  }
};
/** The end of a connection, with the reason. */
struct Refused {
  std::string reason;
  template <class Visitor>
  void visit(Visitor& v) {
    v(reason);
  }
};
/** A rank introduces itself, before it has read any sounds. */
struct Hello {
  std::int64_t rank = 0;
  std::vector<RankFact> facts;
  template <class Visitor>
  void visit(Visitor& v) {
    v(rank, facts);
  }
};
/** The rank has read the sounds, and knows how many of its workers will learn from them. */
struct HasRead {
  std::int64_t workers = 0;
  std::vector<RankFact> facts;
  template <class Visitor>
  void visit(Visitor& v) {
    v(workers, facts);
  }
};
/** Rank 0 agrees with the rank's last facts. */
struct Agreed {
  template <class Visitor>
  void visit(Visitor&) {}
};
/** A stage of the training begins, with the results of earlier ones. */
struct StageBegins {
  std::int64_t stage = 0;
  std::string result;  ///< bytes of the earlier stages' networks
  template <class Visitor>
  void visit(Visitor& v) {
    v(stage, result);
  }
};
/** A rank has made its networks for that stage. */
struct IsPrepared {
  std::int64_t stage = 0, values = 0;  ///< number of values that ranks share
  template <class Visitor>
  void visit(Visitor& v) {
    v(stage, values);
  }
};
/** Rank 0 is about to form a new group, and asks for a rank's position. */
struct WhereAreYou {
  template <class Visitor>
  void visit(Visitor&) {}
};
/** The number of sums that a rank has applied in this stage; -1 = it does not have rank 0's state yet. */
struct Position {
  std::int64_t sums = -1;
  template <class Visitor>
  void visit(Visitor& v) {
    v(sums);
  }
};
/** A group is to be formed; if `sends_state`, rank 0 then sends the whole shared state. */
struct GroupForms {
  std::int64_t generation = 0, store_port = 0;
  std::int64_t position = 0, size = 0;             ///< of the rank, and of the group
  std::int64_t first_worker = 0, all_workers = 0;  ///< the rank's first one, and the number of all
  bool sends_state = false;
  std::int64_t sums = 0, steps = 0;  ///< of that state
  template <class Visitor>
  void visit(Visitor& v) {
    v(generation, store_port, position, size, first_worker, all_workers, sends_state, sums, steps);
  }
};
/** Whether a rank has formed the group. */
struct HasFormed {
  bool is_good = false;
  template <class Visitor>
  void visit(Visitor& v) {
    v(is_good);
  }
};
/** Rank 0 begins a step, or the steps up to the next sum. */
struct StepBegins {
  double progress = 0;  ///< of the stage, 0..1
  template <class Visitor>
  void visit(Visitor& v) {
    v(progress);
  }
};
/** A rank is ready for the sum. */
struct IsReady {
  double loss = 0;  ///< sum over its workers
  std::int64_t workers = 0;
  template <class Visitor>
  void visit(Visitor& v) {
    v(loss, workers);
  }
};
/** All are ready, and the sum begins. Loss and workers are those of all ranks. */
struct SumBegins {
  double loss = 0;
  std::int64_t workers = 0;
  template <class Visitor>
  void visit(Visitor& v) {
    v(loss, workers);
  }
};
/** The sum did not reach a rank. */
struct SumFailed {
  template <class Visitor>
  void visit(Visitor&) {}
};
/** A sign of life. */
struct StillHere {
  template <class Visitor>
  void visit(Visitor&) {}
};
/** The training is over for the other ranks. */
struct TrainingEnds {
  std::string reason;
  template <class Visitor>
  void visit(Visitor& v) {
    v(reason);
  }
};

using RankMessage = std::variant<Challenge, Answer, Proven, Refused, Hello, HasRead, Agreed, StageBegins,
                                 IsPrepared, WhereAreYou, Position, GroupForms, HasFormed, StepBegins,
                                 IsReady, SumBegins, SumFailed, StillHere, TrainingEnds>;

/** Serialises a message: its number among the kinds, then its fields. */
std::string to_bytes(const RankMessage& message);

/** Parses a message from untrusted bytes; nothing unless they are exactly one message. */
std::optional<RankMessage> parse_rank_message(std::string_view bytes);

/** Explains how these facts disagree with those of rank 0; empty if they agree. */
std::string disagreement(const std::vector<RankFact>& facts, const std::vector<RankFact>& of_rank_zero);

}  // namespace aeolian::trainer

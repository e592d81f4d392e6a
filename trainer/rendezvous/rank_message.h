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
  std::string value;   ///< as people read it
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
/** It has read the sounds, and knows how many of its workers will learn from them. */
struct HasRead {
  std::int64_t workers = 0;
  std::vector<RankFact> facts;
  template <class Visitor>
  void visit(Visitor& v) {
    v(workers, facts);
  }
};
/** Rank 0 agrees with what it was told last. */
struct Agreed {
  template <class Visitor>
  void visit(Visitor&) {}
};
/** A stage of the training begins, with what earlier ones have made. */
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
/** Rank 0 is about to form a new group, and asks how far a rank is. */
struct WhereAreYou {
  template <class Visitor>
  void visit(Visitor&) {}
};
/** The number of sums that a rank has applied in this stage; -1 = it has none of rank 0's state. */
struct Position {
  std::int64_t sums = -1;
  template <class Visitor>
  void visit(Visitor& v) {
    v(sums);
  }
};
/** A group to be formed; if `sends_state`, rank 0 then sends everything that ranks share. */
struct GroupForms {
  std::int64_t generation = 0, store_port = 0;
  std::int64_t position = 0, size = 0;             ///< of the rank, and of the group
  std::int64_t first_worker = 0, all_workers = 0;  ///< the rank's first one among those of all
  bool sends_state = false;
  std::int64_t sums = 0, steps = 0;  ///< of that state
  template <class Visitor>
  void visit(Visitor& v) {
    v(generation, store_port, position, size, first_worker, all_workers, sends_state, sums, steps);
  }
};
/** Whether the group stands, as far as a rank sees it. */
struct HasFormed {
  bool is_good = false;
  template <class Visitor>
  void visit(Visitor& v) {
    v(is_good);
  }
};
/** Rank 0 takes a step, or as many as are between two sums. */
struct StepBegins {
  double progress = 0;  ///< of the stage, 0..1
  template <class Visitor>
  void visit(Visitor& v) {
    v(progress);
  }
};
/** A rank has what is to be summed. */
struct IsReady {
  double loss = 0;  ///< sum over its workers
  std::int64_t workers = 0;
  template <class Visitor>
  void visit(Visitor& v) {
    v(loss, workers);
  }
};
/** All are ready: the sum begins. Loss and workers are those of all ranks. */
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
/** The side that sends this is there. */
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

/** The message as bytes: its number among the kinds, then its fields. */
std::string to_bytes(const RankMessage& message);

/** The message of these bytes, which may be anything; nothing unless they are one, to the last byte. */
std::optional<RankMessage> parse_rank_message(std::string_view bytes);

/** Why these facts do not agree with those of rank 0; empty if they do. */
std::string disagreement(const std::vector<RankFact>& facts, const std::vector<RankFact>& of_rank_zero);

}  // namespace aeolian::trainer

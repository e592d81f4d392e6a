// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/ranks/following_rank.h"

#include <chrono>
#include <thread>
#include <utility>

#include "core/printable.h"
#include "trainer/ranks/shared_state.h"
#include "trainer/rendezvous/secret_proof.h"

namespace aeolian::trainer {

namespace {

using Clock = RankConnection::Clock;
using std::chrono::seconds;

/** How long to try to reach rank 0, which may start later, and to wait for its first message. */
constexpr std::chrono::minutes joining_patience{10};
constexpr seconds retry_interval{1}, answer_patience{15};

constexpr auto never = Clock::time_point::max();

std::string place_of(const RankSettings& settings) {
  return settings.host + " port " + std::to_string(settings.port);
}

ErrorOr<FileDescriptor> find_rank_zero(const RankSettings& settings, const FollowingRank::Say& say) {
  for (const auto begin = Clock::now();; std::this_thread::sleep_for(retry_interval)) {
    auto socket = RankConnection::connect(settings.host, settings.port);
    if (socket) return socket;
    const bool is_first = Clock::now() - begin < retry_interval;
    if (is_first) say("waiting for rank 0: " + printable(socket.error().message));
    if (Clock::now() - begin > joining_patience)
      return fail("rank 0 does not answer: " + socket.error().message + "; start it with the same --join");
  }
}

}  // namespace

ErrorOr<std::unique_ptr<FollowingRank>> FollowingRank::join(const RankSettings& settings,
                                                            std::vector<RankFact> facts, const Say& say) {
  if (auto usable = check_backend(settings.backend); !usable) return tl::unexpected(usable.error());
  auto socket = find_rank_zero(settings, say);
  if (!socket) return tl::unexpected(socket.error());
  std::unique_ptr<FollowingRank> rank(new FollowingRank(settings, *std::move(socket)));
  if (auto introduced = rank->introduce(std::move(facts)); !introduced)
    return tl::unexpected(introduced.error());
  return rank;
}

FollowingRank::FollowingRank(const RankSettings& settings, FileDescriptor socket)
    : settings_(settings), connection_(std::move(socket)) {}

ErrorOr<void> FollowingRank::introduce(std::vector<RankFact> facts) {
  const auto challenge = connection_.receive_only<Challenge>(Clock::now() + answer_patience);
  if (!challenge)
    return fail("the program that answers is not rank 0 of a training: " + place_of(settings_) +
                "; check --join");
  const std::string own = new_challenge();
  const auto proof = [&](Prover prover) {
    return proof_of(settings_.secret, prover, challenge->challenge, own);
  };
  connection_.send(Answer{own, proof(Prover::other_rank)});
  const auto reply = connection_.receive(Clock::now() + answer_patience);
  const auto* const proven = reply ? std::get_if<Proven>(&*reply) : nullptr;
  if (!proven || !is_same_proof(proven->proof, proof(Prover::rank_zero)))
    return fail("rank 0 at " + place_of(settings_) +
                " has another secret; give all ranks the same --secret-file or AEOLIAN_RANKS_SECRET");
  connection_.trust();
  connection_.send(Hello{settings_.rank, std::move(facts)});
  return await_agreement();
}

ErrorOr<void> FollowingRank::has_read(int workers, std::vector<RankFact> facts) {
  connection_.send(HasRead{workers, std::move(facts)});
  return await_agreement();
}

ErrorOr<void> FollowingRank::await_agreement() {
  while (const auto message = connection_.receive(never)) {
    if (std::holds_alternative<Agreed>(*message)) return {};
    if (const auto* const refused = std::get_if<Refused>(&*message))
      return fail("rank 0 refuses this rank: " + refused->reason);
  }
  return fail("rank 0 was lost: " + connection_.why_lost());
}

std::optional<StageBegins> FollowingRank::next_stage() {
  for (;;) {
    auto message = kept_ ? *std::exchange(kept_, std::nullopt) : next();
    if (auto* const ends = std::get_if<TrainingEnds>(&message)) {
      ending_ = ends->reason;
      return std::nullopt;
    }
    auto* const begins = std::get_if<StageBegins>(&message);
    if (!begins) continue;
    stage_ = begins->stage;
    group_.reset();
    sums_ = -1;
    return std::move(*begins);
  }
}

void FollowingRank::share(const SharedState& state) {
  state_ = state;
  connection_.send(IsPrepared{stage_, values_of(state_)});
}

std::optional<double> FollowingRank::next_steps() {
  while (!kept_) {
    auto message = next();
    if (const auto* const begins = std::get_if<StepBegins>(&message)) return begins->progress;
    ends_stage(message);
  }
  return std::nullopt;
}

std::optional<WorkerSum> FollowingRank::add_up(torch::Tensor& values, const WorkerSum& own) {
  const auto say_ready = [&] { connection_.send(IsReady{own.loss, own.workers}); };
  say_ready();
  for (;;) {
    auto message = next();
    if (ends_stage(message)) return std::nullopt;
    if (const auto* const forms = std::get_if<GroupForms>(&message)) {
      if (forms->sends_state) return std::nullopt;
      say_ready();
    }
    const auto* const begins = std::get_if<SumBegins>(&message);
    if (!begins) continue;
    auto summed = values.clone();
    if (group_ && group_->add_up(summed)) {
      values = summed;
      ++sums_;
      return WorkerSum{begins->loss, static_cast<int>(begins->workers)};
    }
    connection_.send(SumFailed{});
  }
}

bool FollowingRank::ends_stage(RankMessage& message) {
  const bool ends =
      std::holds_alternative<StageBegins>(message) || std::holds_alternative<TrainingEnds>(message);
  if (ends) kept_ = std::move(message);
  return ends;
}

RankMessage FollowingRank::next() {
  auto message = connection_.receive(never);
  if (!message)
    throw RanksLost(
        "rank 0 was lost (" + connection_.why_lost() +
        "), so this rank ends its training; once rank 0 continues with --resume, start this rank again");
  if (const auto* const refused = std::get_if<Refused>(&*message))
    throw RanksLost("rank 0 refuses this rank: " + refused->reason);
  if (std::holds_alternative<WhereAreYou>(*message)) connection_.send(Position{sums_});
  if (const auto* const forms = std::get_if<GroupForms>(&*message)) connection_.send(HasFormed{form(*forms)});
  return *std::move(message);
}

bool FollowingRank::form(const GroupForms& forms) {
  group_.reset();
  workers_ = {static_cast<int>(forms.first_worker), static_cast<int>(forms.all_workers)};
  if (!store_) {
    auto store =
        ProcessGroupStore::connect(connection_.peer_address(), static_cast<std::uint16_t>(forms.store_port));
    if (!store) return false;
    store_ = *std::move(store);
  }
  auto formed = ProcessGroup::form(*store_, {.generation = forms.generation,
                                             .position = static_cast<int>(forms.position),
                                             .size = static_cast<int>(forms.size),
                                             .address = connection_.local_address(),
                                             .backend = settings_.backend,
                                             .device = state_.tensors.front().device()});
  if (!formed) return false;
  if (forms.sends_state) {
    sums_ = -1;  // until it has arrived in full
    auto values = torch::empty({values_of(state_)});
    if (!(*formed)->take_first(values)) return false;
    restore(state_, values);
    *state_.steps = forms.steps;
    sums_ = forms.sums;
  }
  group_ = *std::move(formed);
  return true;
}

}  // namespace aeolian::trainer

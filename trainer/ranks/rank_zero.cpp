// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/ranks/rank_zero.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "core/printable.h"
#include "trainer/cli/format.h"
#include "trainer/ranks/shared_state.h"

namespace aeolian::trainer {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/**
 * A rank that is connected but does not finish its steps is dropped after this, plus ten times rank 0's own
 * time.
 */
constexpr seconds least_patience{45};
constexpr int times_own_length = 10;

/** How long a rank may take to report whether it has formed a group, once rank 0 has tried to. */
constexpr seconds forming_patience{60};

/** Attempts to form a group after which one rank is taken to be unreachable for the others. */
constexpr int most_attempts = 2;

/** How long the training waits for ranks that have never connected. */
constexpr std::chrono::minutes starting_patience{10};

constexpr milliseconds waiting_interval{50};

std::string name_of(int rank) {
  return "rank " + std::to_string(rank);
}

}  // namespace

ErrorOr<std::unique_ptr<RankZero>> RankZero::open(const RankSettings& settings, std::vector<RankFact> facts,
                                                  Say say) {
  if (auto usable = check_backend(settings.backend); !usable) return tl::unexpected(usable.error());
  auto rendezvous = Rendezvous::open(settings, std::move(facts));
  if (!rendezvous) return tl::unexpected(rendezvous.error());
  auto store = ProcessGroupStore::serve();
  if (!store) return tl::unexpected(store.error());
  std::unique_ptr<RankZero> zero(new RankZero(settings, std::move(say), *std::move(store)));
  zero->rendezvous_ = *std::move(rendezvous);
  return zero;
}

RankZero::RankZero(const RankSettings& settings, Say say, ProcessGroupStore store)
    : settings_(settings), say_(std::move(say)), store_(std::move(store)) {}

RankZero::~RankZero() = default;

void RankZero::has_read(int workers, std::vector<RankFact> facts) {
  workers_ = workers;
  rendezvous_->set_facts_of_sounds(std::move(facts));
}

void RankZero::begin_stage(std::int64_t stage, std::string result) {
  stage_ = stage;
  stage_result_ = std::move(result);
  group_.reset();
  for (Member& member : members_) {
    member.is_in_group = false;
    member.connection->send(StageBegins{stage_, stage_result_});
  }
}

void RankZero::await_prepared(const std::function<bool()>& is_stopped) {
  attend();
  std::vector<int> here;
  for (const Member& member : members_) here.push_back(member.rank);
  const auto until = Clock::now() + starting_patience;
  const auto is_complete = [&] {
    const bool are_all_here = has_begun_ || members_.size() + 1 >= static_cast<std::size_t>(settings_.ranks);
    return (are_all_here || Clock::now() > until) && std::ranges::all_of(members_, [&](const Member& member) {
             const bool is_awaited = !has_begun_ || std::ranges::find(here, member.rank) != here.end();
             return is_prepared(member) || !is_awaited;
           });
  };
  const auto missing = static_cast<std::size_t>(settings_.ranks) - members_.size() - 1;
  if (!has_begun_ && missing > 0)
    say_(format("waiting up to %d minutes for %zu of %d ranks", static_cast<int>(starting_patience.count()),
                missing, settings_.ranks));
  for (; !is_complete() && !is_stopped(); std::this_thread::sleep_for(waiting_interval)) attend();
  if (!has_begun_)
    say_(format("%zu of %d ranks train together; others can join later", members_.size() + 1,
                settings_.ranks));
  has_begun_ = true;
  if (has_newcomers()) form(false);
}

bool RankZero::has_newcomers() const {
  return std::ranges::any_of(
      members_, [&](const Member& member) { return is_prepared(member) && !member.is_in_group; });
}

void RankZero::end(const std::string& reason) {
  group_.reset();
  rendezvous_->refuse_all(reason);
  take_in_arrivals();
  for (Member& member : members_) member.connection->send(TrainingEnds{reason});
  members_.clear();
}

void RankZero::share(const SharedState& state) {
  state_ = state;
  sums_ = 0;
}

WorkerShare RankZero::workers() const {
  WorkerShare share{.first = 0, .all = workers_};
  for (const Member& member : members_)
    if (member.is_in_group) share.all += member.workers;
  return share;
}

double RankZero::begin_steps(double progress) {
  attend();
  if (has_newcomers() || has_to_form_) form(false);
  for (Member* member : in_group()) member->connection->send(StepBegins{progress});
  round_began_ = Clock::now();
  return progress;
}

std::optional<WorkerSum> RankZero::add_up(torch::Tensor& values, const WorkerSum& own) {
  round_length_ = Clock::now() - round_began_;
  for (;;) {
    const auto group = in_group();
    const auto waits_from = Clock::now();
    if (const auto sum = await_ready(own)) {
      costs_.waiting += Clock::now() - waits_from;
      for (Member* member : group) member->connection->send(SumBegins{sum->loss, sum->workers});
      const auto done = group.empty() ? ErrorOr<void>() : sum_over_group(values);
      if (done) {
        ++sums_;
        return sum;
      }
      say_("a sum over the ranks failed and is repeated (" + printable(done.error().message) + ")");
    }
    form(true);
  }
}

ErrorOr<void> RankZero::sum_over_group(torch::Tensor& values) {
  auto summed = values.clone();
  const auto begin = Clock::now();
  if (auto done = group_->add_up(summed); !done) return done;
  costs_.summing += Clock::now() - begin;
  costs_.bytes = static_cast<std::int64_t>(values.nbytes());
  ++costs_.sums;
  values = summed;
  return {};
}

void RankZero::say_costs() {
  if (costs_.sums == 0) return;
  const auto count = static_cast<double>(costs_.sums);
  say_(format("%lld sums over the ranks, %.2f MB each: %.1f ms each, after %.1f ms of waiting for the others",
              static_cast<long long>(costs_.sums), static_cast<double>(costs_.bytes) / 1e6,
              1e3 * costs_.summing.count() / count, 1e3 * costs_.waiting.count() / count));
  costs_ = {};
}

std::optional<WorkerSum> RankZero::await_ready(WorkerSum sum) {
  const auto until = deadline();
  for (Member* member : in_group()) {
    for (;;) {
      const auto message = member->connection->receive(until);
      if (!message && !member->connection->is_lost())
        member->connection->close("is connected, but has not taken its step");
      if (!message || std::holds_alternative<SumFailed>(*message)) return std::nullopt;
      if (const auto* const ready = std::get_if<IsReady>(&*message)) {
        sum.loss += ready->loss;
        sum.workers += static_cast<int>(ready->workers);
        break;
      }
    }
  }
  return sum;
}

RankZero::Clock::time_point RankZero::deadline() const {
  return Clock::now() + least_patience + times_own_length * round_length_;
}

void RankZero::attend() {
  take_in_arrivals();
  for (Member& member : members_) read_messages(member);
  drop_lost();
  for (const auto& line : rendezvous_->take_news()) say_(printable(line));
}

void RankZero::take_in_arrivals() {
  for (Arrival& arrival : rendezvous_->take_arrivals()) {
    const auto same = std::ranges::find(members_, arrival.rank, &Member::rank);
    if (same != members_.end()) {
      same->connection->send(Refused{"another process has joined as " + name_of(arrival.rank)});
      same->connection->close("joins again");
      drop_lost();
    }
    say_(name_of(arrival.rank) + " has joined from " + arrival.connection->peer_address());
    if (stage_ >= 0) arrival.connection->send(StageBegins{stage_, stage_result_});
    const auto place = std::ranges::lower_bound(members_, arrival.rank, {}, &Member::rank);
    members_.insert(place,
                    {.rank = arrival.rank, .workers = arrival.workers, .connection = arrival.connection});
  }
}

void RankZero::read_messages(Member& member) {
  while (const auto message = member.connection->try_receive()) {
    if (std::holds_alternative<SumFailed>(*message)) has_to_form_ = true;
    const auto* const prepared = std::get_if<IsPrepared>(&*message);
    if (!prepared || prepared->stage != stage_) continue;
    member.prepared_for = stage_;
    if (prepared->values == values_of(state_)) continue;
    member.connection->send(Refused{"its networks differ in size from those of rank 0"});
    member.connection->close("has networks of other sizes");
  }
}

void RankZero::drop_lost() {
  std::erase_if(members_, [&](const Member& member) {
    if (!member.connection->is_lost()) return false;
    say_(name_of(member.rank) + " was lost: " + printable(member.connection->why_lost()) +
         "; training goes on without it, and it may join again");
    has_to_form_ = has_to_form_ || member.is_in_group;
    return true;
  });
}

std::vector<RankZero::Member*> RankZero::in_group() {
  std::vector<Member*> group;
  for (Member& member : members_)
    if (member.is_in_group) group.push_back(&member);
  return group;
}

void RankZero::form(bool in_round) {
  for (;;) {
    group_.reset();
    choose_members(in_round);
    has_to_form_ = false;
    const auto group = in_group();
    if (group.empty() || try_to_form(group)) return;
    blame(group);
  }
}

void RankZero::choose_members(bool in_round) {
  drop_lost();
  const auto can_take_part = [&](const Member& member) {
    return in_round ? member.is_in_group : is_prepared(member);
  };
  for (Member& member : members_)
    if (can_take_part(member)) member.connection->send(WhereAreYou{});
  const auto until = deadline();
  for (Member& member : members_) {
    if (!can_take_part(member)) continue;
    const auto position = member.connection->receive_only<Position>(until);
    if (!position) member.connection->close("does not answer");
    member.sums = position ? position->sums : -1;
    member.is_in_group = position && (!in_round || member.sums == sums_);
  }
  drop_lost();
}

bool RankZero::try_to_form(const std::vector<Member*>& group) {
  GroupForms forms{
      .generation = ++generation_, .store_port = store_.port(), .sums = sums_, .steps = *state_.steps};
  forms.size = std::ssize(group) + 1;
  forms.all_workers = workers().all;
  forms.first_worker = workers_;
  forms.sends_state = std::ranges::any_of(group, [&](const Member* member) { return member->sums != sums_; });
  for (Member* member : group) {
    ++forms.position;
    member->connection->send(forms);
    forms.first_worker += member->workers;
  }
  auto formed = ProcessGroup::form(store_, {.generation = generation_,
                                            .size = static_cast<int>(forms.size),
                                            .address = own_address(),
                                            .backend = settings_.backend,
                                            .device = state_.tensors.front().device()});
  if (formed && forms.sends_state) {
    auto values = flattened(state_);
    if (const auto sent = (*formed)->take_first(values); !sent) formed = tl::unexpected(sent.error());
  }
  bool is_good = formed.has_value();
  const auto until = Clock::now() + forming_patience;
  for (Member* member : group) {
    const auto stands = member->connection->receive_only<HasFormed>(until);
    if (!stands) member->connection->close("does not answer");
    is_good = is_good && stands && stands->is_good;
  }
  if (!is_good) return false;
  for (Member* member : group) member->failed_to_form = 0;
  group_ = *std::move(formed);
  return true;
}

void RankZero::blame(const std::vector<Member*>& group) {
  const bool is_known =
      std::ranges::any_of(group, [](const Member* member) { return member->connection->is_lost(); });
  if (is_known) return;
  const bool has_newcomers =
      std::ranges::any_of(group, [](const Member* member) { return member->sums < 0; });
  for (Member* member : group) {
    const bool is_suspect = has_newcomers ? member->sums < 0 : member == group.back();
    if (!is_suspect || ++member->failed_to_form < most_attempts) continue;
    member->connection->send(
        Refused{"it cannot connect to all other ranks; open all ports between the machines"});
    member->connection->close("cannot connect to all other ranks");
  }
}

std::string RankZero::own_address() {
  std::string address;
  for (const Member* member : in_group()) {
    address = member->connection->local_address();
    const bool is_loopback = address.starts_with("127.") || address == "::1";
    if (!is_loopback) break;
  }
  return address;
}

}  // namespace aeolian::trainer

// SPDX-License-Identifier: GPL-3.0-or-later
// Tests the limits on a single sender, which do not affect the others.
#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <future>
#include <thread>

#include "protocols/osc/serialise.h"
#include "protocols/osc/work_queue.h"
#include "tests/comes_true.h"
#include "tests/protocols/osc/osc_server_fixture.h"

namespace aeolian::osc {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class OscBudget : public OscServerTest {
 protected:
  std::vector<Message> exchange_bundle(const Message& message, std::size_t times) {
    peer_.send_raw(serialise(std::vector<Message>(times, message)));
    return replies_after_a_rest();
  }
  /** Returns the replies of a peer whose budget has grown again, because /sync costs as well. */
  std::vector<Message> replies_after_a_rest() {
    other_.exchange({"/aeolian/ping", {}});  // answered after everything that was sent before
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return peer_.replies_until_synced();
  }
  OscPeer other_{server_->address().port()};
};

TEST_F(OscBudget, ABundleOf584MetricsIsAnsweredInPartAndToldSoOnce) {
  const auto replies = exchange_bundle({"/aeolian/metrics", {}}, 584);
  const auto starts = std::ranges::count(replies, "/aeolian/metrics/start"s, &Message::path);
  const auto fails = std::ranges::count(replies, "/aeolian/fail"s, &Message::path);
  EXPECT_GE(starts, 50);
  EXPECT_LE(starts, 100);
  EXPECT_EQ(fails, 1);
  EXPECT_GT(server_->counters().over_budget, 400u);
  EXPECT_THAT(other_.exchange({"/aeolian/ping", {}}), ElementsAre(Message{"/aeolian/pong", {}}));
  EXPECT_THAT(other_.exchange({"/aeolian/metrics", {}}), SizeIs(4)) << "another has a budget of its own";
}

TEST_F(OscBudget, PatternsOfTheFutureCostTheirSenderWhenTheyAreHeld) {
  peer_.send_bundle(std::vector<Message>(200, {"/aeolian/nope*", {}}), 50.);
  const auto replies = replies_after_a_rest();
  ASSERT_THAT(replies, SizeIs(1)) << "told once for the packet";
  EXPECT_EQ(replies[0].path, "/aeolian/fail");
  EXPECT_EQ(replies[0].arguments[2], Argument{std::int32_t{429}});
  EXPECT_GT(server_->counters().over_budget, 100u);
}

TEST_F(OscBudget, SetsCostNothingSoThatAFaderIsNeverHeldBack) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_THAT(exchange_bundle({"/aeolian/gain", {-3.f}}, 500), IsEmpty());
  }
  EXPECT_THAT(sent(), SizeIs(10'000));
  EXPECT_EQ(server_->counters().over_budget, 0u);
}

TEST_F(OscBudget, TheComplaintsOfOneAreNotThoseOfAnother) {
  for (std::uint64_t sent = 0; sent < 300;) {  // in portions for which the kernel has room
    for (int i = 0; i < 100; ++i, ++sent) peer_.send({"/aeolian/nope", {}});
    ASSERT_TRUE(comes_true([&] { return server_->counters().packets >= sent; }));
  }
  EXPECT_THAT(other_.exchange({"/aeolian/preset/load", {"nope"s}}), SizeIs(1));
}

TEST_F(OscBudget, FourHundredSavesInABundleKeepNobodyWaiting) {
  const auto replies = exchange_bundle({"/aeolian/preset/save", {"x"s}}, 400);
  const auto done = std::ranges::count(replies, "/aeolian/done"s, &Message::path);
  EXPECT_GE(done, 5);
  EXPECT_LE(done, 20);
  EXPECT_THAT(presets_.names(), ElementsAre("x"));
}

TEST_F(OscBudget, SyncsAreRepliesLikeOthers) {
  std::vector<Message> bundle(100, {"/aeolian/metrics", {}});  // more than the budget allows
  bundle.insert(bundle.end(), 400, {"/aeolian/sync", {std::int32_t{-1}}});
  peer_.send_raw(serialise(bundle));
  EXPECT_LT(std::ranges::count(replies_after_a_rest(), "/aeolian/synced"s, &Message::path), 200);
  EXPECT_GT(server_->counters().over_budget, 200u);
}

TEST_F(OscBudget, FewSyncsWaitForASlowFile) {
  std::promise<void> started, go;
  instrument_.while_saving = [&] {
    started.set_value();
    go.get_future().wait();
  };
  other_.send({"/aeolian/moment/save", {"dawn"s}});
  started.get_future().wait();
  peer_.send_raw(serialise(std::vector<Message>(200, {"/aeolian/sync", {std::int32_t{-1}}})));
  EXPECT_TRUE(comes_true([this] { return server_->counters().failures == 200 - WorkQueue::most; }));
  go.set_value();
  EXPECT_EQ(other_.receive().path, "/aeolian/done");
}

TEST_F(OscBudget, APresetThatWasSavedCanBeLoadedInTheSameBundle) {
  const std::vector<Message> bundle{{"/aeolian/gain", {-6.f}},
                                    {"/aeolian/preset/save", {"x"s}},
                                    {"/aeolian/gain", {-12.f}},
                                    {"/aeolian/preset/load", {"x"s}},
                                    {"/aeolian/mute", {true}}};
  peer_.send_raw(serialise(bundle));
  EXPECT_THAT(peer_.replies_until_synced(), SizeIs(2));
  EXPECT_EQ(parameters_.number(ParameterId::gain), -6.) << "as it was when it was saved";
  EXPECT_EQ(parameters_.number(ParameterId::mute), 1.) << "and later messages are applied later";
}

TEST_F(OscBudget, ALongListComesInPagesOfOnePacket) {
  std::filesystem::create_directories(directory_);
  constexpr int count = 400;
  for (int i = 0; i < count; ++i) {
    std::ofstream(directory_ / ("a preset with a long name " + std::to_string(1000 + i) + ".json")) << "{}";
  }
  int listed = 0;
  for (std::int32_t from = 1; from != 0;) {
    const auto page = exchange("/preset/list", {from});
    ASSERT_GE(page.size(), 3u);
    EXPECT_EQ(page.front(), (Message{"/aeolian/preset/list/start", {std::int32_t{count}}}));
    EXPECT_EQ(page.back().path, "/aeolian/preset/list/end");
    EXPECT_LE(serialise(page).size(), 16384u);
    listed += static_cast<int>(std::ranges::count(page, "/aeolian/preset/list/name"s, &Message::path));
    const auto more = std::ranges::find(page, "/aeolian/preset/list/more"s, &Message::path);
    if (more == page.end()) break;
    from = std::get<std::int32_t>(more->arguments[0]);
    EXPECT_EQ(more->arguments[1], Argument{std::int32_t{count - from + 1}});
  }
  EXPECT_EQ(listed, count);
  EXPECT_THAT(exchange("/preset/list", {std::int32_t{9999}}), SizeIs(2)) << "beyond the end there is nothing";
}

}  // namespace
}  // namespace aeolian::osc

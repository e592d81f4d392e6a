#include "protocols/osc/osc_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <mutex>

#include "core/random.h"
#include "tests/protocols/osc/osc_peer.h"

namespace aeolian {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

EncodingBank two_encodings() {
  const std::vector<float> vectors{1.f, 0.f, 0.f, 1.f};
  return EncodingBank::create({"wind", "sea"}, vectors, 2).value();
}

/** The server on a free port of the loopback address, and a liblo client. */
class OscServerTest : public testing::Test {
 protected:
  std::vector<ControlEvent> sent() {
    const std::lock_guard lock(mutex_);
    return sent_;
  }
  std::vector<OscMessage> exchange(const std::string& path, std::vector<OscArgument> arguments = {}) {
    return peer_.exchange({"/aeolian" + path, std::move(arguments)});
  }
  /** Code of the one reply, a /fail about `path`; 0 = anything else. */
  int failure(const std::string& path, std::vector<OscArgument> arguments = {}) {
    const auto replies = exchange(path, std::move(arguments));
    if (replies.size() != 1 || replies[0].path != "/aeolian/fail" || replies[0].arguments.size() != 4)
      return 0;
    if (replies[0].arguments[0] != OscArgument{"/aeolian" + path}) return 0;
    return std::get<std::int32_t>(replies[0].arguments[2]);
  }

  std::mutex mutex_;
  std::vector<ControlEvent> sent_;
  bool full_ = false;
  Parameters parameters_{two_encodings()};
  Parameters::Source source_ = parameters_.add_source("OSC", [this](const ControlEvent& event) {
    const std::lock_guard lock(mutex_);
    if (!full_) sent_.push_back(event);
    return !full_;
  });
  std::unique_ptr<OscServer> server_ =
      OscServer::start({.port = 0}, parameters_, source_, [] {
        return StatusReport{"playing", 0.25f, 0.5f, 48000., 47999.5, 3, 61.9, "wind.aeolian", "JACK: sink"};
      }).value();
  OscPeer peer_{server_->address().port()};
};

TEST_F(OscServerTest, SetsAndAnswersEveryNumberOfTheRegistry) {
  for (const auto& spec : parameter_specs()) {
    if (spec.type != ParameterType::number) continue;
    const std::string path(spec.path);
    const auto middle = static_cast<float>((spec.minimum + spec.maximum) / 2.);
    EXPECT_THAT(exchange(path, {middle}), IsEmpty());
    EXPECT_EQ(parameters_.number(spec.id), middle);
    EXPECT_EQ(sent().back().parameter, spec.id);
    EXPECT_EQ(sent().back().number, middle);
    EXPECT_THAT(exchange(path), ElementsAre(OscMessage{"/aeolian" + path, {middle}}));
  }
}

TEST_F(OscServerTest, ClipsEveryNumberOfTheRegistryAndAnswersWithTheClippedValue) {
  for (const auto& spec : parameter_specs()) {
    if (spec.type != ParameterType::number) continue;
    const std::string path(spec.path);
    EXPECT_THAT(exchange(path, {1e30f}),
                ElementsAre(OscMessage{"/aeolian" + path, {static_cast<float>(spec.maximum)}}));
    EXPECT_THAT(exchange(path, {-1e30}),
                ElementsAre(OscMessage{"/aeolian" + path, {static_cast<float>(spec.minimum)}}));
    EXPECT_EQ(sent().back().number, static_cast<float>(spec.minimum));
  }
}

TEST_F(OscServerTest, RefusesForEveryParameterWhatIsNoValueOfIts) {
  for (const auto& spec : parameter_specs()) {
    const std::string path(spec.path);
    EXPECT_EQ(failure(path, {std::nanf("")}), 406) << path;
    EXPECT_EQ(failure(path, {std::numeric_limits<double>::infinity()}), 406) << path;
    EXPECT_EQ(failure(path, {OscOther{'N'}}), 406) << path;
    EXPECT_EQ(failure(path, {1.f, 2.f, 3.f}), 406) << path;
    if (spec.type != ParameterType::encoding) {
      EXPECT_EQ(failure(path, {"loud"s}), 406) << path;
      EXPECT_EQ(failure(path, {1.f, 1.f}), 406) << path;
    }
  }
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(OscServerTest, CoercesEveryTypeOfNumber) {
  for (const OscArgument& one : std::vector<OscArgument>{std::int32_t{1}, std::int64_t{1}, 1.f, 1., true}) {
    ASSERT_THAT(exchange("/temperature", {0.5f}), IsEmpty());
    EXPECT_THAT(exchange("/temperature", {one}), IsEmpty());
    EXPECT_EQ(parameters_.number(ParameterId::temperature), 1.) << one.index();
    ASSERT_THAT(exchange("/mute", {false}), IsEmpty());
    EXPECT_EQ(parameters_.number(ParameterId::mute), 0.);
    EXPECT_THAT(exchange("/mute", {one}), IsEmpty());
    EXPECT_THAT(exchange("/mute"), ElementsAre(OscMessage{"/aeolian/mute", {std::int32_t{1}}}))
        << one.index();
  }
}

TEST_F(OscServerTest, TakesSeedsOf64BitsExactlyAndAnswersInDecimals) {
  const std::vector<std::pair<OscArgument, std::uint64_t>> seeds{
      {std::int32_t{7}, 7u},
      {std::int64_t{-1}, ~0ull},
      {"18446744073709551615"s, ~0ull},
      {"9007199254740993"s, 9007199254740993ull},
      {16777216.f, 16777216u},
      {9007199254740992., 9007199254740992ull},
  };
  for (const auto& [argument, seed] : seeds) {
    EXPECT_THAT(exchange("/seed", {argument}), IsEmpty());
    EXPECT_EQ(sent().back().seed, seed);
    EXPECT_THAT(exchange("/seed"), ElementsAre(OscMessage{"/aeolian/seed", {std::to_string(seed)}}));
  }
}

TEST_F(OscServerTest, RefusesSeedsThatANumberDoesNotHoldExactly) {
  const std::vector<OscArgument> wrong{
      1.5f, -1.f, 33554432.f, 1e17, true, ""s, "-1"s, "7x"s, "0x7"s, " 7"s, "18446744073709551616"s};
  for (const auto& argument : wrong) EXPECT_EQ(failure("/seed", {argument}), 406) << argument.index();
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(OscServerTest, PicksASeedAndSaysWhich) {
  const auto replies = exchange("/seed/random");
  ASSERT_THAT(replies, SizeIs(1));
  EXPECT_EQ(replies[0].path, "/aeolian/seed/random");
  EXPECT_EQ(replies[0].arguments, std::vector<OscArgument>{std::to_string(parameters_.seed())});
  EXPECT_EQ(sent().back().seed, parameters_.seed());
  exchange("/seed/random");
  EXPECT_NE(sent()[0].seed, sent()[1].seed);
}

TEST_F(OscServerTest, SetsEncodingsByNameAndAnswers) {
  for (const std::string path : {"/encoding", "/encoding/set"}) {
    EXPECT_THAT(exchange(path, {"sea"s, 2.5f}), IsEmpty());
    EXPECT_THAT(sent().back().encoding_values(), ElementsAre(0.f, 1.f));
    EXPECT_EQ(sent().back().glide_s, 2.5f);
    EXPECT_THAT(exchange(path), ElementsAre(OscMessage{"/aeolian" + path, {"sea"s}}));
    EXPECT_THAT(exchange(path, {"wind"s}), IsEmpty());
    EXPECT_EQ(sent().back().glide_s, parameter_spec(ParameterId::encoding).glide_s);
    EXPECT_EQ(failure(path, {"desert"s}), 404);
    EXPECT_EQ(failure(path, {"sea"s, "slowly"s}), 406);
    EXPECT_EQ(failure(path, {"sea"s, 1.f, 1.f}), 406);
    EXPECT_EQ(failure(path, {"sea"s, std::nanf("")}), 406);
  }
  EXPECT_EQ(parameters_.encoding_name(), "wind");
}

TEST_F(OscServerTest, SetsEncodingsByTheirValues) {
  EXPECT_THAT(exchange("/encoding/vector", {3.f, std::int32_t{4}}), IsEmpty());
  EXPECT_THAT(sent().back().encoding_values(), ElementsAre(0.6f, 0.8f));
  EXPECT_THAT(exchange("/encoding/vector"),
              ElementsAre(OscMessage{"/aeolian/encoding/vector", {0.6f, 0.8f}}));
  EXPECT_EQ(failure("/encoding/vector", {1.f}), 406);
  EXPECT_EQ(failure("/encoding/vector", {1.f, 2.f, 3.f}), 406);
  EXPECT_EQ(failure("/encoding/vector", {0.f, 0.f}), 406);
  EXPECT_EQ(failure("/encoding/vector", {1.f, std::nanf("")}), 406);
  EXPECT_EQ(failure("/encoding/vector", {1.f, "x"s}), 406);
  EXPECT_THAT(sent(), SizeIs(1));
}

TEST_F(OscServerTest, InterpolatesBetweenEncodings) {
  EXPECT_THAT(exchange("/encoding/interpolate", {"wind"s, "sea"s, 0.5f}), IsEmpty());
  EXPECT_NEAR(sent().back().encoding[0], std::sqrt(0.5), 1e-6);
  EXPECT_NEAR(sent().back().encoding[1], std::sqrt(0.5), 1e-6);
  EXPECT_THAT(exchange("/encoding/interpolate", {"wind"s, "sea"s, 2.f}),
              ElementsAre(OscMessage{"/aeolian/encoding/interpolate", {"wind"s, "sea"s, 1.f}}));
  EXPECT_EQ(failure("/encoding/interpolate", {"wind"s, "desert"s, 0.5f}), 404);
  EXPECT_EQ(failure("/encoding/interpolate", {"wind"s, "sea"s, std::nanf("")}), 406);
  EXPECT_EQ(failure("/encoding/interpolate", {"wind"s, "sea"s}), 406);
  EXPECT_EQ(failure("/encoding/interpolate", {"wind"s, 1.f, 0.5f}), 406);
  EXPECT_EQ(failure("/encoding/interpolate"), 406);
}

TEST_F(OscServerTest, ListsTheEncodings) {
  const std::string path = "/aeolian/encoding/list";
  EXPECT_THAT(
      exchange("/encoding/list"),
      ElementsAre(OscMessage{path + "/start", {std::int32_t{2}}}, OscMessage{path + "/name", {"wind"s}},
                  OscMessage{path + "/name", {"sea"s}}, OscMessage{path + "/end", {std::int32_t{2}}}));
}

TEST_F(OscServerTest, ReportsItsStatus) {
  EXPECT_THAT(exchange("/status"),
              ElementsAre(OscMessage{"/aeolian/status.reply",
                                     {"playing"s, 0.25f, 0.5f, 48000.f, 47999.5f, std::int32_t{3},
                                      std::int32_t{61}, "wind.aeolian"s, "JACK: sink"s}}));
}

TEST_F(OscServerTest, AnswersPingVersionAndSync) {
  EXPECT_THAT(exchange("/ping"), ElementsAre(OscMessage{"/aeolian/pong", {}}));
  EXPECT_THAT(exchange("/version"),
              ElementsAre(OscMessage{"/aeolian/version", {std::string(AEOLIAN_VERSION)}}));
  EXPECT_THAT(exchange("/sync", {77.f}), ElementsAre(OscMessage{"/aeolian/synced", {std::int32_t{77}}}));
  EXPECT_EQ(failure("/sync"), 406);
  EXPECT_EQ(failure("/ping", {1.f}), 406);
}

TEST_F(OscServerTest, RefusesPathsThatItDoesNotHave) {
  for (const std::string path : {"/", "", "/volume", "/gain/", "/encoding/", "/*", "/gainx"}) {
    EXPECT_EQ(failure(path, {1.f}), 404) << path;
  }
  const auto replies = peer_.exchange({"/other/gain", {1.f}});
  ASSERT_THAT(replies, SizeIs(1));
  EXPECT_EQ(replies[0].arguments[2], OscArgument{std::int32_t{404}});
}

TEST_F(OscServerTest, DoesNotAnswerComplaintsSoThatTwoServersDoNotArgueForEver) {
  EXPECT_THAT(exchange("/fail", {"/aeolian/gain"s, std::int32_t{0}, std::int32_t{404}, "no"s}), IsEmpty());
  EXPECT_THAT(peer_.exchange({"/other/fail", {}}), IsEmpty());
}

TEST_F(OscServerTest, AnswersToAnotherPortOfTheSameMachineWhenAsked) {
  OscPeer ear(server_->address().port());
  peer_.send({"/aeolian/notify", {1.f, static_cast<float>(ear.port())}});
  EXPECT_EQ(ear.receive(), (OscMessage{"/aeolian/done", {"/aeolian/notify"s, std::int32_t{0}}}));
  peer_.send({"/aeolian/gain", {}});
  EXPECT_EQ(ear.receive(), (OscMessage{"/aeolian/gain", {0.f}}));
  EXPECT_THAT(exchange("/notify", {0.f}),
              ElementsAre(OscMessage{"/aeolian/done", {"/aeolian/notify"s, std::int32_t{0}}}));
  for (const float port : {0.f, -1.f, 65536.f, 1.5f}) EXPECT_EQ(failure("/notify", {1.f, port}), 406) << port;
}

TEST_F(OscServerTest, AppliesABundleOfTheMomentAtOnceAndInOrder) {
  peer_.send_bundle({{"/aeolian/gain", {-3.f}}, {"/aeolian/gain", {-6.f}}, {"/aeolian/mute", {true}}}, 0.);
  EXPECT_THAT(peer_.replies_until_synced(), IsEmpty());
  ASSERT_THAT(sent(), SizeIs(3));
  EXPECT_EQ(sent()[0].number, -3.f);
  EXPECT_EQ(sent()[1].number, -6.f);
  EXPECT_EQ(server_->counters().late, 0u);
}

TEST_F(OscServerTest, AppliesALateBundleAtOnceAndSaysHowLate) {
  peer_.send_bundle({{"/aeolian/gain", {-3.f}}, {"/aeolian/mute", {true}}}, -2.);
  const auto replies = peer_.replies_until_synced();
  ASSERT_THAT(replies, SizeIs(1)) << "one report a bundle";
  EXPECT_EQ(replies[0].path, "/aeolian/late");
  EXPECT_EQ(replies[0].arguments[0], OscArgument{"/aeolian/gain"s});
  EXPECT_GE(std::get<float>(replies[0].arguments[1]), 2.f);
  EXPECT_THAT(sent(), SizeIs(2));
  EXPECT_EQ(server_->counters().late, 2u);
}

TEST_F(OscServerTest, HoldsABundleOfTheFutureUntilItsTime) {
  const auto start = std::chrono::steady_clock::now();
  peer_.send_bundle({{"/aeolian/gain", {-3.f}}, {"/aeolian/gain", {}}}, 0.5);
  ASSERT_THAT(peer_.replies_until_synced(), IsEmpty());
  EXPECT_EQ(peer_.receive(), (OscMessage{"/aeolian/gain", {-3.f}}));
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(490));
  EXPECT_THAT(sent(), SizeIs(1));
}

TEST_F(OscServerTest, RefusesBundlesThatAreTooFarAheadOrTooMany) {
  peer_.send_bundle({{"/aeolian/gain", {-3.f}}}, 61.);
  auto replies = peer_.replies_until_synced();
  ASSERT_THAT(replies, SizeIs(1));
  EXPECT_EQ(replies[0].arguments[2], OscArgument{std::int32_t{406}});

  const std::vector<OscMessage> many(128, {"/aeolian/gain", {-3.f}});
  for (std::size_t held = 0; held < OscServer::max_held; held += many.size()) {
    peer_.send_bundle(many, 50.);
    EXPECT_THAT(peer_.replies_until_synced(), IsEmpty());
  }
  peer_.send_bundle({{"/aeolian/gain", {-3.f}}}, 50.);
  replies = peer_.replies_until_synced();
  ASSERT_THAT(replies, SizeIs(1));
  EXPECT_EQ(replies[0].arguments[2], OscArgument{std::int32_t{429}});
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(OscServerTest, KeepsTheLastValueWhileTheGeneratorsInboxIsFull) {
  {
    const std::lock_guard lock(mutex_);
    full_ = true;
  }
  for (const float gain : {-1.f, -2.f, -3.f}) EXPECT_THAT(exchange("/gain", {gain}), IsEmpty());
  EXPECT_EQ(parameters_.times_full(source_), 3u);
  {
    const std::lock_guard lock(mutex_);
    full_ = false;
  }
  while (sent().empty()) std::this_thread::yield();
  EXPECT_EQ(sent().front().number, -3.f);
  EXPECT_THAT(sent(), SizeIs(1));
}

TEST_F(OscServerTest, RefusesAMalformedPacketWithTheReason) {
  const std::string packet = "/aeolian/gain\0\0\0,f\0\0"s;
  peer_.send_raw(std::as_bytes(std::span(packet)));
  const auto replies = peer_.replies_until_synced();
  ASSERT_THAT(replies, SizeIs(1));
  EXPECT_EQ(replies[0].path, "/aeolian/fail");
  EXPECT_EQ(replies[0].arguments[0], OscArgument{"packet"s});
  EXPECT_EQ(replies[0].arguments[2], OscArgument{std::int32_t{400}});
  EXPECT_THAT(std::get<std::string>(replies[0].arguments[3]), HasSubstr("byte 20"));
  EXPECT_EQ(server_->counters().malformed, 1u);
}

/** Packets of random bytes, every second one with the beginning of a path. */
class Storm {
 public:
  explicit Storm(std::uint16_t port) : peer_(port) {}

  void send_one() {
    std::array<std::byte, 64> packet;
    for (auto& byte : packet) byte = static_cast<std::byte>(random_.bits());
    if (++sent_ % 2) packet[0] = std::byte{'/'};
    peer_.send_raw(std::span(packet).first(random_.bits() % packet.size()));
  }
  std::uint64_t sent() const { return sent_; }

 private:
  OscPeer peer_;
  Random random_{3};
  std::uint64_t sent_ = 0;
};

TEST_F(OscServerTest, ServesOnThroughAStormOfMalformedPackets) {
  Storm storm(server_->address().port());
  while (storm.sent() < 20'000) {
    for (int i = 0; i < 100; ++i) storm.send_one();
    while (server_->counters().packets < storm.sent()) std::this_thread::yield();
  }
  EXPECT_THAT(exchange("/gain", {-3.f}), IsEmpty());
  EXPECT_THAT(exchange("/gain"), ElementsAre(OscMessage{"/aeolian/gain", {-3.f}}));
  const auto counters = server_->counters();
  EXPECT_EQ(counters.malformed + 4, counters.packets);
  EXPECT_GT(counters.complaints_withheld, 0u) << "a flood must cause no flood";
}

TEST_F(OscServerTest, CountsWhatTheKernelDropsWhenItCannotKeepUp) {
  Storm storm(server_->address().port());
  while (storm.sent() < 20'000) storm.send_one();
  for (std::uint64_t seen = ~0ull; seen != server_->counters().packets;) {
    seen = server_->counters().packets;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_THAT(exchange("/ping"), ElementsAre(OscMessage{"/aeolian/pong", {}}));
  const auto counters = server_->counters();
  EXPECT_EQ(counters.packets + counters.dropped_by_kernel, storm.sent() + 2);
}

TEST(OscServer, SaysWhyItCannotListen) {
  Parameters parameters;
  const auto source = parameters.add_source("OSC", [](const ControlEvent&) { return true; });
  const auto start = [&](OscOptions options) {
    return OscServer::start(options, parameters, source, [] { return StatusReport{}; });
  };
  const auto first = start({.port = 0});
  ASSERT_TRUE(first);
  EXPECT_THAT(start({.port = (*first)->address().port()}).error().message,
              HasSubstr("another program has that port"));
  EXPECT_THAT(start({.address = "192.0.2.1", .port = 0}).error().message,
              HasSubstr("does not have that address"));
  EXPECT_THAT(start({.address = "example.org"}).error().message, HasSubstr("not a numeric network address"));
}

TEST(OscServer, ListensOnTheLoopbackAddressUnlessToldOtherwise) {
  Parameters parameters;
  const auto source = parameters.add_source("OSC", [](const ControlEvent&) { return true; });
  const auto server = OscServer::start({.port = 0}, parameters, source, [] { return StatusReport{}; });
  ASSERT_TRUE(server);
  EXPECT_TRUE((*server)->address().text().starts_with("127.0.0.1:"));
}

}  // namespace
}  // namespace aeolian

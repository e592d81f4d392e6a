// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/osc_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>
#include <thread>

#include "core/control/parameter_actions.h"
#include "core/control/presets.h"
#include "core/random.h"
#include "core/version.h"
#include "tests/comes_true.h"
#include "tests/protocols/osc/far_peer.h"
#include "tests/protocols/osc/osc_server_fixture.h"

namespace aeolian::osc {
namespace {

using namespace std::string_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(OscServerTest, SetsAndAnswersEveryNumberOfTheRegistry) {
  for (const auto& spec : parameter_specs()) {
    if (spec.type != ParameterType::number) continue;
    const std::string path(spec.path);
    const auto middle = static_cast<float>(std::floor((spec.minimum + spec.maximum) / 2.));
    EXPECT_THAT(exchange(path, {middle}), IsEmpty());
    EXPECT_EQ(parameters_.number(spec.id), middle);
    EXPECT_EQ(sent().back().parameter, spec.id);
    EXPECT_EQ(sent().back().number, middle);
    EXPECT_THAT(exchange(path), ElementsAre(Message{"/aeolian" + path, {middle}}));
  }
}

TEST_F(OscServerTest, TakesAGlideBehindEveryNumberAndToggle) {
  for (const auto& spec : parameter_specs()) {
    if (spec.type != ParameterType::number && spec.type != ParameterType::toggle) continue;
    const std::string path(spec.path);
    EXPECT_THAT(exchange(path, {static_cast<float>(spec.maximum), 2.5f}), IsEmpty()) << path;
    EXPECT_EQ(sent().back().glide_s, 2.5f);
    EXPECT_EQ(failure(path, {1.f, std::nanf("")}), 406) << path;
  }
}

TEST_F(OscServerTest, SetsAndAnswersEveryToggleOfTheRegistry) {
  for (const auto& spec : parameter_specs()) {
    if (spec.type != ParameterType::toggle) continue;
    const std::string path(spec.path);
    for (const bool on : {false, true, false}) {
      EXPECT_THAT(exchange(path, {on}), IsEmpty());
      EXPECT_EQ(sent().back().parameter, spec.id);
      EXPECT_EQ(sent().back().number, on ? 1.f : 0.f);
      EXPECT_THAT(exchange("/get", {path}), ElementsAre(Message{"/aeolian" + path, {std::int32_t{on}}}));
    }
  }
}

TEST_F(OscServerTest, AnswersForEveryParameterAtTheGetCommand) {
  ASSERT_THAT(exchange("/encoding", {"sea"s}), IsEmpty());
  for (const auto& spec : parameter_specs()) {
    const auto replies = exchange("/get", {"/aeolian" + std::string(spec.path)});
    ASSERT_THAT(replies, SizeIs(1));
    EXPECT_EQ(replies[0].path, "/aeolian" + std::string(spec.path));
    EXPECT_THAT(replies[0].arguments, SizeIs(1)) << spec.path;
  }
  EXPECT_THAT(exchange("/get", {"/encoding/dim/1"s}), ElementsAre(Message{"/aeolian/encoding/dim/1", {1.f}}));
  EXPECT_EQ(failure("/get", {"/volume"s}), 404);
  EXPECT_EQ(failure("/get", {"/panic"s}), 404);
  EXPECT_EQ(failure("/get"), 406);
}

TEST_F(OscServerTest, ClipsEveryNumberOfTheRegistryAndAnswersWithTheClippedValue) {
  for (const auto& spec : parameter_specs()) {
    if (spec.type != ParameterType::number) continue;
    const std::string path(spec.path);
    EXPECT_THAT(exchange(path, {1e30f}),
                ElementsAre(Message{"/aeolian" + path, {static_cast<float>(spec.maximum)}}));
    EXPECT_THAT(exchange(path, {-1e30}),
                ElementsAre(Message{"/aeolian" + path, {static_cast<float>(spec.minimum)}}));
    EXPECT_EQ(sent().back().number, static_cast<float>(spec.minimum));
  }
}

TEST_F(OscServerTest, RefusesForEveryParameterWhatIsNoValueOfIts) {
  for (const auto& spec : parameter_specs()) {
    const std::string path(spec.path);
    OscPeer peer(server_->address().port());  // each has a budget of failures
    EXPECT_EQ(failure(peer, path, {std::nanf("")}), 406) << path;
    EXPECT_EQ(failure(peer, path, {std::numeric_limits<double>::infinity()}), 406) << path;
    EXPECT_EQ(failure(peer, path, {OtherArgument{'N'}}), 406) << path;
    EXPECT_EQ(failure(peer, path, {1.f, 2.f, 3.f}), 406) << path;
    if (spec.type != ParameterType::encoding) {
      EXPECT_EQ(failure(peer, path, {"loud"s}), 406) << path;
      EXPECT_EQ(failure(peer, path, {1.f, "slowly"s}), 406) << path;
    }
  }
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(OscServerTest, CoercesEveryTypeOfNumber) {
  for (const Argument& one : std::vector<Argument>{std::int32_t{1}, std::int64_t{1}, 1.f, 1., true}) {
    ASSERT_THAT(exchange("/temperature", {0.5f}), IsEmpty());
    EXPECT_THAT(exchange("/temperature", {one}), IsEmpty());
    EXPECT_EQ(parameters_.number(ParameterId::temperature), 1.) << one.index();
    ASSERT_THAT(exchange("/mute", {false}), IsEmpty());
    EXPECT_EQ(parameters_.number(ParameterId::mute), 0.);
    EXPECT_THAT(exchange("/mute", {one}), IsEmpty());
    EXPECT_THAT(exchange("/mute"), ElementsAre(Message{"/aeolian/mute", {std::int32_t{1}}})) << one.index();
  }
}

TEST_F(OscServerTest, TakesSeedsOf64BitsExactlyAndAnswersInDecimals) {
  const std::vector<std::pair<Argument, std::uint64_t>> seeds{
      {std::int32_t{7}, 7u},
      {std::numeric_limits<std::int64_t>::max(), ~0ull >> 1},
      {"18446744073709551615"s, ~0ull},
      {"9007199254740993"s, 9007199254740993ull},
      {16777216.f, 16777216u},
      {9007199254740992., 9007199254740992ull},
  };
  for (const auto& [argument, seed] : seeds) {
    EXPECT_THAT(exchange("/seed", {argument}), IsEmpty());
    EXPECT_EQ(sent().back().seed, seed);
    EXPECT_THAT(exchange("/seed"), ElementsAre(Message{"/aeolian/seed", {std::to_string(seed)}}));
  }
}

TEST_F(OscServerTest, RefusesSeedsThatANumberDoesNotHoldExactly) {
  const std::vector<Argument> wrong{1.5f, 33554432.f, 1e17,  std::nanf(""), INFINITY,
                                    true, ""s,        "7x"s, "0x7"s,        " 7"s};
  for (const auto& argument : wrong) EXPECT_EQ(failure("/seed", {argument}), 406) << argument.index();
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(OscServerTest, ClipsASeedThatIsOutOfRangeAndAnswersWithTheOneThatIsInForce) {
  for (const auto& negative : std::vector<Argument>{std::int32_t{-1}, std::int64_t{-1}, -1.f, -1., "-1"s}) {
    ASSERT_THAT(exchange("/seed", {std::int32_t{7}}), IsEmpty());
    EXPECT_THAT(exchange("/seed", {negative}), ElementsAre(Message{"/aeolian/seed", {"0"s}}));
    EXPECT_EQ(sent().back().seed, 0u);
  }
  EXPECT_THAT(exchange("/seed", {"18446744073709551616"s}),
              ElementsAre(Message{"/aeolian/seed", {"18446744073709551615"s}}));
}

TEST_F(OscServerTest, PicksASeedAndSaysWhich) {
  const auto replies = exchange("/seed/random");
  ASSERT_THAT(replies, SizeIs(1));
  EXPECT_EQ(replies[0].path, "/aeolian/seed/random");
  EXPECT_EQ(replies[0].arguments, std::vector<Argument>{std::to_string(parameters_.seed())});
  EXPECT_EQ(sent().back().seed, parameters_.seed());
  exchange("/seed/random");
  EXPECT_NE(sent()[0].seed, sent()[1].seed);
}

/** Every path that requires no value and accepts no number. */
std::vector<std::string> buttons() {
  std::vector<std::string> paths;
  for (const auto& row : Commands::address_space()) {
    const bool takes_no_number =
        row.takes.empty() || row.takes.starts_with("[s:") || row.takes.starts_with("[i:");
    if (takes_no_number) paths.emplace_back(row.path);
  }
  return paths;
}

TEST_F(OscServerTest, APressOfAButtonActsAndItsReleaseDoesNothing) {
  ASSERT_THAT(buttons(), Contains("/panic"));
  const auto complaints = [](OscPeer& peer, const std::string& path, const Argument& value) {
    auto replies = peer.exchange({"/aeolian" + path, {value}});
    std::erase_if(replies, [](const Message& reply) {
      // Stopping when there is no recording is refused, with a number as without.
      return reply.path != "/aeolian/fail" || reply.arguments[0] == Argument{"/aeolian/record/stop"s} ||
             reply.arguments[0] == Argument{"/aeolian/record/start"s};
    });
    return replies;
  };
  for (const auto& path : buttons()) {
    OscPeer peer(server_->address().port());  // has a budget of its own
    for (const Argument& press :
         std::vector<Argument>{OtherArgument{'N'}, OtherArgument{'I'}, true, std::int32_t{1}, 1.f}) {
      EXPECT_THAT(complaints(peer, path, press), IsEmpty()) << path;
    }
    const auto events = sent().size();
    for (const Argument& release : std::vector<Argument>{false, std::int32_t{0}, 0.f}) {
      EXPECT_THAT(exchange(path, {release}), IsEmpty()) << path;
    }
    EXPECT_EQ(sent().size(), events) << path;
  }
  EXPECT_THAT(exchange("/ping", {OtherArgument{'I'}}), ElementsAre(Message{"/aeolian/pong", {}}));
}

TEST_F(OscServerTest, AButtonOnAPathThatMayTakeSecondsIsToldFromThemByItsType) {
  EXPECT_THAT(exchange("/fade/out", {OtherArgument{'I'}}), IsEmpty());
  EXPECT_EQ(sent().back().glide_s, parameter_spec(ParameterId::play).glide_s);
  const auto events = sent().size();
  EXPECT_THAT(exchange("/fade/out", {false}), IsEmpty());
  EXPECT_THAT(sent(), SizeIs(events));
  EXPECT_THAT(exchange("/fade/out", {0.f}), IsEmpty());
  EXPECT_EQ(sent().back().glide_s, 0.f) << "a number is a time";
}

TEST_F(OscServerTest, SetsEncodingsByNameAndAnswers) {
  for (const std::string path : {"/encoding", "/encoding/set"}) {
    EXPECT_THAT(exchange(path, {"sea"s, 2.5f}), IsEmpty());
    EXPECT_THAT(sent().back().encoding_values(), ElementsAre(0.f, 1.f));
    EXPECT_EQ(sent().back().glide_s, 2.5f);
    EXPECT_THAT(exchange(path), ElementsAre(Message{"/aeolian" + path, {"sea"s}}));
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
  EXPECT_THAT(exchange("/encoding/vector"), ElementsAre(Message{"/aeolian/encoding/vector", {0.6f, 0.8f}}));
  EXPECT_EQ(failure("/encoding/vector", {1.f}), 406);
  EXPECT_EQ(failure("/encoding/vector", {1.f, 2.f, 3.f}), 406);
  EXPECT_EQ(failure("/encoding/vector", {0.f, 0.f}), 406);
  EXPECT_EQ(failure("/encoding/vector", {1.f, std::nanf("")}), 406);
  EXPECT_EQ(failure("/encoding/vector", {1.f, "x"s}), 406);
  EXPECT_THAT(sent(), SizeIs(1));
}

TEST_F(OscServerTest, InterpolatesBetweenEncodings) {
  EXPECT_THAT(exchange("/encoding/interpolate", {"wind"s, "sea"s, 0.5f}), IsEmpty());
  EXPECT_EQ(sent().back().morph, 0.5f);
  EXPECT_THAT(exchange("/encoding"), ElementsAre(Message{"/aeolian/encoding", {"wind"s, "sea"s, 0.5f}}));
  EXPECT_THAT(exchange("/encoding/interpolate"),
              ElementsAre(Message{"/aeolian/encoding/interpolate", {"wind"s, "sea"s, 0.5f}}));
  EXPECT_THAT(exchange("/encoding/interpolate", {"wind"s, "sea"s, 2.f}),
              ElementsAre(Message{"/aeolian/encoding/interpolate", {"wind"s, "sea"s, 1.f}}));
  EXPECT_EQ(failure("/encoding/interpolate", {"wind"s, "desert"s, 0.5f}), 404);
  EXPECT_EQ(failure("/encoding/interpolate", {"wind"s, "sea"s, std::nanf("")}), 406);
  EXPECT_EQ(failure("/encoding/interpolate", {"wind"s, "sea"s}), 406);
  EXPECT_EQ(failure("/encoding/interpolate", {"wind"s, 1.f, 0.5f}), 406);
}

TEST_F(OscServerTest, ListsTheEncodings) {
  const std::string path = "/aeolian/encoding/list";
  EXPECT_THAT(exchange("/encoding/list"),
              ElementsAre(Message{path + "/start", {std::int32_t{2}}}, Message{path + "/name", {"wind"s}},
                          Message{path + "/name", {"sea"s}}, Message{path + "/end", {std::int32_t{2}}}));
}

TEST_F(OscServerTest, ReportsItsStatus) {
  EXPECT_THAT(exchange("/status"),
              ElementsAre(Message{"/aeolian/status.reply",
                                  {"playing"s, 0.25f, 0.5f, 48000.f, 47999.5f, std::int32_t{3},
                                   std::int32_t{61}, "wind"s, "JACK: sink"s}}));
}

TEST_F(OscServerTest, AnswersPingVersionAndSync) {
  EXPECT_THAT(exchange("/ping"), ElementsAre(Message{"/aeolian/pong", {}}));
  EXPECT_THAT(exchange("/version"), ElementsAre(Message{"/aeolian/version", {std::string(AEOLIAN_VERSION)}}));
  EXPECT_THAT(exchange("/sync", {77.f}), ElementsAre(Message{"/aeolian/synced", {std::int32_t{77}}}));
  EXPECT_EQ(failure("/sync"), 406);
  EXPECT_EQ(failure("/ping", {3.f}), 406);
}

TEST_F(OscServerTest, RefusesPathsThatItDoesNotHave) {
  for (const std::string path : {"/", "", "/volume", "/gain/", "/encoding/", "/gainx"}) {
    EXPECT_EQ(failure(path, {1.f}), 404) << path;
  }
  const auto replies = peer_.exchange({"/other/gain", {1.f}});
  ASSERT_THAT(replies, SizeIs(1));
  EXPECT_EQ(replies[0].arguments[2], Argument{std::int32_t{404}});
}

TEST_F(OscServerTest, QuotesNamesFromOutsideOnOneLineAndShortened) {
  const std::string name = "sea\n\x1b[2J" + std::string(4096, 'a');
  peer_.send({"/aeolian/seed/audio", {name}});
  ASSERT_TRUE(comes_true([this] { return !instrument_.asked().empty(); }));
  instrument_.asked()[0].done(
      FakeControlInterface::refused(ControlError::Kind::unknown_name, "there is no sound " + name));
  const std::vector<Message> refusals{peer_.receive(), exchange("/encoding/set", {name}).at(0),
                                      exchange("/preset/load", {name}).at(0), exchange("/get", {name}).at(0),
                                      exchange("/midi/nothing" + std::string(4000, 'a')).at(0)};
  for (const auto& refusal : refusals) {
    EXPECT_EQ(refusal.path, "/aeolian/fail");
    for (const std::size_t i : {0, 3}) {
      const auto text = std::get<std::string>(refusal.arguments.at(i));
      EXPECT_LE(text.size(), 1000u);
      EXPECT_EQ(std::ranges::count_if(text, [](unsigned char c) { return c < ' '; }), 0) << text;
    }
  }
}

TEST_F(OscServerTest, DoesNotAnswerComplaintsSoThatTwoServersDoNotArgueForEver) {
  EXPECT_THAT(exchange("/fail", {"/aeolian/gain"s, std::int32_t{0}, std::int32_t{404}, "no"s}), IsEmpty());
  EXPECT_THAT(peer_.exchange({"/other/fail", {}}), IsEmpty());
  EXPECT_THAT(exchange("/late", {"/aeolian/gain"s, 0.1f}), IsEmpty());
}

TEST_F(OscServerTest, AnswersToAnotherPortOfTheSameMachineWhenAsked) {
  OscPeer ear(server_->address().port());
  const auto port = static_cast<std::int32_t>(ear.port());
  peer_.send({"/aeolian/notify", {1.f, static_cast<float>(port)}});
  EXPECT_EQ(ear.receive(),
            (Message{"/aeolian/done", {"/aeolian/notify"s, std::int32_t{0}, port, 0.f, std::int32_t{60}}}));
  peer_.send({"/aeolian/gain", {}});
  EXPECT_EQ(ear.receive(), (Message{"/aeolian/gain", {0.f}}));
  EXPECT_THAT(exchange("/notify", {0.f}),
              ElementsAre(Message{"/aeolian/done", {"/aeolian/notify"s, std::int32_t{0}}}));
  for (const float wrong : {-1.f, 65536.f, 1.5f}) EXPECT_EQ(failure("/notify", {1.f, wrong}), 406) << wrong;
  EXPECT_EQ(failure("/notify", {1.f, 0.f, -1.f}), 406);
  EXPECT_EQ(failure("/notify", {1.f, 0.f, std::nanf("")}), 406);
}

TEST_F(OscServerTest, IsNotToldToAnswerItselfUnderWhateverAddress) {
  const auto own = static_cast<std::int32_t>(server_->address().port());
  EXPECT_EQ(failure("/notify", {std::int32_t{1}, own, 60.f}), 406);
  for (const std::string address : {"127.0.0.1", "127.0.1.1", "::1", "::ffff:127.0.0.1"})
    EXPECT_TRUE(SocketAddress::from_text(address, 1)->is_of_this_machine()) << address;
  EXPECT_FALSE(SocketAddress::from_text("192.0.2.1", 1)->is_of_this_machine());
}

TEST_F(OscServerTest, SendsSubscribersTheStatusAndWhatHasChanged) {
  OscPeer ear(server_->address().port());
  peer_.send({"/aeolian/notify", {std::int32_t{1}, static_cast<std::int32_t>(ear.port()), 1000.f}});
  const auto done = ear.receive();
  EXPECT_EQ(done.arguments[3], Argument{60.f}) << "no faster than 60 a second";
  for (const auto& spec : parameter_specs()) {
    EXPECT_EQ(ear.receive().path, "/aeolian" + std::string(spec.path)) << "at first everything";
  }
  EXPECT_EQ(ear.receive().path, "/aeolian/status.reply");

  ASSERT_TRUE(parameters_.set_number(source_, ParameterId::gain, -7.));
  Message message = ear.receive();
  while (message.path == "/aeolian/status.reply") message = ear.receive();
  EXPECT_EQ(message, (Message{"/aeolian/gain", {-7.f}}));
}

TEST_F(OscServerTest, SendsTheMetersToSubscribersThatAskForThem) {
  OscPeer ear(server_->address().port());
  const auto port = static_cast<std::int32_t>(ear.port());
  peer_.send({"/aeolian/notify", {std::int32_t{1}, port, 0.f, 100.f}});
  EXPECT_EQ(
      ear.receive(),
      (Message{"/aeolian/done", {"/aeolian/notify"s, std::int32_t{0}, port, 0.f, std::int32_t{60}, 20.f}}));
  for (int i = 0; i < 2; ++i) {
    const auto level = ear.receive(), spectrum = ear.receive(), heard = ear.receive(), beat = ear.receive();
    EXPECT_EQ(level.path, "/aeolian/level");
    EXPECT_THAT(level.arguments, SizeIs(6));
    EXPECT_EQ(spectrum.path, "/aeolian/spectrum");
    EXPECT_THAT(spectrum.arguments, SizeIs(SoundLevels::band_count));
    EXPECT_EQ(heard.path, "/aeolian/listen/heard");
    EXPECT_THAT(heard.arguments, SizeIs(13));
    EXPECT_EQ(beat.path, "/aeolian/beat");
    EXPECT_THAT(beat.arguments, SizeIs(5));
  }
}

TEST_F(OscServerTest, SendsFixedTargetsWhatSubscribersAreSent) {
  OscPeer ear(server_->address().port());
  const auto target = "127.0.0.1:" + std::to_string(ear.port());
  const auto server =
      Server::start({.port = 0, .fixed_targets = {target}}, {parameters_, presets_, instrument_}, source_)
          .value();
  Message message = ear.receive();
  EXPECT_EQ(message.path, "/aeolian/seed") << "at first everything";
  while (message.path != "/aeolian/status.reply") message = ear.receive();
  ASSERT_TRUE(parameters_.set_number(source_, ParameterId::gain, -7.));
  while (message.path == "/aeolian/status.reply") message = ear.receive();
  EXPECT_EQ(message, (Message{"/aeolian/gain", {-7.f}}));
}

TEST_F(OscServerTest, RefusesAFixedTargetThatIsWrongOrItsOwnPort) {
  const auto refusal = [this](std::string target, std::uint16_t port) {
    const auto server = Server::start({.port = port, .fixed_targets = {std::move(target)}},
                                      {parameters_, presets_, instrument_}, source_);
    return server ? "" : server.error().message;
  };
  for (const char* wrong :
       {"192.0.2.7", "192.0.2.7:", "192.0.2.7:0", "192.0.2.7:70000", "fe80::1:8000", ":8000"}) {
    EXPECT_THAT(refusal(wrong, 0), HasSubstr("is not ADDRESS:PORT")) << wrong;
  }
  EXPECT_THAT(refusal("studio:8000", 0), HasSubstr("is not a numeric network address"));
  const auto own = server_->address().port();
  EXPECT_THAT(refusal("[::1]:" + std::to_string(own), own), HasSubstr("its own port"));
}

TEST_F(OscServerTest, TakesNoMoreSubscribersThanItCanServe) {
  std::vector<std::unique_ptr<OscPeer>> peers;
  for (std::size_t i = 0; i < Clients::most; ++i) {
    peers.push_back(std::make_unique<OscPeer>(server_->address().port()));
    ASSERT_THAT(peers.back()->exchange({"/aeolian/notify", {1.f}}), SizeIs(1));
  }
  EXPECT_EQ(failure("/notify", {1.f}), 429);
  peers.front()->exchange({"/aeolian/notify", {0.f}});
  EXPECT_THAT(exchange("/notify", {1.f}), SizeIs(1));
}

TEST_F(OscServerTest, MovesOneFaderOfTheEncoding) {
  ASSERT_THAT(exchange("/encoding/set", {"wind"s}), IsEmpty());
  EXPECT_THAT(exchange("/encoding/dim/1", {1.f, 0.5f}), IsEmpty());
  EXPECT_NEAR(sent().back().encoding[0], std::sqrt(0.5), 1e-6);
  EXPECT_NEAR(sent().back().encoding[1], std::sqrt(0.5), 1e-6);
  EXPECT_EQ(sent().back().glide_s, 0.5f);
  EXPECT_THAT(exchange("/encoding/dim/1", {7.f}), ElementsAre(Message{"/aeolian/encoding/dim/1", {1.f}}));
  EXPECT_THAT(exchange("/encoding/dim/1"), ElementsAre(Message{"/aeolian/encoding/dim/1", {1.f}}));
  EXPECT_EQ(failure("/encoding/dim/2", {0.5f}), 404);
  EXPECT_EQ(failure("/encoding/dim/", {0.5f}), 404);
  EXPECT_EQ(failure("/encoding/dim/0x1", {0.5f}), 404);
  EXPECT_EQ(failure("/encoding/dim/0", {"x"s}), 406);
}

TEST_F(OscServerTest, BlendsEncodings) {
  EXPECT_THAT(exchange("/encoding/blend", {"wind"s, 3.f, "sea"s, std::int32_t{1}, 1.5f}), IsEmpty());
  EXPECT_EQ(sent().back().morph, 0.25f);
  EXPECT_EQ(sent().back().glide_s, 1.5f);
  EXPECT_EQ(failure("/encoding/blend", {"wind"s, 2.f, "desert"s, 1.f}), 404);
  EXPECT_EQ(failure("/encoding/blend", {"wind"s, 0.f, "sea"s, 0.f}), 406);
  EXPECT_EQ(failure("/encoding/blend", {"wind"s, -1.f, "sea"s, 1.f}), 406);
  EXPECT_EQ(failure("/encoding/blend", {"wind"s}), 406);
  EXPECT_EQ(failure("/encoding/blend"), 406);
}

TEST_F(OscServerTest, PlaysOnTheMapOfTheEncodings) {
  const auto places = exchange("/encoding/xy/list");
  ASSERT_THAT(places, SizeIs(4));
  EXPECT_EQ(places[1].arguments[0], Argument{"wind"s});
  EXPECT_THAT(exchange("/encoding/xy", {places[2].arguments[1], places[2].arguments[2]}), IsEmpty());
  EXPECT_EQ(parameters_.encoding_name(), "sea");
  EXPECT_THAT(exchange("/encoding/xy", {0.5f, 2.f, 0.1f}),
              ElementsAre(Message{"/aeolian/encoding/xy", {0.5f, 1.f}}));
  EXPECT_EQ(failure("/encoding/xy", {0.5f}), 406);
  EXPECT_EQ(failure("/encoding/xy", {0.5f, std::nanf("")}), 406);
}

TEST_F(OscServerTest, AveragesEncodings) {
  EXPECT_THAT(exchange("/encoding/average", {std::int32_t{2}}), IsEmpty());
  EXPECT_NEAR(sent().back().encoding[0], std::sqrt(0.5), 1e-6);
  EXPECT_THAT(exchange("/encoding/average", {std::int32_t{9}}),
              ElementsAre(Message{"/aeolian/encoding/average", {2.f}}));
  EXPECT_EQ(failure("/encoding/average", {0.5f}), 406);
}

TEST_F(OscServerTest, PlaysStopsFadesAndPanics) {
  EXPECT_THAT(exchange("/stop"), IsEmpty());
  EXPECT_EQ(parameters_.number(ParameterId::play), 0.);
  EXPECT_THAT(exchange("/play"), IsEmpty()) << "plays if sent without a value";
  EXPECT_EQ(parameters_.number(ParameterId::play), 1.);
  EXPECT_THAT(exchange("/fade/out", {3.f}), IsEmpty());
  EXPECT_EQ(sent().back().number, 0.f);
  EXPECT_EQ(sent().back().glide_s, 3.f);
  EXPECT_THAT(exchange("/fade/in", {4.f}), IsEmpty());
  EXPECT_EQ(sent().back().number, 1.f);
  EXPECT_EQ(sent().back().glide_s, 4.f);
  EXPECT_THAT(exchange("/panic"), IsEmpty());
  EXPECT_EQ(parameters_.number(ParameterId::play), 0.);
  EXPECT_EQ(sent().back().parameter, ParameterId::seed);
  EXPECT_EQ(failure("/panic", {3.f}), 406);
}

TEST_F(OscServerTest, AnswersWhenAModelIsLoadedWithTheIdOfTheCaller) {
  EXPECT_THAT(exchange("/model/load", {"sea"s, std::int32_t{41}}), IsEmpty()) << "not before it is loaded";
  EXPECT_THAT(exchange("/model/load", {"wind"s}), IsEmpty());
  ASSERT_THAT(instrument_.asked(), SizeIs(2));
  EXPECT_EQ(instrument_.asked()[0].what, "load_model sea");
  std::thread([this] { instrument_.asked()[0].done("sea"s); }).join();
  EXPECT_EQ(peer_.receive(), (Message{"/aeolian/done", {"/aeolian/model/load"s, std::int32_t{41}, "sea"s}}));
  instrument_.asked()[1].done(
      FakeControlInterface::refused(ControlError::Kind::busy, "a newer one has come"));
  EXPECT_EQ(peer_.receive(),
            (Message{"/aeolian/fail",
                     {"/aeolian/model/load"s, std::int32_t{0}, std::int32_t{409}, "a newer one has come"s}}));
  EXPECT_EQ(failure("/model/load", {std::int32_t{1}}), 406);
}

TEST_F(OscServerTest, BlendsAModelAndTellsWhichOneIsBlendedIn) {
  EXPECT_THAT(exchange("/model/blend", {"sea"s, .5f}), IsEmpty());
  EXPECT_THAT(exchange("/model/blend", {"sea"s, 1.f, 2.5f}), IsEmpty());
  EXPECT_THAT(exchange("/model/blend", {"sea"s, std::int32_t{1}, std::int32_t{8}}), IsEmpty());
  ASSERT_THAT(instrument_.asked(), SizeIs(3));
  EXPECT_EQ(instrument_.asked()[0].what, "blend_model sea 0.500000 default");
  EXPECT_EQ(instrument_.asked()[1].what, "blend_model sea 1.000000 2.500000");
  EXPECT_EQ(instrument_.asked()[2].what, "blend_model sea 1.000000 8.000000") << "as typed in a shell";
  instrument_.asked()[1].done("sea"s);
  EXPECT_EQ(peer_.receive(), (Message{"/aeolian/done", {"/aeolian/model/blend"s, std::int32_t{0}, "sea"s}}));
  EXPECT_EQ(failure("/model/blend", {"sea"s}), 406);
  EXPECT_THAT(exchange("/model/second"), ElementsAre(Message{"/aeolian/model/second", {""s, 0.f}}));
  instrument_.status_report.second = "sea";
  ASSERT_TRUE(parameters_.set_number(source_, ParameterId::model_weight, .5));
  EXPECT_THAT(exchange("/model/second"), ElementsAre(Message{"/aeolian/model/second", {"sea"s, .5f}}));
}

TEST_F(OscServerTest, GivesTheAnswerOfAThreadToThePortThatWasAskedFor) {
  OscPeer ear(server_->address().port());
  peer_.send({"/aeolian/notify", {1.f, static_cast<float>(ear.port())}});
  ear.receive();
  peer_.send({"/aeolian/model/load", {"sea"s}});
  ASSERT_TRUE(comes_true([this] { return instrument_.asked().size() == 1; }));
  instrument_.asked()[0].done("sea"s);
  EXPECT_EQ(ear.receive().path, "/aeolian/done");
}

TEST_F(OscServerTest, DropsTheAnswerThatComesWhenItIsGone) {
  exchange("/model/load", {"sea"s});
  server_.reset();
  instrument_.asked()[0].done("sea"s);
}

TEST_F(OscServerTest, NamesTheFailuresOfTheInstrumentByTheirCodes) {
  const std::vector<std::pair<ControlError::Kind, std::int32_t>> codes{
      {ControlError::Kind::unknown_name, 404}, {ControlError::Kind::wrong_value, 406},
      {ControlError::Kind::busy, 409},         {ControlError::Kind::too_many, 429},
      {ControlError::Kind::failed, 500},       {ControlError::Kind::no_device, 503}};
  for (const auto& [kind, code] : codes) {
    exchange("/midi/learn", {"/aeolian/gain"s, 7.f});
    instrument_.asked().back().done(FakeControlInterface::refused(kind, "no"));
    EXPECT_EQ(peer_.receive(),
              (Message{"/aeolian/fail", {"/aeolian/midi/learn"s, std::int32_t{7}, code, "no"s}}));
  }
  EXPECT_EQ(instrument_.asked().back().what, "learn_midi /gain") << "without the prefix";
}

TEST_F(OscServerTest, ListsModelsAndSounds) {
  EXPECT_THAT(exchange("/model/current"), ElementsAre(Message{"/aeolian/model/current", {"wind"s}}));
  const auto models = exchange("/model/list");
  ASSERT_THAT(models, SizeIs(4));
  EXPECT_EQ(models[1], (Message{"/aeolian/model/list/name", {"sea"s}}));
  const auto sounds = exchange("/seed/audio/list");
  ASSERT_THAT(sounds, SizeIs(3));
  EXPECT_EQ(sounds[1], (Message{"/aeolian/seed/audio/list/name", {"gulls"s}}));
}

TEST_F(OscServerTest, PrimesTheModelWithASound) {
  exchange("/seed/audio", {"gulls"s, 1.5f, std::int32_t{3}});
  exchange("/seed/audio", {"gulls"s});
  ASSERT_THAT(instrument_.asked(), SizeIs(2));
  EXPECT_EQ(instrument_.asked()[0].what, "prime gulls 1.500000");
  EXPECT_EQ(instrument_.asked()[1].what, "prime gulls 0.000000");
  instrument_.asked()[0].done("gulls"s);
  EXPECT_EQ(peer_.receive(), (Message{"/aeolian/done", {"/aeolian/seed/audio"s, std::int32_t{3}, "gulls"s}}));
  for (const float start : {-1.f, std::nanf(""), INFINITY})
    EXPECT_EQ(failure("/seed/audio", {"gulls"s, start}), 406);
}

TEST_F(OscServerTest, AnIdBehindASoundIsNotTakenForItsStart) {
  exchange("/seed/audio", {"gulls"s, std::int32_t{7}});
  exchange("/seed/audio", {"gulls"s, 2.f});
  ASSERT_THAT(instrument_.asked(), SizeIs(2));
  EXPECT_EQ(instrument_.asked()[0].what, "prime gulls 0.000000");
  EXPECT_EQ(instrument_.asked()[1].what, "prime gulls 2.000000");
  instrument_.asked()[0].done("gulls"s);
  EXPECT_EQ(peer_.receive(), (Message{"/aeolian/done", {"/aeolian/seed/audio"s, std::int32_t{7}, "gulls"s}}));
}

TEST_F(OscServerTest, Records) {
  EXPECT_EQ(failure("/record/stop"), 406);
  EXPECT_THAT(
      exchange("/record/start", {"take"s}),
      ElementsAre(Message{"/aeolian/done", {"/aeolian/record/start"s, std::int32_t{0}, "take.wav"s}}));
  EXPECT_EQ(failure("/record/start"), 409);
  EXPECT_THAT(exchange("/record/stop"), ElementsAre(Message{"/aeolian/done",
                                                            {"/aeolian/record/stop"s, std::int32_t{0},
                                                             "take.wav"s, "5000000000"s, std::int32_t{7}}}));
}

TEST_F(OscServerTest, KeepsWhatWasHeardLast) {
  EXPECT_THAT(
      exchange("/stream/start"),
      ElementsAre(Message{"/aeolian/done", {"/aeolian/stream/start"s, std::int32_t{0}, "/sea.opus"s}}));
  EXPECT_THAT(exchange("/stream/status"),
              Contains(Message{"/aeolian/stream/status/name",
                               {"/sea.opus"s, "streaming"s, "5000000000"s, std::int32_t{2}, .5f,
                                "the server does not answer"s}}));
  EXPECT_THAT(exchange("/record/last", {20.f, "take"s}),
              ElementsAre(Message{
                  "/aeolian/done",
                  {"/aeolian/record/last"s, std::int32_t{0}, "take.wav"s, "882000"s, std::int32_t{0}}}));
  EXPECT_EQ(failure("/record/last", {0.f}), 406);
  EXPECT_EQ(failure("/record/last"), 406) << "how much?";
}

TEST_F(OscServerTest, SwitchesTheGuardAndTellsWhetherItIsOn) {
  EXPECT_THAT(exchange("/guard"), ElementsAre(Message{"/aeolian/guard", {std::int32_t{1}}}));
  EXPECT_THAT(exchange("/guard", {false}), IsEmpty()) << "setting a value sends no reply";
  EXPECT_FALSE(instrument_.guard());
  EXPECT_THAT(exchange("/guard"), ElementsAre(Message{"/aeolian/guard", {std::int32_t{0}}}));
  exchange("/guard", {std::int32_t{1}});
  EXPECT_TRUE(instrument_.guard());
  EXPECT_EQ(failure("/guard", {"please"s}), 406);
}

TEST_F(OscServerTest, KeepsListsLoadsAndDeletesMoments) {
  EXPECT_THAT(exchange("/moment/save", {"noon"s}),
              ElementsAre(Message{"/aeolian/done", {"/aeolian/moment/save"s, std::int32_t{0}, "noon"s}}));
  EXPECT_EQ(exchange("/moment/list")[1], (Message{"/aeolian/moment/list/name", {"dawn"s}}));
  EXPECT_THAT(exchange("/moment/delete", {"dawn"s}),
              ElementsAre(Message{"/aeolian/done", {"/aeolian/moment/delete"s, std::int32_t{0}, "dawn"s}}));
  exchange("/moment/load", {"dusk"s});
  EXPECT_EQ(instrument_.asked().back().what, "load_moment dusk");
}

TEST_F(OscServerTest, ListsChangesAndForgetsMidiBindings) {
  const auto list = exchange("/midi/list");
  ASSERT_THAT(list, SizeIs(3));
  EXPECT_EQ(list[1], (Message{"/aeolian/midi/list/name",
                              {"cc 7"s, "/gain"s, "absolute"s, "-60 to 0, logarithmic"s, std::int32_t{1}}}));
  EXPECT_THAT(
      exchange("/midi/range", {"/aeolian/gain"s, -40.f, 0.f, "logarithmic"s}),
      ElementsAre(Message{"/aeolian/done", {"/aeolian/midi/range"s, std::int32_t{0}, "cc 7, logarithmic"s}}));
  EXPECT_THAT(exchange("/midi/forget", {"/gain"s}),
              ElementsAre(Message{"/aeolian/done", {"/aeolian/midi/forget"s, std::int32_t{0}, "cc 7"s}}));
  const auto refused = exchange("/midi/forget", {"/tilt"s});
  ASSERT_THAT(refused, SizeIs(1));
  EXPECT_EQ(refused[0].path, "/aeolian/fail");
}

TEST_F(OscServerTest, AnswersWithTheMidiMessagesThatCameSince) {
  constexpr std::int32_t newest = std::numeric_limits<std::int32_t>::max();
  EXPECT_THAT(exchange("/midi/recent", {newest}),
              ElementsAre(Message{"/aeolian/midi/recent", {std::int32_t{0}, ""s, ""s}}));
  for (const auto* text : {"cc 7 on channel 1: 0", "cc 7 on channel 1: 1", "cc 7 on channel 1: 2"})
    instrument_.hear_midi(text, "/gain");
  EXPECT_THAT(exchange("/midi/recent", {newest}), SizeIs(1));
  EXPECT_THAT(exchange("/midi/recent", {std::int32_t{0}}), SizeIs(3));
  EXPECT_THAT(
      exchange("/midi/recent", {std::int32_t{2}}),
      ElementsAre(Message{"/aeolian/midi/recent", {std::int32_t{3}, "cc 7 on channel 1: 2"s, "/gain"s}}));
  for (int i = 0; i < 100; ++i) instrument_.hear_midi("note 60 on channel 1: 100", "/encoding/set");
  EXPECT_THAT(exchange("/midi/recent", {std::int32_t{0}}), SizeIs(50));
}

TEST_F(OscServerTest, KeepsWhatMidiHasLearned) {
  EXPECT_THAT(exchange("/midi/save"),
              ElementsAre(Message{"/aeolian/done", {"/aeolian/midi/save"s, std::int32_t{0}, "midi.json"s}}));
}

TEST_F(OscServerTest, KeepsAndLoadsPresets) {
  const auto done = [](const std::string& command, const std::string& name) {
    return ElementsAre(Message{"/aeolian/done", {"/aeolian/preset/" + command, std::int32_t{0}, name}});
  };
  exchange("/gain", {-6.f});
  EXPECT_THAT(exchange("/preset/save", {"Süß"s}), done("save", "Süß"));
  EXPECT_EQ(failure("/preset/save", {"a/b"s}), 406);
  exchange("/gain", {-12.f});
  EXPECT_THAT(exchange("/preset/save", {"quiet"s}), done("save", "quiet"));
  EXPECT_THAT(exchange("/preset/load", {"Süß"s, 2.f}), done("load", "Süß"));
  EXPECT_EQ(parameters_.number(ParameterId::gain), -6.);
  EXPECT_THAT(exchange("/preset/interpolate", {"Süß"s, "quiet"s, 0.5f}), IsEmpty());
  EXPECT_EQ(parameters_.number(ParameterId::gain), -9.);
  EXPECT_THAT(exchange("/preset/list"), SizeIs(4));
  EXPECT_THAT(exchange("/preset/delete", {"quiet"s}), done("delete", "quiet"));
  EXPECT_EQ(failure("/preset/load", {"quiet"s}), 404);
  EXPECT_EQ(failure("/preset/load"), 406);
}

TEST_F(OscServerTest, AnswersWithItsFigures) {
  EXPECT_THAT(exchange("/metrics"), ElementsAre(Message{"/aeolian/metrics/start", {std::int32_t{2}}},
                                                Message{"/aeolian/metrics/underruns_total", {3.f}},
                                                Message{"/aeolian/metrics/ring_fill_seconds", {0.25f}},
                                                Message{"/aeolian/metrics/end", {std::int32_t{2}}}));
  EXPECT_THAT(exchange("/metrics/underruns_total"),
              ElementsAre(Message{"/aeolian/metrics/underruns_total", {3.f}}));
  EXPECT_EQ(failure("/metrics/luck"), 404);
  const auto level = exchange("/level");
  ASSERT_THAT(level, SizeIs(1));
  ASSERT_THAT(level[0].arguments, SizeIs(6));
  EXPECT_EQ(level[0].arguments[1], Argument(-12.f)) << "both channels";
  EXPECT_EQ(level[0].arguments[2], Argument(-20.f)) << "the left one";
  EXPECT_EQ(level[0].arguments[5], Argument(-12.f)) << "the right one";
  EXPECT_THAT(exchange("/spectrum"),
              ElementsAre(Message{"/aeolian/spectrum", std::vector<Argument>(64, -40.f)}));
}

TEST_F(OscServerTest, DoesEveryActionOfTheRegistry) {
  const std::map<std::string, std::vector<Argument>> values{
      {"/seed/random", {}},
      {"/encoding/set", {"sea"s}},
      {"/encoding/vector", {1.f, 1.f}},
      {"/encoding/dim/N", {0.5f}},
      {"/encoding/blend", {"wind"s, 1.f, "sea"s, 1.f}},
      {"/encoding/interpolate", {"wind"s, "sea"s, 0.5f}},
      {"/encoding/xy", {0.5f, 0.5f}},
      {"/encoding/x", {0.3f}},
      {"/encoding/y", {0.7f}},
      {"/encoding/average", {std::int32_t{1}}},
      {"/encoding/wander", {}},
      {"/fade/in", {}},
      {"/fade/out", {}},
      {"/stop", {}},
      {"/panic", {}}};
  for (const auto& action : parameter_actions()) {
    std::string path(action.path);
    ASSERT_TRUE(values.contains(path)) << path;
    const auto& arguments = values.at(path);
    if (path.ends_with("/N")) path.back() = '0';
    const auto before = sent().size();
    EXPECT_THAT(exchange(path, arguments), SizeIs(action.answers ? 1 : 0)) << path;
    EXPECT_GT(sent().size(), before) << path;
    EXPECT_EQ(failure(path, {"x"s, "x"s, "x"s}), 406) << path;
  }
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
  EXPECT_EQ(replies[0].arguments[0], Argument{"/aeolian/gain"s});
  EXPECT_GE(std::get<float>(replies[0].arguments[1]), 2.f);
  EXPECT_THAT(sent(), SizeIs(2));
  EXPECT_EQ(server_->counters().late, 2u);
}

TEST_F(OscServerTest, ABundleThatWasStampedWithTheMomentOfItsSendingIsNotLate) {
  for (int i = 0; i < 20; ++i) peer_.send_bundle({{"/aeolian/gain", {-3.f}}}, -0.001);
  EXPECT_THAT(peer_.replies_until_synced(), IsEmpty());
  EXPECT_THAT(sent(), SizeIs(20)) << "and takes effect at once";
  EXPECT_EQ(server_->counters().late, 0u);
}

TEST_F(OscServerTest, HoldsABundleOfTheFutureUntilItsTime) {
  const auto start = std::chrono::steady_clock::now();
  peer_.send_bundle({{"/aeolian/gain", {-3.f}}, {"/aeolian/gain", {}}}, 0.5);
  ASSERT_THAT(peer_.replies_until_synced(), IsEmpty());
  EXPECT_EQ(peer_.receive(), (Message{"/aeolian/gain", {-3.f}}));
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(490));
  EXPECT_THAT(sent(), SizeIs(1));
}

/** Tests with steps of 10 ms, the first of them ten seconds before the test. */
class OscBundleTest : public OscServerTest {
 protected:
  using Clock = std::chrono::steady_clock;
  void SetUp() override {
    instrument_.clock = [this](Clock::time_point time) {
      asked_for_ = time;
      return static_cast<std::uint64_t>((time - start_) / std::chrono::milliseconds(10));
    };
  }
  const Clock::time_point start_ = Clock::now() - std::chrono::seconds(10);
  Clock::time_point asked_for_;
};

TEST_F(OscBundleTest, ReachesTheGeneratorAheadWithTheStepThatItsTimeNames) {
  const auto before = Clock::now();
  peer_.send_bundle(
      {{"/aeolian/gain", {-3.f}}, {"/aeolian/mute", {true}}, {"/aeolian/encoding/set", {"sea"s}}}, 1.);
  ASSERT_THAT(peer_.replies_until_synced(), IsEmpty());
  const auto after = Clock::now();
  EXPECT_THAT(sent(), IsEmpty()) << "it is held back as long as possible";
  ASSERT_TRUE(comes_true([this] { return sent().size() == 3; }));
  EXPECT_LT(Clock::now(), before + std::chrono::seconds(1)) << "and sent before its time";
  const auto events = sent();
  const auto step = [this](Clock::time_point time) {
    return static_cast<std::uint64_t>((time + std::chrono::seconds(1) - start_) /
                                      std::chrono::milliseconds(10));
  };
  for (const auto& event : events) {
    EXPECT_EQ(event.step, events[0].step) << "all of a bundle at one step";
    EXPECT_GE(event.step, step(before));
    EXPECT_LE(event.step, step(after));
    EXPECT_GE(event.arrived, std::chrono::nanoseconds(before.time_since_epoch()).count());
    EXPECT_LE(event.arrived, std::chrono::nanoseconds(after.time_since_epoch()).count());
  }
  server_.reset();
  EXPECT_EQ(events[0].step, instrument_.step_at(asked_for_));
}

TEST_F(OscBundleTest, GoesAtOnceWhereItsTimeIsNear) {
  peer_.send_bundle({{"/aeolian/gain", {-3.f}}, {"/aeolian/mute", {true}}}, 0.1);
  EXPECT_THAT(peer_.replies_until_synced(), IsEmpty());
  const auto events = sent();
  ASSERT_THAT(events, SizeIs(2)) << "before its time, with the step";
  EXPECT_EQ(events[0].step, events[1].step);
  EXPECT_GT(events[0].step, 1000u);
}

TEST_F(OscBundleTest, AsksForTheRestAtItsTime) {
  const auto before = Clock::now();
  peer_.send_bundle({{"/aeolian/gain", {-3.f}}, {"/aeolian/gain", {}}}, 0.4);
  EXPECT_EQ(peer_.receive(), (Message{"/aeolian/gain", {-3.f}}));
  EXPECT_GE(Clock::now(), before + std::chrono::milliseconds(399));
}

TEST_F(OscBundleTest, IsHeardAtOnceWhenLate) {
  peer_.send_bundle({{"/aeolian/gain", {-3.f}}, {"/aeolian/mute", {true}}}, -1.);
  EXPECT_THAT(peer_.replies_until_synced(), SizeIs(1));
  for (const auto& event : sent()) EXPECT_EQ(event.step, 0u);
}

TEST_F(OscBundleTest, LeavesNoStepToWhatComesAfterIt) {
  peer_.send_bundle({{"/aeolian/gain", {-3.f}}}, 0.1);
  EXPECT_THAT(peer_.replies_until_synced(), IsEmpty());
  exchange("/gain", {-6.f});
  EXPECT_EQ(sent().back().step, 0u);
  EXPECT_NE(sent().front().step, 0u);
}

TEST_F(OscServerTest, RefusesBundlesThatAreTooFarAhead) {
  peer_.send_bundle({{"/aeolian/gain", {-3.f}}}, 61.);
  const auto replies = peer_.replies_until_synced();
  ASSERT_THAT(replies, SizeIs(1));
  EXPECT_EQ(replies[0].arguments[2], Argument{std::int32_t{406}});
  EXPECT_THAT(sent(), IsEmpty());
}

/** Tests how many messages wait for their time. */
class OscHeldTest : public OscServerTest {
 protected:
  /** Has the machine at `address` send `count` sets for later; returns the code of the refusal, 0 = none. */
  int send_for_later(const char* address, std::size_t count, double seconds = 50.) {
    FarPeer peer(server_->address(), address);
    peer.send_bundle(std::vector<Message>(count, {"/aeolian/gain", {-3.f}}), seconds);
    peer.send({"/aeolian/ping", {}});
    const auto replies = peer.hear("/aeolian/pong");
    return replies.at(0).path == "/aeolian/fail" ? std::get<std::int32_t>(replies[0].arguments.at(2)) : 0;
  }
};

TEST_F(OscHeldTest, AMachineFillsItsShareOfTheTimeTagsAndLeavesTheOthersTheirs) {
  EXPECT_EQ(send_for_later("127.0.0.1", Server::max_held_of_one), 0);
  EXPECT_EQ(send_for_later("127.0.0.1", 1), 429) << "from whatever port";
  EXPECT_EQ(send_for_later("127.0.0.2", 1), 0);
}

TEST_F(OscHeldTest, AMessageThatHasTakenEffectLeavesRoomForAnother) {
  EXPECT_EQ(send_for_later("127.0.0.2", Server::max_held_of_one, 0.1), 0);
  ASSERT_TRUE(comes_true([this] { return sent().size() == Server::max_held_of_one; }));
  EXPECT_EQ(send_for_later("127.0.0.2", Server::max_held_of_one), 0);
}

TEST_F(OscHeldTest, NoMoreThanTheMaximumWaitsForAllMachinesTogether) {
  for (const char* address : {"127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"}) {
    EXPECT_EQ(send_for_later(address, Server::max_held_of_one), 0);
  }
  EXPECT_EQ(send_for_later("127.0.0.5", 1), 429);
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
  EXPECT_EQ(replies[0].arguments[0], Argument{"packet"s});
  EXPECT_EQ(replies[0].arguments[2], Argument{std::int32_t{400}});
  EXPECT_THAT(std::get<std::string>(replies[0].arguments[3]), HasSubstr("byte 20"));
  EXPECT_EQ(server_->counters().malformed, 1u);
}

/** Sends packets of random bytes, every second one beginning like a path. */
class Storm {
 public:
  explicit Storm(std::uint16_t port) : peer_(port) {}

  void send_one() {
    std::array<std::byte, 64> packet{};
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

TEST_F(OscServerTest, ServesOnWhereThereWasNoMemoryForAMessage) {
  instrument_.clock = [](auto) -> std::uint64_t { throw std::bad_alloc(); };
  peer_.send_bundle({{"/aeolian/gain", {-3.f}}}, 0.5);
  EXPECT_EQ(exchange("/ping"), (std::vector<Message>{{"/aeolian/pong", {}}}));
  EXPECT_EQ(server_->counters().replies_lost, 1u);
}

TEST_F(OscServerTest, ServesOnThroughAStormOfMalformedPackets) {
  Storm storm(server_->address().port());
  while (storm.sent() < 20'000) {
    for (int i = 0; i < 100; ++i) storm.send_one();
    while (server_->counters().packets < storm.sent()) std::this_thread::yield();
  }
  EXPECT_THAT(exchange("/gain", {-3.f}), IsEmpty());
  EXPECT_THAT(exchange("/gain"), ElementsAre(Message{"/aeolian/gain", {-3.f}}));
  const auto counters = server_->counters();
  EXPECT_EQ(counters.malformed + 4, counters.packets);
  EXPECT_GT(counters.complaints_withheld, 0u) << "a flood must not cause another";
}

TEST_F(OscServerTest, CountsWhatTheKernelDropsWhenItCannotKeepUp) {
  Storm storm(server_->address().port());
  while (storm.sent() < 20'000) storm.send_one();
  for (std::uint64_t seen = ~0ull; seen != server_->counters().packets;) {
    seen = server_->counters().packets;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_THAT(exchange("/ping"), ElementsAre(Message{"/aeolian/pong", {}}));
  const auto counters = server_->counters();
  EXPECT_EQ(counters.packets + counters.dropped_by_kernel, storm.sent() + 2);
}

/** The server's counters once it has read everything queued by the kernel. */
Counters settled(const Server& server) {
  auto counters = server.counters();
  for (std::uint64_t seen = ~std::uint64_t{0}; seen != counters.packets; counters = server.counters()) {
    seen = counters.packets;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return counters;
}

TEST_F(OscServerTest, CountsEveryMessageOfAStormThatItLosesAndKeepsTheLastValues) {
  constexpr int seconds = 1;
  constexpr int per_second = 10'000;
  constexpr int malformed_every = 10;
  Storm malformed(server_->address().port());
  OscPeer peer(server_->address().port());
  const auto start = std::chrono::steady_clock::now();
  std::uint64_t sent_packets = 0;
  for (int i = 0; i < seconds * per_second; ++i, ++sent_packets) {
    std::this_thread::sleep_until(start + std::chrono::microseconds(1000000 / per_second) * i);
    if (i % malformed_every == 0) {
      malformed.send_one();
    } else if (i % 2) {
      peer.send({"/aeolian/gain", {-60.f + 72.f * static_cast<float>(i) / per_second}});
    } else {
      peer.send({"/aeolian/temperature", {2.f * static_cast<float>(i) / per_second}});
    }
  }
  settled(*server_);  // so that later packets are not lost
  peer.send({"/aeolian/gain", {-7.f}});
  peer.send({"/aeolian/temperature", {0.5f}});
  sent_packets += 2;
  const auto counters = settled(*server_);
  EXPECT_EQ(counters.packets + counters.dropped_by_kernel, sent_packets);
  EXPECT_GT(counters.malformed, 0u);
  EXPECT_LE(counters.malformed, malformed.sent());
  EXPECT_EQ(parameters_.number(ParameterId::gain), -7.);
  EXPECT_EQ(parameters_.number(ParameterId::temperature), 0.5);
  EXPECT_EQ(sent().back().number, 0.5f) << "the generator received the last value last";
  EXPECT_EQ(sent().size(), counters.packets - counters.malformed) << "none was lost on the way";
}

/** Starts the server like the daemon, with a fake instrument. */
class OscServerStart : public testing::Test {
 protected:
  ErrorOr<std::unique_ptr<Server>> start(const Options& options) {
    return Server::start(options, {parameters_, presets_, instrument_}, source_);
  }

  Parameters parameters_;
  Presets presets_{testing::TempDir(), parameters_};
  FakeControlInterface instrument_;
  Parameters::Source source_ = parameters_.add_source("OSC", [](const ControlEvent&) { return true; });
};

TEST_F(OscServerStart, SaysWhyItCannotListen) {
  const auto first = start({.port = 0});
  ASSERT_TRUE(first);
  EXPECT_THAT(start({.port = (*first)->address().port()}).error().message,
              HasSubstr("another program uses that port"));
  EXPECT_THAT(start({.address = "192.0.2.1", .port = 0}).error().message,
              HasSubstr("does not have that address"));
  EXPECT_THAT(start({.address = "example.org"}).error().message, HasSubstr("not a numeric network address"));
}

TEST_F(OscServerStart, ListensOnTheLoopbackAddressUnlessToldOtherwise) {
  const auto server = start({.port = 0});
  ASSERT_TRUE(server);
  EXPECT_TRUE((*server)->address().text().starts_with("127.0.0.1:"));
}

}  // namespace
}  // namespace aeolian::osc

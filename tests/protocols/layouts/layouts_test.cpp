// SPDX-License-Identifier: GPL-3.0-or-later
// Checks the layouts against the registry, and sends their messages to a real server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <ostream>

#include "core/control/presets.h"
#include "protocols/osc/osc_commands.h"
#include "protocols/osc/osc_server.h"
#include "tests/core/control/fake_control_interface.h"
#include "tests/protocols/layouts/layout.h"
#include "tests/protocols/osc/osc_peer.h"

namespace aeolian {
namespace {

using osc::Argument;
using osc::Message;
using testing::Contains;
using testing::IsSubsetOf;

constexpr std::size_t dimensions = 16;

EncodingBank two_sounds() {
  std::vector<float> vectors(2 * dimensions);
  vectors[0] = vectors[dimensions + 1] = 1.f;
  return EncodingBank::create({"wind", "sea"}, vectors, dimensions).value();
}

/**
 * Whether the path is one of the instrument's, including "/voice/N/..." and "/encoding/dim/N" with a number
 * for N.
 */
bool is_in_address_space(const std::string& path) {
  if (path.starts_with("/encoding/dim/")) return true;
  if (path.starts_with("/voice/")) return find_parameter(path) != nullptr;
  return std::ranges::any_of(osc::Commands::address_space(),
                             [&](const auto& row) { return row.path == path; });
}

Argument argument_at(const LayoutArgument& argument, double value) {
  if (argument.type == 'i') return static_cast<std::int32_t>(std::lround(value));
  if (argument.type == 'd') return value;
  return static_cast<float>(value);
}

/** A name that exists, or may exist, at that path. */
std::string name_at(const std::string& path) {
  if (path == "/encoding") return "wind";
  return path == "/model/load" ? "sea" : "pad 1";
}

/** A number that a user may type for that path. */
double number_at(const std::string& path) {
  const auto* parameter = find_parameter(path);
  return parameter ? parameter->initial : .5;
}

/** The messages of a control at its lower end, middle and upper end, if these differ. */
std::vector<Message> examples(const LayoutMessage& message) {
  std::vector<Message> all;
  for (const auto end : {&LayoutArgument::low, &LayoutArgument::middle, &LayoutArgument::high}) {
    Message example{"/aeolian" + message.path, {}};
    for (const auto& argument : message.arguments) {
      if (argument.kind == LayoutArgument::Kind::number) {
        example.arguments.push_back(argument_at(argument, argument.*end));
      } else if (argument.kind == LayoutArgument::Kind::text) {
        example.arguments.emplace_back(name_at(message.path));
      } else if (argument.kind == LayoutArgument::Kind::typed) {
        example.arguments.push_back(argument_at(argument, number_at(message.path)));
      } else if (argument.type == 's') {
        example.arguments.emplace_back(argument.constant);
      } else {
        example.arguments.push_back(argument_at(argument, std::stod(argument.constant)));
      }
    }
    if (all.empty() || all.back() != example) all.push_back(std::move(example));
  }
  return all;
}

struct NamedLayout {
  std::string name;
  Layout (*read)();

  friend std::ostream& operator<<(std::ostream& out, const NamedLayout& layout) { return out << layout.name; }
};

/** A layout, and a real server that it can control. */
class LayoutTest : public testing::TestWithParam<NamedLayout> {
 protected:
  ~LayoutTest() override { std::filesystem::remove_all(folder_); }

  const LayoutMessage* sender_of(const std::string& path) const {
    const auto found = std::ranges::find_if(
        layout_.messages, [&](const auto& message) { return message.sends && message.path == path; });
    return found == layout_.messages.end() ? nullptr : &*found;
  }

  const Layout layout_ = GetParam().read();
  Parameters parameters_{two_sounds()};
  Parameters::Source source_ = parameters_.add_source("OSC", [](const ControlEvent&) { return true; });
  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("aeolian-layouts-" + std::to_string(getpid()));
  Presets presets_{folder_, parameters_};
  FakeControlInterface instrument_;
  std::unique_ptr<osc::Server> server_ =
      osc::Server::start({.port = 0}, {parameters_, presets_, instrument_}, source_).value();
  osc::OscPeer peer_{server_->address().port()};
};

TEST_P(LayoutTest, EveryParameterOfTheRegistryIsSentOverItsWholeRangeAndFollowed) {
  for (const auto& spec : parameter_specs()) {
    const std::string path(spec.path);
    const auto* sender = sender_of(path);
    ASSERT_TRUE(sender) << path << " is not sent";
    EXPECT_THAT(layout_.followed(), Contains(path));
    if (spec.type != ParameterType::number && spec.type != ParameterType::toggle) continue;
    ASSERT_EQ(sender->arguments.size(), 1u) << path;
    EXPECT_EQ(sender->arguments[0].kind, LayoutArgument::Kind::number) << path;
    EXPECT_NEAR(sender->arguments[0].low, spec.minimum, 1e-9) << path;
    EXPECT_NEAR(sender->arguments[0].high, spec.maximum, 1e-9) << path;
    EXPECT_EQ(sender->arguments[0].type == 'i',
              spec.integral || spec.unit == "beats" || spec.type == ParameterType::toggle)
        << path;
  }
}

TEST_P(LayoutTest, WhatItSendsAndFollowsIsInTheAddressSpace) {
  for (const auto& message : layout_.messages) {
    EXPECT_TRUE(is_in_address_space(message.path)) << message.path;
  }
  for (const auto& path : layout_.asked) EXPECT_TRUE(is_in_address_space(path)) << path;
  ASSERT_FALSE(layout_.asked.empty());
  for (auto path : layout_.handled) {
    for (const std::string end : {"/start", "/name", "/more", "/end"}) {
      if (path.ends_with("/list" + end)) path.resize(path.size() - end.size());
    }
    EXPECT_TRUE(is_in_address_space(path) || path == "/status.reply" || path == "/done" || path == "/fail")
        << path;
  }
}

TEST_P(LayoutTest, NothingThatItSendsIsRefusedOrOutOfRange) {
  auto messages = layout_.messages;
  std::erase_if(messages, [](const auto& message) { return !message.sends; });
  std::ranges::stable_partition(messages,
                                [](const auto& message) { return message.path.ends_with("/save"); });
  ASSERT_GT(messages.size(), 50u);
  for (const auto& message : messages) {
    osc::OscPeer peer{server_->address().port()};  // each may write few files (Senders)
    for (const auto& example : examples(message)) {
      if (example.path == "/aeolian/record/start") instrument_.recording = false;
      if (example.path == "/aeolian/record/stop") instrument_.recording = true;
      // A fader at 0 is refused when all others are also at 0, as here, because that is not a direction.
      const bool is_fader = message.path.starts_with("/encoding/dim/");
      ASSERT_TRUE(!is_fader || parameters_.set_encoding(source_, std::vector<float>(dimensions, 1.f)));
      for (const auto& reply : peer.exchange(example)) {
        EXPECT_NE(reply.path, "/aeolian/fail")
            << example.path << ' ' << std::get<std::string>(reply.arguments.back());
        EXPECT_TRUE(reply.path != example.path || message.arguments.empty())
            << "a value is out of the range of " << example.path;
      }
    }
  }
}

TEST_P(LayoutTest, TheEndsOfAFaderAreThoseOfItsParameter) {
  for (const auto& spec : parameter_specs()) {
    if (spec.type != ParameterType::number && spec.type != ParameterType::toggle) continue;
    const auto* sender = sender_of(std::string(spec.path));
    ASSERT_TRUE(sender) << spec.path;
    const auto sent = examples(*sender);
    peer_.exchange(sent.back());
    EXPECT_NEAR(parameters_.number(spec.id), spec.maximum, 1e-5) << spec.path;
    peer_.exchange(sent.front());
    EXPECT_NEAR(parameters_.number(spec.id), spec.minimum, 1e-5) << spec.path;
  }
}

TEST_P(LayoutTest, FollowsAllThatAServerTellsASubscriber) {
  ASSERT_TRUE(parameters_.set_number({source_, 2}, ParameterId::gain, -6.));
  peer_.send({"/aeolian/notify", {1.f, 0.f, 60.f, 20.f}});
  std::set<std::string> told;
  for (int i = 0; i < 200; ++i) told.insert(below_prefix(peer_.receive().path));
  for (const std::string path : {"/gain", "/voice/2/gain", "/seed", "/encoding", "/status.reply", "/level",
                                 "/spectrum", "/beat", "/listen/heard", "/done"}) {
    EXPECT_THAT(told, Contains(path));
  }
  EXPECT_THAT(told, IsSubsetOf(layout_.followed()));
}

TEST_P(LayoutTest, AsksAgainBeforeTheLeaseEndsAndAnswersTheToken) {
  EXPECT_THAT(layout_.asked, testing::IsSupersetOf({"/notify", "/notify/confirm"}));
  EXPECT_THAT(layout_.handled, Contains("/notify/confirm"));
  EXPECT_NE(layout_.script.find("20000"), std::string::npos) << "milliseconds until it subscribes again";
}

INSTANTIATE_TEST_SUITE_P(Of, LayoutTest,
                         testing::Values(NamedLayout{"TouchOsc", touchosc_layout},
                                         NamedLayout{"OpenStageControl", open_stage_control_layout}),
                         [](const auto& layout) { return layout.param.name; });

}  // namespace
}  // namespace aeolian

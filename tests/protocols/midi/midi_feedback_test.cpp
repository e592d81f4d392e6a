// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_feedback.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <random>

#include "tests/protocols/midi/controller.h"
#include "tests/protocols/midi/motor_faders.h"

namespace aeolian::midi {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

using SentMessage = std::vector<int>;

/** A controller that displays the values in force. */
class Shown : public Controller {
 public:
  explicit Shown(std::string_view bindings) : Controller(bindings) {
    control.feedback().begin();
    show(1s);
  }

  /** The messages sent to it within `time`. */
  std::vector<SentMessage> show(std::chrono::milliseconds time) {
    std::vector<SentMessage> messages;
    for (const auto end = now + time; now < end; now += 5ms) {
      control.feedback().send_due(now, [&](const ShortMidiMessage& message) {
        messages.emplace_back(message.bytes.begin(), message.bytes.begin() + message.size);
        return true;
      });
    }
    return messages;
  }
  void set(ParameterId id, double value) { instrument.parameters.set_number(instrument.osc, id, value); }
};

constexpr const char* fader = R"({"source": "cc 1", "path": "/temperature", "pickup": false})";

TEST(MidiFeedback, SendsNothingToNobodyAndEverythingToAControllerThatComes) {
  Controller controller(fader);
  int sent = 0;
  const auto count = [&](const ShortMidiMessage&) { return ++sent > 0; };
  controller.control.feedback().send_due(controller.now, count);
  EXPECT_EQ(sent, 0);
  controller.control.feedback().begin();
  controller.control.feedback().send_due(controller.now, count);
  EXPECT_EQ(sent, 1);
}

TEST(MidiFeedback, ShowsWhatOthersChange) {
  Shown controller(fader);
  controller.set(ParameterId::temperature, 2.);
  EXPECT_THAT(controller.show(100ms), ElementsAre(SentMessage{0xB0, 1, 127}));
  EXPECT_THAT(controller.show(1s), IsEmpty());
}

TEST(MidiFeedback, SendsAMoveOfTheHandNotBack) {
  Shown controller(fader);
  for (int value = 0; value < 128; ++value) {
    controller.cc(1, value);
    ASSERT_THAT(controller.show(20ms), IsEmpty());
  }
  EXPECT_THAT(controller.show(1s), IsEmpty());
  EXPECT_EQ(controller.number(ParameterId::temperature), 2.);
}

TEST(MidiFeedback, AnswersOnTheChannelOnWhichTheHandMoved) {
  Shown controller(fader);
  controller.send({0xB5, 1, 10});
  controller.show(1s);
  controller.set(ParameterId::temperature, 2.);
  EXPECT_THAT(controller.show(100ms), ElementsAre(SentMessage{0xB5, 1, 127}));
}

TEST(MidiFeedback, CorrectsAFaderThatMovedNothingOnceTheHandHasLetGo) {
  Shown controller(R"({"source": "cc 1", "path": "/temperature"})");
  controller.cc(1, 10);
  EXPECT_EQ(controller.number(ParameterId::temperature), 1.) << "it was not picked up";
  EXPECT_THAT(controller.show(Feedback::hold - 10ms), IsEmpty());
  EXPECT_THAT(controller.show(100ms), ElementsAre(SentMessage{0xB0, 1, 64}));
}

TEST(MidiFeedback, LightsAButtonOnceItIsReleased) {
  Shown controller(R"({"source": "note 36", "path": "/freeze"})");
  controller.send({0x90, 36, 100});
  EXPECT_THAT(controller.show(200ms), IsEmpty());
  controller.send({0x80, 36, 0});
  EXPECT_THAT(controller.show(20ms), ElementsAre(SentMessage{0x90, 36, 127}));
  controller.send_all({{0x90, 36, 100}, {0x80, 36, 0}});
  EXPECT_THAT(controller.show(1s), IsEmpty()) << "it is dark already";
}

TEST(MidiFeedback, LightsTheKeyOfTheSoundThatPlays) {
  Shown controller(R"({"source": "note any", "path": "/encoding/set"})");
  controller.instrument.parameters.set_encoding(controller.instrument.osc, "sea");
  const auto lit = controller.show(1s);
  EXPECT_EQ(lit.size(), 64u) << "every other key";
  EXPECT_THAT(lit, Contains(SentMessage{0x90, 61, 127}));
}

TEST(MidiFeedback, ShowsAnEncoderWhereItsValueIs) {
  Shown controller(R"({"source": "cc 1", "path": "/temperature", "mode": "relative-twos-complement"})");
  controller.cc(1, 1);
  EXPECT_THAT(controller.show(100ms), ElementsAre(SentMessage{0xB0, 1, 65}));
}

TEST(MidiFeedback, SendsTheLatestValueAndNoMoreThanACableCarries) {
  Shown controller(fader);
  std::size_t sent = 0;
  for (int i = 0; i < 1000; ++i) {
    controller.set(ParameterId::temperature, i % 2);
    controller.set(ParameterId::temperature, 2. * i / 999);
    sent += controller.show(5ms).size();
  }
  EXPECT_LE(sent, 501u);
  EXPECT_GE(sent, 100u);
  controller.show(100ms);
  controller.set(ParameterId::temperature, 0.);
  EXPECT_THAT(controller.show(100ms), ElementsAre(SentMessage{0xB0, 1, 0}));
}

TEST(MidiFeedback, SendsAgainWhatFoundNoRoom) {
  Shown controller(fader);
  controller.set(ParameterId::temperature, 2.);
  controller.control.feedback().send_due(controller.now, [](const ShortMidiMessage&) { return false; });
  EXPECT_THAT(controller.show(100ms), ElementsAre(SentMessage{0xB0, 1, 127}));
}

TEST(MidiFeedback, IsNotMovedByAMotorThatReportsWhereItWasSent) {
  Shown controller(fader);
  controller.set(ParameterId::temperature, 0.777);
  const auto sent = controller.show(20ms);
  ASSERT_EQ(sent.size(), 1u);
  controller.cc(1, sent[0][2]);
  EXPECT_EQ(controller.number(ParameterId::temperature), 0.777);
}

TEST(MidiFeedback, ShowsTheControlThatWasLearned) {
  Shown controller(fader);
  controller.control.learn(
      "/temperature", [](const auto&) {}, controller.now);
  for (const std::uint8_t value : {10, 20, 30, 40}) controller.cc(70, value);
  controller.show(1s);
  controller.set(ParameterId::temperature, 2.);
  EXPECT_THAT(controller.show(100ms), ElementsAre(SentMessage{0xB0, 70, 127}));
}

/** Three hands: on a controller whose motors report their moves 15 ms later, in OSC, and on the page. */
class ThreeHands {
 public:
  static constexpr const char* bindings = R"(
    {"source": "cc 7", "path": "/gain", "curve": "logarithmic", "range": [-60, 0]},
    {"source": "cc14 1", "path": "/temperature", "pickup": false},
    {"source": "nrpn 300", "path": "/guidance", "range": [3, 0], "pickup": false},
    {"source": "bend", "path": "/transpose", "range": [-2, 2]},
    {"source": "cc 20", "path": "/tilt", "curve": "exponential", "pickup": false},
    {"source": "cc 21", "path": "/voices", "range": [1, 5], "pickup": false},
    {"source": "cc 22", "path": "/mute"},
    {"source": "note 1", "path": "/freeze"},
    {"source": "note any", "path": "/encoding/set"})";

  void play(int changes) {
    for (int i = 0; i < changes; ++i) {
      change();
      turn();
    }
  }
  void rest() {
    for (int i = 0; i < 400; ++i) turn();
  }

  std::vector<std::string> wrong() const {
    std::vector<std::string> names;
    for (const auto& each : faders.bindings())
      if (!shows(each, faders.at(each), largest_value(each.source.kind), controller.instrument.parameters))
        names.push_back(each.source.text());
    return names;
  }

  Controller controller{bindings};
  MotorFaders faders{controller.control.mapping()};
  int changed_by_motors = 0;

 private:
  struct Report {
    Control::Clock::time_point due;
    ShortMidiMessage message;
  };

  void change() {
    const auto& binding = faders.bindings()[random_() % faders.bindings().size()];
    const int hand = static_cast<int>(random_() % 3);
    if (hand == 0) return move(binding);
    const auto source = hand == 1 ? controller.instrument.osc : page_;
    auto& parameters = controller.instrument.parameters;
    if (binding.mode == Mode::trigger) {
      parameters.set_encoding(source, random_() % 2 ? "wind" : "sea");
    } else {
      parameters.set_by_path(
          source, binding.path,
          std::vector<ControlValue>{binding.scale.value_at(double(random_() % 1000) / 999.)});
    }
  }
  void move(const Binding& binding) {
    const int last = largest_value(binding.source.kind);
    const bool is_key = binding.source.kind == MidiSourceKind::note;
    send(faders.move(binding, is_key ? 100 : static_cast<int>(random_() % (last + 1u))));
    if (is_key) send(faders.move(binding, 0));
  }
  void send(const std::vector<ShortMidiMessage>& messages) {
    for (const auto& message : messages)
      controller.send({message.bytes.begin(), message.bytes.begin() + message.size});
  }
  void turn() {
    std::vector<ShortMidiMessage> messages;
    controller.control.feedback().send_due(controller.now, [&](const ShortMidiMessage& message) {
      messages.push_back(message);
      return true;
    });
    faders.receive(messages);
    for (const auto& message : messages)
      if (message.bytes[0] != 0x90) reports_.push_back({controller.now + 15ms, message});
    controller.now += 5ms;
    const int before = changed_by_controller_;
    for (; !reports_.empty() && reports_.front().due <= controller.now; reports_.pop_front())
      send({reports_.front().message});
    changed_by_motors += changed_by_controller_ - before;
  }

  Parameters::Source page_ =
      controller.instrument.parameters.add_source("page", [](const auto&) { return true; });
  std::mt19937 random_{17};
  std::deque<Report> reports_;
  int changed_by_controller_ = 0;
  Subscription counting_ =
      controller.instrument.parameters.add_listener([this](ParameterId, Parameters::Route by) {
        if (by.source == controller.instrument.midi) ++changed_by_controller_;
      });
};

TEST(MidiFeedback, EchoesNothingInTenThousandChangesFromThreeHands) {
  ThreeHands hands;
  hands.controller.control.feedback().begin();
  hands.rest();
  hands.play(10000);
  EXPECT_GT(hands.faders.received(), 3000);
  EXPECT_EQ(hands.faders.needless(), 0);
  EXPECT_EQ(hands.changed_by_motors, 0);
  hands.rest();
  EXPECT_THAT(hands.wrong(), IsEmpty());
  const int received = hands.faders.received();
  hands.rest();
  EXPECT_EQ(hands.faders.received(), received) << "no message loops back";
}

}  // namespace
}  // namespace aeolian::midi

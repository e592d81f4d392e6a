// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rtmidi/RtMidi.h>

#include <array>
#include <cmath>
#include <fstream>
#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <new>
#include <random>
#include <thread>

#include "protocols/midi/midi_display.h"
#include "protocols/midi/midi_process.h"
#include "tests/comes_true.h"
#include "tests/protocols/midi/dummy_jack_server.h"
#include "tests/protocols/midi/midi_hands.h"

namespace aeolian::midi {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

/** A sequencer: an RtMidi output on the same JACK server. */
class Sequencer {
 public:
  /** Opens its own port, to which others connect. */
  explicit Sequencer(const std::string& client) : out_(RtMidi::UNIX_JACK, client) {
    out_.setErrorCallback([](RtMidiError::Type, const std::string&, void*) {});
    out_.openVirtualPort("out");
  }
  /** Connects to the first port whose name contains `to`. */
  Sequencer(const std::string& client, const std::string& to, RtMidi::Api api = RtMidi::UNIX_JACK)
      : out_(api, client) {
    out_.setErrorCallback([](RtMidiError::Type, const std::string&, void*) {});
    for (unsigned i = 0; i < out_.getPortCount(); ++i) {
      if (out_.getPortName(i).find(to) == std::string::npos) continue;
      out_.openPort(i, "out");
      return;
    }
    ADD_FAILURE() << "no port " << to;
  }

  void send(const std::vector<unsigned char>& message) { out_.sendMessage(&message); }

 private:
  RtMidiOut out_;
};

/** The motors and lights of a controller: an RtMidi input on the same JACK server. */
class Motors {
 public:
  explicit Motors(const std::string& client) : in_(RtMidi::UNIX_JACK, client) {
    in_.setErrorCallback([](RtMidiError::Type, const std::string&, void*) {});
    in_.setCallback([](double, std::vector<unsigned char>* message,
                       void* self) { static_cast<Motors*>(self)->receive(*message); },
                    this);
    in_.openVirtualPort("in");
  }

  /** The last value sent to a controller on channel 1; -1 = none. */
  int at(unsigned char number) {
    const std::lock_guard lock(mutex_);
    const auto found = at_.find(number);
    return found == at_.end() ? -1 : found->second;
  }
  /** Moves a control by hand. */
  void move(unsigned char number, int value) {
    const std::lock_guard lock(mutex_);
    at_[number] = value;
  }
  std::size_t received() {
    const std::lock_guard lock(mutex_);
    return received_;
  }
  /** Number of messages that moved a controller which only the hand should move. */
  std::size_t echoes() {
    const std::lock_guard lock(mutex_);
    return echoes_;
  }
  static constexpr unsigned char of_the_hand = 7;

 private:
  void receive(const std::vector<unsigned char>& message) {
    const std::lock_guard lock(mutex_);
    ++received_;
    if (message.size() != 3 || message[0] != 0xB0) return;
    if (message[1] == of_the_hand && at_.contains(of_the_hand)) ++echoes_;
    at_[message[1]] = message[2];
  }

  std::mutex mutex_;
  std::map<unsigned char, int> at_;
  std::size_t received_ = 0, echoes_ = 0;
  RtMidiIn in_;  // destroyed first, and its thread with it
};

class MidiInputTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!DummyJackServer::is_installed())
      GTEST_SKIP() << "jackd is not installed: no real MIDI system to play with";
  }

  void start(const std::string& port = {}, const std::string& out = {}) {
    auto started =
        Input::start({.process = {.program = AEOLIAN_MIDI, .port = port, .out = out}, .mapping = mapping_},
                     instrument_.context(), instrument_.midi);
    ASSERT_TRUE(started) << started.error().message;
    input_ = std::move(*started);
  }
  void start_with_port() {
    ASSERT_TRUE(jack_.start());
    start();
    ASSERT_TRUE(comes_true([this] { return input_->is_open(); }));
  }
  double number(ParameterId id) const { return instrument_.number(id); }
  /**
   * Moves CC 7 from the other end, so that it picks up the gain, until it takes effect: JACK loses messages
   * sent before a new connection is in its graph.
   */
  bool is_heard(Sequencer& sequencer, unsigned char volume) {
    const double gain = volume > 0 ? 0. : silent_gain_db;
    return comes_true([&, this] {
      sequencer.send({0xB0, 7, static_cast<unsigned char>(127 - volume)});
      sequencer.send({0xB0, 7, volume});
      return std::abs(number(ParameterId::gain) - gain) < 1e-6;
    });
  }
  /** Sends a note after everything else, and waits for the encoding that it selects. */
  bool all_is_heard(Sequencer& sequencer, unsigned char note, const std::string& encoding) {
    sequencer.send({0x90, note, 100});
    return comes_true([&, this] { return instrument_.parameters.encoding_name() == encoding; });
  }
  /** The reply to a learning. */
  std::string learned(const std::string& path, const std::function<void()>& move) {
    auto answer = std::make_shared<std::promise<std::string>>();
    input_->learn(path, [answer](const ControlInterface::Answer& given) {
      answer->set_value(given ? *given : "refused: " + given.error().message);
    });
    auto future = answer->get_future();
    for (int i = 0; i < 200 && future.wait_for(50ms) != std::future_status::ready; ++i) move();
    return future.wait_for(0s) == std::future_status::ready ? future.get() : "no answer";
  }

  MidiHands instrument_;
  const std::filesystem::path mapping_ = instrument_.folder / "midi.json";
  DummyJackServer jack_{1024};
  std::unique_ptr<Input> input_;
};

TEST_F(MidiInputTest, HearsASequencerAtItsVirtualPortAndSaysWhenEachMessageCame) {
  const auto before = std::chrono::steady_clock::now().time_since_epoch().count();
  start_with_port();
  Sequencer sequencer("sequencer", "aeolian-midi:in");
  ASSERT_TRUE(is_heard(sequencer, 0));
  sequencer.send({0xB3, 1, 0});
  sequencer.send({0xB3, 1, 127});
  sequencer.send({0x90, 61, 100});
  ASSERT_TRUE(comes_true([this] { return instrument_.parameters.encoding_name() == "sea"; }));
  EXPECT_EQ(number(ParameterId::temperature), 2.);
  const auto after = std::chrono::steady_clock::now().time_since_epoch().count();
  const auto events = instrument_.sent();
  ASSERT_GE(events.size(), 3u);
  EXPECT_EQ(events[events.size() - 2].parameter, ParameterId::temperature);
  EXPECT_THAT(events.back().encoding_values(), ElementsAre(0.f, 1.f));
  EXPECT_GT(events.back().arrived, before);
  EXPECT_LT(events.back().arrived, after);
}

TEST_F(MidiInputTest, LosesNothingOfAFastSequencer) {
  start_with_port();
  Sequencer sequencer("sequencer", "aeolian-midi:in");
  ASSERT_TRUE(is_heard(sequencer, 0));
  sequencer.send({0x90, 61, 100});
  ASSERT_TRUE(comes_true([this] { return instrument_.parameters.encoding_name() == "sea"; }));
  const auto before = input_->counters().messages;
  constexpr std::uint64_t count = 1000;
  constexpr std::uint64_t burst = 50;  // sure to fit into RtMidi's output and a block of JACK
  for (std::uint64_t i = 0; i < count; ++i) {
    sequencer.send({0xB0, 1, static_cast<unsigned char>(i % 128)});
    if (i % burst == burst - 1) {
      ASSERT_TRUE(comes_true([&, this] { return input_->counters().messages - before == i + 1; }))
          << "after " << i + 1 << " messages";
    }
  }
  EXPECT_EQ(input_->counters().malformed, 0u);
  EXPECT_EQ(input_->counters().lost, 0u);
}

TEST_F(MidiInputTest, CountsWhatDoesNotFitIntoAPeriodOfJack) {
  start_with_port();
  Sequencer sequencer("sequencer", "aeolian-midi:in");
  ASSERT_TRUE(is_heard(sequencer, 0));
  // JACK gives each port a buffer for one period's messages; RtMidi passes on everything that waits, and
  // drops the rest.
  ASSERT_TRUE(comes_true([&, this] {
    for (int i = 0; i < 2000; ++i) sequencer.send({0xB0, 1, static_cast<unsigned char>(i % 128)});
    return input_->counters().lost > 0;
  }));
  EXPECT_EQ(input_->counters().malformed, 0u);
}

TEST_F(MidiInputTest, CountsMalformedMessagesAndGoesOn) {
  start_with_port();
  Sequencer sequencer("sequencer", "aeolian-midi:in");
  ASSERT_TRUE(is_heard(sequencer, 127));
  sequencer.send({0xB0, 7});
  sequencer.send({0xB0, 7, 0xFF});
  ASSERT_TRUE(is_heard(sequencer, 0));
  EXPECT_TRUE(comes_true([this] { return input_->counters().malformed >= 1; }));
}

TEST_F(MidiInputTest, FollowsAPortOfAGivenNameAsItComesAndGoesHoweverFast) {
  ASSERT_TRUE(jack_.start());
  start("KEYS");
  ASSERT_TRUE(comes_true([this] { return input_->is_open(); }));
  EXPECT_EQ(input_->connected_to(), "");
  for (const unsigned char volume : {0, 127, 0}) {
    Sequencer other("drums"), wanted("my keys");
    ASSERT_TRUE(comes_true([this] { return input_->connected_to() == "my keys:out"; }))
        << input_->connected_to();
    other.send({0xB0, 1, 0});
    EXPECT_TRUE(is_heard(wanted, volume));
    EXPECT_EQ(number(ParameterId::temperature), 1.);
  }
  EXPECT_TRUE(comes_true([this] { return input_->connected_to().empty(); }));
}

TEST_F(MidiInputTest, TellsThePortsThatThereAreWhereTheNameIsOfNone) {
  ASSERT_TRUE(jack_.start());
  Process process({.program = AEOLIAN_MIDI, .port = "keys", .out = "lights"});
  const auto tells = [&](const std::string& text) {
    return comes_true([&] {
      process.poll({.message = [](auto, auto) {}, .ports_changed = [] {}});
      return process.missing() == text;
    });
  };
  EXPECT_TRUE(
      tells("no MIDI port has 'keys' in its name (there are none), and no MIDI port to send to has "
            "'lights' in its name (there are none)"))
      << process.missing();
  Sequencer drums("drums");
  EXPECT_TRUE(
      tells("no MIDI port has 'keys' in its name (there are: drums:out), and no MIDI port to send to "
            "has 'lights' in its name (there are none)"))
      << process.missing();
}

TEST_F(MidiInputTest, WaitsForAMidiSystemAndOpensAnewWhenItHasEndedAndComeBack) {
  start();
  EXPECT_FALSE(input_->is_open());
  for (const unsigned char volume : {0, 127}) {
    ASSERT_TRUE(jack_.start());
    ASSERT_TRUE(comes_true([this] { return input_->is_open(); }));
    {
      Sequencer sequencer("sequencer", "aeolian-midi:in");
      EXPECT_TRUE(is_heard(sequencer, volume));
    }
    jack_.kill();
    ASSERT_TRUE(comes_true([this] { return !input_->is_open(); }));
  }
}

TEST_F(MidiInputTest, LearnsAControllerAndKeepsItAcrossAnEndOfTheProgram) {
  start_with_port();
  {
    Sequencer sequencer("sequencer", "aeolian-midi:in");
    unsigned char value = 0;
    const auto turn = [&] {
      for (int i = 0; i < 3; ++i) sequencer.send({0xB4, 70, static_cast<unsigned char>(value++ % 128)});
    };
    EXPECT_EQ(learned("/temperature", turn), "cc 70 on channel 5");
    EXPECT_EQ(input_->save(), "midi.json");
  }
  input_.reset();
  start();
  ASSERT_TRUE(comes_true([this] { return input_->is_open(); }));
  Sequencer sequencer("sequencer", "aeolian-midi:in");
  EXPECT_TRUE(comes_true([&, this] {
    sequencer.send({0xB4, 70, 0});
    sequencer.send({0xB4, 70, 127});
    return number(ParameterId::temperature) == 2.;
  }));
  sequencer.send({0xB4, 1, 127});
  sequencer.send({0xB4, 1, 0});
  ASSERT_TRUE(is_heard(sequencer, 0));
  EXPECT_EQ(number(ParameterId::temperature), 2.) << "CC 1 was replaced";
}

TEST_F(MidiInputTest, KeepsHeldKeysAndALearnInProgressWhenTheMappingIsEdited) {
  std::ofstream(mapping_) << R"({"schema": 1, "bindings": [
    {"source": "note 36", "path": "/freeze", "mode": "momentary"},
    {"source": "note any", "path": "/transpose", "mode": "voices"},
    {"source": "cc 7", "path": "/gain"}]})";
  start_with_port();
  Sequencer sequencer("sequencer", "aeolian-midi:in");
  ASSERT_TRUE(is_heard(sequencer, 0));
  const auto is_muted = [this] { return instrument_.parameters.number(ParameterId::mute, 1) == 1.; };
  sequencer.send({0x90, 67, 100});
  sequencer.send({0x90, 36, 100});
  ASSERT_TRUE(comes_true([this] { return number(ParameterId::freeze) == 1.; }));
  ASSERT_FALSE(is_muted());
  ASSERT_TRUE(input_->rescale("/gain", -40., 0., "linear"));
  sequencer.send({0x80, 67, 0});
  sequencer.send({0x80, 36, 0});
  EXPECT_TRUE(comes_true([this] { return number(ParameterId::freeze) == 0.; }));
  EXPECT_TRUE(comes_true(is_muted));

  unsigned char value = 0;
  const auto edit_and_turn = [&] {
    EXPECT_TRUE(input_->rescale("/gain", -30., 0., "linear"));
    for (int i = 0; i < 3; ++i) sequencer.send({0xB4, 70, static_cast<unsigned char>(value++ % 128)});
  };
  EXPECT_EQ(learned("/temperature", edit_and_turn), "cc 70 on channel 5");
}

TEST_F(MidiInputTest, RefusesToLearnAtOnceWhereThereIsNoMidiSystemOrNoSuchPath) {
  start();
  EXPECT_EQ(learned("/temperature", [] {}), "refused: there is no MIDI system");
  EXPECT_EQ(learned("/temprature", [] {}), "refused: there is no such path; did you mean /temperature?");
}

TEST_F(MidiInputTest, AnswersWhatIsStillLearnedWhenItEnds) {
  start_with_port();
  std::string answer;
  input_->learn("/gain", [&](const auto& given) { answer = given ? *given : given.error().message; });
  input_.reset();
  EXPECT_EQ(answer, "aeoliand is shutting down");
}

TEST_F(MidiInputTest, AnswersWhatItHasBegunToLearnWhenItEnds) {
  start_with_port();
  std::promise<void> begun;
  std::string answer;
  input_->learn("/temperature", [&](const auto&) { begun.set_value(); });
  input_->learn("/gain", [&](const auto& given) { answer = given ? *given : given.error().message; });
  begun.get_future().wait();  // refused, because another path is learned instead
  input_.reset();
  EXPECT_EQ(answer, "aeoliand is shutting down");
}

TEST_F(MidiInputTest, PlaysOnWhereThereWasNoMemoryForAMoment) {
  start_with_port();
  input_->learn("/temperature", [](const auto&) { throw std::bad_alloc(); });
  input_->learn("/gain", [](const auto&) {});  // so that the previous one is refused, by the MIDI thread
  EXPECT_TRUE(comes_true([this] { return input_->counters().lost == 1; }));
  Sequencer sequencer("sequencer", "aeolian-midi:in");
  EXPECT_TRUE(is_heard(sequencer, 0));
}

TEST_F(MidiInputTest, LetsAFaderPickUpItsParameterAgainAfterAnOscChange) {
  start_with_port();
  Sequencer sequencer("sequencer", "aeolian-midi:in");
  ASSERT_TRUE(is_heard(sequencer, 0));
  ASSERT_TRUE(all_is_heard(sequencer, 60, "wind"));
  instrument_.parameters.set_number(instrument_.osc, ParameterId::gain, -12.);
  for (const unsigned char value : {10, 20, 30, 50}) sequencer.send({0xB0, 7, value});
  ASSERT_TRUE(all_is_heard(sequencer, 61, "sea"));
  EXPECT_EQ(number(ParameterId::gain), -12.);
  sequencer.send({0xB0, 7, 127});
  EXPECT_TRUE(comes_true([this] { return std::abs(number(ParameterId::gain)) < 1e-6; }));
}

TEST_F(MidiInputTest, LetsAFaderPickUpItsParameterAgainAfterItsControllerWasTakenOutAndPutBack) {
  ASSERT_TRUE(jack_.start());
  start("keys");
  {
    Sequencer keys("my keys");
    ASSERT_TRUE(comes_true([this] { return input_->connected_to() == "my keys:out"; }));
    ASSERT_TRUE(is_heard(keys, 127));
  }
  ASSERT_TRUE(comes_true([this] { return input_->connected_to().empty(); }));
  Sequencer keys("my keys");
  ASSERT_TRUE(comes_true([this] { return input_->connected_to() == "my keys:out"; }));
  EXPECT_TRUE(comes_true([&, this] {
    keys.send({0xB0, 7, 40});
    keys.send({0x90, 61, 100});
    return instrument_.parameters.encoding_name() == "sea";
  }));
  EXPECT_NEAR(number(ParameterId::gain), 0., 1e-6) << "the first value only shows the fader's position";
}

TEST_F(MidiInputTest, ShowsAControllerWhatOthersChangeAndItsOwnMovesNot) {
  std::ofstream(mapping_) << R"({"schema": 1, "bindings": [
    {"source": "cc 7", "path": "/gain", "range": [-60, 0], "pickup": false},
    {"source": "cc 1", "path": "/temperature", "pickup": false}]})";
  ASSERT_TRUE(jack_.start());
  start("hand", "motors");
  ASSERT_TRUE(comes_true([this] { return input_->is_open(); }));
  Sequencer hand("hand");
  Motors motors("motors");
  ASSERT_TRUE(comes_true([&] { return motors.at(7) == 127 && motors.at(1) == 64; })) << motors.at(1);
  EXPECT_TRUE(input_->has_listener());
  instrument_.parameters.set_number(instrument_.osc, ParameterId::temperature, 2.);
  EXPECT_TRUE(comes_true([&] { return motors.at(1) == 127; }));
  const auto before = motors.received();
  for (const unsigned char value : {100, 60, 20, 0}) hand.send({0xB0, 7, value});
  ASSERT_TRUE(comes_true([this] { return number(ParameterId::gain) == silent_gain_db; }));
  std::this_thread::sleep_for(2 * Feedback::hold);
  EXPECT_EQ(motors.received(), before) << "the hand's own moves came back";
  EXPECT_EQ(input_->counters().sent, before);
}

TEST_F(MidiInputTest, EchoesNothingInTenThousandChangesFromThreeHands) {
  constexpr std::array<ParameterId, 4> moved{ParameterId::gain, ParameterId::temperature,
                                             ParameterId::transpose, ParameterId::tilt};
  constexpr std::array<unsigned char, 4> controllers{Motors::of_the_hand, 1, 2, 3};
  std::ofstream(mapping_) << R"({"schema": 1, "bindings": [
    {"source": "cc 7", "path": "/gain", "pickup": false},
    {"source": "cc 1", "path": "/temperature", "pickup": false},
    {"source": "cc 2", "path": "/transpose", "pickup": false},
    {"source": "cc 3", "path": "/tilt", "pickup": false}]})";
  ASSERT_TRUE(jack_.start());
  start("", "motors");
  Motors motors("motors");
  ASSERT_TRUE(comes_true([this] { return input_->has_listener(); }));
  Sequencer hand("hand", "aeolian-midi:in");
  ASSERT_TRUE(is_heard(hand, 0));
  hand.send({0xB0, 1, 127});
  ASSERT_TRUE(comes_true([this] { return number(ParameterId::temperature) == 2.; }));
  motors.move(Motors::of_the_hand, 0);
  motors.move(1, 127);
  const auto echoes = motors.echoes();
  const auto page = instrument_.parameters.add_source("page", [](const auto&) { return true; });
  std::mt19937 random{17};
  auto heard = input_->counters().messages;
  for (int i = 0; i < 10000; ++i) {
    const std::size_t which = random() % moved.size();
    const auto& spec = parameter_spec(moved[which]);
    if (const auto who = random() % 3; which == 0 || who == 0) {
      const auto value = static_cast<unsigned char>(random() % 128);
      motors.move(controllers[which], value);
      hand.send({0xB0, controllers[which], value});
      ++heard;
    } else {
      instrument_.parameters.set_number(
          who == 1 ? instrument_.osc : page, spec.id,
          std::lerp(spec.minimum, spec.maximum, double(random() % 1000) / 999.));
    }
    if (i % 50 == 49) {  // as many as surely fit into a period of JACK
      ASSERT_TRUE(comes_true([&] { return input_->counters().messages == heard; }));
    }
  }
  for (std::size_t i = 0; i < moved.size(); ++i) {
    const auto& spec = parameter_spec(moved[i]);
    const auto binding = complete({.source = {.number = controllers[i]}, .path = std::string(spec.path)});
    ASSERT_TRUE(binding);
    EXPECT_TRUE(comes_true([&] {
      return motors.at(controllers[i]) == value_to_show(*binding, 127, instrument_.parameters);
    })) << spec.path;
  }
  EXPECT_EQ(motors.echoes(), echoes);
  const auto received = motors.received();
  std::this_thread::sleep_for(2 * Feedback::hold);
  EXPECT_EQ(motors.received(), received) << "no message loops back";
}

TEST_F(MidiInputTest, ShowsEverythingAnewToAControllerThatWasTakenOutAndPutBack) {
  ASSERT_TRUE(jack_.start());
  start("", "motors");
  for (const double temperature : {2., 0.}) {
    Motors motors("my motors");
    instrument_.parameters.set_number(instrument_.osc, ParameterId::temperature, temperature);
    EXPECT_TRUE(comes_true([&] { return motors.at(1) == (temperature > 0. ? 127 : 0); })) << motors.at(1);
    EXPECT_TRUE(comes_true([&] { return motors.at(7) == 127; })) << motors.at(7);
  }
  EXPECT_TRUE(comes_true([this] { return !input_->has_listener(); }));
}

TEST_F(MidiInputTest, StartsWithTheDefaultWhereTheMappingIsFaultyAndLeavesThatFileAsItIs) {
  const std::string faulty = "{\"schema\": 1, \"bindings\": [{\"source\": \"cc 1\"";
  std::ofstream(mapping_) << faulty;
  const auto input =
      Input::start({.on = false, .mapping = mapping_}, instrument_.context(), instrument_.midi);
  ASSERT_TRUE(input);
  const auto usual = parse_mapping(default_mapping(), "");
  ASSERT_TRUE(usual);
  EXPECT_EQ((*input)->in_file(), mapping_text(*usual));
  const auto saved = (*input)->save();
  ASSERT_FALSE(saved);
  EXPECT_THAT(saved.error().message, HasSubstr("is not a valid MIDI mapping"));
  std::string left;
  std::getline(std::ifstream(mapping_), left);
  EXPECT_EQ(left, faulty);
}

TEST(MidiInputOnAlsa, IsHeardByTheSequencerOfTheKernel) {
  if (!std::filesystem::exists("/dev/snd/seq"))
    GTEST_SKIP() << "no ALSA sequencer (/dev/snd/seq) on this machine";
  MidiHands instrument;
  const auto input =
      Input::start({.process = {.program = AEOLIAN_MIDI}}, instrument.context(), instrument.midi);
  ASSERT_TRUE(input);
  ASSERT_TRUE(comes_true([&] { return (*input)->is_open(); }));
  Sequencer sequencer("sequencer", "aeolian-midi:in", RtMidi::LINUX_ALSA);
  EXPECT_TRUE(comes_true([&] {
    sequencer.send({0x90, 61, 100});
    return instrument.parameters.encoding_name() == "sea";
  }));
}

TEST(MidiInputOnAlsa, ShowsAControllerOfTheKernelsSequencerWhatOthersChange) {
  if (!std::filesystem::exists("/dev/snd/seq"))
    GTEST_SKIP() << "no ALSA sequencer (/dev/snd/seq) on this machine";
  RtMidiIn motors(RtMidi::LINUX_ALSA, "motors");
  motors.openVirtualPort("in");
  MidiHands instrument;
  const auto input = Input::start({.process = {.program = AEOLIAN_MIDI, .out = "motors"}},
                                  instrument.context(), instrument.midi);
  ASSERT_TRUE(input);
  instrument.parameters.set_number(instrument.osc, ParameterId::temperature, 2.);
  EXPECT_TRUE(comes_true([&] {
    std::vector<unsigned char> message;
    motors.getMessage(&message);
    return message == std::vector<unsigned char>{0xB0, 1, 127};
  }));
}

TEST_F(MidiInputTest, EndsAtOnceWithOrWithoutAMidiSystem) {
  start();
  input_.reset();
  ASSERT_TRUE(jack_.start());
  start();
  ASSERT_TRUE(comes_true([this] { return input_->is_open(); }));
  input_.reset();
  start();
  ASSERT_TRUE(comes_true([this] { return input_->is_open(); }));
  jack_.kill();
  input_.reset();
}

}  // namespace
}  // namespace aeolian::midi

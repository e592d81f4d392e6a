#include "protocols/midi/midi_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rtmidi/RtMidi.h>

#include <mutex>

#include "tests/comes_true.h"
#include "tests/protocols/midi/dummy_jack_server.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

/** A sequencer: an RtMidi output of its own on the same JACK server. */
class Sequencer {
 public:
  /** With a port of its own to which others connect. */
  explicit Sequencer(const std::string& client) : out_(RtMidi::UNIX_JACK, client) {
    out_.setErrorCallback([](RtMidiError::Type, const std::string&, void*) {});
    out_.openVirtualPort("out");
  }
  /** Connected to the first port whose name contains `to`. */
  Sequencer(const std::string& client, const std::string& to) : out_(RtMidi::UNIX_JACK, client) {
    out_.setErrorCallback([](RtMidiError::Type, const std::string&, void*) {});
    for (unsigned i = 0; i < out_.getPortCount(); ++i) {
      if (out_.getPortName(i).find(to) == std::string::npos) continue;
      out_.openPort(i, "out");
      return;
    }
    ADD_FAILURE() << "no port " << to;
  }

  void send(std::vector<unsigned char> message) { out_.sendMessage(&message); }

 private:
  RtMidiOut out_;
};

class MidiInputTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!DummyJackServer::is_installed())
      GTEST_SKIP() << "jackd is not installed: no real MIDI system to play with";
  }

  void start(const std::string& port = {}) {
    auto started = MidiInput::start({.port = port, .mapping = {}}, parameters_, source_);
    ASSERT_TRUE(started) << started.error().message;
    input_ = std::move(*started);
  }
  std::vector<ControlEvent> sent() {
    const std::lock_guard lock(mutex_);
    return sent_;
  }
  /** Sends CC 7 until it is heard: JACK loses what is sent before a new connection has reached its graph. */
  bool is_heard(Sequencer& sequencer, unsigned char volume, double gain) {
    return comes_true([&, this] {
      sequencer.send({0xB0, 7, volume});
      return parameters_.number(ParameterId::gain) == gain;
    });
  }

  DummyJackServer jack_;
  std::mutex mutex_;
  std::vector<ControlEvent> sent_;
  Parameters parameters_{
      EncodingBank::create({"wind", "sea"}, std::vector<float>{1.f, 0.f, 0.f, 1.f}, 2).value()};
  Parameters::Source source_ = parameters_.add_source("MIDI", [this](const ControlEvent& event) {
    const std::lock_guard lock(mutex_);
    sent_.push_back(event);
    return true;
  });
  std::unique_ptr<MidiInput> input_;
};

TEST_F(MidiInputTest, HearsASequencerAtItsVirtualPort) {
  ASSERT_TRUE(jack_.start());
  start();
  ASSERT_TRUE(comes_true([this] { return input_->is_open(); }));
  Sequencer sequencer("sequencer", "aeolian:in");
  ASSERT_TRUE(is_heard(sequencer, 0, silent_gain_db));
  sequencer.send({0xB3, 1, 127});
  sequencer.send({0x90, 61, 100});
  ASSERT_TRUE(comes_true([this] { return parameters_.encoding_name() == "sea"; }));
  EXPECT_EQ(parameters_.number(ParameterId::temperature), 2.);
  const auto events = sent();
  ASSERT_GE(events.size(), 3u);
  EXPECT_EQ(events.front().number, -60.f);
  EXPECT_EQ(events[events.size() - 2].parameter, ParameterId::temperature);
  EXPECT_THAT(events.back().encoding_values(), ElementsAre(0.f, 1.f));
}

TEST_F(MidiInputTest, LosesNothingOfAFastSequencer) {
  ASSERT_TRUE(jack_.start());
  start();
  ASSERT_TRUE(comes_true([this] { return input_->is_open(); }));
  Sequencer sequencer("sequencer", "aeolian:in");
  ASSERT_TRUE(is_heard(sequencer, 0, silent_gain_db));
  sequencer.send({0xB0, 7, 127});
  ASSERT_TRUE(comes_true([this] { return parameters_.number(ParameterId::gain) == 0.; }));
  const auto before = input_->counters().messages;
  constexpr std::uint64_t count = 1000;
  for (std::uint64_t i = 0; i < count; ++i) {
    sequencer.send({0xB0, 1, static_cast<unsigned char>(i % 128)});
    if (i % 50 == 49) std::this_thread::sleep_for(20ms);  // RtMidi's own output ring is small
  }
  EXPECT_TRUE(comes_true([&, this] { return input_->counters().messages - before == count; }));
  EXPECT_EQ(input_->counters().malformed, 0u);
  EXPECT_EQ(input_->counters().lost, 0u);
}

TEST_F(MidiInputTest, CountsMalformedMessagesAndGoesOn) {
  ASSERT_TRUE(jack_.start());
  start();
  ASSERT_TRUE(comes_true([this] { return input_->is_open(); }));
  Sequencer sequencer("sequencer", "aeolian:in");
  ASSERT_TRUE(is_heard(sequencer, 127, 0.));
  sequencer.send({0xB0, 7});
  sequencer.send({0xB0, 7, 0xFF});
  ASSERT_TRUE(is_heard(sequencer, 0, silent_gain_db));
  EXPECT_GE(input_->counters().malformed, 1u);
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
    EXPECT_TRUE(is_heard(wanted, volume, volume ? 0. : silent_gain_db));
    EXPECT_EQ(parameters_.number(ParameterId::temperature), 1.);
  }
  EXPECT_TRUE(comes_true([this] { return input_->connected_to().empty(); }));
}

TEST_F(MidiInputTest, WaitsForAMidiSystemAndOpensAnewWhenItHasEndedAndComeBack) {
  start();
  EXPECT_FALSE(input_->is_open());
  for (const unsigned char volume : {0, 127}) {
    ASSERT_TRUE(jack_.start());
    ASSERT_TRUE(comes_true([this] { return input_->is_open(); }));
    {
      Sequencer sequencer("sequencer", "aeolian:in");
      EXPECT_TRUE(is_heard(sequencer, volume, volume ? 0. : silent_gain_db));
    }
    jack_.kill();
    ASSERT_TRUE(comes_true([this] { return !input_->is_open(); }));
  }
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
}  // namespace aeolian

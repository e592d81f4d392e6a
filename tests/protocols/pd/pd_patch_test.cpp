// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <thread>

#include "core/control/presets.h"
#include "protocols/osc/osc_server.h"
#include "protocols/osc/packet.h"
#include "protocols/osc/serialise.h"
#include "tests/comes_true.h"
#include "tests/core/control/fake_control_interface.h"
#include "tests/protocols/oscquery/program.h"
#include "tests/protocols/pd/pd_process.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

/** Tests the patch of the repository in a real Pd, connected to a real server. */
class PdPatchTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!PdProcess::is_installed()) GTEST_SKIP() << "Pure Data (package puredata-core) is not installed";
  }

  ~PdPatchTest() override { std::filesystem::remove_all(folder_); }

  void play(std::vector<std::string> messages, std::string beside = {}, const std::string& display = {}) {
    std::vector<std::string> patches{AEOLIAN_PD_PATCH};
    if (!beside.empty()) patches.push_back(std::move(beside));
    messages.insert(messages.begin(),
                    "aeolian-connect 127.0.0.1 " + std::to_string(server_->address().port()));
    pd_ = std::make_unique<PdProcess>(patches, messages, display);
  }
  bool prints(const std::string& text) {
    return comes_true([&, this] { return pd_->printed().find(text) != std::string::npos; });
  }
  bool becomes(ParameterId id, double value) {
    return comes_true([=, this] { return parameters_.number(id) == value; });
  }

  /** The line that the patch prints when the cursor on the square is at a sound. */
  std::string place(const char* name) const {
    const auto bank = parameters_.encodings();
    std::ostringstream text;
    const auto at = bank->places()[bank->find(name).value()];
    text << "square: " << at.x << ' ' << at.y << '\n';
    return text.str();
  }

  Parameters parameters_{
      EncodingBank::create({"wind", "sea", "rain drops"}, std::vector<float>{1, 0, 0, 0, 1, 0, 0, 0, 1}, 3)
          .value()};
  Parameters::Source source_ = parameters_.add_source("OSC", [](const ControlEvent&) { return true; });
  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("aeolian-pd-" + std::to_string(getpid()));
  Presets presets_{folder_, parameters_};
  FakeControlInterface instrument_;
  std::unique_ptr<osc::Server> server_ =
      osc::Server::start({.port = 0}, {parameters_, presets_, instrument_}, source_).value();
  std::unique_ptr<PdProcess> pd_;
};

TEST_F(PdPatchTest, EveryParameterOfTheRegistryIsSetByAnObjectOfThePanelAndSetsItWhenItChanges) {
  std::ostringstream text;
  text << std::ifstream(AEOLIAN_PD_PATCH).rdbuf();
  const std::string patch = std::regex_replace(text.str(), std::regex("\\n"), " ");
  for (const auto& spec : parameter_specs()) {
    const std::string name(spec.name);
    const std::string object = R"((hsl|vsl|tgl|bng|floatatom|symbolatom)[^;]* )";
    EXPECT_TRUE(std::regex_search(patch, std::regex(object + "aeolian-set-" + name + " "))) << name;
    EXPECT_TRUE(std::regex_search(patch, std::regex("r aeolian-set-" + name + ";"))) << name;
    EXPECT_TRUE(std::regex_search(patch, std::regex(std::string(spec.path) + "[ ;]")))
        << name << " is not asked for";
  }
}

TEST_F(PdPatchTest, SetsEveryParameter) {
  play({"aeolian-temperature 1.5", "aeolian-gain -12", "aeolian-mute 1", "aeolian-seed 16777215",
        "aeolian-encoding symbol sea", "aeolian-play 0", "aeolian-freeze 1", "aeolian-guidance 2",
        "aeolian-memory 0.5", "aeolian-memory_limit 3", "aeolian-tempo 90", "aeolian-tempo_follow 1"});
  EXPECT_TRUE(becomes(ParameterId::play, 0.));
  EXPECT_TRUE(becomes(ParameterId::freeze, 1.));
  EXPECT_TRUE(becomes(ParameterId::temperature, 1.5));
  EXPECT_TRUE(becomes(ParameterId::gain, -12.));
  EXPECT_TRUE(becomes(ParameterId::guidance, 2.));
  EXPECT_TRUE(becomes(ParameterId::memory, .5));
  EXPECT_TRUE(becomes(ParameterId::memory_limit, 3.));
  EXPECT_TRUE(becomes(ParameterId::tempo, 90.));
  EXPECT_TRUE(becomes(ParameterId::tempo_follow, 1.));
  EXPECT_TRUE(becomes(ParameterId::mute, 1.));
  EXPECT_TRUE(comes_true([this] { return parameters_.seed() == 16777215; }));
  EXPECT_TRUE(comes_true([this] { return parameters_.encoding_name() == "sea"; }));
}

TEST_F(PdPatchTest, PicksRandomSeeds) {
  play({"aeolian-seed-random bang"});
  EXPECT_TRUE(comes_true([this] { return parameters_.seed() != 1; }));
}

TEST_F(PdPatchTest, MovesBetweenTwoEncodings) {
  play({"aeolian-from symbol wind", "aeolian-to symbol sea", "aeolian-position 1"});
  EXPECT_TRUE(comes_true([this] { return parameters_.encoding() == std::vector<float>{0.f, 1.f, 0.f}; }));
}

TEST_F(PdPatchTest, LetsGoOfTheEncoding) {
  ASSERT_TRUE(parameters_.set_encoding(source_, "sea"));
  play({"aeolian-wander bang"});
  EXPECT_TRUE(comes_true([this] { return parameters_.encoding().empty(); }));
}

TEST_F(PdPatchTest, AFaderIsOneDimensionOfTheDirection) {
  play({"aeolian-dim-1 1"});
  EXPECT_TRUE(comes_true([this] { return parameters_.encoding() == std::vector<float>{0.f, 1.f, 0.f}; }));
}

TEST_F(PdPatchTest, SavesAndLoadsPresetsWithTheGlideThatIsShown) {
  play({"aeolian-gain -12", "aeolian-preset symbol calm", "aeolian-preset-save-bang bang"});
  EXPECT_TRUE(comes_true([this] { return presets_.names() == std::vector<std::string>{"calm"}; }));
  ASSERT_TRUE(parameters_.set_number(source_, ParameterId::gain, 0.));
  play({"aeolian-fade-time 0.5", "aeolian-preset symbol calm", "aeolian-preset-load-bang bang"});
  EXPECT_TRUE(becomes(ParameterId::gain, -12.));
  EXPECT_THAT(pd_->printed(), Not(HasSubstr("aeolian-fail")));
}

TEST_F(PdPatchTest, ChangesTheModel) {
  play({"aeolian-model symbol sea", "aeolian-model-load-bang bang"});
  EXPECT_TRUE(comes_true([this] {
    const auto asked = instrument_.asked();
    return asked.size() == 1 && asked[0].what == "load_model sea";
  }));
}

TEST_F(PdPatchTest, SavesAMomentAndGoesOnFromIt) {
  play({"aeolian-moment symbol dawn", "aeolian-moment-save-bang bang", "aeolian-moment-load-bang bang"});
  EXPECT_TRUE(comes_true([this] {
    const auto asked = instrument_.asked();
    return asked.size() == 1 && asked[0].what == "load_moment dawn" && instrument_.saved_moment() == "dawn";
  }));
}

TEST_F(PdPatchTest, ShowsWhatOthersChange) {
  play({}, AEOLIAN_PD_TESTS "/tell_what_is_shown.pd");
  ASSERT_TRUE(prints("shown-gain: 0"));
  ASSERT_TRUE(parameters_.set_number(source_, ParameterId::gain, -12.));
  ASSERT_TRUE(parameters_.set_number(source_, ParameterId::play, 0.));
  ASSERT_TRUE(parameters_.set_encoding(source_, "sea"));
  EXPECT_TRUE(prints("shown-gain: -12"));
  EXPECT_TRUE(prints("shown-play: set 0"));
  EXPECT_TRUE(prints("shown-fader: set 1"));
}

TEST_F(PdPatchTest, ShowsTheLevelAndTheSpectrumOfWhatIsHeard) {
  play({}, AEOLIAN_PD_TESTS "/tell_meters_and_map.pd");
  EXPECT_TRUE(prints("peak: -7"));
  EXPECT_TRUE(prints("rms: -12"));
  EXPECT_TRUE(prints("left-peak: -20"));
  EXPECT_TRUE(prints("right-rms: -12"));
  EXPECT_TRUE(prints("last-band: -40"));
}

TEST_F(PdPatchTest, LeavesOutANameThatWouldLieOnAnother) {
  play({"aeolian-xy-in list start 4", "aeolian-xy-in list name hills 0.5 0.5",
        "aeolian-xy-in list name valley 0.55 0.52", "aeolian-xy-in list name desert 0.52 0.7",
        "aeolian-xy-in list name peaks 0.1 0.5", "aeolian-xy-in list end 4"},
       AEOLIAN_PD_TESTS "/tell_meters_and_map.pd");
  EXPECT_TRUE(prints("named: symbol hills"));
  EXPECT_TRUE(prints("named: symbol desert"));
  EXPECT_TRUE(prints("named: symbol peaks"));
  EXPECT_TRUE(prints("left-by: 4")) << "on the left half names stand behind their points";
  EXPECT_TRUE(prints("left-by: -46")) << "on the right half before them: six letters of 7, and 4";
  EXPECT_THAT(pd_->printed(), Not(HasSubstr("valley")));
}

TEST_F(PdPatchTest, TheSquareGoesToTheSoundThatIsSetElsewhere) {
  play({}, AEOLIAN_PD_TESTS "/tell_meters_and_map.pd");
  ASSERT_TRUE(prints("named: symbol sea"));
  ASSERT_TRUE(parameters_.set_encoding(source_, "sea"));
  EXPECT_TRUE(prints(place("sea"))) << place("sea") << pd_->printed();
  ASSERT_TRUE(parameters_.set_encoding(source_, "wind"));
  EXPECT_TRUE(prints(place("wind"))) << place("wind") << pd_->printed();
}

TEST_F(PdPatchTest, TheSquareStandsAtTheSoundThatPlayedBeforeThePatchWasOpened) {
  ASSERT_TRUE(parameters_.set_encoding(source_, "sea"));
  play({}, AEOLIAN_PD_TESTS "/tell_meters_and_map.pd");
  EXPECT_TRUE(prints(place("sea"))) << place("sea") << pd_->printed();
}

TEST_F(PdPatchTest, OpensWithoutAComplaintWhileASoundBetweenTwoPlays) {
  ASSERT_TRUE(parameters_.interpolate_encodings(source_, "wind", "sea", .75));
  play({}, AEOLIAN_PD_TESTS "/tell_meters_and_map.pd");
  ASSERT_TRUE(prints("square: "));
  EXPECT_TRUE(comes_true([this] { return pd_->printed().find("aeolian-status") != std::string::npos; }));
  EXPECT_THAT(pd_->printed(), Not(HasSubstr("error")));
}

TEST_F(PdPatchTest, ShowsAMorphThatIsSetElsewhere) {
  play({}, AEOLIAN_PD_TESTS "/tell_the_morph.pd");
  ASSERT_TRUE(parameters_.set_encoding(source_, "rain drops"));
  ASSERT_TRUE(prints("nearer: set rain\\ drops")) << pd_->printed();
  ASSERT_TRUE(parameters_.interpolate_encodings(source_, "wind", "sea", .75));
  EXPECT_TRUE(prints("from: symbol wind")) << pd_->printed();
  EXPECT_TRUE(prints("to: symbol sea"));
  EXPECT_TRUE(prints("position: set 0.75"));
  EXPECT_TRUE(prints("nearer: set sea"));
}

TEST_F(PdPatchTest, TheSquareOnTheMapIsDraggedAndSteers) {
  if (!oscquery::are_installed({"Xvfb", "pd-gui"})) {
    GTEST_SKIP()
        << "Xvfb and Pd's window (packages xvfb and puredata-gui) are not installed: nothing was dragged";
  }
  oscquery::Program screen({"Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24"});
  const std::string number = screen.line();
  ASSERT_FALSE(number.empty());
  play({}, AEOLIAN_PD_TESTS "/drag_on_the_map.pd", ":" + number.substr(0, number.find('\n')));
  EXPECT_TRUE(prints("dragged-to: 1 0.5"));
  EXPECT_TRUE(comes_true([this] { return !parameters_.encoding().empty(); }));
}

TEST_F(PdPatchTest, StepsThroughTheEncodingsThatTheServerHasWithoutAComplaint) {
  play({}, AEOLIAN_PD_TESTS "/step_when_listed.pd");
  EXPECT_TRUE(comes_true([this] { return parameters_.encoding_name() == "sea"; }));
  EXPECT_TRUE(comes_true([this] { return pd_->printed().find("aeolian-status") != std::string::npos; }));
  EXPECT_THAT(pd_->printed(), Not(HasSubstr("error")));
  EXPECT_THAT(pd_->printed(), Not(HasSubstr("couldn't create")));
}

TEST_F(PdPatchTest, AnswersTheTokenOfAServerOnAnotherMachine) {
  const int server = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  auto here = osc::SocketAddress::from_text("127.0.0.1", 0).value();
  ASSERT_EQ(bind(server, here.data(), here.size()), 0);
  socklen_t size = osc::SocketAddress::capacity();
  getsockname(server, here.data(), &size);
  const timeval wait{10, 0};
  setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  pd_ = std::make_unique<PdProcess>(
      std::vector<std::string>{AEOLIAN_PD_PATCH},
      std::vector<std::string>{"aeolian-connect 127.0.0.1 " + std::to_string(here.port())});

  const osc::Message token{"/aeolian/notify/confirm", {std::string("qwertzuiopa")}};
  osc::SocketAddress pd;
  std::array<std::byte, osc::max_packet_size> packet{};
  bool is_answered = false;
  for (bool is_sent = false; !is_answered;) {
    size = osc::SocketAddress::capacity();
    const auto bytes = recvfrom(server, packet.data(), packet.size(), 0, pd.data(), &size);
    ASSERT_GT(bytes, 0) << "the patch has not answered";
    const auto messages = osc::parse_packet(std::span(packet).first(static_cast<std::size_t>(bytes)));
    ASSERT_TRUE(messages);
    is_answered = messages->front().message == token;
    const auto asked = osc::serialise(token);
    if (!std::exchange(is_sent, true)) sendto(server, asked.data(), asked.size(), 0, pd.data(), size);
  }
  close(server);
}

TEST_F(PdPatchTest, PrintsTheStatusWithEveryFieldAndWhatWasRefused) {
  play({"aeolian-status bang", "aeolian-encoding symbol desert"});
  EXPECT_TRUE(comes_true([this] { return pd_->printed().find("aeolian-status") != std::string::npos; }));
  EXPECT_THAT(pd_->printed(), HasSubstr("playing 0.25 0.5 48000 47999.5 3 61 wind JACK:"));
  EXPECT_TRUE(comes_true([this] { return pd_->printed().find("aeolian-fail") != std::string::npos; }));
  EXPECT_THAT(pd_->printed(), HasSubstr("404"));
  EXPECT_THAT(pd_->printed(), Not(HasSubstr("unknown tag")));
}

}  // namespace
}  // namespace aeolian

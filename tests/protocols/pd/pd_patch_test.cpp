#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "core/control/presets.h"
#include "protocols/osc/osc_server.h"
#include "tests/comes_true.h"
#include "tests/core/control/fake_instrument.h"
#include "tests/protocols/pd/pd_process.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

/** The patch of the repository in a real Pd, connected to a real server. */
class PdPatchTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!PdProcess::is_installed()) GTEST_SKIP() << "Pure Data (package puredata-core) is not installed";
  }

  void play(std::vector<std::string> messages, std::string beside = {}) {
    std::vector<std::string> patches{AEOLIAN_PD_PATCH};
    if (!beside.empty()) patches.push_back(std::move(beside));
    messages.insert(messages.begin(),
                    "aeolian-connect 127.0.0.1 " + std::to_string(server_->address().port()));
    pd_ = std::make_unique<PdProcess>(patches, messages);
  }
  bool becomes(ParameterId id, double value) {
    return comes_true([=, this] { return parameters_.number(id) == value; });
  }

  Parameters parameters_{
      EncodingBank::create({"wind", "sea", "rain drops"}, std::vector<float>{1, 0, 0, 0, 1, 0, 0, 0, 1}, 3)
          .value()};
  Parameters::Source source_ = parameters_.add_source("OSC", [](const ControlEvent&) { return true; });
  Presets presets_{testing::TempDir(), parameters_};
  FakeInstrument instrument_;
  std::unique_ptr<OscServer> server_ =
      OscServer::start({.port = 0}, {parameters_, presets_, instrument_}, source_).value();
  std::unique_ptr<PdProcess> pd_;
};

TEST_F(PdPatchTest, SetsEveryParameter) {
  play({"aeolian-temperature 1.5", "aeolian-gain -12", "aeolian-mute 1", "aeolian-seed 16777215",
        "aeolian-encoding symbol sea"});
  EXPECT_TRUE(becomes(ParameterId::temperature, 1.5));
  EXPECT_TRUE(becomes(ParameterId::gain, -12.));
  EXPECT_TRUE(becomes(ParameterId::mute, 1.));
  EXPECT_TRUE(comes_true([this] { return parameters_.seed() == 16777215; }));
  EXPECT_TRUE(comes_true([this] { return parameters_.encoding_name() == "sea"; }));
}

TEST_F(PdPatchTest, PicksRandomSeeds) {
  play({"aeolian-seed-random bang"});
  EXPECT_TRUE(comes_true([this] { return parameters_.seed() != 0; }));
}

TEST_F(PdPatchTest, MovesBetweenTwoEncodings) {
  play({"aeolian-from symbol wind", "aeolian-to symbol sea", "aeolian-position 1"});
  EXPECT_TRUE(comes_true([this] { return parameters_.encoding() == std::vector<float>{0.f, 1.f, 0.f}; }));
}

TEST_F(PdPatchTest, StepsThroughTheEncodingsThatTheServerHasWithoutAComplaint) {
  play({}, AEOLIAN_PD_TESTS "/step_when_listed.pd");
  EXPECT_TRUE(comes_true([this] { return parameters_.encoding_name() == "sea"; }));
  EXPECT_TRUE(comes_true([this] { return pd_->printed().find("aeolian-status") != std::string::npos; }));
  EXPECT_THAT(pd_->printed(), Not(HasSubstr("error")));
  EXPECT_THAT(pd_->printed(), Not(HasSubstr("couldn't create")));
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/presets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

namespace aeolian {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

EncodingBank wind_and_sea() {
  const std::vector<float> vectors{1.f, 0.f, 0.f, 1.f};
  return EncodingBank::create({"wind", "sea"}, vectors, 2).value();
}

class PresetsTest : public testing::Test {
 protected:
  void TearDown() override { fs::remove_all(directory_); }

  void write(const std::string& name, const std::string& text) {
    fs::create_directories(directory_);
    std::ofstream(directory_ / (name + ".json")) << text;
  }
  std::string read(const std::string& name) {
    std::ostringstream text;
    text << std::ifstream(directory_ / (name + ".json")).rdbuf();
    return text.str();
  }
  /** Sets every parameter to `share` of its range; toggles are on from one half. */
  void set_all(double share) {
    for (const auto& spec : parameter_specs()) {
      if (spec.type == ParameterType::number) {
        ASSERT_TRUE(
            parameters_.set_number(source_, spec.id, spec.minimum + share * (spec.maximum - spec.minimum)));
      } else if (spec.type == ParameterType::toggle) {
        ASSERT_TRUE(parameters_.set_number(source_, spec.id, share >= 0.5));
      }
    }
    ASSERT_TRUE(parameters_.set_seed(source_, share < 0.5 ? 18446744073709551615ull : 7u));
    ASSERT_TRUE(parameters_.set_encoding(source_, share < 0.5 ? "wind" : "sea"));
  }
  void expect_all(double share) {
    for (const auto& spec : parameter_specs()) {
      if (spec.type == ParameterType::number) {
        EXPECT_NEAR(parameters_.number(spec.id), spec.minimum + share * (spec.maximum - spec.minimum),
                    spec.integral ? .5 : 1e-9);
      } else if (spec.type == ParameterType::toggle) {
        EXPECT_EQ(parameters_.number(spec.id), share >= 0.5 ? 1. : 0.) << spec.path;
      }
    }
    EXPECT_EQ(parameters_.seed(), share < 0.5 ? 18446744073709551615ull : 7u);
  }

  const fs::path directory_ = fs::path(testing::TempDir()) / ("presets " + std::to_string(::getpid()));
  Parameters parameters_{wind_and_sea()};
  std::vector<ControlEvent> sent_;
  Parameters::Source source_ = parameters_.add_source("test", [this](const ControlEvent& event) {
    sent_.push_back(event);
    return true;
  });
  Presets presets_{directory_, parameters_};
};

TEST_F(PresetsTest, KeepEveryParameterAndBringItBack) {
  set_all(0.25);
  EXPECT_EQ(presets_.save("dawn"), "dawn");
  set_all(0.75);
  sent_.clear();
  EXPECT_EQ(presets_.load(source_, "dawn"), "dawn");
  expect_all(0.25);
  EXPECT_EQ(parameters_.encoding_name(), "wind");
  EXPECT_EQ(sent_.size(), parameter_count) << "every parameter exactly once";
}

TEST_F(PresetsTest, KeepWhatVoicesHaveOfTheirOwn) {
  ASSERT_TRUE(parameters_.set_encoding({source_, 2}, "sea"));
  ASSERT_TRUE(parameters_.set_number({source_, 2}, ParameterId::gain, -12.));
  ASSERT_TRUE(parameters_.set_number({source_, 3}, ParameterId::mute, 1.));
  ASSERT_TRUE(parameters_.set_seed({source_, 64}, 18446744073709551615ull));
  ASSERT_TRUE(presets_.save("choir"));
  ASSERT_TRUE(parameters_.apply(source_, Parameters(wind_and_sea()).snapshot()));
  ASSERT_TRUE(presets_.load(source_, "choir"));
  EXPECT_EQ(parameters_.encoding_name(2), "sea");
  EXPECT_EQ(parameters_.number(ParameterId::gain, 2), -12.);
  EXPECT_EQ(parameters_.number(ParameterId::mute, 3), 1.);
  EXPECT_EQ(parameters_.seed(64), 18446744073709551615ull);
  EXPECT_EQ(parameters_.encoding_name(), "");
  EXPECT_EQ(parameters_.number(ParameterId::gain), 0.);
}

TEST_F(PresetsTest, RefuseWhatAVoiceCannotHave) {
  const auto refusal = [this](const std::string& voices) {
    std::filesystem::create_directories(directory_);
    std::ofstream(directory_ / "bad.json")
        << R"({"format":"aeolian preset","version":1,"parameters":{"of_voices":)" << voices << "}}";
    return presets_.load(source_, "bad").error().message;
  };
  EXPECT_THAT(refusal("[]"), HasSubstr(R"("of_voices" is not an object)"));
  EXPECT_THAT(refusal(R"({"65":{}})"), HasSubstr(R"("65", which is not the number of a voice)"));
  EXPECT_THAT(refusal(R"({"2":{"play":true}})"), HasSubstr(R"("play", which a voice does not have)"));
  EXPECT_THAT(refusal(R"({"2":{"gain":40}})"), HasSubstr(R"(voice 2: "gain" is out of its range)"));
  EXPECT_THAT(refusal(R"({"2":{"seed":-1}})"), HasSubstr("is not a whole number"));
}

TEST_F(PresetsTest, GlideNumbersAndTheEncodingButNotTogglesAndTheSeed) {
  ASSERT_TRUE(presets_.save("dawn"));
  sent_.clear();
  ASSERT_TRUE(presets_.load(source_, "dawn", 5.));
  for (const auto& event : sent_) {
    const auto& spec = parameter_spec(event.parameter);
    const bool glides = spec.type == ParameterType::number || spec.type == ParameterType::encoding;
    EXPECT_EQ(event.glide_s, glides ? 5.f : spec.glide_s) << spec.name;
  }
  sent_.clear();
  ASSERT_TRUE(presets_.load(source_, "dawn"));
  for (const auto& event : sent_) EXPECT_EQ(event.glide_s, parameter_spec(event.parameter).glide_s);
  EXPECT_FALSE(presets_.load(source_, "dawn", std::nan("")));
}

TEST_F(PresetsTest, KeepAnEncodingWithoutANameByItsValues) {
  ASSERT_TRUE(parameters_.set_encoding(source_, std::vector<float>{3.f, 4.f}));
  ASSERT_TRUE(presets_.save("between"));
  ASSERT_TRUE(parameters_.set_encoding(source_, "sea"));
  ASSERT_TRUE(presets_.load(source_, "between"));
  EXPECT_THAT(parameters_.encoding(), ElementsAre(0.6f, 0.8f));
  EXPECT_EQ(parameters_.encoding_name(), "");
}

TEST_F(PresetsTest, KeepAMorph) {
  ASSERT_TRUE(parameters_.interpolate_encodings(source_, "wind", "sea", 0.25));
  ASSERT_TRUE(presets_.save("between"));
  ASSERT_TRUE(parameters_.set_encoding(source_, "sea"));
  ASSERT_TRUE(presets_.load(source_, "between", 3.));
  EXPECT_EQ(parameters_.morph().from.name, "wind");
  EXPECT_EQ(parameters_.morph().to.name, "sea");
  EXPECT_EQ(parameters_.morph().weight, 0.25);
  const auto event =
      std::ranges::find(sent_.rbegin(), sent_.rend(), ParameterId::encoding, &ControlEvent::parameter);
  EXPECT_EQ(event->morph, 0.25f);
  EXPECT_EQ(event->glide_s, 3.f);
}

TEST_F(PresetsTest, OfAnOlderVersionPlayTheirOneEncoding) {
  write("older", R"({"format": "aeolian preset", "version": 1,
                     "parameters": {"encoding": {"name": "", "values": [0.6, 0.8]}}})");
  ASSERT_TRUE(presets_.load(source_, "older"));
  EXPECT_THAT(sent_.empty() ? std::vector<float>() : parameters_.encoding(), ElementsAre(0.6f, 0.8f));
  EXPECT_EQ(parameters_.morph().weight, 0.);
}

TEST_F(PresetsTest, RefuseABrokenMorph) {
  for (const char* morph :
       {R"(1)", R"({"name": "sea", "values": [0, 1]})", R"({"name": "sea", "weight": 0.5})",
        R"({"name": "sea", "values": [0, 1], "weight": 2})",
        R"({"name": "sea", "values": [0, 0], "weight": 0.5})"}) {
    write("bad", std::string(R"({"format": "aeolian preset", "version": 1,
              "parameters": {"encoding": {"name": "wind", "values": [1, 0], "morph": )") +
                     morph + "}}}");
    const auto refused = presets_.load(source_, "bad");
    ASSERT_FALSE(refused) << morph;
    EXPECT_THAT(refused.error().message, HasSubstr("\"morph\""));
  }
  EXPECT_TRUE(sent_.empty());
}

TEST_F(PresetsTest, BetweenTwoMorphsTheTwoHeaviestSoundsTakePart) {
  ASSERT_TRUE(parameters_.interpolate_encodings(source_, "wind", "sea", 0.2));
  ASSERT_TRUE(presets_.save("a"));
  ASSERT_TRUE(parameters_.interpolate_encodings(source_, "wind", "sea", 0.6));
  ASSERT_TRUE(presets_.save("b"));
  ASSERT_TRUE(parameters_.release_encoding(source_));
  ASSERT_TRUE(presets_.save("none"));
  ASSERT_TRUE(presets_.interpolate(source_, "a", "b", 0.5));
  EXPECT_EQ(parameters_.morph().from.name, "wind");
  EXPECT_NEAR(parameters_.morph().weight, 0.4, 1e-12);
  ASSERT_TRUE(presets_.interpolate(source_, "none", "b", 0.5));
  EXPECT_EQ(parameters_.morph().from.encoding.size, 0u) << "drifting counts as one of the two sounds";
  EXPECT_EQ(parameters_.morph().to.name, "sea");
  EXPECT_NEAR(parameters_.morph().weight, 0.3 / 0.8, 1e-12);
}

TEST_F(PresetsTest, KeepTheNullCode) {
  ASSERT_TRUE(presets_.save("none"));
  ASSERT_TRUE(parameters_.set_encoding(source_, "sea"));
  ASSERT_TRUE(presets_.load(source_, "none"));
  EXPECT_THAT(parameters_.encoding(), IsEmpty());
}

TEST_F(PresetsTest, FindTheirEncodingByNameInAnotherModel) {
  ASSERT_TRUE(parameters_.set_encoding(source_, "sea"));
  ASSERT_TRUE(presets_.save("sea"));
  const std::vector<float> vectors{0.f, 0.f, 1.f, 1.f, 0.f, 0.f};
  parameters_.replace_encodings(EncodingBank::create({"rain", "sea"}, vectors, 3).value());
  ASSERT_TRUE(presets_.load(source_, "sea"));
  EXPECT_THAT(parameters_.encoding(), ElementsAre(1.f, 0.f, 0.f));

  parameters_.replace_encodings(EncodingBank::create({"rain", "surf"}, vectors, 3).value());
  const auto refused = presets_.load(source_, "sea");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("\"sea\" is not in this checkpoint and has 2 values"));
}

TEST_F(PresetsTest, AreListedSortedAndDeleted) {
  EXPECT_THAT(presets_.names(), IsEmpty()) << "there is no directory yet";
  for (const char* name : {"b", "a 2", "c"}) ASSERT_TRUE(presets_.save(name));
  write("not\nclean", "{}");
  std::ofstream(directory_ / "notes.txt") << "no preset";
  EXPECT_THAT(presets_.names(), ElementsAre("a 2", "b", "c"));
  EXPECT_EQ(presets_.name_at(2), "c");
  EXPECT_EQ(presets_.name_at(3).error().kind, ControlError::Kind::unknown_name);
  EXPECT_EQ(presets_.remove("b"), "b");
  EXPECT_THAT(presets_.names(), ElementsAre("a 2", "c"));
  EXPECT_EQ(presets_.remove("b").error().kind, ControlError::Kind::unknown_name);
  EXPECT_EQ(presets_.load(source_, "b").error().kind, ControlError::Kind::unknown_name);
}

TEST_F(PresetsTest, StayInTheirDirectoryWhateverTheirName) {
  for (const char* name : {"../../etc/x", "/etc/x", "..", ".x", "a\\b", "a\nb"}) {
    EXPECT_EQ(presets_.save(name).error().kind, ControlError::Kind::wrong_value) << name;
    EXPECT_FALSE(presets_.load(source_, name)) << name;
    EXPECT_FALSE(presets_.remove(name)) << name;
  }
  EXPECT_FALSE(fs::exists(directory_)) << "nothing was written";
  EXPECT_EQ(presets_.save("  ").error().kind, ControlError::Kind::wrong_value);
  EXPECT_EQ(presets_.load(source_, "").error().kind, ControlError::Kind::wrong_value);
  EXPECT_EQ(presets_.remove("").error().kind, ControlError::Kind::wrong_value);
}

TEST_F(PresetsTest, KeepNamesInEveryScriptApart) {
  for (const char* name : {"Süß", "Sauß", "夕方", "夜明"}) EXPECT_EQ(presets_.save(name), name);
  EXPECT_EQ(presets_.names().size(), 4u);
}

TEST_F(PresetsTest, AreOneHoweverTheirNameWasTyped) {
  const std::string composed = "S\u00fc\u00df", decomposed = "Su\u0308\u00df";
  EXPECT_EQ(presets_.save(decomposed), composed);
  EXPECT_EQ(presets_.load(source_, composed), composed);
  EXPECT_THAT(presets_.names(), ElementsAre(composed));
  ASSERT_TRUE(presets_.remove(composed));

  write(decomposed, R"({"format": "aeolian preset", "version": 1, "parameters": {"gain": 3}})");
  EXPECT_THAT(presets_.names(), ElementsAre(composed)) << "a file that was copied from another system";
  EXPECT_EQ(presets_.load(source_, composed), composed);
  EXPECT_EQ(parameters_.number(ParameterId::gain), 3.);
  ASSERT_TRUE(presets_.save(composed));
  EXPECT_TRUE(fs::exists(directory_ / (decomposed + ".json"))) << "that file is rewritten";
  EXPECT_FALSE(fs::exists(directory_ / (composed + ".json")));
}

TEST_F(PresetsTest, ThatWereNamedBeforeNamesKeptUtf8GoOnLoading) {
  write("S____", R"({"format": "aeolian preset", "version": 1, "parameters": {"gain": 3}})");
  EXPECT_THAT(presets_.names(), ElementsAre("S____"));
  EXPECT_EQ(presets_.load(source_, "S____"), "S____");
  EXPECT_EQ(presets_.load(source_, "Süß"), "S____") << "as a schedule loads it";
  EXPECT_EQ(presets_.save("Süß"), "Süß");
  EXPECT_EQ(presets_.load(source_, "Süß"), "Süß") << "from then on it has its own file";
  EXPECT_EQ(presets_.remove("S??ß").error().kind, ControlError::Kind::unknown_name)
      << "it cannot be removed by another name";
}

TEST_F(PresetsTest, AreNoMoreThanTheyMayBe) {
  for (std::size_t i = 0; i < Presets::most; ++i) {
    write("p" + std::to_string(i), R"({"format": "aeolian preset"})");
  }
  const auto refused = presets_.save("one more");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ControlError::Kind::too_many);
  EXPECT_THAT(refused.error().message, HasSubstr("512"));
  EXPECT_TRUE(presets_.save("p7")) << "an existing one is rewritten";
  ASSERT_TRUE(presets_.remove("p8"));
  EXPECT_TRUE(presets_.save("one more"));
}

TEST_F(PresetsTest, AreInForceBeforeTheyAreOnTheDisk) {
  set_all(0.25);
  ASSERT_EQ(presets_.keep("dawn"), "dawn");
  set_all(0.75);
  EXPECT_THAT(presets_.names(), ElementsAre("dawn"));
  EXPECT_FALSE(fs::exists(directory_)) << "nothing was written yet";
  ASSERT_TRUE(presets_.load(source_, "dawn"));
  expect_all(0.25);
  ASSERT_TRUE(presets_.keep("dawn")) << "kept twice, and written twice";
  EXPECT_EQ(presets_.write("dawn"), "dawn");
  EXPECT_EQ(presets_.write("dawn"), "dawn");
  EXPECT_TRUE(fs::exists(directory_ / "dawn.json"));

  ASSERT_EQ(presets_.discard("dawn"), "dawn");
  EXPECT_THAT(presets_.names(), IsEmpty());
  EXPECT_FALSE(presets_.load(source_, "dawn"));
  EXPECT_TRUE(fs::exists(directory_ / "dawn.json"));
  presets_.give_up("dawn");
  EXPECT_THAT(presets_.names(), ElementsAre("dawn")) << "a preset that was given up is not listed";
}

TEST_F(PresetsTest, WhatCouldNotBeWrittenIsNotThere) {
  std::ofstream(directory_) << "a file in the way";
  ASSERT_TRUE(presets_.keep("x"));
  ASSERT_TRUE(presets_.keep("x"));
  EXPECT_FALSE(presets_.write("x"));
  EXPECT_FALSE(presets_.write("x")) << "the second write fails as well";
  EXPECT_THAT(presets_.names(), IsEmpty());
}

TEST_F(PresetsTest, AreRefusedWholeWithWhatIsWrongAndWhere) {
  ASSERT_TRUE(presets_.save("good"));
  const auto good = nlohmann::json::parse(read("good"));
  struct Case {
    const char* at;  ///< a JSON pointer
    nlohmann::json value;
    const char* told;
  };
  const std::vector<Case> cases{
      {"/format", "aeolian control log", "is not a preset"},
      {"/version", 2, "\"version\" 2"},
      {"/parameters", 3, "no object \"parameters\""},
      {"/parameters/gain", "loud", "\"gain\" is not a number"},
      {"/parameters/gain", 1000, "\"gain\" is out of its range"},
      {"/parameters/mute", 1, "\"mute\" is neither true nor false"},
      {"/parameters/seed", -1, "\"seed\" is not a whole number"},
      {"/parameters/seed", 1.5, "\"seed\" is not a whole number"},
      {"/parameters/encoding", "sea", "\"encoding\" is not an object"},
      {"/parameters/encoding/values", {1, "x"}, "\"encoding\" has a value that is not a number"},
      {"/parameters/encoding/values", {0, 0}, "\"encoding\" is refused"},
      {"/parameters/encoding/values", {1, 2, 3}, "has 3 values, this checkpoint's have 2"},
      {"/parameters/encoding/values", std::vector<int>(65, 1), "more than 64"},
      {"/parameters/volume", 1, "\"volume\", which is not a parameter"},
  };
  set_all(0.75);
  sent_.clear();
  for (const auto& [at, value, told] : cases) {
    auto bad = good;
    bad[nlohmann::json::json_pointer(at)] = value;
    write("bad", bad.dump());
    const auto refused = presets_.load(source_, "bad");
    ASSERT_FALSE(refused) << at;
    EXPECT_THAT(refused.error().message, HasSubstr(told));
    EXPECT_THAT(refused.error().message, HasSubstr("\"bad\""));
    EXPECT_FALSE(presets_.interpolate(source_, "good", "bad", 0.5)) << at;
  }
  for (const std::string text : {"", "{", "[]", "null", "{\"format\": 1, \"format\": 2}", "\xff"}) {
    write("bad", text);
    EXPECT_EQ(presets_.load(source_, "bad").error().kind, ControlError::Kind::failed) << text;
  }
  write("bad", std::string(70000, ' '));
  EXPECT_THAT(presets_.load(source_, "bad").error().message, HasSubstr("larger than"));
  EXPECT_THAT(sent_, IsEmpty());
  expect_all(0.75);
}

TEST_F(PresetsTest, LeaveAloneWhatTheyDoNotName) {
  set_all(0.75);
  write("loud", R"({"format": "aeolian preset", "version": 1, "parameters": {"gain": 3}})");
  ASSERT_TRUE(presets_.load(source_, "loud"));
  EXPECT_EQ(parameters_.number(ParameterId::gain), 3.);
  EXPECT_EQ(parameters_.seed(), 7u);
  EXPECT_EQ(parameters_.encoding_name(), "sea");
}

TEST_F(PresetsTest, ThatAreShippedSayHowItListensAndLeaveTheSoundAlone) {
  Presets shipped(AEOLIAN_SHIPPED_PRESETS, parameters_);
  ASSERT_THAT(shipped.names(), ElementsAre("call-and-response", "duet", "footsteps", "timbre-transfer"));
  for (const auto& name : shipped.names()) {
    set_all(.75);
    ASSERT_TRUE(shipped.load(source_, name)) << name;
    for (const auto& spec : parameter_specs()) {
      if (spec.type != ParameterType::number || spec.path.starts_with("/listen/")) continue;
      const double before = spec.minimum + .75 * (spec.maximum - spec.minimum);
      EXPECT_NEAR(parameters_.number(spec.id), before, spec.integral ? .5 : 1e-9) << spec.path;
    }
    EXPECT_EQ(parameters_.number(ParameterId::listen_now), 0.) << name;
  }
}

TEST_F(PresetsTest, AreInterpolated) {
  set_all(0.25);
  ASSERT_TRUE(presets_.save("a"));
  set_all(0.75);
  ASSERT_TRUE(presets_.save("b"));
  for (const double position : {0., 0.25, 0.5, 0.75, 1.}) {
    EXPECT_FALSE(presets_.interpolate(source_, "a", "b", position)->clipped);
    const double share = 0.25 + 0.5 * position;
    for (const auto& spec : parameter_specs()) {
      if (spec.type != ParameterType::number) continue;
      EXPECT_NEAR(parameters_.number(spec.id), spec.minimum + share * (spec.maximum - spec.minimum),
                  spec.integral ? .5 : 1e-9);
    }
    EXPECT_EQ(parameters_.number(ParameterId::mute), position < 0.5 ? 0. : 1.) << position;
    EXPECT_EQ(parameters_.seed(), position < 0.5 ? 18446744073709551615ull : 7u);
    const auto encoding = parameters_.encoding();
    ASSERT_EQ(encoding.size(), 2u);
    EXPECT_NEAR(std::atan2(encoding[1], encoding[0]), position * M_PI / 2., 1e-6);
  }
  EXPECT_EQ(parameters_.encoding_name(), "sea");
  const auto beyond = presets_.interpolate(source_, "a", "b", 7., 2.);
  EXPECT_TRUE(beyond->clipped);
  EXPECT_EQ(beyond->value, 1.);
  EXPECT_EQ(sent_.back().parameter, ParameterId::voices) << "sent last, because it makes the others audible";
  EXPECT_FALSE(presets_.interpolate(source_, "a", "b", std::nan("")));
  EXPECT_EQ(presets_.interpolate(source_, "a", "c", 0.5).error().kind, ControlError::Kind::unknown_name);
}

TEST_F(PresetsTest, SayWhyTheyAreNotSaved) {
  std::ofstream(directory_) << "a file in the way";
  const auto refused = presets_.save("x");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ControlError::Kind::failed);
  EXPECT_THAT(refused.error().message, HasSubstr(directory_.string()));
}

TEST_F(PresetsTest, WhatIsNoPresetIsNeitherWaitedForNorReplaced) {
  write("note", "of another program");
  ASSERT_EQ(mkfifo((directory_ / "fifo.json").c_str(), 0600), 0);
  fs::create_directory(directory_ / "folder.json");
  fs::create_symlink(directory_ / "elsewhere", directory_ / "link.json");
  for (const char* name : {"note", "fifo", "folder", "link"}) {
    EXPECT_FALSE(presets_.load(source_, name)) << name;
    EXPECT_FALSE(presets_.save(name)) << name;
  }
  EXPECT_THAT(presets_.load(source_, "fifo").error().message, HasSubstr("it is a FIFO, not a file"));
  EXPECT_FALSE(presets_.remove("folder"));
  EXPECT_EQ(read("note"), "of another program");
  EXPECT_TRUE(fs::is_fifo(directory_ / "fifo.json"));
  EXPECT_TRUE(fs::is_directory(directory_ / "folder.json"));
  EXPECT_FALSE(fs::exists(directory_ / "elsewhere"));
}

TEST_F(PresetsTest, AreWholeWhileTheyAreWrittenAnew) {
  ASSERT_TRUE(presets_.save("x"));
  std::atomic<bool> over = false;
  std::thread writer([&] {
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(presets_.save("x"));
    over = true;
  });
  Presets other(directory_, parameters_);  // reads the folder like another program
  while (!over) EXPECT_TRUE(other.load(source_, "x"));
  writer.join();
  EXPECT_THAT(presets_.names(), ElementsAre("x")) << "nothing is left behind";
}

}  // namespace
}  // namespace aeolian

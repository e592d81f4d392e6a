// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <tuple>

namespace aeolian::midi {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string fault_of(std::string_view text) {
  const auto mapping = parse_mapping(text, "m.json");
  return mapping ? "none" : mapping.error().message;
}

/** A mapping with one binding, which begins at line 3, column 16. */
std::string one(const std::string& binding) {
  return "{\n\"schema\": 1,\n\"bindings\":   [" + binding + "]\n}";
}

TEST(MidiMapping, HasADefaultThatIsItselfAFile) {
  const auto mapping = parse_mapping(default_mapping(), "default");
  ASSERT_TRUE(mapping) << mapping.error().message;
  EXPECT_EQ(mapping->bindings.size(), 22u);
}

TEST(MidiMapping, ReadsEveryPartOfABinding) {
  const auto mapping = parse_mapping(
      one(R"({"source": "cc14 1", "channel": 3, "path": "/gain", "mode": "absolute", "curve": "exponential",
              "range": [0, -60], "pickup": false},
             {"source": "note 36", "path": "/encoding/set", "mode": "trigger", "values": ["wind", 2.5]})"),
      "m.json");
  ASSERT_TRUE(mapping) << mapping.error().message;
  const auto& fader = mapping->bindings[0];
  EXPECT_EQ(fader.source, (MidiSource{MidiSourceKind::cc14, 1, 3}));
  EXPECT_EQ(fader.path, "/gain");
  EXPECT_EQ(fader.mode, Mode::absolute);
  EXPECT_EQ(fader.scale.from, 0.);
  EXPECT_EQ(fader.scale.to, -60.);
  EXPECT_EQ(fader.scale.curve, Curve::exponential);
  EXPECT_FALSE(fader.pickup);
  EXPECT_EQ(mapping->bindings[1].values, (std::vector<ControlValue>{std::string("wind"), 2.5}));
}

TEST(MidiMapping, SaysWithLineAndColumnWhatIsWrongAndWhatWouldBeRight) {
  EXPECT_THAT(fault_of("{\n  \"schema\": 1,\n  \"bindings\": [,]\n}"),
              StartsWith("m.json:3:16: not valid JSON: "));
  EXPECT_THAT(fault_of(""), StartsWith("m.json:1:1: not valid JSON: "));
  EXPECT_EQ(fault_of("[]"), "m.json:1:1: a mapping must be an object with \"schema\" and \"bindings\"");
  EXPECT_EQ(fault_of("{\"bindings\": []}"), "m.json:1:1: \"schema\": 1 is missing");
  EXPECT_EQ(fault_of("{\"schema\": 2, \"bindings\": []}"), "m.json:1:12: this version reads schema 1");
  EXPECT_EQ(fault_of("{\"schema\": 1, \"binding\": []}"),
            "m.json:1:26: there is no \"binding\" here; did you mean bindings?");
  EXPECT_EQ(fault_of("{\"schema\": 1,\n \"bindings\": {}}"),
            "m.json:2:14: \"bindings\" is missing or not an array");
  EXPECT_EQ(fault_of("{\"schema\": 1, \"schema\": 1, \"bindings\": []}"),
            "m.json: an object has \"schema\" twice");
  EXPECT_EQ(fault_of(one("7")), "m.json:3:16: a binding must be an object");
  EXPECT_EQ(fault_of(one("{\"path\": \"/gain\"}")), "m.json:3:16: \"source\" is missing");
  EXPECT_EQ(fault_of(one("{\"source\": \"cc 1\", \"path\": \"/gian\"}")),
            "m.json:3:43: there is no such path; did you mean /gain, /pan or /guidance?");
  EXPECT_EQ(fault_of(one("{\"source\": \"cc 200\",\n\"path\": \"/gain\"}")),
            "m.json:3:27: cc takes a number, 0 to 119");
  EXPECT_EQ(fault_of(one("{\"source\": \"cc 1\",\n \"channel\": 17, \"path\": \"/gain\"}")),
            "m.json:4:13: a channel must be 1 to 16; leave it out for any channel");
  EXPECT_THAT(fault_of(one("{\"source\": \"cc 1\", \"path\": \"/gain\", \"mode\": \"toggel\"}")),
              HasSubstr(": there is no such mode; did you mean toggle or"));
  EXPECT_THAT(fault_of(one("{\"source\": \"cc 1\", \"path\": \"/gain\", \"curve\": \"log\"}")),
              HasSubstr(": there is no such curve; did you mean logarithmic?"));
  EXPECT_THAT(fault_of(one("{\"source\": \"cc 1\", \"path\": \"/gain\", \"range\": [1]}")),
              HasSubstr(": a range must be two numbers, such as [0, 1]"));
  EXPECT_THAT(fault_of(one("{\"source\": \"cc 1\", \"path\": \"/gain\", \"range\": [0, 1e999]}")),
              HasSubstr("a number is out of range"));
  EXPECT_THAT(fault_of(one("{\"source\": \"cc 1\", \"path\": \"/gain\", \"pickup\": 1}")),
              HasSubstr(": must be true or false"));
  EXPECT_THAT(fault_of(one("{\"source\": \"note 1\", \"path\": \"/gain\", \"values\": [[]]}")),
              HasSubstr(": values must be numbers, texts, true or false"));
  EXPECT_THAT(fault_of(one("{\"source\": \"cc 1\", \"path\": \"/gain\", \"sauce\": 1}")),
              HasSubstr(": there is no \"sauce\" here; did you mean source?"));
}

TEST(MidiMapping, NamesTheBindingThatIsWrongAmongMany) {
  EXPECT_EQ(fault_of(one(R"({"source": "cc 1", "path": "/gain", "values": []},
  {"source": "cc \"}{", "path": "/gain"})")),
            "m.json:4:14: cc takes a number, 0 to 119");
}

TEST(MidiMapping, IsNotReadPastItsSize) {
  EXPECT_THAT(fault_of(std::string(max_midi_mapping_size + 1, ' ')),
              HasSubstr("larger than 1 MiB, the maximum for a mapping file"));
}

TEST(MidiMapping, DoesNotRunOutOfStackHoweverDeepItNests) {
  const std::string deep(max_midi_mapping_size / 2, '[');
  EXPECT_THAT(fault_of(deep), HasSubstr("not valid JSON"));
  EXPECT_THAT(fault_of(deep + std::string(deep.size(), ']')), HasSubstr("a mapping must be an object"));
}

TEST(MidiMapping, IsWrittenAsItIsRead) {
  const auto text =
      one(R"({"source": "cc14 1", "channel": 3, "path": "/gain", "range": [0, -60], "pickup": false},
             {"source": "bend", "path": "/temperature", "curve": "exponential"},
             {"source": "cc 20", "path": "/gain", "mode": "relative-sign-magnitude"},
             {"source": "note 61", "path": "/gain", "mode": "key"},
             {"source": "note 36", "path": "/encoding/set", "values": ["\u0001\"wind", 2.5]})");
  const auto first = parse_mapping(text, "first");
  ASSERT_TRUE(first) << first.error().message;
  const auto written = mapping_text(*first);
  const auto second = parse_mapping(written, "second");
  ASSERT_TRUE(second) << second.error().message << written;
  EXPECT_EQ(mapping_text(*second), written);
  EXPECT_EQ(second->bindings[4].values, first->bindings[4].values);
  EXPECT_FALSE(second->bindings[0].pickup);
}

class MidiMappingFile : public testing::Test {
 protected:
  ~MidiMappingFile() override { std::filesystem::remove_all(folder_); }

  const std::filesystem::path folder_ = [] {
    std::string name = std::filesystem::temp_directory_path() / "aeolian-mapping-XXXXXX";
    return std::filesystem::path(mkdtemp(name.data()));
  }();
};

TEST_F(MidiMappingFile, IsTheDefaultWhereThereIsNone) {
  const auto mapping = read_mapping(folder_ / "none.json");
  ASSERT_TRUE(mapping);
  EXPECT_EQ(mapping->bindings.size(), 22u);
}

TEST_F(MidiMappingFile, IsWrittenWithItsFolderAndLeavesNothingBeside) {
  const auto file = folder_ / "aeolian" / "midi.json";
  const auto mapping = parse_mapping(one(R"({"source": "cc 3", "path": "/gain"})"), "m.json");
  ASSERT_TRUE(write_mapping(*mapping, file));
  ASSERT_TRUE(write_mapping(*mapping, file));
  const auto read = read_mapping(file);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->bindings.size(), 1u);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(file.parent_path()), {}), 1);
}

TEST_F(MidiMappingFile, IsNamedWhereItIsFaultyOrCannotBeReadOrWritten) {
  const auto file = folder_ / "midi.json";
  std::ofstream(file) << one("{}");
  EXPECT_EQ(read_mapping(file).error().message, file.string() + ":3:16: \"source\" is missing");
  EXPECT_THAT(read_mapping(folder_).error().message, StartsWith(folder_.string() + ": cannot be read"));
  EXPECT_THAT(write_mapping({}, folder_).error().message, StartsWith(folder_.string() + ": cannot "));
}

TEST(MidiMappingSchema, TellsTheSameNamesAndSourcesAsTheReader) {
  std::ifstream file(AEOLIAN_MIDI_SCHEMA);
  const auto schema = nlohmann::json::parse(file);
  const auto& binding = schema["$defs"]["binding"]["properties"];
  for (const auto& mode : binding["mode"]["enum"]) EXPECT_TRUE(parse_mode(mode.get<std::string>())) << mode;
  EXPECT_EQ(binding["mode"]["enum"].size(), 9u);
  for (const auto& curve : binding["curve"]["enum"])
    EXPECT_TRUE(parse_curve(curve.get<std::string>())) << curve;
  EXPECT_EQ(binding["curve"]["enum"].size(), 3u);
  for (const auto& source : binding["source"]["examples"])
    EXPECT_TRUE(parse_source(source.get<std::string>()));
  for (const auto& path : binding["path"]["examples"]) EXPECT_TRUE(find_destination(path.get<std::string>()));

  const std::regex pattern(binding["source"]["pattern"].get<std::string>());
  for (const std::string kind :
       {"cc", "cc14", "note", "key-pressure", "program", "pressure", "bend", "sea"}) {
    for (int number = -2; number < 140; ++number) {
      const auto text = number == -2 ? kind : kind + (number == -1 ? " any" : " " + std::to_string(number));
      EXPECT_EQ(std::regex_match(text, pattern), parse_source(text).has_value()) << text;
    }
  }
}

TEST(MidiMappingSchema, HasTheKeysThatTheReaderTakes) {
  std::ifstream file(AEOLIAN_MIDI_SCHEMA);
  const auto schema = nlohmann::json::parse(file);
  for (const auto& [key, value] : schema["$defs"]["binding"]["properties"].items()) {
    EXPECT_THAT(fault_of(one("{\"" + key + "\": {}}")), testing::Not(HasSubstr("there is no"))) << key;
  }
}

TEST(DefaultMidiMapping, HasKeysThatDoAsIsAsked) {
  for (const auto& [keys, path, mode] : {std::tuple{MidiKeys::encodings, "/encoding/set", Mode::trigger},
                                         {MidiKeys::pitch, "/transpose", Mode::key},
                                         {MidiKeys::voices, "/transpose", Mode::voices}}) {
    const auto mapping = parse_mapping(default_mapping(keys), "default");
    ASSERT_TRUE(mapping);
    const auto note = std::ranges::find(mapping->bindings, MidiSourceKind::note,
                                        [](const Binding& binding) { return binding.source.kind; });
    ASSERT_NE(note, mapping->bindings.end());
    EXPECT_EQ(note->path, path);
    EXPECT_EQ(note->mode, mode);
  }
}

TEST(MidiMapping, RefusesVoicesWhereTheyCannotDiffer) {
  const auto refused = [](std::string_view binding) {
    const auto mapping =
        parse_mapping("{\"schema\": 1, \"bindings\": [" + std::string(binding) + "]}", "test");
    return mapping ? "" : mapping.error().message;
  };
  EXPECT_THAT(refused(R"({"source": "note any", "path": "/encoding/dim/0", "mode": "voices"})"),
              testing::HasSubstr("the same for all voices"));
  EXPECT_THAT(refused(R"({"source": "note any", "path": "/voice/2/transpose", "mode": "voices"})"),
              testing::HasSubstr("the same for all voices"));
  EXPECT_THAT(refused(R"({"source": "cc 1", "path": "/transpose", "mode": "voices"})"),
              testing::HasSubstr("only a note has a key"));
  EXPECT_EQ(refused(R"({"source": "cc 1", "path": "/voice/2/gain"})"), "");
}

}  // namespace
}  // namespace aeolian::midi

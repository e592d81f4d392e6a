// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/config/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/control/parameters.h"
#include "core/version.h"
#include "daemon/config/settings.h"

namespace aeolian::daemon {
namespace {

CommandLine read_options(std::vector<std::string> words) {
  words.insert(words.begin(), "aeoliand");
  std::vector<const char*> argv;
  for (const std::string& word : words) {
    argv.push_back(word.c_str());
  }
  return read_command_line(static_cast<int>(argv.size()), argv.data());
}

TEST(Options, ATestToneIsEnough) {
  const CommandLine line = read_options({"--test-tone", "440"});
  ASSERT_TRUE(line.options) << line.text;
  EXPECT_EQ(line.options->test_tone, 440);
  EXPECT_EQ(line.options->output.kind, OutputChoice::Kind::device);
  EXPECT_TRUE(line.options->device.name.empty());
  EXPECT_EQ(line.options->listen_address, "127.0.0.1");
  EXPECT_FALSE(line.options->asked.seed) << "values that are not given are left to the registry";
}

TEST(Options, AMisspeltOptionIsRefusedWithTheOneThatMayBeMeant) {
  EXPECT_THAT(read_options({"--chekpoint", "x.aeolian"}).text,
              testing::HasSubstr("there is no option \"--chekpoint\"; did you mean --checkpoint?"));
  EXPECT_THAT(read_options({"x.aeolian"}).text,
              testing::HasSubstr("aeoliand takes no \"x.aeolian\", only options"));
}

TEST(Options, ModelsLieBesideTheCheckpointUnlessToldOtherwise) {
  EXPECT_EQ(read_options({"--checkpoint", "/music/wind.aeolian"}).options->places.models, "/music");
  EXPECT_EQ(read_options({"--checkpoint", "wind.aeolian"}).options->places.models, ".");
  EXPECT_EQ(read_options({"--checkpoint", "wind.aeolian", "--models", "/all"}).options->places.models,
            "/all");
  EXPECT_EQ(read_options({"--test-tone", "440"}).options->places.models, "")
      << "a test tone has no folder of models beside it";
}

TEST(Options, ABlendMayBeFollowedByItsWeight) {
  const auto with = read_options({"--checkpoint", "wind.aeolian", "--blend", "rain.aeolian", "0.5"});
  ASSERT_TRUE(with.options) << with.text;
  EXPECT_EQ(with.options->blend, "rain.aeolian");
  EXPECT_EQ(with.options->asked.numbers.at(ParameterId::model_weight), .5);
  const auto without =
      read_options({"--checkpoint", "wind.aeolian", "--blend", "rain.aeolian", "--temperature", "1.5"});
  ASSERT_TRUE(without.options) << without.text;
  EXPECT_EQ(without.options->blend, "rain.aeolian");
  EXPECT_FALSE(without.options->asked.numbers.contains(ParameterId::model_weight));
}

TEST(Options, RecordingsAreWavOrFlac) {
  EXPECT_EQ(read_options({"--test-tone", "440"}).options->record_format, SoundFormat::wav);
  EXPECT_EQ(read_options({"--test-tone", "440", "--record-format", "flac"}).options->record_format,
            SoundFormat::flac);
}

TEST(Options, TheOscTableAndTheDescriptionOfHttpNeedNothingToPlay) {
  EXPECT_TRUE(read_options({"--osc-table"}).options->osc_table);
  EXPECT_TRUE(read_options({"--openapi"}).options->openapi);
}

TEST(Options, TheManualPageAndTheCompletionContainEverySettingOfTheCommandLine) {
  const std::string page = read_options({"--manual-page"}).text;
  const std::string completion = read_options({"--completion", "bash"}).text;
  for (const Setting& setting : settings()) {
    if (setting.only_in_file) continue;
    std::string escaped;
    for (const char c : setting.option()) escaped += c == '-' ? "\\-" : std::string(1, c);
    EXPECT_NE(page.find("\n\\fB" + escaped + "\\fR"), std::string::npos) << setting.option();
    EXPECT_NE(completion.find(" " + setting.option()), std::string::npos) << setting.option();
  }
}

TEST(Options, OutputsAreDevicesFilesPipesAndNobody) {
  EXPECT_EQ(read_options({"--test-tone", "440", "--output", "device:HDA: Analog"}).options->device.name,
            "HDA: Analog");
  const auto file = read_options({"--test-tone", "440", "--output", "file:a/b:c.wav", "--duration", "2.5"});
  ASSERT_TRUE(file.options) << file.text;
  EXPECT_EQ(file.options->output.kind, OutputChoice::Kind::file);
  EXPECT_EQ(file.options->output.file, "a/b:c.wav");
  EXPECT_EQ(file.options->duration, 2.5);
  const auto pipe = read_options(
      {"--test-tone", "440", "--output", "pipe:a:b", "--pipe-format", "s16le", "--pipe-pace", "reader"});
  ASSERT_TRUE(pipe.options) << pipe.text;
  EXPECT_EQ(pipe.options->output, (OutputChoice{OutputChoice::Kind::pipe, "a:b"}));
  EXPECT_EQ(pipe.options->pipe_format, PipeFormat::s16le);
  EXPECT_EQ(pipe.options->pipe_pace, PipePace::reader);
  EXPECT_EQ(read_options({"--test-tone", "440", "--output", "pipe:"}).options->output,
            (OutputChoice{OutputChoice::Kind::pipe, ""}));
  EXPECT_EQ(read_options({"--test-tone", "440", "--output", "null"}).options->output.kind,
            OutputChoice::Kind::null);
}

TEST(Options, AnInstrumentIsCalledAeolianUnlessItIsGivenANameOfItsOwn) {
  EXPECT_EQ(read_options({"--test-tone", "440"}).options->name, "aeolian");
  EXPECT_EQ(read_options({"--test-tone", "440", "--name", "west-wall_2"}).options->name, "west-wall_2");
}

TEST(Options, ALatencyIsAskedForInMilliseconds) {
  EXPECT_EQ(read_options({"--test-tone", "440"}).options->device.latency_ms, 0.) << "0 = the device's own";
  EXPECT_EQ(read_options({"--test-tone", "440", "--latency", "80"}).options->device.latency_ms, 80.);
  const auto own = read_options({"--test-tone", "440", "--latency", "0", "--rate", "0", "--block", "0"});
  ASSERT_TRUE(own.options) << own.text;
  EXPECT_EQ(own.options->device.latency_ms, 0.);
}

TEST(Options, ALargeSeedKeepsAllItsDigits) {
  EXPECT_EQ(read_options({"--test-tone", "440", "--seed", "18446744073709551615"}).options->asked.seed,
            18446744073709551615ull);
}

struct BadLine {
  std::vector<std::string> words;
  std::string told;
};

class BadCommandLine : public testing::TestWithParam<BadLine> {};

TEST_P(BadCommandLine, EndsWithTwoAndSaysWhy) {
  const CommandLine line = read_options(GetParam().words);
  EXPECT_FALSE(line.options);
  EXPECT_EQ(line.exit_code, daemon_exit::bad_usage);
  EXPECT_NE(line.text.find(GetParam().told), std::string::npos) << line.text;
}

INSTANTIATE_TEST_SUITE_P(
    Options, BadCommandLine,
    testing::Values(BadLine{{}, "nothing to play"},
                    BadLine{{"--test-tone", "440", "--blend", "rain.aeolian"}, "excludes"},
                    BadLine{{"--checkpoint", "a", "--blend", "b", "1.5"}, "--blend: 1.5 is not in [0 - 1]"},
                    BadLine{{"--checkpoint", "a", "--blend", "b", "half"}, "--blend: half is not in [0 - 1]"},
                    BadLine{{"--checkpoint", "a", "--blend"}, "--blend"},
                    BadLine{{"--test-tone", "0"}, "--test-tone"},
                    BadLine{{"--test-tone", "nan"}, "--test-tone"},
                    BadLine{{"--test-tone", "a"}, "--test-tone"},
                    BadLine{{"--test-tone", "440", "--checkpoint", "x"}, "excludes"},
                    BadLine{{"--test-tone", "440", "--output", "radio"}, "is not an output"},
                    BadLine{{"--test-tone", "440", "--output", "file:"}, "is not an output"},
                    BadLine{{"--test-tone", "440", "--output", "null:x"}, "is not an output"},
                    BadLine{{"--test-tone", "440", "--output", "file:a.wav"}, "needs --duration"},
                    BadLine{{"--test-tone", "440", "--name", "a:b"}, "cannot be the name"},
                    BadLine{{"--test-tone", "440", "--name", ""}, "cannot be the name"},
                    BadLine{{"--test-tone", "440", "--latency", "0.5"}, "--latency"},
                    BadLine{{"--test-tone", "440", "--duration", "-1"}, "--duration"},
                    BadLine{{"--test-tone", "440", "--temperature", "2.5"}, "--temperature"},
                    BadLine{{"--test-tone", "440", "--gain", "100"}, "--gain"},
                    BadLine{{"--test-tone", "440", "--seed", "-1"}, "--seed"},
                    BadLine{{"--test-tone", "440", "--osc-port", "70000"}, "--osc-port"},
                    BadLine{{"--test-tone", "440", "--replay-control", "/no/such/log"}, "--replay-control"},
                    BadLine{{"--test-tone", "440", "--record-format", "mp3"}, "--record-format"},
                    BadLine{{"--test-tone", "440", "--watch"}, "--models"},
                    BadLine{{"--test-tone", "440", "--record-quota", "-1"}, "--record-quota"},
                    BadLine{{"--test-tone", "440", "--nonsense"}, "--nonsense"},
                    BadLine{{"--test-tone", "440", "stray"}, "stray"}));

TEST(Options, NumbersAndTogglesOfTheRegistryAreSetByTheirNames) {
  const auto numbers =
      read_options({"--test-tone", "440", "--gain", "-6", "--mute", "--play=false"}).options->asked.numbers;
  const std::map<ParameterId, double> expected{
      {ParameterId::gain, -6.}, {ParameterId::mute, 1.}, {ParameterId::play, 0.}};
  EXPECT_EQ(numbers, expected);
}

TEST(Options, HelpIsMadeFromTheRegistry) {
  const CommandLine line = read_options({"--help"});
  EXPECT_EQ(line.exit_code, 0);
  for (const ParameterSpec& spec : parameter_specs()) {
    std::string option = "--" + std::string(spec.name);
    std::ranges::replace(option, '_', '-');
    EXPECT_NE(line.text.find(option), std::string::npos) << spec.name;
    EXPECT_NE(line.text.find(spec.description.substr(0, 20)), std::string::npos) << spec.name;
  }
}

TEST(Options, VersionIsTold) {
  const CommandLine line = read_options({"--version"});
  EXPECT_EQ(line.exit_code, 0);
  EXPECT_NE(line.text.find(AEOLIAN_VERSION), std::string::npos);
}

}  // namespace
}  // namespace aeolian::daemon

// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/config/configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "daemon/config/password.h"
#include "daemon/config/settings.h"
#include "tests/environment_variable.h"
#include "tests/scratch_folder.h"

namespace aeolian::daemon {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string text_of_file(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

/** The installed file. */
std::string shipped_file() {
  return text_of_file(AEOLIAND_TOML);
}

/** The installed file with every key uncommented. */
std::string with_every_key() {
  return std::regex_replace(shipped_file(), std::regex("(^|\n)#(?=[a-z])"), "$1");
}

ErrorOr<Options> parse(const std::string& text) {
  Options options;
  return parse_configuration(text, "aeoliand.toml", "/etc/aeolian", options).map([&] { return options; });
}

/** Every setting as text. */
std::vector<std::string> values(Options options) {
  options.asked = options.configured;
  std::vector<std::string> all;
  for (const Setting& setting : settings())
    all.push_back(setting.key + " = " + text_of(setting.get(options)));
  return all;
}

CommandLine read(std::vector<std::string> words) {
  words.insert(words.begin(), "aeoliand");
  std::vector<const char*> argv;
  for (const std::string& word : words) argv.push_back(word.c_str());
  return read_command_line(static_cast<int>(argv.size()), argv.data());
}

TEST(Configuration, TheShippedFileChangesNothing) {
  const auto options = parse(shipped_file());
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(values(*options), values(Options()));
}

TEST(Configuration, EveryKeyOfTheShippedFileHasTheDefault) {
  const auto options = parse(with_every_key());
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(values(*options), values(Options()));
  EXPECT_TRUE(options->guard == Options().guard);
  EXPECT_TRUE(options->overload == Options().overload);
  EXPECT_TRUE(options->schedule.on == Options().schedule.on && options->schedule.entries.empty());
  EXPECT_TRUE(options->stream == Options().stream);
}

TEST(Configuration, TheShippedFileLacksNoKey) {
  const std::string text = with_every_key();
  for (const std::string& key : configuration_keys()) {
    const auto dot = key.find('.');
    const auto section = text.find("\n[" + key.substr(0, dot) + "]\n");
    ASSERT_NE(section, std::string::npos) << key;
    const auto end = text.find("\n[", section + 1);
    const std::string body = text.substr(section, end - section);
    EXPECT_THAT(body, HasSubstr("\n" + key.substr(dot + 1) + " = "));
  }
}

TEST(Configuration, StreamsAreRead) {
  const auto options = parse(
      "[stream]\non = false\nhost = \"radio\"\nport = 8001\nmounts = [\"/a.opus\", \"/b.flac\", \"/c\"]\n"
      "format = \"flac\"\nbitrate = 96\nuser = \"me\"\npassword_file = \"secret\"\nname = \"N\"\n"
      "description = \"D\"\npublic = true\ntitles = false\n");
  ASSERT_TRUE(options) << options.error().message;
  const StreamSettings& stream = options->stream;
  EXPECT_FALSE(stream.on || stream.titles);
  EXPECT_TRUE(stream.is_public);
  EXPECT_EQ(stream.host, "radio");
  EXPECT_EQ(stream.port, 8001);
  EXPECT_EQ(stream.bitrate, 96u);
  EXPECT_EQ(stream.user + stream.name + stream.description, "meND");
  EXPECT_EQ(stream.password_file, "/etc/aeolian/secret");
  EXPECT_EQ(stream_format_of(stream, stream.mounts.at(0)), StreamFormat::opus);
  EXPECT_EQ(stream_format_of(stream, stream.mounts.at(1)), StreamFormat::flac);
  EXPECT_EQ(stream_format_of(stream, stream.mounts.at(2)), StreamFormat::flac)
      << "its extension does not tell";
}

TEST(Configuration, AMountIsRefusedWithItsPlace) {
  const auto error_of = [](const std::string& mounts) {
    const auto options = parse("[stream]\nmounts = " + mounts + "\n");
    return options ? "" : options.error().message;
  };
  EXPECT_THAT(error_of("[\"/a\", \"b\"]"), HasSubstr(":2:17: \"b\" is not a mount, such as /aeolian.opus"));
  EXPECT_THAT(error_of("[\"/a b\"]"), HasSubstr("is not a mount"));
  EXPECT_THAT(error_of("[\"/a\", \"/a\"]"), HasSubstr("is named twice"));
  EXPECT_THAT(error_of("[]"), HasSubstr("must name 1 to 8 mounts"));
}

TEST(Configuration, EverySettingIsRead) {
  const auto options = parse(
      "[model]\ncheckpoint = \"/music/wind.aeolian\"\nwatch = true\nquality = \"refined\"\nweights = "
      "\"int8\"\n"
      "[output]\noutput = \"device:USB\"\nrate = 48000\nblock = 256\n"
      "[parameters]\nseed = 7\ntemperature = 1.25\ngain = -6\nmute = true\nguidance = 1.5\nencoding = "
      "\"rain\"\n"
      "[control]\nosc_port = 7000\nhttp_port = 0\nlisten = \"::1\"\nmidi_port = \"nano\"\n"
      "[recording]\nrecord_format = \"flac\"\nrecord_quota = 2.5\nrecordings = \"/takes\"\n"
      "[state]\nkeep_state = false\nstate_file = \"/s.json\"\n[log]\nlog_level = \"warning\"\n");
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->checkpoint, "/music/wind.aeolian");
  EXPECT_TRUE(options->watch);
  EXPECT_EQ(options->quality, Quality::refined);
  EXPECT_EQ(options->weights, WeightFormat::int8);
  EXPECT_EQ(options->device.name, "USB");
  EXPECT_EQ(options->device.rate, 48000);
  EXPECT_EQ(options->device.block, 256);
  EXPECT_EQ(options->configured.seed, 7u);
  EXPECT_EQ(options->configured.encoding, "rain");
  const std::map<ParameterId, double> numbers{{ParameterId::temperature, 1.25},
                                              {ParameterId::guidance, 1.5},
                                              {ParameterId::gain, -6.},
                                              {ParameterId::mute, 1.}};
  EXPECT_EQ(options->configured.numbers, numbers);
  EXPECT_EQ(options->asked, InitialValues()) << "the initial values come from the command line";
  EXPECT_EQ(options->osc_port, 7000);
  EXPECT_EQ(options->http_port, 0);
  EXPECT_EQ(options->listen_address, "::1");
  EXPECT_EQ(options->midi_port, "nano");
  EXPECT_EQ(options->record_format, SoundFormat::flac);
  EXPECT_EQ(options->record_quota, 2.5);
  EXPECT_EQ(options->places.recordings, "/takes");
  EXPECT_FALSE(options->keep_state);
  EXPECT_EQ(options->places.state, "/s.json");
  EXPECT_EQ(options->log_level, LogLevel::warning);
}

TEST(Configuration, RelativePathsBeginAtTheFile) {
  EXPECT_EQ(parse("[model]\ncheckpoint = \"models/wind.aeolian\"\n")->checkpoint,
            "/etc/aeolian/models/wind.aeolian");
}

TEST(Configuration, ListsAreReadFromTheFileAndOnTheCommandLineWithCommas) {
  const auto from_file = parse("[control]\nhttp_hosts = [\"a.example\", \"b\"]\nhttp_origins = [\"null\"]\n");
  ASSERT_TRUE(from_file) << from_file.error().message;
  EXPECT_EQ(from_file->http_hosts, (std::vector<std::string>{"a.example", "b"}));
  EXPECT_EQ(from_file->http_origins, std::vector<std::string>{"null"});
  EXPECT_EQ(parse("[control]\nnotify = [\"192.0.2.7:8000\", \"[fe80::1]:8000\"]\n")->notify,
            (std::vector<std::string>{"192.0.2.7:8000", "[fe80::1]:8000"}));
  const auto from_words = read({"--test-tone", "440", "--http-origins", "https://a.example,https://b.example",
                                "--http-origins", "null", "--http-hosts", "studio"});
  ASSERT_TRUE(from_words.options) << from_words.text;
  EXPECT_EQ(from_words.options->http_origins,
            (std::vector<std::string>{"https://a.example", "https://b.example", "null"}));
  EXPECT_FALSE(read({"--test-tone", "440", "--http-hosts", "http://studio"}).options);
}

TEST(Configuration, SecretsAreReadFromTheFileAndNotFromTheCommandLine) {
  const auto from_file = parse("[control]\npassword = \"open sesame\"\nosc_token = \"swordfish\"\n");
  ASSERT_TRUE(from_file) << from_file.error().message;
  EXPECT_EQ(password_of(*from_file), "open sesame");
  EXPECT_EQ(from_file->osc_token, "swordfish");
  EXPECT_FALSE(read({"--test-tone", "440", "--password", "open sesame"}).options);
  EXPECT_FALSE(read({"--test-tone", "440", "--osc-token", "swordfish"}).options);
}

TEST(Configuration, APasswordFileHasThePasswordInItsFirstLine) {
  ScratchFolder scratch;
  write(scratch / "password", "open sesame\r\nnothing else counts\n");
  const auto line = read({"--test-tone", "440", "--password-file", scratch / "password"});
  ASSERT_TRUE(line.options) << line.text;
  EXPECT_EQ(password_of(*line.options), "open sesame");
  write(scratch / "password", "\nopen sesame\n");
  EXPECT_THAT(password_of(*line.options).error().message, HasSubstr("its first line has fewer than 8"));
  fs::remove(scratch / "password");
  EXPECT_THAT(password_of(*line.options).error().message,
              HasSubstr("the password file " + scratch.path().string()));
}

TEST(Configuration, AnAddressMayNameAnInterfaceThatComesLater) {
  const auto options = parse("[control]\nlisten = \"fe80::1%later0\"\n");
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->listen_address, "fe80::1%later0");
}

struct Wrong {
  std::string text;
  std::string told;
};

class WrongConfiguration : public testing::TestWithParam<Wrong> {};

TEST_P(WrongConfiguration, IsToldAndChangesNothing) {
  Options options;
  const auto read = parse_configuration(GetParam().text, "aeoliand.toml", "/etc/aeolian", options);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr(GetParam().told));
  EXPECT_EQ(values(options), values(Options()));
}

INSTANTIATE_TEST_SUITE_P(
    Configuration, WrongConfiguration,
    testing::Values(
        Wrong{"[control]\nosc_port = 7000\n[parameters]\n  temprature = 1\n",
              "aeoliand.toml:4:3: unknown key \"temprature\" in [parameters]; did you mean temperature?"},
        Wrong{"[control]\nhttp_origins = [\"panel.example\"]\n", "give http:// or https://"},
        Wrong{"[control]\nhttp_hosts = [\"http://studio\"]\n", "is not the name of a machine"},
        Wrong{"[control]\nhttp_hosts = \"studio\"\n", "must be a list of quoted texts"},
        Wrong{"[control]\nnotify = [\"192.0.2.7:8000\", \"192.0.2.7\"]\n",
              "\"192.0.2.7\" is not ADDRESS:PORT"},
        Wrong{"[control]\nnotify = [\"studio:8000\"]\n",
              "\"studio:8000\" is not ADDRESS:PORT with a numeric address"},
        Wrong{"[control]\nlisten = \"here\"\n",
              "2:10: \"listen\" is wrong: \"here\" is not a numeric network address"},
        Wrong{"[control]\npassword = \"sesame\"\n",
              "2:12: \"password\" is wrong: it has fewer than 8 characters"},
        Wrong{"[control]\nosc_token = \"sesame\"\n", "\"osc_token\" is wrong: it has fewer"},
        Wrong{"[control]\npassword = \"open sesame\"\npassword_file = \"a\"\n",
              "2:12: \"password\" and \"password_file\" exclude each other"},
        Wrong{"[parameters]\ntemperature = 3\n", "2:15: \"temperature\" is 3, which is not within 0 and 2"},
        Wrong{"[parameters]\nmute = 1\n", "must be true or false"},
        Wrong{"[parameters]\nseed = -1\n", "\"seed\" is -1"},
        Wrong{"[output]\noutput = \"radio\"\n", "2:10: \"output\" is wrong: \"radio\" is not an output"},
        Wrong{"[output]\nrate = 100\n", "\"rate\" is 100, which is less than 4000 and not 0"},
        Wrong{"[model]\ntest_tone = 0.5\n", "\"test_tone\" is 0.5, which is less than 1 and not 0"},
        Wrong{"[model]\ncheckpoint = \"a\"\ntest_tone = 440\n", "3:13: \"test_tone\" and \"checkpoint\""},
        Wrong{"[model]\nblend = \"a\"\ntest_tone = 440\n", "3:13: \"test_tone\" and \"blend\""},
        Wrong{"[log]\nlog_level = \"loud\"\n", "\"log_level\" is \"loud\""},
        Wrong{"[contrl]\nosc_port = 1\n", "unknown table [contrl]; did you mean control?"}));

/** Without any configuration of this machine. */
class CommandLineOverFile : public testing::Test {
 protected:
  ScratchFolder scratch_;
  EnvironmentVariable home_{"XDG_CONFIG_HOME", scratch_.path().string()};
  const fs::path users_ = scratch_ / "aeolian" / "aeoliand.toml";
};

TEST_F(CommandLineOverFile, WinsOverTheFile) {
  write(users_, "[model]\ntest_tone = 440\n[control]\nosc_port = 7000\nhttp_port = 7001\n");
  const auto line = read({"--osc-port", "8000"});
  ASSERT_TRUE(line.options) << line.text;
  EXPECT_EQ(line.options->test_tone, 440.);
  EXPECT_EQ(line.options->osc_port, 8000);
  EXPECT_EQ(line.options->http_port, 7001);
  EXPECT_EQ(line.options->configuration, users_);
  EXPECT_FALSE(line.options->subject_asked);
}

TEST_F(CommandLineOverFile, MayTakeAnotherSubject) {
  write(users_, "[model]\ncheckpoint = \"/music/wind.aeolian\"\n");
  const auto line = read({"--test-tone", "440"});
  ASSERT_TRUE(line.options) << line.text;
  EXPECT_EQ(line.options->test_tone, 440.);
  EXPECT_EQ(line.options->checkpoint, "");
  EXPECT_TRUE(line.options->subject_asked);
}

TEST_F(CommandLineOverFile, MayBlendInAnotherModelOrPlayOneAlone) {
  write(
      users_,
      "[model]\ncheckpoint = \"wind.aeolian\"\nblend = \"rain.aeolian\"\n[parameters]\nmodel_weight = 0.5\n");
  const auto as_in_file = read({});
  ASSERT_TRUE(as_in_file.options) << as_in_file.text;
  EXPECT_EQ(as_in_file.options->blend, users_.parent_path() / "rain.aeolian");
  EXPECT_EQ(as_in_file.options->configured.numbers.at(ParameterId::model_weight), .5);
  const auto other = read({"--blend", "sea.aeolian", "0.25"});
  ASSERT_TRUE(other.options) << other.text;
  EXPECT_TRUE(other.options->blend_asked);
  EXPECT_FALSE(other.options->subject_asked);
  EXPECT_EQ(other.options->blend, "sea.aeolian");
  EXPECT_EQ(other.options->checkpoint, users_.parent_path() / "wind.aeolian");
  EXPECT_EQ(other.options->asked.numbers.at(ParameterId::model_weight), .25);
  EXPECT_EQ(read({"--checkpoint", "bells.aeolian"}).options->blend, "");
  EXPECT_EQ(read({"--test-tone", "440"}).options->blend, "");
}

TEST_F(CommandLineOverFile, NamesAnotherFile) {
  write(users_, "[control]\nosc_port = 7000\n");
  const fs::path other = scratch_ / "other.toml";
  write(other, "[control]\nhttp_port = 7001\n");
  const auto line = read({"--test-tone", "440", "--config", other});
  ASSERT_TRUE(line.options) << line.text;
  EXPECT_EQ(line.options->osc_port, 9000);
  EXPECT_EQ(line.options->http_port, 7001);
}

TEST_F(CommandLineOverFile, EndsWithTwoWhereTheFileIsWrong) {
  write(users_, "[control]\nosc_prt = 7000\n");
  const auto line = read({"--test-tone", "440"});
  EXPECT_FALSE(line.options);
  EXPECT_EQ(line.exit_code, daemon_exit::bad_usage);
  EXPECT_EQ(line.text,
            users_.string() + ":2:1: unknown key \"osc_prt\" in [control]; did you mean osc_port?\n");
}

TEST_F(CommandLineOverFile, IsReadAgainOverTheFileAsItIsNow) {
  write(users_, "[control]\nosc_port = 7000\nhttp_port = 7001\n");
  const auto line = read({"--test-tone", "440", "--osc-port", "8000"});
  ASSERT_TRUE(line.options) << line.text;
  write(users_, "[control]\nosc_port = 7002\nhttp_port = 7003\n");
  const auto again = reread(*line.options);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->osc_port, 8000);
  EXPECT_EQ(again->http_port, 7003);
  write(users_, "[control]\nosc_port = x\n");
  const auto wrong = reread(*line.options);
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message, HasSubstr("aeoliand.toml:2:"));
}

}  // namespace
}  // namespace aeolian::daemon

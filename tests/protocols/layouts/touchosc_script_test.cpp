// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the script of TouchOSC's layout in Lua 5.1, its own language version, with stand-ins for TouchOSC's
// functions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/property_tree/ptree.hpp>
#include <filesystem>
#include <fstream>

#include "tests/protocols/layouts/touchosc_file.h"
#include "tests/protocols/oscquery/program.h"

namespace aeolian {
namespace {

using boost::property_tree::ptree;
using testing::HasSubstr;
using testing::Not;

void write_names(const ptree& node, std::ostream& file) {
  file << touchosc_property(node, "name") << '\n';
  if (const auto children = node.get_child_optional("children")) {
    for (const auto& [tag, child] : *children) write_names(child, file);
  }
}

class TouchOscScriptTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!oscquery::are_installed({"lua5.1"})) GTEST_SKIP() << "Lua (package lua5.1) is not installed";
    std::filesystem::create_directory(folder_);
    const auto document = touchosc_document();
    const auto& root = document.get_child("lexml.node");
    std::ofstream(folder_ / "root.lua") << touchosc_property(root, "script");
    std::ofstream names(folder_ / "names.txt");
    write_names(root, names);
  }
  ~TouchOscScriptTest() override { std::filesystem::remove_all(folder_); }

  /** The output of the script for these lines; it ends with "end" unless the script failed. */
  std::string after(const std::string& lines) const {
    std::ofstream(folder_ / "lines.txt") << lines;
    const std::string folder = folder_.string();
    return oscquery::output_of("lua5.1 " AEOLIAN_LAYOUT_TESTS "/touchosc_host.lua " + folder + "/root.lua " +
                               folder + "/names.txt <" + folder + "/lines.txt 2>&1");
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("aeolian-touchosc-" + std::to_string(getpid()));
};

TEST_F(TouchOscScriptTest, SubscribesAtOnceAndEveryTwentySeconds) {
  const auto once = after("frame 5\nframe 19000\n");
  EXPECT_THAT(once, HasSubstr("sent /aeolian/notify 1 9010 10 10\nend"));
  const auto twice = after("frame 5\nframe 19000\nframe 20005\n");
  EXPECT_EQ(twice.find("notify"), once.find("notify"));
  EXPECT_NE(twice.find("notify"), twice.rfind("notify"));
}

TEST_F(TouchOscScriptTest, AnswersTheToken) {
  EXPECT_THAT(after("message /aeolian/notify/confirm s qwertz\n"),
              HasSubstr("sent /aeolian/notify/confirm qwertz"));
}

TEST_F(TouchOscScriptTest, LeavesMessagesToTheirControlsUnlessAFingerLiesOnThem) {
  EXPECT_THAT(after("message /aeolian/gain f -6\n"), HasSubstr("handled false"));
  EXPECT_THAT(after("touch /gain\nmessage /aeolian/gain f -6\n"), HasSubstr("handled true"));
  EXPECT_THAT(after("message /elsewhere f 1\n"), HasSubstr("handled false"));
}

TEST_F(TouchOscScriptTest, ShowsTheSoundAndAsksWhereItLies) {
  const auto named = after("message /aeolian/encoding s rain_drops\n");
  EXPECT_THAT(named, HasSubstr("encoding.text = rain drops\nencoding 2.text = rain drops"));
  EXPECT_THAT(
      named,
      HasSubstr("sent /aeolian/encoding/x\nsent /aeolian/encoding/y\nsent /aeolian/encoding/vector\n"));
  EXPECT_THAT(after("message /aeolian/encoding s wind s sea f 0.25\n"),
              HasSubstr("encoding.text = wind - sea, 25 %"));
  EXPECT_THAT(after("message /aeolian/encoding f 0.5 f 0.5 f 0.7\n"),
              HasSubstr("encoding.text = drifting, or between sounds"));
  EXPECT_THAT(after("touch map\nmessage /aeolian/encoding s sea\n"), Not(HasSubstr("encoding/x")));
}

TEST_F(TouchOscScriptTest, AsksForTheFadersThatTheModelHas) {
  const auto two = after("message /aeolian/encoding/vector f 0 f 1\n");
  EXPECT_THAT(two, HasSubstr("sent /aeolian/encoding/dim/1\n"));
  EXPECT_THAT(two, Not(HasSubstr("sent /aeolian/encoding/dim/2")));
}

TEST_F(TouchOscScriptTest, ShowsAPadForEachSoundAndHidesThoseThatAreGone) {
  const std::string two =
      "message /aeolian/encoding/list/start i 2\nmessage /aeolian/encoding/list/name s wind\n"
      "message /aeolian/encoding/list/name s sea\nmessage /aeolian/encoding/list/end i 2\n";
  const std::string one =
      "message /aeolian/encoding/list/start i 1\nmessage /aeolian/encoding/list/name s rain\n"
      "message /aeolian/encoding/list/end i 1\n";
  const auto shown = after(two);
  EXPECT_THAT(shown, HasSubstr("encoding pad 2.tag = sea\nencoding name 2.text = sea\n"
                               "encoding pad 2.visible = true\nencoding name 2.visible = true\n"));
  EXPECT_THAT(shown, Not(HasSubstr("visible = false")));
  EXPECT_THAT(after(two + one), HasSubstr("encoding pad 2.visible = false"));
}

TEST_F(TouchOscScriptTest, AsksForTheNamesWheneverAnotherModelPlays) {
  const auto status = [](const std::string& model) {
    return "message /aeolian/status.reply s playing f 0.2 f 0.5 f 48000 f 48000 i 0 i 61 s " + model +
           " s JACK\n";
  };
  const std::string lists =
      "sent /aeolian/encoding/list\nsent /aeolian/encoding/xy/list\nsent /aeolian/model/list\n";
  EXPECT_THAT(after(status("wind")), HasSubstr(lists));
  const auto twice = after(status("wind") + status("wind"));
  EXPECT_EQ(twice.find(lists), twice.rfind(lists));
  const auto changed = after(status("wind") + status("sea"));
  EXPECT_NE(changed.find(lists), changed.rfind(lists));
}

TEST_F(TouchOscScriptTest, AsksForTheRestOfAListAndGoesOnFromThere) {
  const auto shown = after(
      "message /aeolian/model/list/start i 2\nmessage /aeolian/model/list/name s wind\n"
      "message /aeolian/model/list/more i 2 i 1\nmessage /aeolian/model/list/end i 2\n"
      "message /aeolian/model/list/start i 2\nmessage /aeolian/model/list/name s sea\n"
      "message /aeolian/model/list/end i 2\n");
  EXPECT_THAT(shown, HasSubstr("sent /aeolian/model/list 2"));
  EXPECT_THAT(shown, HasSubstr("model pad 2.tag = sea"));
  EXPECT_THAT(shown, Not(HasSubstr("visible = false")));
}

TEST_F(TouchOscScriptTest, PutsNamesAtTheirPlacesOnTheMap) {
  const auto shown = after(
      "size map 0 0 510 428\nsize place_1 0 0 110 28\nmessage /aeolian/encoding/xy/list/start i 1\n"
      "message /aeolian/encoding/xy/list/name s sea f 0.5 f 1\nmessage /aeolian/encoding/xy/list/end i 1\n");
  EXPECT_THAT(shown,
              HasSubstr("place 1.visible = true\nplace 1.text = sea\nplace 1.x = 200\nplace 1.y = 0\n"));
}

TEST_F(TouchOscScriptTest, MovesTheMetersAndShowsWhatItIsTold) {
  const auto level = after("message /aeolian/level f -6 f -12 f -60 f -100 f -30 f 3\n");
  EXPECT_THAT(level, HasSubstr("left peak.x = 0\nleft rms.x = 0\nright peak.x = 0.5\nright rms.x = 1\n"));
  EXPECT_THAT(after("message /aeolian/spectrum f -30 f -60\n"), HasSubstr("band 1.x = 0.5\nband 2.x = 0\n"));
  EXPECT_THAT(after("message /aeolian/beat i 3 i 2 f 0.5 f 120 s none\n"),
              HasSubstr("beat.text = bar 3, beat 2, 120.0 BPM"));
  EXPECT_THAT(after("message /aeolian/fail s /aeolian/preset/load i 0 i 404 s no_such_preset\n"),
              HasSubstr("answer.text = no such preset\nanswer 2.text = no such preset"));
  EXPECT_THAT(
      after("message /aeolian/status.reply s playing f 0.25 f 0.5 f 48000 f 48000 i 3 i 61 s wind s JACK\n"),
      HasSubstr("status.text = wind playing, load 25 %, 3 underruns"));
  EXPECT_THAT(after("message /aeolian/listen/heard f -20 f 1 f 0 f 0 f 0 f 0 f 0 s sea\n"),
              HasSubstr("heard.text = -20 dB, most like sea"));
}

}  // namespace
}  // namespace aeolian

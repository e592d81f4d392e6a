// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <string>
#include <vector>

#include "core/audio/sound_file.h"
#include "tests/comes_true.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/integration/daemon_process.h"
#include "tests/protocols/oscquery/program.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;

/** Runs the whole program, playing a model to standard output. */
class PipeInDaemon : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(write_checkpoint(folder_ / "a.aeolian", random_checkpoint(ModelKind::small, 1)));
  }

  /** The output of the program with these options, or of those that read it; its own log goes to `log`. */
  std::string shell(const std::string& options, const std::string& reader = "") const {
    return oscquery::output_of("XDG_CONFIG_HOME=" + folder_.path().string() +
                               " XDG_STATE_HOME=" + folder_.path().string() +
                               " " AEOLIAND " --osc-port 0 --http-port 0 --keep-state=false " +
                               "--checkpoint " + (folder_ / "a.aeolian").string() + " " + options + " 2>>" +
                               (folder_ / "log").string() + " " + reader);
  }

  std::vector<float> sound(const std::string& name) const {
    const auto read = read_sound(folder_ / name);
    EXPECT_TRUE(read) << read.error().message;
    return read ? read->samples : std::vector<float>();
  }

  ScratchFolder folder_;
};

TEST_F(PipeInDaemon, HasTheSamplesOfARenderedFileInRealTimeAndAheadOfIt) {
  const std::string file = (folder_ / "rendered.wav").string();
  shell("--output file:" + file + " --duration 2");
  const auto rendered = sound("rendered.wav");
  ASSERT_GT(rendered.size(), 0u);
  const std::size_t before_fade = rendered.size() * 7 / 8;
  for (const std::string pace : {"clock", "reader"}) {
    const std::string piped = (folder_ / (pace + ".wav")).string();
    shell("--output pipe: --pipe-pace " + pace + " --duration 2", "| cat > " + piped);
    const auto heard = sound(pace + ".wav");
    ASSERT_EQ(heard.size(), rendered.size()) << pace;
    EXPECT_TRUE(std::equal(rendered.begin(), rendered.begin() + static_cast<std::ptrdiff_t>(before_fade),
                           heard.begin()))
        << pace;
  }
}

TEST_F(PipeInDaemon, HasExactlyTheDurationAtAnotherRateAsWellAndFadesOut) {
  for (const std::string pace : {"clock", "reader"}) {
    const std::string bytes =
        shell("--output pipe: --pipe-format s16le --rate 48000 --duration 1.5 --pipe-pace " + pace);
    ASSERT_EQ(bytes.size(), 72000u * 4) << pace;
    EXPECT_NE(bytes.find_first_not_of('\0'), std::string::npos) << pace;
    EXPECT_EQ(bytes.substr(bytes.size() - 400).find_first_not_of('\0'), std::string::npos) << pace;
  }
}

TEST_F(PipeInDaemon, EndsNotWithTheReaderOfStandardOutput) {
  shell("--output pipe: --duration 2", "| head -c 1000 > /dev/null");
  const std::string log = oscquery::output_of("cat " + (folder_ / "log").string());
  EXPECT_NE(log.find("standard output: its reader is gone; playing on in silence"), std::string::npos) << log;
  EXPECT_NE(log.find(" steps, 0 underruns"), std::string::npos) << log;
}

TEST_F(PipeInDaemon, TellsOfAFifoWithoutAReaderInItsStatusAndPlaysOn) {
  DaemonProcess daemon({"--osc-port", "0", "--http-port", "0", "--midi", "off", "--test-tone", "440",
                        "--output", "pipe:" + (folder_ / "fifo").string(), "--pipe-format", "s16le"});
  ASSERT_NE(daemon.osc_port(), 0) << daemon.log();
  EXPECT_TRUE(comes_true([&] { return daemon.log().find("fifo\" has no reader") != std::string::npos; }));
  oscquery::output_of("head -c 100000 " + (folder_ / "fifo").string() + " > /dev/null");
  EXPECT_TRUE(comes_true([&] { return daemon.log().find("its reader is gone") != std::string::npos; }));
  daemon.send(SIGTERM);
  EXPECT_EQ(daemon.wait(30s), 0) << daemon.log();
  EXPECT_GT(daemon.steps(), 10) << daemon.log();
}

}  // namespace
}  // namespace aeolian

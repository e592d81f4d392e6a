// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/comes_true.h"
#include "tests/integration/systemd_machine.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

bool has(const std::string& program) {
  return run_command("command -v " + program).exit_code == 0;
}

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

/** The units generated from their templates. */
class SystemdUnits : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (!has("systemd-analyze"))
      GTEST_SKIP() << "systemd-analyze is not installed: the units are not checked";
    // The program is not yet where it will be installed.
    std::string unit = text_of(fs::path(AEOLIAN_BUILD "/systemd") / GetParam() / "aeoliand.service");
    const std::string program = AEOLIAN_BINDIR "/aeoliand";
    ASSERT_THAT(unit, HasSubstr("ExecStart=" + program));
    unit.replace(unit.find(program), program.size(), AEOLIAND);
    std::ofstream(unit_) << unit;
  }

  const ScratchFolder folder_;
  const fs::path unit_ = folder_ / "aeoliand.service";
};

TEST_P(SystemdUnits, AreUnderstoodByWordAndValue) {
  const auto result = run_command("XDG_RUNTIME_DIR=" + folder_.path().string() +
                                  " systemd-analyze verify --man=no --recursive-errors=no --" + GetParam() +
                                  " " + unit_.string());
  EXPECT_THAT(result.output, IsEmpty()) << "it ends with 0 where it warns of unknown keys";
  EXPECT_EQ(result.exit_code, 0);
}

TEST_P(SystemdUnits, HideNoSoundCardAndForbidNoRealTime) {
  const std::string unit = text_of(unit_);
  EXPECT_THAT(unit, testing::Not(HasSubstr("\nPrivateDevices=")));
  EXPECT_THAT(unit, testing::Not(HasSubstr("\nRestrictRealtime=")));
}

INSTANTIATE_TEST_SUITE_P(, SystemdUnits, testing::Values("system", "user"),
                         [](const auto& scope) { return scope.param; });

TEST(SystemdUnit, IsExposedByThreeOfTenAtMost) {
  if (!has("systemd-analyze")) GTEST_SKIP() << "systemd-analyze is not installed: the unit is not rated";
  const auto result =
      run_command("systemd-analyze security --offline=true --no-pager --threshold=30 " AEOLIAN_BUILD
                  "/systemd/system/aeoliand.service");
  EXPECT_EQ(result.exit_code, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("Overall exposure level"));
}

/** The files that `cmake --install` installs, in a folder. */
class Installation {
 public:
  Installation()
      : result_(run_command("DESTDIR=" + folder_.path().string() + " cmake --install " AEOLIAN_BUILD)) {}

  const CommandResult& result() const { return result_; }
  fs::path operator/(const std::string& installed) const { return folder_.path().string() + installed; }
  void install_again() {
    result_ = run_command("DESTDIR=" + folder_.path().string() + " cmake --install " AEOLIAN_BUILD);
  }

 private:
  const ScratchFolder folder_;
  CommandResult result_;
};

TEST(Installation, PutsAllThatAServiceTakesInPlace) {
  const Installation installation;
  ASSERT_EQ(installation.result().exit_code, 0) << installation.result().output;
  for (const std::string file :
       {AEOLIAN_BINDIR "/aeoliand", AEOLIAN_BINDIR "/aeolian-ctl",
        AEOLIAN_PREFIX "/libexec/aeolian/aeolian-output", AEOLIAN_PREFIX "/libexec/aeolian/aeolian-midi",
        AEOLIAN_PREFIX "/lib/systemd/system/aeoliand.service",
        AEOLIAN_PREFIX "/lib/systemd/user/aeoliand.service", AEOLIAN_PREFIX "/lib/sysusers.d/aeolian.conf",
        AEOLIAN_PREFIX "/share/aeolian/dnssd/aeolian-osc.dnssd",
        AEOLIAN_PREFIX "/share/aeolian/aeolian.aeolian", AEOLIAN_PREFIX "/share/aeolian/page/index.html",
        AEOLIAN_SYSCONFDIR "/default/aeoliand"}) {
    EXPECT_TRUE(fs::exists(installation / file)) << file;
  }
}

TEST(Installation, UnitsNameTheProgramsOfThePrefixThatItIsGiven) {
  const ScratchFolder folder;
  const std::string prefix = folder.path().string();
  const auto result = run_command("cmake --install " AEOLIAN_BUILD " --prefix " + prefix);
  ASSERT_EQ(result.exit_code, 0) << result.output;
  for (const char* unit : {"system/aeoliand", "system/aeoliand@", "user/aeoliand"}) {
    const std::string text = text_of(folder / "lib/systemd" / (std::string(unit) + ".service"));
    EXPECT_THAT(text, HasSubstr("ExecStart=" + prefix + "/bin/aeoliand ")) << unit;
    EXPECT_THAT(text, HasSubstr("MemoryMax=2G\nTasksMax=128\nLimitCORE=0\n")) << unit;
  }
  EXPECT_TRUE(fs::exists(folder / "etc/aeolian/aeoliand.toml"));
}

TEST(Installation, LeavesWhatSomebodyHasWritten) {
  Installation installation;
  const auto environment = installation / AEOLIAN_SYSCONFDIR "/default/aeoliand";
  std::ofstream(environment) << "AEOLIAND_OPTIONS=--gain -6\n";
  installation.install_again();
  EXPECT_EQ(text_of(environment), "AEOLIAND_OPTIONS=--gain -6\n");
}

/** Runs the installed service under a systemd of the test, without any sound device. */
class SystemdService : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!has("systemd-nspawn") || !has("nsenter")) {
      why_not = "systemd-nspawn is not installed (package systemd-container)";
      return;
    }
    installation = std::make_unique<Installation>();
    drop_ins = std::make_unique<ScratchFolder>();
    // Shortens waiting times; everything else is as in the installed unit.
    const auto times = drop_in("service", "WatchdogSec=2\nTimeoutAbortSec=1\nRestartSec=500ms\n");
    // The container has no PAM.
    const auto manager = drop_in("manager", "PAMName=\nEnvironment=XDG_RUNTIME_DIR=/run/user/%i\n");
    auto booted = SystemdMachine::boot(
        {*installation / AEOLIAN_PREFIX ":" AEOLIAN_PREFIX, times + ":/etc/systemd/system/aeoliand.service.d",
         manager + ":/etc/systemd/system/user@.service.d"},
        *drop_ins / "boot.log");
    if (booted) {
      machine = std::move(*booted);
    } else {
      why_not = booted.error().message;
    }
  }
  static std::string drop_in(const std::string& name, const std::string& text) {
    const fs::path folder = *drop_ins / name;
    fs::create_directory(folder);
    std::ofstream(folder / "test.conf") << "[Service]\n" << text;
    return folder;
  }
  static void TearDownTestSuite() {
    machine.reset();
    drop_ins.reset();
    installation.reset();
  }

  void SetUp() override {
    if (!machine) GTEST_SKIP() << "no systemd of one's own: " << why_not;
    ASSERT_EQ(installation->result().exit_code, 0) << installation->result().output;
    write_configuration("");
    machine->run("systemctl stop aeoliand jack user@0; rm -rf /var/lib/aeolian/*");
    const auto started = machine->run("systemctl start aeoliand");
    ASSERT_EQ(started.exit_code, 0) << started.output << journal();
  }

  static std::string journal() { return machine->run("journalctl --no-pager -n 40 -u aeoliand").output; }
  static std::string show(const std::string& property) { return machine->show("aeoliand", property); }
  static bool runs() { return show("ActiveState") == "active" && show("SubState") == "running"; }

  static void write_configuration(const std::string& text) {
    std::ofstream(*installation / AEOLIAN_SYSCONFDIR "/aeolian/aeoliand.toml") << text;
  }
  static std::string gain() { return machine->run("aeolian-ctl get /gain").output; }

  /** Whether it runs again, as another process, after this one was killed. */
  static bool comes_back(const std::string& process) {
    return comes_true([&] { return show("MainPID") != process && runs(); });
  }

  static inline std::unique_ptr<Installation> installation;
  static inline std::unique_ptr<ScratchFolder> drop_ins;
  static inline std::unique_ptr<SystemdMachine> machine;
  static inline std::string why_not;
};

TEST_F(SystemdService, IsReadyAsItsOwnUserAndWaitsForADevice) {
  EXPECT_TRUE(runs()) << journal();
  EXPECT_THAT(show("StatusText"), StartsWith("waiting for device"));
  const std::string process = show("MainPID");
  EXPECT_EQ(machine->run("ps -o user= -o group= -p " + process).output, "aeolian  aeolian\n");
  EXPECT_THAT(machine->run("id aeolian").output, HasSubstr("(audio)"));
  EXPECT_EQ(machine->run("stat -c %U:%G /var/lib/aeolian /var/cache/aeolian /var/log/aeolian").output,
            "aeolian:aeolian\naeolian:aeolian\naeolian:aeolian\n");
}

TEST_F(SystemdService, LogsToTheJournalWithLevelsAndWithoutTimesOfItsOwn) {
  const auto warnings = [] {
    return machine->run("journalctl -o cat -p warning..warning -u aeoliand").output;
  };
  EXPECT_TRUE(comes_true([&] { return warnings().find("\naeolian-output: ") != std::string::npos; }))
      << journal();
  EXPECT_THAT(machine->run("journalctl -o cat -p info..info -u aeoliand").output, HasSubstr("\nplaying "));
}

TEST_F(SystemdService, IsEndedAndStartedAgainByTheWatchdogWhenItStandsStill) {
  const std::string process = show("MainPID");
  ASSERT_EQ(machine->run("kill -STOP " + process).exit_code, 0);
  EXPECT_TRUE(comes_back(process)) << journal();
  EXPECT_THAT(journal(), HasSubstr("Watchdog timeout"));
}

TEST_F(SystemdService, IsStartedAgainAfterItWasKilled) {
  const std::string process = show("MainPID");
  ASSERT_EQ(machine->run("kill -KILL " + process).exit_code, 0);
  EXPECT_TRUE(comes_back(process)) << journal();
}

TEST_F(SystemdService, IsAsItWasAfterItWasKilled) {
  ASSERT_EQ(machine->run("aeolian-ctl set /gain -7").exit_code, 0);
  ASSERT_TRUE(
      comes_true([] { return machine->run("grep -e -7 /var/lib/aeolian/state.json").exit_code == 0; }));
  const std::string process = show("MainPID");
  machine->run("kill -KILL " + process);
  ASSERT_TRUE(comes_back(process)) << journal();
  EXPECT_THAT(gain(), HasSubstr("-7")) << journal();
}

TEST_F(SystemdService, ReadsItsConfigurationAgainAndChangesNothingWhereItHasAFault) {
  const std::string process = show("MainPID");
  write_configuration("[parameters]\ngain = -5\n");
  ASSERT_EQ(machine->run("systemctl reload aeoliand").exit_code, 0);
  EXPECT_TRUE(comes_true([] { return gain().find("-5") != std::string::npos; })) << journal();
  write_configuration("[parameters]\ngian = -9\n");
  ASSERT_EQ(machine->run("systemctl reload aeoliand").exit_code, 0);
  EXPECT_TRUE(comes_true([] { return journal().find("aeoliand.toml:2:1") != std::string::npos; }))
      << journal();
  EXPECT_TRUE(runs());
  EXPECT_THAT(gain(), HasSubstr("-5"));
  EXPECT_EQ(show("MainPID"), process);
}

TEST_F(SystemdService, PlaysToTheJackServerOfItsUserThroughItsOwnWalls) {
  if (machine->run("command -v jackd").exit_code != 0) GTEST_SKIP() << "jackd is not installed";
  ASSERT_EQ(machine
                ->run("systemd-run --quiet --unit jack -p User=aeolian -E JACK_NO_AUDIO_RESERVATION=1 "
                      "jackd -r -S -d dummy -r 48000 -p 1024")
                .exit_code,
            0);
  EXPECT_TRUE(comes_true([] { return show("StatusText").starts_with("playing"); })) << journal();
  EXPECT_THAT(show("StatusText"), HasSubstr("JACK"));
  machine->run("systemctl stop jack");
  EXPECT_TRUE(comes_true([] { return show("StatusText").starts_with("waiting for device"); })) << journal();
}

TEST_F(SystemdService, StopsWithSuccessAndLeavesNoProcess) {
  ASSERT_EQ(machine->run("systemctl stop aeoliand").exit_code, 0);
  EXPECT_EQ(show("ActiveState"), "inactive");
  EXPECT_EQ(show("Result"), "success") << journal();
  EXPECT_THAT(machine->run("pgrep -l aeolian").output, IsEmpty());
}

TEST_F(SystemdService, PlaysInAPersonsSession) {
  machine->run("systemctl stop aeoliand");
  ASSERT_EQ(machine->run("systemctl start user@0").exit_code, 0);
  const std::string person = "export HOME=/root XDG_RUNTIME_DIR=/run/user/0; ";
  const auto started = machine->run(person + "systemctl --user start aeoliand");
  EXPECT_EQ(started.exit_code, 0) << started.output;
  EXPECT_THAT(machine->run(person + "systemctl --user show --property StatusText aeoliand").output,
              StartsWith("StatusText=waiting for device"));
}

}  // namespace
}  // namespace aeolian

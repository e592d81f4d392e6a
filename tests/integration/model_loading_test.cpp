// SPDX-License-Identifier: GPL-3.0-or-later
// Tests loading models that are too large, too many or invalid, and the memory in use afterwards.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <utility>

#include "core/model/checkpoint.h"
#include "tests/comes_true.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/integration/daemon_process.h"
#include "tests/protocols/osc/osc_peer.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::uint64_t mebibyte = 1u << 20;

/** Sizes of a process, bytes: its address space, or the resident part. */
enum class Size { space, resident };

std::uint64_t size_of(pid_t process, Size which) {
  std::ifstream statm("/proc/" + std::to_string(process) + "/statm");
  std::uint64_t space = 0, resident = 0;
  statm >> space >> resident;
  return (which == Size::space ? space : resident) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

class ModelLoading : public testing::Test {
 protected:
  /** Writes a model of this many MiB that is easy to play. */
  void write_model(const std::string& name, int mib) const {
    fs::create_directories(models_);
    Checkpoint checkpoint = random_checkpoint(ModelKind::small);
    for (int part = 0; part < mib / 4; ++part)
      checkpoint.tensors["unused " + std::to_string(part)] = {{1 << 20}, std::vector<float>(1 << 20, 0.5f)};
    ASSERT_TRUE(write_checkpoint(models_ / (name + ".aeolian"), checkpoint));
  }

  DaemonProcess play(const std::string& name, std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--checkpoint", models_ / (name + ".aeolian"), "--models", models_, "--output",
                             "null", "--osc-port", "0", "--http-port", "0"});
    return DaemonProcess(more);
  }

  const ScratchFolder folder_;
  const fs::path models_ = folder_ / "models";
};

osc::Message answer_to(osc::OscPeer& peer, const std::string& path, const std::string& name) {
  peer.send(name.empty() ? osc::Message{path, {}} : osc::Message{path, {name}});
  return peer.receive();
}

osc::Message load(osc::OscPeer& peer, const std::string& name) {
  return answer_to(peer, "/aeolian/model/load", name);
}

std::string reason(const osc::Message& failure) {
  const auto* text =
      failure.arguments.empty() ? nullptr : std::get_if<std::string>(&failure.arguments.back());
  return failure.path + (text ? ": " + *text : "");
}

/**
 * The address space of a process that has settled: memory of a request just refused may still be in the
 * process of being freed.
 */
std::uint64_t settled_space(pid_t process) {
  std::uint64_t before = 0, now = size_of(process, Size::space);
  for (int look = 0; look < 100 && now != before; ++look) {
    std::this_thread::sleep_for(100ms);
    before = std::exchange(now, size_of(process, Size::space));
  }
  return now;
}

void limit_space(pid_t process, std::uint64_t bytes) {
  const rlimit limit{bytes, RLIM_INFINITY};
  ASSERT_EQ(prlimit(process, RLIMIT_AS, &limit, nullptr), 0);
}

// std::bad_alloc once ended the daemon.
TEST_F(ModelLoading, WithoutEnoughMemoryIsRefusedWithTheReasonAndWhatPlaysGoesOn) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "AddressSanitizer takes the address space itself";
#endif
  write_model("small", 4);
  write_model("large", 200);
  DaemonProcess daemon = play("small");
  ASSERT_NE(daemon.osc_port(), 0) << daemon.log();
  osc::OscPeer peer(daemon.osc_port());
  // Enough for part of the model, for its voice, and for hardly anything.
  for (const std::uint64_t spare : {100, 40, 20, 4}) {
    limit_space(daemon.pid(), settled_space(daemon.pid()) + spare * mebibyte);
    EXPECT_THAT(reason(load(peer, "large")), HasSubstr("not enough memory"))
        << spare << " MiB: " << daemon.log();
    if (spare <= 20) {
      EXPECT_THAT(reason(load(peer, "small")), HasSubstr("not enough memory")) << spare << " MiB";
      EXPECT_NE(answer_to(peer, "/aeolian/record/start", "r").path, "nothing came") << daemon.log();
    }
  }
  const float steps = peer.metric("steps_total");
  EXPECT_TRUE(comes_true([&] { return peer.metric("steps_total") > steps; }));
  limit_space(daemon.pid(), RLIM_INFINITY);
  EXPECT_EQ(load(peer, "large").path, "/aeolian/done") << daemon.log();
  daemon.send(SIGTERM);
  EXPECT_EQ(daemon.wait(30s), 0) << daemon.log();
}

TEST_F(ModelLoading, OfAFileThatIsLargerThanAModelMayBeIsRefusedAtOnce) {
  write_model("small", 4);
  write_model("larger", 12);
  std::ofstream(models_ / "sparse.aeolian", std::ios::binary) << std::string("d\0\0\0\0\0\0\0{", 9);
  fs::resize_file(models_ / "sparse.aeolian", std::uintmax_t{3900} << 20);
  DaemonProcess daemon = play("small", {"--max-model-mib", "10"});
  ASSERT_NE(daemon.osc_port(), 0) << daemon.log();
  osc::OscPeer peer(daemon.osc_port());
  EXPECT_THAT(reason(load(peer, "sparse")), HasSubstr("is 3900 MiB large, more than the 10 MiB"));
  EXPECT_THAT(reason(load(peer, "larger")), HasSubstr("raise max_model_mib"));
  EXPECT_LT(size_of(daemon.pid(), Size::resident), 100 * mebibyte);
  EXPECT_EQ(load(peer, "small").path, "/aeolian/done");
}

TEST_F(ModelLoading, TellsTheLoadOfTheFirstModelAndOfEachThatFollows) {
  write_model("small", 4);
  DaemonProcess daemon = play("small");
  ASSERT_NE(daemon.osc_port(), 0) << daemon.log();
  osc::OscPeer peer(daemon.osc_port());
  EXPECT_TRUE(comes_true([&] { return peer.metric("model_load_factor") > 0.f; })) << daemon.log();
  ASSERT_EQ(load(peer, "small").path, "/aeolian/done");
  EXPECT_GT(peer.metric("model_load_factor"), 0.f);
}

// Memory use once stayed three times as large: glibc kept blocks of the size of a model's tensors, and later
// the free space between smaller ones.
TEST_F(ModelLoading, LeavesNoMemoryBehindNorDoPresetsAndRecordings) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "AddressSanitizer keeps what is freed";
#endif
  fs::create_directories(models_);
  for (const char* name : {"a.aeolian", "b.aeolian"}) fs::copy(AEOLIAN_SHIPPED_MODEL, models_ / name);
  DaemonProcess daemon =
      play("a", {"--presets", folder_ / "presets", "--recordings", folder_ / "recordings"});
  ASSERT_NE(daemon.osc_port(), 0) << daemon.log();
  const auto use = [&](int times) {
    for (int i = 0; i < times; ++i) {
      osc::OscPeer peer(daemon.osc_port());  // has a budget of its own
      const auto done = [&](const std::string& path, const std::string& name) {
        return comes_true([&] { return answer_to(peer, path, name).path == "/aeolian/done"; });
      };
      ASSERT_TRUE(done("/aeolian/model/load", i % 2 == 0 ? "b" : "a")) << daemon.log();
      ASSERT_TRUE(done("/aeolian/preset/save", "p")) << daemon.log();
      ASSERT_TRUE(done("/aeolian/preset/load", "p")) << daemon.log();
      ASSERT_TRUE(done("/aeolian/record/start", "r")) << daemon.log();
      ASSERT_TRUE(done("/aeolian/record/stop", "")) << daemon.log();
    }
  };
  {
    osc::OscPeer peer(daemon.osc_port());
    ASSERT_TRUE(comes_true([&] { return peer.metric("steps_total") > 0.f; })) << daemon.log();
  }
  const std::uint64_t before = size_of(daemon.pid(), Size::resident);
  std::uint64_t after = 0;
  use(12);
  // The source that fades out is freed a moment later.
  EXPECT_TRUE(comes_true([&] {
    after = size_of(daemon.pid(), Size::resident);
    return after < before + 10 * mebibyte;
  })) << before / mebibyte
      << " MiB, then " << after / mebibyte;
}

}  // namespace
}  // namespace aeolian

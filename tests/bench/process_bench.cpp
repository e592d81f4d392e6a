// SPDX-License-Identifier: GPL-3.0-or-later
// process_bench [CHECKPOINT...]: aeoliand as a process, playing each checkpoint (or a model of the default
// sizes with random weights) in real time with null output. Measures the time from fork and exec until the
// first step is in the ring and until the first sample is played, and the resident memory. Both are read from
// outside, in the memory that aeoliand shares with its output process and in /proc. Files are in the page
// cache after the first start.

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/stream/shared_stream.h"
#include "tests/bench/machine.h"
#include "tests/bench/usual_sizes.h"
#include "tests/core/model/random_checkpoint.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr int starts = 7;
constexpr std::chrono::seconds patience{10};
constexpr std::chrono::seconds playing_before_memory_is_read{3};

/** An aeoliand with null output; stopped on destruction. */
class Playing {
 public:
  explicit Playing(const std::string& checkpoint) : begin_(steady_clock::now()) {
    process_ = fork();
    if (process_ != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    execl(AEOLIAND, AEOLIAND, "--checkpoint", checkpoint.c_str(), "--keep-state=false", "--output", "null",
          "--osc-port", "0", nullptr);
    _exit(127);
  }
  ~Playing() {
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
  }
  Playing(const Playing&) = delete;
  Playing& operator=(const Playing&) = delete;

  /** Milliseconds from the start until `holds(stream)`; empty after a timeout. */
  template <typename Condition>
  std::optional<double> milliseconds_until(Condition holds) {
    while (steady_clock::now() < begin_ + patience) {
      if (!stream_) stream_ = find_stream();
      if (stream_ && holds(*stream_)) {
        return std::chrono::duration<double, std::milli>(steady_clock::now() - begin_).count();
      }
      std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
    return {};
  }

  /** The value of a line of /proc/PID/status, in MiB. */
  double memory(const std::string& name) const {
    std::ifstream status("/proc/" + std::to_string(process_) + "/status");
    for (std::string word; status >> word;) {
      if (double kib = 0; word == name + ":" && status >> kib) return kib / 1024;
    }
    return 0;
  }

 private:
  std::optional<SharedStream> find_stream() const {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator("/proc/" + std::to_string(process_) + "/fd", error)) {
      std::error_code gone;
      if (!fs::read_symlink(entry, gone).string().starts_with("/memfd:")) continue;
      const int fd = open(entry.path().c_str(), O_RDWR | O_CLOEXEC);
      if (fd < 0) continue;
      if (auto stream = SharedStream::attach(fd)) return std::move(*stream);
    }
    return {};
  }

  steady_clock::time_point begin_;
  pid_t process_ = -1;
  std::optional<SharedStream> stream_;
};

bool bench(const std::string& name, const std::string& checkpoint) {
  std::printf("\n%s\n", name.c_str());
  std::vector<double> first_step, first_sample;
  double resident = 0, highest = 0;
  for (int i = 0; i < starts; ++i) {
    Playing playing(checkpoint);
    const auto step = playing.milliseconds_until([](const SharedStream& s) { return s.written() > 0; });
    const auto sample =
        playing.milliseconds_until([](const SharedStream& s) { return s.counters().frames.load() > 0; });
    if (!step || !sample) {
      std::fprintf(stderr, "aeoliand does not play %s; run it to see why\n", checkpoint.c_str());
      return false;
    }
    first_step.push_back(*step);
    first_sample.push_back(*sample);
    if (i + 1 < starts) continue;
    std::this_thread::sleep_for(playing_before_memory_is_read);
    resident = playing.memory("VmRSS");
    highest = playing.memory("VmHWM");
  }
  std::printf(
      "  from exec to the first step in the ring %.1f ms, to the first sample played %.1f ms (medians of %d; "
      "longest %.1f)\n",
      median(first_step), median(first_sample), starts, quantile(first_sample, 1.));
  std::printf("  resident memory after %d s of playing: %.1f MiB, at most so far %.1f MiB\n",
              static_cast<int>(playing_before_memory_is_read.count()), resident, highest);
  return true;
}

bool bench_usual_sizes() {
  std::string folder = fs::temp_directory_path() / "aeolian-bench-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) {
    std::perror(folder.c_str());
    return false;
  }
  bool all = true;
  for (const ModelKind kind : {ModelKind::small, ModelKind::frame_lstm}) {
    const fs::path file = fs::path(folder) / "random.aeolian";
    const auto written = write_checkpoint(file, random_checkpoint(usual_sizes(kind)));
    if (!written) std::fprintf(stderr, "%s\n", written.error().message.c_str());
    all = written && bench("random weights: " + std::string(to_string(kind)), file) && all;
  }
  fs::remove_all(folder);
  return all;
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  aeolian::print_conditions("aeoliand --output null");
  if (argc == 1) return aeolian::bench_usual_sizes() ? 0 : 1;
  bool all = true;
  for (int i = 1; i < argc; ++i) all = aeolian::bench(argv[i], argv[i]) && all;
  return all ? 0 : 1;
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Tests the program `aeolian` itself, training on sounds made by the test: only for seconds, so the tests
// check that its checkpoints play, not how they sound.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <regex>
#include <span>
#include <sstream>
#include <thread>

#include "core/audio/sound_file.h"
#include "core/model/checkpoint.h"
#include "core/random.h"
#include "tests/files_end_at.h"
#include "trainer/networks/kernels.h"

namespace aeolian::trainer {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Train : public ::testing::Test {
 protected:
  Train() {
    folder_ = fs::temp_directory_path() / ("aeolian-train-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    write_sound("beeps.wav", 14);
  }
  ~Train() override { fs::remove_all(folder_); }

  /** Beeps of several pitches over noise, 8 kHz. */
  void write_sound(const std::string& name, double seconds) {
    constexpr int rate = 8000;
    auto writer = SoundFileWriter::create(folder_ / name, rate, 1);
    ASSERT_TRUE(writer.has_value()) << writer.error().message;
    Random random(1);
    std::vector<float> samples(static_cast<std::size_t>(seconds * rate));
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double t = static_cast<double>(i) / rate;
      const double pitch = 200 + 100 * (static_cast<int>(t * 4) % 5);
      samples[i] =
          static_cast<float>(0.4 * std::sin(6.2831853 * pitch * t) * std::exp(-6 * std::fmod(t, 0.25))) +
          0.003f * random.normal();
    }
    ASSERT_TRUE(writer->write(samples).has_value());
    ASSERT_TRUE(writer->close().has_value());
  }

  /** Starts `aeolian ARGUMENTS` in the test's folder; its output goes to the file `log`, or to `output`. */
  pid_t start(const std::vector<std::string>& arguments, int output = -1) {
    fs::remove(folder_ / "log");
    const pid_t child = ::fork();
    if (child == 0) {
      if (::chdir(folder_.c_str()) != 0) ::_exit(127);
      if (output >= 0)
        ::dup2(output, STDERR_FILENO);
      else if (std::freopen("log", "w", stderr) == nullptr)
        ::_exit(127);
      ::dup2(STDERR_FILENO, STDOUT_FILENO);
      ::unsetenv("HOME");
      cache_ ? ::setenv("XDG_CACHE_HOME", cache_->c_str(), 1) : ::unsetenv("XDG_CACHE_HOME");
      const auto words = of_a_small_network(arguments);
      std::vector<char*> argv{const_cast<char*>(AEOLIAN_PROGRAM)};
      for (const auto& word : words) argv.push_back(const_cast<char*>(word.c_str()));
      argv.push_back(nullptr);
      ::execv(AEOLIAN_PROGRAM, argv.data());
      ::_exit(127);
    }
    return child;
  }

  /** Adds sizes that learn in seconds, if the training may choose its own. */
  std::vector<std::string> of_a_small_network(std::vector<std::string> words) const {
    const auto has = [&](const char* word) { return std::ranges::find(words, word) != words.end(); };
    if (words.front() != "train" || !small_network_ || has("--from")) return words;
    words.insert(words.end(), {"--set", "trunk=48"});
    if (has("--model")) return words;  // the baselines have no other sizes
    for (const auto* size : {"latents=16", "codec=64", "head=48", "mixtures=4"})
      words.insert(words.end(), {"--set", size});
    return words;
  }

  static int finish(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  int run(const std::vector<std::string>& arguments) { return finish(start(arguments)); }

  std::string log() const {
    std::ifstream file(folder_ / "log");
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }

  /** The lines of a file in the test's folder that contain `part`. */
  std::vector<std::string> lines_of(const std::string& name, const std::string& part = {}) const {
    std::ifstream file(folder_ / name);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);)
      if (line.find(part) != line.npos) lines.push_back(line);
    return lines;
  }

  /** Whether the running program writes this to its log. */
  bool tells(const std::string& text) const {
    for (int i = 0; i < 1200; ++i, std::this_thread::sleep_for(std::chrono::milliseconds(50)))
      if (log().find(text) != std::string::npos) return true;
    return false;
  }

  bool appears(const fs::path& name, std::chrono::seconds patience = std::chrono::seconds(60)) const {
    for (const auto end = std::chrono::steady_clock::now() + patience;
         std::chrono::steady_clock::now() < end;) {
      if (fs::exists(folder_ / name)) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
  }

  /** The sound of a WAV in the test's folder. */
  std::vector<float> sound(const std::string& name) const {
    const auto read = read_sound(folder_ / name);
    EXPECT_TRUE(read.has_value()) << (read ? "" : read.error().message);
    return read ? read->samples : std::vector<float>();
  }

  double level(const std::vector<float>& samples) const {
    double power = 0;
    for (float x : samples) power += static_cast<double>(x) * x;
    return 10 * std::log10(power / static_cast<double>(samples.size()) + 1e-20);
  }

  fs::path folder_;
  bool small_network_ = true;
  std::optional<fs::path> cache_;  ///< XDG_CACHE_HOME; not given = there is no home either
};

TEST_F(Train, OneFileBecomesACheckpointThatPlaysWithSamplesBesideIt) {
  small_network_ = false;
  ASSERT_EQ(run({"train", "beeps.wav", "-o", "x.aeolian", "--epochs", "3", "--n_samples", "2",
                 "--sample_every", "2", "--sample_duration", "1", "--licence", "CC0"}),
            0)
      << log();
  const auto checkpoint = read_checkpoint(folder_ / "x.aeolian");
  ASSERT_TRUE(checkpoint.has_value()) << checkpoint.error().message;
  const auto& d = checkpoint->description;
  EXPECT_EQ(d.kind, ModelKind::small);
  EXPECT_EQ(d.front_end.sample_rate, 8000);
  EXPECT_EQ(d.provenance.epochs, 3);
  ASSERT_EQ(d.provenance.sources.size(), 1u);
  EXPECT_EQ(d.provenance.sources[0].licence, "CC0");
  EXPECT_TRUE(std::isfinite(d.provenance.held_out_loss));
  ASSERT_FALSE(d.provenance.curve.empty());
  EXPECT_EQ(d.provenance.curve.front().stage, "codec");
  EXPECT_EQ(d.provenance.curve.back().stage, "trunk");
  EXPECT_GT(d.provenance.curve.back().seconds, d.provenance.curve.front().seconds);
  EXPECT_EQ(d.provenance.learning_rate, 2e-3);
  EXPECT_THAT(log(), HasSubstr("1 file: 14.0 s for beeps\n"));
  EXPECT_FALSE(d.encodings.empty());
  EXPECT_FALSE(d.priming_states.empty());
  for (const auto* name : {"x-epoch-2-1.wav", "x-epoch-2-2.wav", "x-1.wav", "x-2.wav"})
    EXPECT_EQ(sound(name).size(), 8000u) << name;
  for (const auto* name : {"x-epoch-1-1.wav", "x-epoch-3-1.wav"})
    EXPECT_FALSE(fs::exists(folder_ / name)) << name;

  ASSERT_EQ(run({"generate", "x.aeolian", "-o", "out.wav", "--seconds", "2", "--prime", "beeps.wav",
                 "--encoding", d.encodings[0]}),
            0)
      << log();
  EXPECT_GT(level(sound("out.wav")), -60);
}

TEST_F(Train, TheBaselineTrainsAndPlaysInTheSameProgram) {
  ASSERT_EQ(run({"train", "beeps.wav", "-o", "x.aeolian", "--model", "frame-lstm", "--epochs", "1",
                 "--n-samples", "0", "--set", "batch=4", "--set", "rate=1e-3"}),
            0)
      << log();
  const auto checkpoint = read_checkpoint(folder_ / "x.aeolian");
  ASSERT_TRUE(checkpoint.has_value()) << checkpoint.error().message;
  EXPECT_EQ(checkpoint->description.provenance.batch_size, 4);
  EXPECT_EQ(checkpoint->description.provenance.learning_rate, 1e-3);
  ASSERT_EQ(run({"generate", "x.aeolian", "-o", "out.wav", "--seconds", "1"}), 0) << log();
  EXPECT_EQ(sound("out.wav").size(), 8000u);
}

TEST_F(Train, TheAutoencoderTrainsPlaysAndAveragesTheCodesOfASound) {
  ASSERT_EQ(run({"train", "beeps.wav", "-o", "x.aeolian", "--model", "autoencoder", "--epochs", "4",
                 "--n-samples", "1", "--sample-duration", "1", "--sample-every", "2"}),
            0)
      << log();
  for (const auto* name : {"x-epoch-2.wav", "x-epoch-4.wav", "x.wav"})
    EXPECT_GT(level(sound(name)), -80) << name;
  ASSERT_EQ(run({"test", "x.aeolian", "beeps.wav", "--n-average", "3", "--n-samples", "1",
                 "--sample-duration", "1", "-o", "heard"}),
            0)
      << log();
  EXPECT_EQ(sound("heard/beeps-mean-of-3-1.wav").size(), 8000u);
  EXPECT_GT(level(sound("heard/beeps-reconstruction.wav")), -80);
}

TEST_F(Train, BytesTrainAtTheirRatePlayAndGoOnFromASound) {
  const std::vector<std::string> train{"train",       "beeps.wav", "-o",           "x.aeolian",
                                       "--model",     "bytes",     "--minutes",    "0.05",
                                       "--n-samples", "0",         "--keep-state", "--log=x.csv"};
  ASSERT_EQ(run(train), 0) << log();
  EXPECT_EQ(lines_of("x.csv").front(), "seconds,phase,step,loss,held_out_loss,speed");
  const auto before = lines_of("x.csv", ",bytes,");
  ASSERT_FALSE(before.empty());
  const auto points = read_checkpoint(folder_ / "x.aeolian")->description.provenance.curve.size();
  EXPECT_GT(points, 0u);
  ASSERT_EQ(run({"generate", "x.aeolian", "-o", "out.wav", "--seconds", "1", "--prime", "beeps.wav"}), 0)
      << log();
  EXPECT_EQ(sound("out.wav").size(), 11025u);
  EXPECT_GT(level(sound("out.wav")), -80);
  auto with_bands = train;
  with_bands.insert(with_bands.end(), {"--bands", "64"});
  EXPECT_EQ(run(with_bands), 1);
  EXPECT_THAT(log(), HasSubstr("has no spectrum"));
  auto resumed = train;
  resumed[7] = "0.08";
  resumed.insert(resumed.end(), {"--resume", "--quiet"});
  EXPECT_EQ(run(resumed), 0) << log();
  EXPECT_EQ(log(), "");
  const auto after = lines_of("x.csv", ",bytes,");
  ASSERT_GT(after.size(), before.size());
  EXPECT_TRUE(std::ranges::equal(before, std::span(after).first(before.size()))) << "the log goes on";
  const auto checkpoint = read_checkpoint(folder_ / "x.aeolian");
  ASSERT_TRUE(checkpoint.has_value()) << checkpoint.error().message;
  EXPECT_GT(checkpoint->description.provenance.curve.size(), points) << "the curve of both runs";
}

TEST_F(Train, ADryRunSaysWhatATrainingWouldDoAndWritesNothing) {
  std::ofstream(folder_ / "cover.jpg") << "a picture";
  ASSERT_EQ(run({"train", ".", "-o", "x.aeolian", "--minutes", "5", "--dry-run", "--log", "x.csv"}), 0);
  EXPECT_THAT(log(), AllOf(HasSubstr("beeps.wav: 14.0 s at 8000 Hz for "),
                           HasSubstr("cover.jpg: is not a sound file (.jpg)"), HasSubstr("1 file: 14.0 s"),
                           HasSubstr("training at 8000 Hz"), HasSubstr("trains for 5:00, then about"),
                           HasSubstr("GB of memory"), HasSubstr("trunk=48 layers=2")));
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder_)) files.push_back(entry.path().filename());
  EXPECT_THAT(files, ::testing::UnorderedElementsAre("beeps.wav", "cover.jpg", "log"));
}

TEST_F(Train, AnalysesASoundOnceAndLearnsTheSameFromTheCache) {
  const auto train = [&](const std::string& output, std::vector<std::string> more = {}) {
    more.insert(more.begin(),
                {"train", "beeps.wav", "-o", output, "--epochs", "1", "--n-samples", "0", "--no-memory"});
    EXPECT_EQ(run(more), 0) << log();
    const auto checkpoint = read_checkpoint(folder_ / output);
    EXPECT_TRUE(checkpoint.has_value());
    return checkpoint ? checkpoint->tensors : decltype(checkpoint->tensors)();
  };
  const auto same = [](const auto& a, const auto& b) {
    return a.size() == b.size() && std::ranges::all_of(a, [&](const auto& tensor) {
             return b.contains(tensor.first) && b.at(tensor.first).values == tensor.second.values;
           });
  };
  const auto in_memory = train("memory.aeolian", {"--cache", "none"});
  EXPECT_THAT(log(), HasSubstr("kept in memory only"));
  cache_ = folder_ / "cache";
  ASSERT_EQ(run({"train", "beeps.wav", "-o", "x.aeolian", "--dry-run"}), 0);
  EXPECT_THAT(log(), HasSubstr("0 of 1 files are in the cache, 1 still to be analysed"));
  EXPECT_FALSE(fs::exists(*cache_));
  const auto cached = train("cached.aeolian");
  EXPECT_THAT(log(), HasSubstr("1 file analysed, 0 taken from the cache"));
  EXPECT_TRUE(same(cached, in_memory)) << "bit for bit";

  ASSERT_EQ(run({"train", "beeps.wav", "-o", "x.aeolian", "--dry-run"}), 0);
  EXPECT_THAT(log(), HasSubstr("1 of 1 files are in the cache, 0 still to be analysed"));
  ASSERT_EQ(run({"cache", "list"}), 0);
  EXPECT_THAT(log(), AllOf(HasSubstr("0:14 of beeps.wav at 8000 Hz"), HasSubstr("3 sounds")))
      << "the sound and its two transposed copies";
  ASSERT_EQ(run({"cache", "clear"}), 0);
  EXPECT_THAT(log(), HasSubstr("3 sounds removed"));
}

TEST_F(Train, WithoutAHomeOrAWritableOneWorksWithoutACacheAndSaysSo) {
  write_sound("short.wav", 2);  // too short, so the program ends once it has read it
  const std::vector<std::string> train{"train", "short.wav", "-o", "x.aeolian"};
  EXPECT_EQ(run(train), 1);
  EXPECT_THAT(log(),
              AllOf(HasSubstr("training without a cache: there is no home folder"), HasSubstr("only 2.0 s")));
  cache_ = folder_ / "beeps.wav";
  EXPECT_EQ(run(train), 1);
  EXPECT_THAT(log(), AllOf(HasSubstr("training without a cache: "), HasSubstr("only 2.0 s")));
  auto asked = train;
  asked.insert(asked.end(), {"--cache", "beeps.wav"});
  EXPECT_EQ(run(asked), 1);
  EXPECT_THAT(log(), HasSubstr("--cache beeps.wav: cannot be opened as a cache"));
}

TEST_F(Train, CtrlCWritesAUsableCheckpoint) {
  const auto child = start({"train", "beeps.wav", "-o", "x.aeolian", "--minutes", "30", "--n-samples", "0"});
  ASSERT_TRUE(tells("codec  "));
  ::kill(child, SIGINT);
  ASSERT_EQ(finish(child), 0) << log();
  EXPECT_EQ(run({"generate", "x.aeolian", "-o", "out.wav", "--seconds", "1"}), 0) << log();
}

TEST_F(Train, ARunStoppedInItsFirstStageGoesOnThere) {
  const auto child =
      start({"train", "beeps.wav", "-o", "x.aeolian", "--epochs", "100000", "--n-samples", "0"});
  ASSERT_TRUE(tells("codec  "));
  ::kill(child, SIGINT);
  ASSERT_EQ(finish(child), 0) << log();
  EXPECT_THAT(log(), HasSubstr("before the trunk"));
  ASSERT_EQ(
      run({"train", "beeps.wav", "-o", "x.aeolian", "--minutes", "0.1", "--n-samples", "0", "--resume"}), 0)
      << log();
  EXPECT_THAT(log(), AllOf(HasSubstr("resuming"), HasSubstr("trunk")));
}

/** Checks that the checkpoint of a stopped training plays, and says that it is not complete. */
#define EXPECT_A_STOPGAP_THAT_PLAYS()                                                         \
  {                                                                                           \
    const auto checkpoint = read_checkpoint(folder_ / "x.aeolian");                           \
    ASSERT_TRUE(checkpoint.has_value()) << checkpoint.error().message << log();               \
    EXPECT_FALSE(checkpoint->description.provenance.left_out.empty());                        \
    EXPECT_EQ(run({"generate", "x.aeolian", "-o", "out.wav", "--seconds", "1"}), 0) << log(); \
    EXPECT_GT(level(sound("out.wav")), -80);                                                  \
  }

TEST_F(Train, ATerminalThatIsGoneLeavesACheckpointOfWhatTheCodecLearned) {
  const auto child =
      start({"train", "beeps.wav", "-o", "x.aeolian", "--epochs", "100000", "--n-samples", "0"});
  ASSERT_TRUE(tells("codec  "));
  ::kill(child, SIGHUP);
  ::kill(child, SIGHUP);  // from the kernel and from the shell
  ASSERT_EQ(finish(child), 0) << log();
  EXPECT_THAT(log(), AllOf(HasSubstr("before the trunk"), HasSubstr("--resume continues from it")));
  EXPECT_A_STOPGAP_THAT_PLAYS();
}

TEST_F(Train, ATerminationWhileTheTrunkLearnsLeavesACheckpointWithoutClosing) {
  const auto child = start({"train", "beeps.wav", "-o", "x.aeolian", "--minutes", "0.1", "--n-samples", "0"});
  ASSERT_TRUE(tells("trunk  "));
  ::kill(child, SIGTERM);
  ASSERT_EQ(finish(child), 0) << log();
  EXPECT_A_STOPGAP_THAT_PLAYS();
}

TEST_F(Train, ATerminationWhileItClosesLeavesACheckpointAndResumeMakesUpForTheRest) {
  const auto child = start({"train", "beeps.wav", "-o", "x.aeolian", "--epochs", "1", "--n-samples", "0"});
  ASSERT_TRUE(tells("finishing: "));
  ::kill(child, SIGTERM);
  ASSERT_EQ(finish(child), 0) << log();
  EXPECT_A_STOPGAP_THAT_PLAYS();
  ASSERT_EQ(run({"train", "beeps.wav", "-o", "x.aeolian", "--epochs", "1", "--n-samples", "0", "--resume"}),
            0)
      << log();
  EXPECT_TRUE(read_checkpoint(folder_ / "x.aeolian")->description.provenance.left_out.empty());
}

TEST_F(Train, ABrokenPipeOnItsOutputLeavesACheckpoint) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);  // the program must not inherit the reading end
  const auto child =
      start({"train", "beeps.wav", "-o", "x.aeolian", "--epochs", "100000", "--n-samples", "0"}, ends[1]);
  ::close(ends[1]);
  std::string told;
  char some[256];
  while (told.find("loss") == std::string::npos) {
    const auto got = ::read(ends[0], some, sizeof some);
    ASSERT_GT(got, 0) << told;
    told.append(some, static_cast<std::size_t>(got));
  }
  ::close(ends[0]);
  ASSERT_EQ(finish(child), 0);
  EXPECT_A_STOPGAP_THAT_PLAYS();
}

TEST_F(Train, ALimitOfFileSizeThatItsStateMeetsLeavesACheckpoint) {
  small_network_ = false;
  // The state of a small model has at least 30 MB, its checkpoint 20.
  const auto child = [this] {
    const FilesEndAt full(24'000'000);
    return start({"train", "beeps.wav", "-o", "x.aeolian", "--epochs", "2", "--n-samples", "0"});
  }();
  EXPECT_EQ(finish(child), 1) << log();
  EXPECT_THAT(log(), AllOf(HasSubstr("x.aeolian.training: cannot"), HasSubstr("writing the checkpoint")));
  EXPECT_A_STOPGAP_THAT_PLAYS();
}

TEST_F(Train, AStopWhileItReadsSaysThatNothingWasLearned) {
  write_sound("long.wav", 1200);
  const auto child = start({"train", "long.wav", "-o", "x.aeolian", "--epochs", "1", "--n-samples", "0"});
  ASSERT_TRUE(appears("x.aeolian.lock"));
  ::kill(child, SIGTERM);
  EXPECT_EQ(finish(child), 128 + SIGTERM);
  EXPECT_THAT(log(), HasSubstr("nothing was learned yet"));
  EXPECT_FALSE(fs::exists(folder_ / "x.aeolian"));
  EXPECT_FALSE(fs::exists(folder_ / "x.aeolian.lock"));
}

TEST_F(Train, TwoTrainingsIntoOneFileAreTold) {
  const auto child =
      start({"train", "beeps.wav", "-o", "x.aeolian", "--epochs", "100000", "--n-samples", "0"});
  ASSERT_TRUE(tells("codec  "));
  fs::rename(folder_ / "log", folder_ / "first.log");
  EXPECT_EQ(run({"train", "beeps.wav", "-o", "x.aeolian", "--epochs", "1", "--n-samples", "0"}), 1);
  EXPECT_THAT(log(), HasSubstr("another training writes to it"));
  ::kill(child, SIGKILL);
  EXPECT_EQ(finish(child), 128 + SIGKILL);
}

TEST_F(Train, NeitherADeviceNorAFifoIsReplacedByACheckpoint) {
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  std::vector<std::string> names{"pipe"};
  if (::mknod((folder_ / "null").c_str(), S_IFCHR | 0600, makedev(1, 3)) == 0) names.emplace_back("null");
  for (const auto& name : names) {
    EXPECT_EQ(run({"train", "beeps.wav", "-o", name, "--epochs", "1"}), 2) << name;
    EXPECT_THAT(log(), HasSubstr(name + ": cannot be written: it is a"));
    EXPECT_FALSE(fs::is_regular_file(folder_ / name));
  }
}

TEST_F(Train, WhatWasNeverTrainedCannotBeResumed) {
  EXPECT_EQ(run({"train", "beeps.wav", "-o", "x.aeolian", "--epochs", "1", "--resume"}), 1);
  EXPECT_THAT(log(), AllOf(HasSubstr("x.aeolian.training"), HasSubstr("leave out --resume")));
}

TEST_F(Train, ACorpusThatIsTooShortIsRefusedWithWhatWouldBeEnough) {
  write_sound("short.wav", 3);
  EXPECT_EQ(run({"train", "short.wav", "-o", "x.aeolian"}), 1);
  EXPECT_THAT(log(), HasSubstr("10"));
  EXPECT_FALSE(fs::exists(folder_ / "x.aeolian"));
}

TEST_F(Train, LearnsWithTheKernelsOfItsProcessor) {
  ::setenv("OPENBLAS_VERBOSE", "2", 1);
  const auto kernels = [&] {  // OpenBLAS prints its choice whenever it is loaded
    EXPECT_EQ(run({"train", "beeps.wav", "-o", "x.aeolian", "--model", "autoencoder", "--epochs", "1",
                   "--n-samples", "0"}),
              0)
        << log();
    const std::string told = log();
    const auto at = told.rfind("Core: ");
    return at == std::string::npos ? "" : told.substr(at + 6, told.find('\n', at) - at - 6);
  };
  const std::string chosen = kernels();
  if (chosen.empty()) GTEST_SKIP() << "this machine's linear algebra is not OpenBLAS's";
  EXPECT_EQ(better_kernels(chosen, processor_features()), "") << chosen;

  ::setenv("OPENBLAS_CORETYPE", "Prescott", 1);
  EXPECT_EQ(kernels(), "Prescott") << "a choice of the user stays";
  ::unsetenv("OPENBLAS_CORETYPE");
  ::unsetenv("OPENBLAS_VERBOSE");
}

TEST_F(Train, CudaWithoutACardIsRefused) {
  if (fs::exists("/dev/nvidia0")) GTEST_SKIP() << "this machine has a CUDA card";
  EXPECT_EQ(run({"train", "beeps.wav", "-o", "x.aeolian", "--device", "cuda"}), 1);
  EXPECT_THAT(log(), HasSubstr("--device cpu"));
}

/** A copy of a training of two epochs with a seed and a kept state, trained once per suite. */
class FinishedTraining : public Train {
 protected:
  static void SetUpTestSuite() {
    trained = fs::temp_directory_path() / ("aeolian-trained-" + std::to_string(::getpid()));
    fs::create_directories(trained);
  }
  static void TearDownTestSuite() { fs::remove_all(trained); }

  void SetUp() override {
    if (!fs::exists(trained / "x.aeolian")) {
      ASSERT_EQ(run(training("x.aeolian", {"--epochs", "2", "--keep-state"})), 0) << log();
      for (const auto* name : {"x.aeolian", "x.aeolian.training", "log"})
        fs::copy(folder_ / name, trained / name);
    }
    for (const auto* name : {"x.aeolian", "x.aeolian.training", "log"})
      fs::copy(trained / name, folder_ / name, fs::copy_options::overwrite_existing);
  }

  static std::vector<std::string> training(const std::string& output,
                                           std::initializer_list<std::string> more) {
    std::vector<std::string> words{"train", "beeps.wav",   "-o", output,       "--threads",
                                   "1",     "--n-samples", "0",  "--rng-seed", "5"};
    words.insert(words.end(), more);
    return words;
  }

  static inline fs::path trained;
};

TEST_F(FinishedTraining, IsTrainedOnWhenMoreIsAsked) {
  EXPECT_THAT(log(), AllOf(HasSubstr("x.aeolian.training ("), HasSubstr("--resume continues from it")));
  ASSERT_EQ(run(training("x.aeolian", {"--epochs", "5", "--resume"})), 0) << log();
  const auto checkpoint = read_checkpoint(folder_ / "x.aeolian");
  ASSERT_TRUE(checkpoint.has_value());
  EXPECT_EQ(checkpoint->description.provenance.epochs, 5);
  EXPECT_FALSE(fs::exists(folder_ / "x.aeolian.training")) << "a finished training removes its state";
  EXPECT_FALSE(fs::exists(folder_ / "x.aeolian.lock"));
  EXPECT_THAT(log(), HasSubstr("x.aeolian.training was removed"));
}

TEST_F(FinishedTraining, WasExpectedToTakeTheTimeOfItsClosingPhaseUntilThatBegan) {
  const auto last_left_s = [&](const std::string& stage) {
    const std::string text = log();
    const std::regex line("(^|\\n)" + stage + R"([^\n]* (\d+):(\d\d) left)");
    double seconds = -1;
    for (std::sregex_iterator found(text.begin(), text.end(), line), end; found != end; ++found)
      seconds = 60 * std::stod((*found)[2]) + std::stod((*found)[3]);
    return seconds;
  };
  constexpr double closing_s = 15;  // the least, for any amount of sound
  EXPECT_GE(last_left_s("codec 100%"), closing_s) << log();
  EXPECT_GE(last_left_s("trunk 100%"), closing_s) << log();
  EXPECT_GE(last_left_s("finishing: "), 1) << log();
}

TEST_F(FinishedTraining, AResumeWithoutAnyStepTellsTheLossOfTheTrainingBefore) {
  const double loss = read_checkpoint(folder_ / "x.aeolian")->description.provenance.training_loss;
  ASSERT_EQ(run(training("x.aeolian", {"--epochs", "2", "--keep-state", "--resume"})), 0) << log();
  const auto origin = read_checkpoint(folder_ / "x.aeolian")->description.provenance;
  EXPECT_EQ(origin.training_loss, loss);
  EXPECT_NE(origin.training_loss, origin.held_out_loss);
}

TEST_F(FinishedTraining, IsLearnedAgainTheSameWithTheSameSeed) {
  ASSERT_EQ(run(training("again.aeolian", {"--epochs", "2"})), 0) << log();
  const auto before = read_checkpoint(folder_ / "x.aeolian"),
             again = read_checkpoint(folder_ / "again.aeolian");
  ASSERT_TRUE(before && again);
  EXPECT_EQ(before->tensors, again->tensors);
}

TEST_F(FinishedTraining, HoldsItsMatricesInHalfFloatsAndTheStateOfItsTrainingDoesNot) {
  const auto size = [&](const char* name) { return fs::file_size(folder_ / name); };
  const auto values = static_cast<std::uintmax_t>(read_checkpoint(folder_ / "x.aeolian")->values());
  EXPECT_LT(size("x.aeolian"), values * 2.3);
  EXPECT_GT(size("x.aeolian.training"), values * 4);
}

TEST_F(FinishedTraining, IsWhereAnotherBeginsThatCanBeResumed) {
  const auto begun = [](const std::string& from, const std::string& sounds, const std::string& output,
                        std::initializer_list<std::string> more) {
    std::vector<std::string> words{"train",       sounds,       "-o", output,        "--from",
                                   from,          "--threads",  "1",  "--n-samples", "0",
                                   "--no-memory", "--rng-seed", "5"};
    words.insert(words.end(), more);
    return words;
  };
  write_sound("others.wav", 12);
  ASSERT_EQ(run(begun("x.aeolian", "others.wav", "y.aeolian",
                      {"--epochs", "1", "--keep-state", "--licence", "CC0"})),
            0)
      << log();
  EXPECT_THAT(log(), HasSubstr("8000 Hz, the rate of x.aeolian"));
  const auto x = read_checkpoint(folder_ / "x.aeolian"), y = read_checkpoint(folder_ / "y.aeolian");
  ASSERT_TRUE(x && y);
  EXPECT_EQ(y->description.latent_size, x->description.latent_size);
  for (const auto* kept : {"frames.mean", "frames.scale", "window.statistics.weight"})
    EXPECT_EQ(y->tensors.at(kept), x->tensors.at(kept)) << kept;
  const auto& origin = y->description.provenance;
  EXPECT_EQ(origin.from, "x.aeolian");
  EXPECT_THAT(origin.command, HasSubstr("--from x.aeolian"));
  ASSERT_EQ(origin.sources.size(), 2u);
  EXPECT_EQ(origin.sources[0].name, "beeps.wav");
  EXPECT_EQ(origin.sources[1].licence, "CC0");

  auto many = *x;
  for (int i = 0; i < 20; ++i)
    for (const auto* licence : {"CC0", "MIT"})
      many.description.provenance.sources.push_back({std::to_string(i), licence, 3});
  ASSERT_TRUE(write_checkpoint(folder_ / "many.aeolian", many));
  ASSERT_EQ(run(begun("many.aeolian", "others.wav", "z.aeolian", {"--epochs", "1", "--licence", "CC0"})), 0)
      << log();
  const auto summed = read_checkpoint(folder_ / "z.aeolian")->description.provenance.sources;
  ASSERT_EQ(summed.size(), 4u) << "one of each licence, one without, and the new one";
  EXPECT_EQ(summed[1].name, "many.aeolian");
  EXPECT_EQ(summed[1].seconds, 60);
  EXPECT_EQ(summed.back().name, "others.wav");

  EXPECT_EQ(run(training("y.aeolian", {"--epochs", "2", "--resume"})), 1);
  EXPECT_THAT(log(), HasSubstr("give the same --from"));
  EXPECT_EQ(run(begun("many.aeolian", "others.wav", "y.aeolian", {"--epochs", "2", "--resume"})), 1);
  EXPECT_THAT(log(), HasSubstr("began from another checkpoint")) << "although it has the same frames";
  ASSERT_EQ(
      run(begun("x.aeolian", "others.wav", "y.aeolian", {"--epochs", "2", "--resume", "--licence", "CC0"})),
      0)
      << log();
  EXPECT_EQ(read_checkpoint(folder_ / "y.aeolian")->description.provenance.epochs, 2);
}

TEST_F(FinishedTraining, ThatLostItsCheckpointKeepsItsTrunkWhenAResumeIsStoppedWhileItPrepares) {
  fs::remove(folder_ / "x.aeolian");
  const auto child = start(training("x.aeolian", {"--epochs", "100000", "--keep-state", "--resume"}));
  ASSERT_TRUE(tells("preparing"));
  ::kill(child, SIGTERM);
  ASSERT_EQ(finish(child), 0) << log();
  EXPECT_TRUE(fs::exists(folder_ / "x.aeolian"));
  ASSERT_EQ(run(training("x.aeolian", {"--epochs", "3", "--resume"})), 0) << log();
  EXPECT_THAT(log(), AllOf(HasSubstr("trunk "), Not(HasSubstr("\ncodec "))));
}

TEST_F(FinishedTraining, KeepsNamesApartThatAreNotUtf8) {
  write_sound("\xe4.wav", 12);
  write_sound("\xf6.wav", 12);
  ASSERT_EQ(run({"train", "\xe4.wav", "\xf6.wav", "-o", "names.aeolian", "--epochs", "1", "--threads", "1",
                 "--n-samples", "0", "--no-memory"}),
            0)
      << log();
  const auto checkpoint = read_checkpoint(folder_ / "names.aeolian");
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  EXPECT_THAT(checkpoint->description.encodings, testing::IsSupersetOf({"\\xe4", "\\xf6"}));
}

TEST_F(FinishedTraining, IsNotWhereAnotherModelBegins) {
  for (const auto& [option, value, has] : {std::array{"--bands", "40", "has 192"},
                                           {"--sample-rate", "16000", "has 8000 Hz"},
                                           {"--window-ms", "23", "ms"},
                                           {"--set", "trunk=64", "has its own sizes"},
                                           {"--model", "bytes", "has the kind small"}}) {
    EXPECT_EQ(run(training("y.aeolian", {"--from", "x.aeolian", option, value})), 1) << option;
    EXPECT_THAT(log(),
                AllOf(HasSubstr(std::string(option) + " contradicts --from x.aeolian"), HasSubstr(has)));
  }
  EXPECT_EQ(run(training("x.aeolian", {"--from", "x.aeolian"})), 1);
  EXPECT_THAT(log(), HasSubstr("are the same file"));
  EXPECT_EQ(run(training("x.aeolian", {"--from", "beeps.wav"})), 1);
  EXPECT_THAT(log(), HasSubstr("--from beeps.wav: is not a checkpoint"));
}

TEST_F(FinishedTraining, WhatCannotBeResumedIsTold) {
  EXPECT_EQ(run(training("x.aeolian", {"--bands", "40", "--epochs", "2", "--resume"})), 1);
  EXPECT_THAT(log(), HasSubstr("belongs to other sounds, other sizes or another version"));

  std::ofstream(folder_ / "x.aeolian.training") << "torn";
  EXPECT_EQ(run(training("x.aeolian", {"--epochs", "2", "--resume"})), 1);
  EXPECT_THAT(log(), HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace aeolian::trainer

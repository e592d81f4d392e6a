// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output/pipe_output.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <span>
#include <vector>

#include "core/file_descriptor.h"
#include "core/generator/ensemble.h"
#include "core/generator/sine_source.h"
#include "core/stream/player.h"
#include "tests/comes_true.h"
#include "tests/scratch_folder.h"
#include "tests/tone_continuity.h"

namespace aeolian::daemon {
namespace {

constexpr int rate = 44100;
constexpr double tone = 440.;

/** A program that reads a FIFO. */
class Reader {
 public:
  explicit Reader(const std::filesystem::path& fifo) : fifo_(open(fifo.c_str(), O_RDONLY | O_NONBLOCK)) {}

  /** The next `count` frames of floats, or fewer if they do not arrive within ten seconds. */
  std::vector<StereoFrame> read_frames(std::size_t count) {
    std::vector<StereoFrame> frames(count);
    char* const bytes = reinterpret_cast<char*>(frames.data());
    std::size_t got = 0;
    pollfd readable{*fifo_, POLLIN, 0};
    while (got < count * sizeof(StereoFrame) && poll(&readable, 1, 10'000) > 0 &&
           (readable.revents & POLLIN) != 0) {
      const ssize_t part = read(*fifo_, bytes + got, count * sizeof(StereoFrame) - got);
      if (part > 0) got += static_cast<std::size_t>(part);
    }
    frames.resize(got / sizeof(StereoFrame));
    return frames;
  }

 private:
  FileDescriptor fifo_;
};

/** A player of a tone, with an output to a FIFO. */
class PipeOutputTest : public testing::Test {
 protected:
  void play(PipePace pace) {
    // So that a FIFO without a reader is an error here, as in the daemon.
    std::signal(SIGPIPE, SIG_IGN);
    auto stream = SharedStream::create(rate);
    ASSERT_TRUE(stream) << stream.error().message;
    stream_ = std::make_unique<SharedStream>(std::move(*stream));
    player_ = std::make_unique<Player>(renderer_, *stream_);
    auto output =
        PipeOutput::create(*stream_, {.fifo = folder_ / "fifo", .format = PipeFormat::f32le, .pace = pace});
    ASSERT_TRUE(output) << output.error().message;
    output_ = std::move(*output);
    player_->start();
    output_->start();
    ASSERT_TRUE(comes_true([this] { return std::filesystem::is_fifo(folder_ / "fifo"); }));
  }

  bool plays() const { return output_->status().playing; }

  bool goes_on() const {
    const auto before = player_->steps();
    return comes_true([&] { return player_->steps() > before + 20; });
  }

  ScratchFolder folder_;
  Ensemble source_{std::make_unique<SineSource>(rate, 256, tone, 0.25f)};
  StepRenderer renderer_{source_};
  std::unique_ptr<SharedStream> stream_;
  std::unique_ptr<Player> player_;
  std::unique_ptr<PipeOutput> output_;
};

std::vector<float> left(std::span<const StereoFrame> frames) {
  std::vector<float> samples;
  for (const StereoFrame& frame : frames) samples.push_back(frame.left);
  return samples;
}

TEST_F(PipeOutputTest, PlaysInSilenceUntilThereIsAReaderWhichHearsAFadeIn) {
  play(PipePace::clock);
  EXPECT_TRUE(goes_on());
  EXPECT_FALSE(plays());
  Reader reader(folder_ / "fifo");
  const auto heard = left(reader.read_frames(rate));
  ASSERT_EQ(heard.size(), static_cast<std::size_t>(rate));
  EXPECT_TRUE(plays());
  EXPECT_EQ(output_->status().device, "pipe:fifo");
  EXPECT_LT(std::abs(heard.front()), 0.001f);
  const auto report = judge_tone(std::span(heard).subspan(rate / 4), rate, tone);
  EXPECT_TRUE(report.is_clean(tone, 0.25)) << text_of(report);
}

TEST_F(PipeOutputTest, GoesOnWithoutAReaderThatHasGoneAndPlaysToTheNext) {
  play(PipePace::clock);
  for (int readers = 0; readers < 2; ++readers) {
    {
      Reader reader(folder_ / "fifo");
      EXPECT_EQ(reader.read_frames(rate / 4).size(), rate / 4u);
    }
    EXPECT_TRUE(comes_true([this] { return !plays(); }));
    EXPECT_TRUE(goes_on());
  }
}

TEST_F(PipeOutputTest, GoesOnWithoutAReaderThatTakesNothingWhichLaterGetsWholeFrames) {
  play(PipePace::clock);
  Reader reader(folder_ / "fifo");
  EXPECT_EQ(reader.read_frames(100).size(), 100u);
  EXPECT_TRUE(comes_true([this] { return !plays(); }));
  EXPECT_TRUE(goes_on());
  const auto heard = left(reader.read_frames(2 * rate));
  EXPECT_TRUE(plays());
  const auto report = judge_tone(std::span(heard).last(rate), rate, tone);
  EXPECT_TRUE(report.is_clean(tone, 0.25)) << text_of(report);
}

TEST_F(PipeOutputTest, AtTheReadersPaceWaitsForItAndLosesNothing) {
  play(PipePace::reader);
  Reader reader(folder_ / "fifo");
  std::vector<StereoFrame> frames;
  // Slower than the generator, so the pipe stays full for longer than an output waits for a reader that takes
  // nothing.
  for (int parts = 0; parts < 25; ++parts) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const auto part = reader.read_frames(rate / 4);
    frames.insert(frames.end(), part.begin(), part.end());
  }
  ASSERT_EQ(frames.size(), 25u * (rate / 4));
  const auto heard = left(frames);
  const auto report = judge_tone(std::span(heard).subspan(rate / 4), rate, tone);
  EXPECT_TRUE(report.is_clean(tone, 0.25)) << text_of(report);
  EXPECT_EQ(stream_->counters().underruns.load(), 0u);
}

TEST_F(PipeOutputTest, StopsAlsoWhileItsReaderIsFasterThanTheGenerator) {
  play(PipePace::reader);
  Reader reader(folder_ / "fifo");
  std::jthread reads([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) reader.read_frames(1000);
  });
  EXPECT_TRUE(comes_true([this] { return player_->steps() > 1000; }));
  output_.reset();
}

TEST(PipeWriter, RefusesAFileThatIsNoFifoAndLeavesIt) {
  const ScratchFolder folder;
  std::ofstream(folder / "song") << "la";
  PipeWriter writer = PipeWriter::to_fifo(folder / "song");
  const auto opened = writer.open();
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find("is not a FIFO"), std::string::npos) << opened.error().message;
  EXPECT_EQ(std::filesystem::file_size(folder / "song"), 2u);
}

}  // namespace
}  // namespace aeolian::daemon

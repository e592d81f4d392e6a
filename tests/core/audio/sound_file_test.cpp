// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/sound_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <fstream>
#include <limits>
#include <numbers>

#include "tests/files_end_at.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class SoundFileTest : public testing::Test {
 protected:
  SoundFileTest() {
    std::string name = (fs::temp_directory_path() / "aeolian-sound-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~SoundFileTest() override { fs::remove_all(folder_); }

  fs::path at(const std::string& name) const { return folder_ / name; }

  /** Writes a file like another program would. */
  fs::path make(const std::string& name, int format, int channels, const std::vector<float>& interleaved,
                int sample_rate = 44100) const {
    SF_INFO info{};
    info.samplerate = sample_rate;
    info.channels = channels;
    info.format = format;
    SNDFILE* file = sf_open(at(name).c_str(), SFM_WRITE, &info);
    EXPECT_NE(file, nullptr) << sf_strerror(nullptr);
    sf_write_float(file, interleaved.data(), static_cast<sf_count_t>(interleaved.size()));
    sf_close(file);
    return at(name);
  }

  fs::path touch(const std::string& name) const {
    fs::create_directories(at(name).parent_path());
    std::ofstream(at(name)) << "x";
    return at(name);
  }

  fs::path folder_;
};

std::vector<float> sine(std::size_t length, double frequency, int sample_rate) {
  std::vector<float> samples(length);
  for (std::size_t i = 0; i < length; ++i) {
    const double turn = 2. * std::numbers::pi * frequency / sample_rate * static_cast<double>(i);
    samples[i] = static_cast<float>(0.5 * std::sin(turn));
  }
  return samples;
}

double level(const std::vector<float>& samples) {
  double sum = 0.;
  for (const float sample : samples) sum += static_cast<double>(sample) * sample;
  return std::sqrt(sum / static_cast<double>(samples.size()));
}

TEST_F(SoundFileTest, ReadsLosslessFormatsExactlyAndTellsTheirRate) {
  const std::vector<float> samples = {0.f, 0.5f, -0.25f, 0.125f};
  for (const auto& [name, format] : {std::pair{"a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},
                                     {"a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24},
                                     {"a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_24},
                                     {"a.w64", SF_FORMAT_W64 | SF_FORMAT_FLOAT}}) {
    const auto sound = read_sound(make(name, format, 1, samples, 22050));
    ASSERT_TRUE(sound) << sound.error().message;
    EXPECT_EQ(sound->sample_rate, 22050);
    ASSERT_EQ(sound->samples.size(), samples.size()) << name;
    for (std::size_t i = 0; i < samples.size(); ++i) EXPECT_NEAR(sound->samples[i], samples[i], 2e-5) << name;
  }
}

TEST_F(SoundFileTest, ItsHeaderTellsRateAndLengthWithoutTheSound) {
  const auto path = make("a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 2, std::vector<float>(2 * 22050), 44100);
  const auto header = read_sound_header(path);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->sample_rate, 44100);
  EXPECT_DOUBLE_EQ(header->seconds, .5);
  EXPECT_FALSE(read_sound_header(touch("b.wav")));
  EXPECT_FALSE(read_sound_header(at("none.wav")));
}

TEST_F(SoundFileTest, ReadsLossyFormatsWithTheirLoudness) {
  const auto samples = sine(48000, 440., 48000);
  for (const auto& [name, format] : {std::pair{"a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS},
                                     {"a.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS},
                                     {"a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}}) {
    const auto sound = read_sound(make(name, format, 1, samples, 48000));
    ASSERT_TRUE(sound) << sound.error().message;
    EXPECT_NEAR(static_cast<double>(sound->samples.size()), 48000., 2400.) << name;
    EXPECT_NEAR(level(sound->samples), level(samples), 0.02) << name;
  }
}

TEST_F(SoundFileTest, AveragesChannels) {
  const auto sound = read_sound(
      make("stereo.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 2, {1.f, 0.f, 0.5f, -0.5f, -1.f, -0.5f}));
  ASSERT_TRUE(sound);
  EXPECT_THAT(sound->samples, ElementsAre(0.5f, 0.f, -0.75f));
}

TEST_F(SoundFileTest, ReadsTheSideOfTwoChannelsIfItIsAskedTo) {
  const auto path = make("stereo.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 2, {1.f, 0.f, 0.5f, -0.5f});
  EXPECT_THAT(read_sound(path, Channels::stereo)->side, ElementsAre(0.5f, 0.5f));
  EXPECT_THAT(read_sound(path, Channels::stereo)->samples, ElementsAre(0.5f, 0.f));
  EXPECT_TRUE(read_sound(path)->side.empty());
  EXPECT_EQ(read_sound_header(path)->channels, 2);
}

TEST_F(SoundFileTest, WhatIsTheSameInBothChannelsOrHasNoTwoHasNoSide) {
  for (const auto& [channels, samples] :
       {std::pair(1, std::vector<float>{.5f, .25f}), std::pair(2, std::vector<float>{.5f, .5f, .25f, .25f}),
        std::pair(3, std::vector<float>{.5f, .25f, 0.f}), std::pair(2, std::vector<float>{.5f, -.5f})}) {
    const auto sound =
        read_sound(make("a.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, channels, samples), Channels::stereo);
    ASSERT_TRUE(sound);
    EXPECT_TRUE(sound->side.empty());
  }
}

TEST_F(SoundFileTest, OfChannelsThatCancelEachOtherTheLoudestIsTaken) {
  std::vector<float> interleaved;
  for (const float sample : sine(8000, 440., 44100))
    interleaved.insert(interleaved.end(), {0.5f * sample, -0.5f * sample});
  const auto sound = read_sound(make("balanced.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 2, interleaved));
  ASSERT_TRUE(sound) << sound.error().message;
  EXPECT_THAT(sound->note, HasSubstr("channel 1 alone"));
  EXPECT_EQ(sound->samples.size(), 8000u);
  EXPECT_NEAR(level(sound->samples), 0.5 * level(sine(8000, 440., 44100)), 1e-4);
}

TEST_F(SoundFileTest, ChannelsOfWhichOneIsSilentAreAveragedAndNotRemarked) {
  std::vector<float> interleaved;
  for (const float sample : sine(8000, 440., 44100)) interleaved.insert(interleaved.end(), {sample, 0.f});
  const auto sound = read_sound(make("left.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 2, interleaved));
  ASSERT_TRUE(sound) << sound.error().message;
  EXPECT_EQ(sound->note, "");
  EXPECT_NEAR(level(sound->samples), 0.5 * level(sine(8000, 440., 44100)), 1e-4);
}

TEST_F(SoundFileTest, AWavWhoseRecorderNeverWroteItsSizeIsReadToItsEnd) {
  const auto path = make("streamed.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, sine(5000, 440., 44100));
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  for (const int at : {4, 40}) {  // the sizes of RIFF and of the data chunk
    file.seekp(at);
    file.write("\0\0\0\0", 4);
  }
  file.close();
  const auto sound = read_sound(path);
  ASSERT_TRUE(sound) << sound.error().message;
  EXPECT_EQ(sound->samples.size(), 5000u);
  EXPECT_THAT(sound->note, HasSubstr("says that it is empty"));
}

TEST_F(SoundFileTest, AnEmptyWavWithATitleIsNoSound) {
  const auto path = make("titled.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, {});
  std::ofstream(path, std::ios::app | std::ios::binary).write("LIST\4\0\0\0INFO", 12);
  const auto sound = read_sound(path);
  ASSERT_FALSE(sound);
  EXPECT_THAT(sound.error().message, HasSubstr("contains no sound"));
}

TEST_F(SoundFileTest, ARateOf768KilohertzIsRead) {
  const auto sound =
      read_sound(make("bat.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, sine(5000, 440., 44100), 768000));
  ASSERT_TRUE(sound) << sound.error().message;
  EXPECT_EQ(sound->sample_rate, 768000);
}

TEST_F(SoundFileTest, AFifoIsRefusedWithoutWaitingForItsOtherEnd) {
  ASSERT_EQ(::mkfifo(at("pipe.wav").c_str(), 0600), 0);
  const auto sound = read_sound(at("pipe.wav"));
  ASSERT_FALSE(sound);
  EXPECT_THAT(sound.error().message, HasSubstr("not a regular file"));
}

TEST_F(SoundFileTest, WritesTheFormatThatTheEndingTells) {
  const auto samples = sine(48000, 440., 48000);
  for (const auto& [name, format] : {std::pair{"a.wav", SF_FORMAT_WAVEX},
                                     {"a.FLAC", SF_FORMAT_FLAC},
                                     {"a.ogg", SF_FORMAT_OGG},
                                     {"a.opus", SF_FORMAT_OGG},
                                     {"a.mp3", SF_FORMAT_MPEG}}) {
    const auto wanted = sound_format_of(name);
    ASSERT_TRUE(wanted) << name;
    auto writer = SoundFileWriter::create(at(name), 48000, 1, *wanted);
    ASSERT_TRUE(writer) << writer.error().message;
    ASSERT_TRUE(writer->write(samples) && writer->close()) << name;
    SF_INFO info{};
    SNDFILE* file = sf_open(at(name).c_str(), SFM_READ, &info);
    ASSERT_NE(file, nullptr) << name;
    sf_close(file);
    EXPECT_EQ(info.format & SF_FORMAT_TYPEMASK, format) << name;
    EXPECT_NEAR(level(read_sound(at(name))->samples), level(samples), 0.02) << name;
  }
  EXPECT_FALSE(sound_format_of("a.aiff"));
  EXPECT_FALSE(sound_format_of("a"));
}

TEST_F(SoundFileTest, ARateThatAFormatDoesNotHaveIsToldBeforeAnythingIsWritten) {
  const auto writer = SoundFileWriter::create(at("a.opus"), 44100, 1, SoundFormat::opus);
  ASSERT_FALSE(writer);
  EXPECT_THAT(writer.error().message, HasSubstr(".wav and .flac"));
  EXPECT_FALSE(fs::exists(at("a.opus")));
}

TEST_F(SoundFileTest, RefusalsNameTheFileAndTheReason) {
  constexpr int floats = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  const std::vector<std::pair<fs::path, std::string>> cases = {
      {at("missing.wav"), "no such file"},
      {folder_, "not a regular file"},
      {touch("text.wav"), "cannot be read as sound"},
      {make("empty.wav", floats, 1, {}), "no sound"},
      {make("nan.wav", floats, 1, {0.f, nan, 0.f}), "not finite"},
      {make("inf.wav", floats, 2, {0.f, inf}), "not finite"},
      {make("loud.wav", floats, 1, {32767.f}), "beyond full scale"},
      {make("slow.wav", floats, 1, {0.f}, 100), "100 Hz"},
      {make("wide.wav", floats, 65, std::vector<float>(65)), "65 channels"},
  };
  for (const auto& [path, reason] : cases) {
    const auto sound = read_sound(path);
    ASSERT_FALSE(sound) << path;
    EXPECT_THAT(sound.error().message, HasSubstr(path.filename().string()));
    EXPECT_THAT(sound.error().message, HasSubstr(reason));
  }
}

TEST_F(SoundFileTest, TheReasonOfARefusalIsNoSentenceOfItsOwn) {
  const auto path = at("bytes.wav");
  std::ofstream(path) << std::string(1000, '\x01');
  EXPECT_THAT(read_sound(path).error().message, Not(EndsWith(".")));
}

TEST_F(SoundFileTest, APipeIsRefusedInsteadOfWaitedFor) {
  ASSERT_EQ(mkfifo(at("pipe.wav").c_str(), 0600), 0);
  EXPECT_FALSE(read_sound(at("pipe.wav")));
}

TEST_F(SoundFileTest, FindsSoundsUnderAFolderSortedAndWithoutHiddenOnes) {
  for (const char* name :
       {"b/2.FLAC", "b/1.ogg", "a.wav", "notes.txt", ".hidden.wav", ".git/x.wav", "c.mp3"}) {
    touch(name);
  }
  EXPECT_THAT(find_sound_files(folder_),
              ElementsAre(at("a.wav"), at("b/1.ogg"), at("b/2.FLAC"), at("c.mp3")));
}

TEST_F(SoundFileTest, FollowsLinksAndComesOutOfCircles) {
  touch("sounds/a.wav");
  touch("elsewhere/b.wav");
  fs::create_directory_symlink("..", at("sounds/up"));
  fs::create_directory_symlink(at("elsewhere"), at("sounds/linked"));
  fs::create_symlink("nowhere.wav", at("sounds/broken.wav"));
  EXPECT_THAT(find_sound_files(at("sounds")), ElementsAre(at("sounds/a.wav"), at("sounds/linked/b.wav")));
}

TEST_F(SoundFileTest, AFileNamedDirectlyIsTakenWhateverItsEnding) {
  EXPECT_THAT(find_sound_files(touch("take.raw")), ElementsAre(at("take.raw")));
  EXPECT_THAT(find_sound_files(at("nothing")), IsEmpty());
}

TEST_F(SoundFileTest, WritesWhatReadsBackToTheLast24thBit) {
  auto writer = SoundFileWriter::create(at("out.wav"), 48000, 1);
  ASSERT_TRUE(writer) << writer.error().message;
  const auto samples = sine(10000, 440., 48000);
  ASSERT_TRUE(writer->write(std::span(samples).first(1)));
  ASSERT_TRUE(writer->write(std::span(samples).subspan(1)));
  EXPECT_EQ(writer->frames(), 10000);
  ASSERT_TRUE(writer->close());
  const auto sound = read_sound(at("out.wav"));
  ASSERT_TRUE(sound) << sound.error().message;
  EXPECT_EQ(sound->sample_rate, 48000);
  ASSERT_EQ(sound->samples.size(), samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) EXPECT_NEAR(sound->samples[i], samples[i], 0x1p-24);
}

TEST_F(SoundFileTest, TheSameSamplesGiveTheSameFile) {
  const auto bytes = [this](const std::string& name) {
    auto writer = SoundFileWriter::create(at(name), 44100, 2);
    EXPECT_TRUE(writer->write(sine(2000, 440., 44100)));
    EXPECT_TRUE(writer->close());
    std::ifstream file(at(name), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  EXPECT_EQ(bytes("one.wav"), bytes("two.wav"));
}

TEST_F(SoundFileTest, ClipsBeyondFullScaleAndSilencesWhatIsNoNumber) {
  auto writer = SoundFileWriter::create(at("out.wav"), 48000, 1);
  const float inf = std::numeric_limits<float>::infinity();
  ASSERT_TRUE(writer->write(std::array{2.f, -2.f, std::nanf(""), inf, -inf}));
  ASSERT_TRUE(writer->close());
  const float full = 1.f - 0x1p-23f;
  EXPECT_THAT(read_sound(at("out.wav"))->samples, ElementsAre(full, -1.f, 0.f, full, -1.f));
}

TEST_F(SoundFileTest, ALimitOnTheSizeOfFilesIsToldFromAFullDisk) {
  auto writer = SoundFileWriter::create(at("out.wav"), 48000, 1);
  ASSERT_TRUE(writer);
  const FilesEndAt full(10000);
  const auto written = writer->write(std::vector<float>(48000, 0.25f));
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message,
              AllOf(HasSubstr("out.wav"), HasSubstr("the limit on the size of files (ulimit -f) was reached"),
                    Not(HasSubstr("is the disk full"))));
}

TEST_F(SoundFileTest, AKilledProcessLeavesAllThatItWrotePlayable) {
  const pid_t child = fork();
  if (child == 0) {
    auto writer = SoundFileWriter::create(at("killed.wav"), 48000, 2);
    for (int i = 0; i < 10; ++i) (void)writer->write(std::vector<float>(960, 0.25f));
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  const auto sound = read_sound(at("killed.wav"));
  ASSERT_TRUE(sound) << sound.error().message;
  EXPECT_EQ(sound->samples, std::vector<float>(4800, 0.25f));
}

TEST_F(SoundFileTest, ARecordingIsAnOrdinaryWavFileThatKeepsRoomToGrowPast4GiB) {
  auto writer = SoundFileWriter::create(at("out.wav"), 48000, 1);
  ASSERT_TRUE(writer->write(std::array{0.5f}));
  ASSERT_TRUE(writer->close());
  std::ifstream file(at("out.wav"), std::ios::binary);
  std::string head(16, ' ');
  file.read(head.data(), 16);
  EXPECT_EQ(head.substr(0, 4), "RIFF");
  EXPECT_EQ(head.substr(8, 8), "WAVEJUNK");
}

TEST_F(SoundFileTest, PastFourGiBARecordingIsAnRf64WithTheRightLength) {
  constexpr std::uint64_t beyond = (std::uint64_t{4} << 30) + 300;  // a sparse file, which takes no space
  auto writer = SoundFileWriter::create(at("long.wav"), 48000, 1);
  ASSERT_TRUE(writer->write(std::array{0.5f}));
  std::error_code refused;
  fs::resize_file(at("long.wav"), beyond, refused);
  if (refused) GTEST_SKIP() << "this disk has no files past 4 GiB: " << refused.message();
  ASSERT_TRUE(writer->write(std::array{0.5f}));
  ASSERT_TRUE(writer->close());
  std::ifstream file(at("long.wav"), std::ios::binary);
  std::string head(16, ' ');
  file.read(head.data(), 16);
  EXPECT_EQ(head.substr(0, 4), "RF64");
  EXPECT_EQ(head.substr(8, 8), "WAVEds64");
  SF_INFO info{};
  SNDFILE* read = sf_open(at("long.wav").c_str(), SFM_READ, &info);
  ASSERT_NE(read, nullptr) << sf_strerror(nullptr);
  sf_close(read);
  EXPECT_NEAR(static_cast<double>(info.frames), static_cast<double>(beyond) / 3., 100.);
}

TEST_F(SoundFileTest, AFlacHoldsWhatAWavHolds) {
  const auto sound = sine(48000, 440., 48000);
  for (const auto& [name, format] :
       {std::pair("a.wav", SoundFormat::wav), std::pair("a.flac", SoundFormat::flac)}) {
    auto writer = SoundFileWriter::create(at(name), 48000, 1, format);
    ASSERT_TRUE(writer) << writer.error().message;
    ASSERT_TRUE(writer->write(sound));
    ASSERT_TRUE(writer->close());
  }
  EXPECT_EQ(read_sound(at("a.flac"))->samples, read_sound(at("a.wav"))->samples);
  EXPECT_LT(fs::file_size(at("a.flac")), fs::file_size(at("a.wav")));
}

TEST_F(SoundFileTest, AKilledProcessLeavesAFlacThatIsPlayableButForItsLastBlock) {
  const pid_t child = fork();
  if (child == 0) {
    auto writer = SoundFileWriter::create(at("killed.flac"), 48000, 1, SoundFormat::flac);
    for (int i = 0; i < 10; ++i) (void)writer->write(std::vector<float>(4800, 0.25f));
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  const auto sound = read_sound(at("killed.flac"));
  ASSERT_TRUE(sound) << sound.error().message;
  EXPECT_GE(sound->samples.size(), 48000u - 4800u);
  EXPECT_EQ(sound->samples, std::vector<float>(sound->samples.size(), 0.25f));
}

TEST_F(SoundFileTest, AFullDiskIsToldAndWhatWasWrittenRemains) {
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
  auto writer = SoundFileWriter::create(at("full.wav"), 48000, 1);
  ASSERT_TRUE(writer->write(std::vector<float>(1000, 0.5f)));
  const rlimit small{8000, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  const auto result = writer->write(std::vector<float>(100000, 0.5f));
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, ignored);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("full.wav"));
  (void)writer->close();
  const auto sound = read_sound(at("full.wav"));
  ASSERT_TRUE(sound) << sound.error().message;
  EXPECT_GE(sound->samples.size(), 1000u);
}

TEST_F(SoundFileTest, WriterRefusesWhatCannotBeWritten) {
  EXPECT_FALSE(SoundFileWriter::create(at("no/such/folder.wav"), 48000, 1));
  EXPECT_FALSE(SoundFileWriter::create(at("out.wav"), 0, 1));
  EXPECT_FALSE(SoundFileWriter::create(at("out.wav"), 48000, 0));
  auto writer = SoundFileWriter::create(at("out.wav"), 48000, 2);
  EXPECT_FALSE(writer->write(std::array{0.f, 0.f, 0.f}));
  EXPECT_TRUE(writer->close());
  EXPECT_TRUE(writer->close());
  EXPECT_FALSE(writer->write(std::array{0.f, 0.f}));
}

}  // namespace
}  // namespace aeolian

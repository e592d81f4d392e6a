// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/corpus/corpus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <numbers>

#include "core/audio/sound_file.h"
#include "trainer/corpus/any_sound.h"

namespace aeolian::trainer {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int rate = 8000;

std::vector<float> tone(double seconds, int sample_rate = rate, float amplitude = 0.5f) {
  std::vector<float> samples(static_cast<std::size_t>(seconds * sample_rate));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = amplitude * std::sin(2 * std::numbers::pi_v<float> * 440.f * static_cast<float>(i) /
                                      static_cast<float>(sample_rate));
  }
  return samples;
}

std::vector<float> operator+(std::vector<float> a, const std::vector<float>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::vector<float> silence(double seconds) {
  return std::vector<float>(static_cast<std::size_t>(seconds * rate));
}

class CorpusOnDisk : public ::testing::Test {
 protected:
  CorpusOnDisk() {
    std::string pattern = (fs::temp_directory_path() / "aeolian-corpus-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~CorpusOnDisk() override { fs::remove_all(folder_); }

  std::string write(const fs::path& name, const std::vector<float>& samples, int sample_rate = rate) {
    const fs::path path = folder_ / name;
    fs::create_directories(path.parent_path());
    auto writer = SoundFileWriter::create(path, sample_rate, 1);
    EXPECT_TRUE(writer && writer->write(samples) && writer->close());
    return path.string();
  }

  std::string refusal(const std::vector<std::string>& paths) {
    const auto corpus = read_corpus(paths, {});
    return corpus ? "accepted" : corpus.error().message;
  }

  fs::path folder_;
};

TEST_F(CorpusOnDisk, IsReadFromFilesAndFoldersInOrder) {
  const std::string bell = write("bell.wav", tone(6));
  write("town/b.wav", tone(3));
  write("town/a.wav", tone(3));
  write("town/deep/c.wav", tone(1));
  const auto corpus = read_corpus({bell, (folder_ / "town").string()}, {});
  ASSERT_TRUE(corpus) << corpus.error().message;
  EXPECT_EQ(corpus->sample_rate, rate);
  EXPECT_NEAR(corpus->seconds(), 13, 0.01);
  ASSERT_EQ(corpus->sounds.size(), 4u);
  EXPECT_EQ(corpus->sounds[0].name, "bell.wav");
  EXPECT_EQ(corpus->sounds[1].name, "a.wav");
  EXPECT_THAT(corpus->groups(), ElementsAre("bell", "town", "deep"));
  EXPECT_NEAR(corpus->sounds[0].samples[100], tone(6)[100], 1e-5);
}

TEST_F(CorpusOnDisk, NamesGroupsAsAsked) {
  const std::string bell = write("bell.wav", tone(6));
  const std::string horn = write("horn.wav", tone(6));
  write("town/a.wav", tone(3));
  const auto corpus =
      read_corpus({"brass=" + bell, "brass=" + horn, "street=" + (folder_ / "town").string()}, {});
  ASSERT_TRUE(corpus) << corpus.error().message;
  EXPECT_THAT(corpus->groups(), ElementsAre("brass", "street"));
}

TEST_F(CorpusOnDisk, ReadsAFileWhoseOwnNameHasAnEqualsSign) {
  const std::string path = write("a=b.wav", tone(12));
  const auto corpus = read_corpus({path}, {});
  ASSERT_TRUE(corpus) << corpus.error().message;
  EXPECT_THAT(corpus->groups(), ElementsAre("a=b"));
}

TEST_F(CorpusOnDisk, NamesAFolderByItsRealNameHoweverItIsSpelt) {
  write("town/a.wav", tone(12));
  const auto corpus = read_corpus({(folder_ / "town" / "..").string() + "/town/"}, {});
  ASSERT_TRUE(corpus) << corpus.error().message;
  EXPECT_THAT(corpus->groups(), ElementsAre("town"));
  EXPECT_EQ(corpus->sounds[0].name, "a.wav");
}

TEST_F(CorpusOnDisk, TakesTheRateThatMostOfTheSoundHas) {
  const std::string a = write("a.wav", tone(5, 16000), 16000);
  const std::string b = write("b.wav", tone(5, 16000), 16000);
  const std::string c = write("c.wav", tone(8));
  const auto corpus = read_corpus({a, b, c}, {});
  ASSERT_TRUE(corpus) << corpus.error().message;
  EXPECT_EQ(corpus->sample_rate, 16000);
  EXPECT_EQ(corpus->sounds[2].samples.size(), 8u * 16000);
  EXPECT_EQ(corpus->files[2].sample_rate, rate);
}

TEST_F(CorpusOnDisk, IsNeverFasterThan48kHzUnlessAsked) {
  const std::string path = write("a.wav", tone(11, 96000), 96000);
  EXPECT_EQ(read_corpus({path}, {})->sample_rate, 48000);
  const auto asked = read_corpus({path}, {.sample_rate = 22050});
  EXPECT_EQ(asked->sample_rate, 22050);
  EXPECT_EQ(asked->sounds[0].samples.size(), 11u * 22050);
}

TEST_F(CorpusOnDisk, ShortensLongSilencesToAQuarterOfASecond) {
  const auto sound = tone(6) + silence(3.05) + tone(6) + silence(0.4) + tone(1);
  const std::string path = write("a.wav", sound);
  const auto corpus = read_corpus({path}, {});
  ASSERT_TRUE(corpus) << corpus.error().message;
  EXPECT_NEAR(corpus->seconds(), 6 + 0.25 + 6 + 0.4 + 1, 0.02);
  EXPECT_NEAR(corpus->files[0].cut_seconds, 2.8, 0.02);
  EXPECT_THAT(to_string(corpus->files[0]), HasSubstr("2.8 s of silence cut"));
  const auto kept = read_corpus({path}, {.keep_silence = true});
  EXPECT_EQ(kept->sounds[0].samples.size(), sound.size());
}

TEST_F(CorpusOnDisk, CutsAndResamplesTheSideLikeTheMid) {
  const fs::path path = folder_ / "wide.wav";
  auto writer = SoundFileWriter::create(path, rate, 2);
  std::vector<float> interleaved;
  for (const float sample : tone(6) + silence(3) + tone(6))
    interleaved.insert(interleaved.end(), {sample, .5f * sample});
  ASSERT_TRUE(writer && writer->write(interleaved) && writer->close());
  constexpr int halved = rate / 2;
  const auto corpus = read_corpus({path}, {.sample_rate = halved, .channels = Channels::stereo});
  ASSERT_TRUE(corpus) << corpus.error().message;
  const Recording& sound = corpus->sounds.front();
  ASSERT_EQ(sound.side.size(), sound.samples.size());
  EXPECT_NEAR(static_cast<double>(sound.samples.size()) / halved, 12.25, .05);
  for (std::size_t i = 0; i < sound.side.size(); ++i) ASSERT_NEAR(sound.side[i], sound.samples[i] / 3, 1e-4);
  EXPECT_TRUE(read_corpus({path}, {})->sounds.front().side.empty());
}

TEST_F(CorpusOnDisk, CutsNoClickIntoASilenceThatHums) {
  auto hum = tone(4, rate, 2e-4f);  // 68 dB below the tone
  const std::string path = write("a.wav", tone(8) + hum + tone(8));
  const auto corpus = read_corpus({path}, {});
  ASSERT_TRUE(corpus) << corpus.error().message;
  ASSERT_LT(corpus->seconds(), 17);
  const auto& samples = corpus->sounds[0].samples;
  float largest_step = 0;
  for (std::size_t i = 8 * rate + 160; i < 8 * rate + 1800; ++i) {
    largest_step = std::max(largest_step, std::abs(samples[i] - samples[i - 1]));
  }
  EXPECT_LT(largest_step, 1.5f * 2e-4f * 2 * std::numbers::pi_v<float> * 440 / rate);
}

TEST_F(CorpusOnDisk, KeepsQuietSoundThatIsNoSilence) {
  const auto sound = tone(8) + tone(4, rate, 5e-3f) + tone(2);  // 40 dB below the tone
  const auto corpus = read_corpus({write("a.wav", sound)}, {});
  EXPECT_EQ(corpus->sounds[0].samples.size(), sound.size());
}

TEST_F(CorpusOnDisk, NamesWhatItCannotReadAndGoesOn) {
  write("s/a.wav", tone(12));
  std::ofstream(folder_ / "s" / "b.wav") << "this is no sound";
  write("s/c.wav", silence(3));
  const auto corpus = read_corpus({(folder_ / "s").string()}, {});
  ASSERT_TRUE(corpus) << corpus.error().message;
  std::vector<std::string> lines;
  for (const FileReport& file : corpus->files) lines.push_back(to_string(file));
  EXPECT_EQ(corpus->sounds.size(), 1u);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_THAT(lines[0], AllOf(HasSubstr("a.wav: 12.0 s at 8000 Hz for s")));
  EXPECT_THAT(lines[1], HasSubstr("b.wav: "));
  EXPECT_FALSE(corpus->files[1].skipped.empty());
  EXPECT_THAT(lines[2], HasSubstr("c.wav: is silent"));
}

TEST_F(CorpusOnDisk, IsSummedUpInALineAndOneForEachReasonToSkipAFile) {
  write("s/bells/a.wav", tone(12));
  write("s/bells/b.wav", tone(3));
  const std::string horn = write("horn.wav", tone(6) + silence(2));
  for (const auto* name : {"c.txt", "d.txt", "e.txt"})
    std::ofstream(folder_ / "s" / name) << "about the bells";
  std::ofstream(folder_ / "s" / "f.jpg") << "a picture";
  const auto corpus = read_corpus({(folder_ / "s").string(), horn}, {});
  ASSERT_TRUE(corpus) << corpus.error().message;
  EXPECT_THAT(
      summary(corpus->files),
      ::testing::ElementsAre(
          "3 files: 21.2 s for bells (15.0 s), horn (6.2 s); 1.8 s of silence cut",
          AllOf(HasSubstr("skipped: "), HasSubstr("f.jpg: is not a sound file (.jpg)")),
          AllOf(HasSubstr("3 files skipped: is not a sound file (.txt), such as "), HasSubstr("c.txt"))));
}

TEST_F(CorpusOnDisk, EveryFileOfAFolderIsReadOrNamedWithAReason) {
  const fs::path s = folder_ / "s";
  write("s/a.wav", tone(12));
  fs::rename(write("s/b.wav", tone(2)), s / "bell");  // no extension
  std::ofstream(s / "c.txt") << "about the bells";
  fs::create_symlink("nowhere.wav", s / "d.wav");
  ASSERT_EQ(::mkfifo((s / "e.wav").c_str(), 0600), 0);
  fs::create_hard_link(s / "a.wav", s / "f.wav");
  std::ofstream(s / "g.wav") << "";
  std::ofstream(s / "h.m4a") << "no AAC";
  std::ofstream(s / ".DS_Store") << "x";
  const auto corpus = read_corpus({s.string()}, {});
  ASSERT_TRUE(corpus) << corpus.error().message;
  std::vector<std::string> lines;
  for (const FileReport& file : corpus->files) lines.push_back(to_string(file).substr(s.string().size()));
  EXPECT_EQ(corpus->sounds.size(), 2u);
  EXPECT_THAT(lines,
              ::testing::UnorderedElementsAre(
                  HasSubstr("a.wav: 12.0 s"), HasSubstr("bell: 2.0 s"),
                  HasSubstr("c.txt: is not a sound file (.txt)"), HasSubstr("d.wav: is a broken link"),
                  HasSubstr("e.wav: is a FIFO"), HasSubstr("f.wav: was given twice"),
                  HasSubstr("g.wav: cannot be read as sound: it is empty"),
                  HasSubstr("h.m4a: cannot be read as sound"), HasSubstr(": one hidden file or folder")));
}

TEST_F(CorpusOnDisk, ReadsAacWhereTheProgramCan) {
  const auto sound = read_any_sound(fs::path(AEOLIAN_TEST_SOUNDS) / "tone.m4a");
  if (!sound && sound.error().message.find("libavformat-dev") != std::string::npos)
    GTEST_SKIP() << "built without libavformat: " << sound.error().message;
  ASSERT_TRUE(sound) << sound.error().message;
  EXPECT_EQ(sound->sample_rate, 16000);
  EXPECT_NEAR(sound->seconds(), 1, 0.15);
  int crossings = 0;
  for (std::size_t i = 4001; i < 12001; ++i)
    crossings += (sound->samples[i - 1] < 0) != (sound->samples[i] < 0);
  EXPECT_NEAR(crossings, 440, 10) << "of a tone of 440 Hz in half a second";
}

TEST_F(CorpusOnDisk, ASoundWithAValueThatIsNotFiniteIsRefusedAndNotCutShort) {
  constexpr std::uint32_t rate = 8000;
  std::vector<float> samples = tone(12);
  samples[4 * rate] = std::numeric_limits<float>::quiet_NaN();
  const auto bytes = static_cast<std::uint32_t>(samples.size() * sizeof(float));
  std::ofstream file(folder_ / "nan.wav", std::ios::binary);
  const auto put = [&](const auto& value) {
    file.write(reinterpret_cast<const char*>(&value), sizeof value);
  };
  constexpr std::uint16_t floats = 3, channels = 1, frame = 4, bits = 32;
  file << "RIFF";
  put(std::uint32_t{36} + bytes);
  file << "WAVEfmt ";
  put(std::uint32_t{16}), put(floats), put(channels), put(rate), put(rate * frame), put(frame), put(bits);
  file << "data";
  put(bytes);
  file.write(reinterpret_cast<const char*>(samples.data()), bytes);
  file.close();
  const auto sound = read_any_sound(folder_ / "nan.wav");
  ASSERT_FALSE(sound) << sound->seconds() << " s";
  EXPECT_THAT(sound.error().message, AllOf(HasSubstr("nan.wav"), HasSubstr("not finite")));
}

TEST_F(CorpusOnDisk, APlaylistOpensNoOtherFile) {
  const std::string other = write("other.wav", tone(12));
  std::ofstream(folder_ / "list.mp4") << "ffconcat version 1.0\nfile '" << other << "'\n";
  EXPECT_FALSE(read_any_sound(folder_ / "list.mp4"));
}

TEST_F(CorpusOnDisk, ANameCommandsNoTerminal) {
  const std::string path = write("red\x1b[31m\nfiles.wav", tone(12));
  const auto corpus = read_corpus({path}, {});
  ASSERT_TRUE(corpus) << corpus.error().message;
  const std::string line = to_string(corpus->files[0]);
  EXPECT_THAT(line, HasSubstr("red\\x1b[31m\\nfiles.wav: 12.0 s"));
  EXPECT_EQ(line.find_first_of("\x1b\n"), std::string::npos);
}

TEST_F(CorpusOnDisk, TellsWhyItHasItsRateAndHowToChooseAnother) {
  const std::string a = write("a.wav", tone(10)), b = write("b.wav", tone(2, 16000), 16000);
  EXPECT_THAT(read_corpus({a}, {})->rate_reason, AllOf(HasSubstr("all files"), HasSubstr("--sample-rate")));
  EXPECT_THAT(read_corpus({a, b}, {})->rate_reason,
              AllOf(HasSubstr("most of the sound (10.0 s of 12.0 s)"), HasSubstr("--sample-rate")));
  EXPECT_EQ(read_corpus({a}, {.sample_rate = 22050})->rate_reason, "as asked");
}

TEST_F(CorpusOnDisk, UsesAFileOnceHoweverOftenItIsGiven) {
  const std::string path = write("s/a.wav", tone(12));
  fs::create_symlink("a.wav", folder_ / "s" / "b.wav");
  const auto corpus = read_corpus({path, (folder_ / "s").string()}, {});
  ASSERT_TRUE(corpus) << corpus.error().message;
  EXPECT_EQ(corpus->sounds.size(), 1u);
  EXPECT_NEAR(corpus->seconds(), 12, 0.01);
  EXPECT_EQ(corpus->files[1].skipped, "was given twice");
}

TEST_F(CorpusOnDisk, OfTooLittleSoundSaysHowMuchWouldBeEnough) {
  const std::string short_one = write("a.wav", tone(3) + silence(20) + tone(2));
  EXPECT_THAT(refusal({short_one}),
              AllOf(HasSubstr("only 5.2 s of sound"), HasSubstr("19.8 s of silence was cut"),
                    HasSubstr("Give at least 10.0 s; about 10.0 min")));
  EXPECT_THAT(refusal({write("b.wav", silence(60))}),
              AllOf(HasSubstr("only 0.0 s"), HasSubstr("b.wav: is silent")));
}

TEST_F(CorpusOnDisk, OfNothingReadableIsRefusedWithTheReason) {
  std::ofstream(folder_ / "x.wav") << "RIFF?";
  EXPECT_THAT(refusal({(folder_ / "x.wav").string()}), AllOf(HasSubstr("only 0.0 s"), HasSubstr("x.wav: ")));
  EXPECT_THAT(refusal({(folder_ / "y.wav").string()}),
              HasSubstr("there is no file or folder " + folder_.string()));
  EXPECT_THAT(refusal({"wind=" + (folder_ / "y.wav").string()}),
              HasSubstr("there is no file or folder " + folder_.string()));
  fs::create_directory(folder_ / "empty");
  EXPECT_THAT(refusal({(folder_ / "empty").string()}), HasSubstr("contains no sound files"));
  EXPECT_THAT(refusal({}), HasSubstr("name at least one"));
}

TEST_F(CorpusOnDisk, WithOneWrongPathAmongRightOnesIsRefused) {
  const std::string path = write("a.wav", tone(12));
  EXPECT_THAT(refusal({path, path + "x"}), HasSubstr("there is no file or folder"));
}

}  // namespace
}  // namespace aeolian::trainer

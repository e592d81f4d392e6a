// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/commands/inspect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "core/atomic_file.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/scratch_folder.h"

namespace aeolian::trainer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Checkpoint trained() {
  Checkpoint checkpoint = random_checkpoint(ModelKind::small);
  auto& origin = checkpoint.description.provenance;
  origin.sources = {{"rain", "CC0-1.0", 61.5}, {"thunder", "", 12}};
  origin.from = "base.aeolian";
  origin.command = "aeolian train rain thunder -o storm.aeolian";
  origin.version = "0.1.0";
  origin.created = "2026-11-22T19:00:00Z";
  origin.training_minutes = 10.5;
  origin.epochs = 7;
  origin.training_loss = -12.25;
  origin.held_out_loss = 3.5;
  return checkpoint;
}

TEST(Inspect, TellsAPersonWhatFromWhatAndHowWell) {
  const std::string text = describe(trained(), 1234567);
  EXPECT_THAT(text,
              AllOf(HasSubstr("kind small"), HasSubstr("rain (CC0-1.0), 1:02 min"),
                    HasSubstr("thunder (licence not stated), 0:12 min"), HasSubstr("10:30 min, 7 epochs"),
                    HasSubstr("begun from      base.aeolian"),
                    HasSubstr("-12.25, held out 3.5 (nats a latent)"), HasSubstr("aeolian train rain")));
  EXPECT_THAT(text, AllOf(HasSubstr("8000 Hz, window 256 (32.0 ms), hop 32, 24 bands up to 4000 Hz"),
                          HasSubstr("62.5 a second, each of 4 frames"), HasSubstr("rain, thunder\n"),
                          HasSubstr("priming states  2"), HasSubstr("1.23 MB")));
}

TEST(Inspect, TellsALicenceThatAllSourcesHaveOnce) {
  Checkpoint checkpoint = trained();
  for (auto& source : checkpoint.description.provenance.sources) source.licence = "CC0-1.0";
  EXPECT_THAT(describe(checkpoint, 0), AllOf(HasSubstr("rain, 1:02 min"), HasSubstr("thunder, 0:12 min"),
                                             HasSubstr("licence         CC0-1.0\n"), Not(HasSubstr("(CC0"))));
}

TEST(Inspect, TellsHowFarItLeansOnWhatItLearned) {
  Checkpoint checkpoint = trained();
  EXPECT_THAT(describe(checkpoint, 0), AllOf(HasSubstr("passages        none"), Not(HasSubstr("memory"))));
  EXPECT_EQ(describe_as_json(checkpoint, 0)["passage_seconds"], 0);
  const auto parameters = describe_as_json(checkpoint, 0)["parameters"];
  add_recollection(checkpoint, 0.8f, 0.05f);  // 80 rows, 62.5 a second
  EXPECT_THAT(describe(checkpoint, 0),
              AllOf(HasSubstr("passages        1 s of the corpus, coded; share"),
                    HasSubstr("innovations 0.80, pull 0.050 at memory 1\n"),
                    HasSubstr("memory          1: by default it follows them, up to a second at a time")));
  EXPECT_EQ(describe_as_json(checkpoint, 0)["passage_seconds"], 80 / 62.5);
  checkpoint.description.memory = .25f;
  EXPECT_THAT(describe(checkpoint, 0),
              HasSubstr("memory          0.25: by default it follows them less closely"));
  checkpoint.description.memory = 0;
  EXPECT_THAT(describe(checkpoint, 0), HasSubstr("memory          0: by default it plays by its networks"));
  EXPECT_EQ(describe_as_json(checkpoint, 0)["parameters"], parameters)
      << "passages are not trained parameters";
}

TEST(Inspect, TellsWhetherItPlaysInTwoChannels) {
  Checkpoint checkpoint = trained();
  EXPECT_THAT(describe(checkpoint, 0), Not(HasSubstr("channels")));
  EXPECT_EQ(describe_as_json(checkpoint, 0)["channels"], 1);
  add_image(checkpoint, {});
  EXPECT_THAT(describe(checkpoint, 0), HasSubstr("channels        2, in 20 bands (/width)\n"));
  EXPECT_EQ(describe_as_json(checkpoint, 0)["channels"], 2);
}

TEST(Inspect, CountsTogetherWhatIsMoreThanAScreenHolds) {
  Checkpoint checkpoint = trained();
  auto& sources = checkpoint.description.provenance.sources;
  sources.insert(sources.begin(), 7, {"drop", "CC0-1.0", 1});
  EXPECT_THAT(
      describe(checkpoint, 0),
      AllOf(HasSubstr("rain (CC0-1.0), 1:02 min"),
            HasSubstr("\n                  1 more (licence not stated), 0:12 min; --json names them\n")));
  sources.insert(sources.begin(), 200, {"drop", "CC0-1.0", 1});
  EXPECT_THAT(describe(checkpoint, 0),
              AllOf(Not(HasSubstr("rain (")),
                    HasSubstr("201 more (CC0-1.0; licence not stated), 4:33 min; --json names them")));
  EXPECT_EQ(describe_as_json(checkpoint, 0)["provenance"]["sources"].size(), 209u);
}

TEST(Inspect, CountsWhatWasFittedAlone) {
  Checkpoint checkpoint = trained();
  const auto before = describe_as_json(checkpoint, 0)["parameters"].get<std::int64_t>();
  EXPECT_LT(before, checkpoint.values());
  checkpoint.tensors["frames.more"] = {{100}, std::vector<float>(100)};
  EXPECT_EQ(describe_as_json(checkpoint, 0)["parameters"], before);
  checkpoint.tensors["trunk.more"] = {{100}, std::vector<float>(100)};
  EXPECT_EQ(describe_as_json(checkpoint, 0)["parameters"], before + 100);
}

TEST(Inspect, TellsAProgramTheSame) {
  const auto json = describe_as_json(trained(), 99);
  EXPECT_EQ(json["format"], 1);
  EXPECT_EQ(json["file_bytes"], 99);
  EXPECT_EQ(json["steps_per_second"], 62.5);
  EXPECT_EQ(json["provenance"]["epochs"], 7);
  EXPECT_EQ(json["encodings"], nlohmann::json({"rain", "thunder"}));
  EXPECT_EQ(json["tensors"]["frames.mean"], nlohmann::json({24}));
}

TEST(Inspect, KnowsTheBaseline) {
  EXPECT_THAT(
      describe(random_checkpoint(ModelKind::frame_lstm), 0),
      AllOf(HasSubstr("kind frame-lstm"), HasSubstr("2 x 12 LSTM on 3 frames"), HasSubstr("squared error")));
}

TEST(Inspect, KnowsTheOtherBaselines) {
  EXPECT_THAT(describe(random_checkpoint(ModelKind::autoencoder), 0),
              AllOf(HasSubstr("kind autoencoder"), HasSubstr("segments of 50 frames (0.2 s), codes of 4"),
                    HasSubstr("rain, thunder\n"), HasSubstr("squared error")));
  EXPECT_THAT(describe(random_checkpoint(ModelKind::bytes), 0),
              AllOf(HasSubstr("kind bytes"), HasSubstr("2 x 12 LSTM on bytes at 8000 Hz"),
                    HasSubstr("nats a sample")));
}

TEST(Inspect, LetsNoCheckpointCommandTheTerminal) {
  Checkpoint checkpoint = trained();
  checkpoint.description.provenance.command =
      "\x1b[2Jaeolian\r\xc2\x9b"
      "1m \xc3\xa4";
  const std::string text = describe(checkpoint, 0);
  EXPECT_THAT(text, HasSubstr("\\x1b[2Jaeolian\\r\\u009b1m \xc3\xa4\n"));
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(Inspect, TellsHowItLearned) {
  Checkpoint checkpoint = trained();
  EXPECT_THAT(describe(checkpoint, 0), Not(HasSubstr("rate")));
  checkpoint.description.provenance.learning_rate = 5e-4;
  checkpoint.description.provenance.batch_size = 32;
  EXPECT_THAT(describe(checkpoint, 0), HasSubstr("learning        rate 0.0005, batches of 32\n"));
}

TEST(Inspect, WritesAPageToSeeAndToHear) {
  const ScratchFolder folder;
  Checkpoint checkpoint = trained();
  auto& curve = checkpoint.description.provenance.curve;
  for (int i = 1; i < 5; ++i) curve.push_back({"codec", 10 * i, 6. * i, 5. - i, 6. - i});
  ASSERT_TRUE(write_checkpoint(folder / "storm.aeolian", checkpoint));
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(run_inspect({.checkpoint = folder / "storm.aeolian", .page = folder / "storm.html"}), 0);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("storm.html is written"));
  EXPECT_THAT(::testing::internal::GetCapturedStdout(), HasSubstr("kind small"));
  const auto page = read_whole_file(folder / "storm.html", 1 << 24).value_or("unreadable");
  EXPECT_THAT(
      page, AllOf(HasSubstr("<title>storm · Aeolian</title>"), HasSubstr("How it learned"),
                  HasSubstr("<h3>codec</h3>"), HasSubstr("Map of its sounds"), HasSubstr("<h3>thunder</h3>"),
                  HasSubstr("data:audio/ogg"), HasSubstr("<dt>priming states</dt><dd>2</dd>")));
  EXPECT_EQ(page.find("{{"), page.npos) << "a part of the frame was not filled";

  std::ofstream(folder / "thesis.html") << "years of work";
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(run_inspect({.checkpoint = folder / "storm.aeolian", .page = folder / "thesis.html"}), 1)
      << "not a page";
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("is not a page of aeolian"));
  EXPECT_EQ(read_whole_file(folder / "thesis.html", 100), "years of work");
}

TEST(Inspect, OfAMissingFileFails) {
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(run_inspect({.checkpoint = "/nowhere/at/all.aeolian", .page = {}}), 1);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(),
              HasSubstr("/nowhere/at/all.aeolian: there is no such file"));
}

}  // namespace
}  // namespace aeolian::trainer

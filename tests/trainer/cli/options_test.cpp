// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/cli/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace aeolian::trainer {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Options : public ::testing::Test {
 protected:
  Options() {
    std::string pattern = (fs::temp_directory_path() / "aeolian-options-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    output_ = (folder_ / "wind.aeolian").string();
  }
  ~Options() override { fs::remove_all(folder_); }

  std::vector<std::string> train(std::vector<std::string> more) const {
    std::vector<std::string> arguments{"train", "sounds", "-o", output_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  fs::path folder_;
  std::string output_;
};

/** The reason why arguments are refused, with status 2. */
std::string refusal(const std::vector<std::string>& arguments) {
  const auto parsed = parse_command_line(arguments);
  const auto* ending = std::get_if<Ending>(&parsed);
  if (!ending) return "accepted";
  EXPECT_EQ(ending->status, 2) << ending->text;
  return ending->text;
}

template <class T>
T accepted(const std::vector<std::string>& arguments) {
  const auto parsed = parse_command_line(arguments);
  if (const auto* ending = std::get_if<Ending>(&parsed)) ADD_FAILURE() << ending->text;
  return std::holds_alternative<T>(parsed) ? std::get<T>(parsed) : T{};
}

TEST_F(Options, OfThousandsOfFilesTheCommandNamesTheFirst) {
  std::vector<std::string> files;
  for (int i = 0; i < 3000; ++i) files.push_back("/home/me/hit " + std::to_string(i) + ".wav");
  const auto command = accepted<TrainOptions>(train(files)).command;
  EXPECT_LT(command.size(), 8100u);
  EXPECT_THAT(command, HasSubstr("-o wind.aeolian \"hit 0.wav\" \"hit 1.wav\""));
  EXPECT_THAT(command, ::testing::EndsWith(".wav\" ..."));
}

TEST_F(Options, SetSizesOfTheNetworkByNameAndRefuseWhatIsNone) {
  const auto o = accepted<TrainOptions>(train({"--set", "latents=32", "--set=trunk=640"}));
  ASSERT_EQ(o.settings.sizes.size(), 2u);
  auto d = small_tier(FrontEnd());
  ASSERT_TRUE(set_sizes(d, o.settings.sizes));
  EXPECT_EQ(d.latent_size, 32);
  EXPECT_EQ(d.trunk_size, 640);
  EXPECT_EQ(d.codec_hidden, small_tier(FrontEnd()).codec_hidden);
  EXPECT_THAT(refusal(train({"--set", "trunks=640"})),
              AllOf(HasSubstr("has no key \"trunks\""), HasSubstr("trunk")));
  EXPECT_THAT(refusal(train({"--set", "trunk"})), HasSubstr("KEY=VALUE, such as latents=32"));
  for (const auto* value : {"", "0", "-3", "64x", "1.5"})
    EXPECT_THAT(refusal(train({std::string("--set=trunk=") + value})), HasSubstr("a whole number, 1 or more"))
        << value;
}

TEST_F(Options, ChooseALargerModelAndHowItLearns) {
  const auto large = accepted<TrainOptions>(train({"--model", "large", "--set", "trunk=512"}));
  EXPECT_EQ(large.settings.model, ModelKind::small);
  auto d = small_tier(FrontEnd());
  ASSERT_TRUE(set_sizes(d, large.settings.sizes));
  EXPECT_EQ(d.trunk_layers, 3) << "as --model says";
  EXPECT_EQ(d.trunk_size, 512) << "as --set says, which takes precedence";
  for (const std::string name : {"medium", "large"}) {
    d = small_tier(FrontEnd());
    const auto sizes = settings_of(name).sizes;
    ASSERT_TRUE(set_sizes(d, sizes)) << name << " can be played";
    EXPECT_GT(d.trunk_size, small_tier(FrontEnd()).trunk_size);
  }
  const auto learning =
      accepted<TrainOptions>(train({"--set", "rate=5e-4", "--set", "batch=32", "--set", "codec-share=.3"}))
          .settings.learning;
  EXPECT_EQ(learning.codec_share, .3);
  EXPECT_THAT(refusal(train({"--set", "codec-share=1"})), HasSubstr("a number from 0.01 to 0.9"));
  EXPECT_EQ(learning.rate, 5e-4);
  EXPECT_EQ(learning.batch, 32);
  EXPECT_FALSE(accepted<TrainOptions>(train({})).settings.learning.rate);
  for (const auto* value : {"0", "-1", "nan", "2", "1e-3x", ""})
    EXPECT_THAT(refusal(train({std::string("--set=rate=") + value})), HasSubstr("a number above 0, up to 1"))
        << value;
  EXPECT_THAT(refusal(train({"--set", "batch=0"})), HasSubstr("a whole number, 1 or more"));
}

TEST_F(Options, ALogIsCsvOrJsonLinesAndReplacesNothingElse) {
  const std::string log = (folder_ / "log.csv").string();
  EXPECT_EQ(accepted<TrainOptions>(train({"--log", log})).log, log);
  EXPECT_THAT(accepted<TrainOptions>(train({"--log=" + log})).command, HasSubstr("--log=log.csv"));
  EXPECT_THAT(refusal(train({"--log", (folder_ / "log.txt").string()})), HasSubstr(".csv or .jsonl"));
  std::ofstream(log) << "the year's accounts\n";
  EXPECT_THAT(refusal(train({"--log", log})), HasSubstr("is not the log of a training"));
}

TEST_F(Options, SizesThatCannotBePlayedAreRefusedWithTheirReason) {
  auto d = small_tier(FrontEnd());
  EXPECT_THAT(set_sizes(d, std::vector<ModelSize>{{"trunk", 1000000}}).error().message,
              HasSubstr("--set: the model's description: trunk_size"));
  d = small_tier(FrontEnd());
  EXPECT_THAT(set_sizes(d, std::vector<ModelSize>{{"context", 1}}).error().message, HasSubstr("at least 2"));
  d = frame_lstm_baseline(FrontEnd());
  EXPECT_THAT(set_sizes(d, std::vector<ModelSize>{{"latents", 8}}).error().message,
              HasSubstr("a model of the kind frame-lstm has no such size"));
  EXPECT_TRUE(set_sizes(d, std::vector<ModelSize>{{"trunk", 64}}));
}

TEST_F(Options, SayWhereATrainingBegins) {
  EXPECT_FALSE(accepted<TrainOptions>(train({})).from);
  EXPECT_FALSE(accepted<TrainOptions>(train({"--from", "none"})).from);
  for (const auto& words :
       {std::vector<std::string>{"--from", "/private/base.aeolian"}, {"--from=/private/base.aeolian"}}) {
    const auto o = accepted<TrainOptions>(train(words));
    EXPECT_EQ(o.from, "/private/base.aeolian");
    EXPECT_THAT(o.command, AllOf(HasSubstr("base.aeolian"), ::testing::Not(HasSubstr("private"))));
  }
}

TEST_F(Options, OfTrainingHaveDefaults) {
  const auto o = accepted<TrainOptions>(train({}));
  EXPECT_THAT(o.paths, ElementsAre("sounds"));
  EXPECT_EQ(o.output, output_);
  EXPECT_FALSE(o.minutes || o.epochs || o.sample_rate || o.window_ms || o.bands || o.max_frequency);
  EXPECT_EQ(o.settings.model, ModelKind::small);
  EXPECT_EQ(o.device, Device::automatic);
  EXPECT_EQ(o.n_samples, 3);
  EXPECT_EQ(o.sample_every, 0);
  EXPECT_EQ(o.threads, 0);
  EXPECT_FALSE(o.resume || o.keep_silence);
}

TEST_F(Options, OfTrainingAreAllTaken) {
  const auto o = accepted<TrainOptions>(train({"--minutes",
                                               "2.5",
                                               "--resume",
                                               "--model",
                                               "frame-lstm",
                                               "--device",
                                               "cpu",
                                               "--threads",
                                               "2",
                                               "--rng-seed",
                                               "18446744073709551615",
                                               "--n-samples",
                                               "0",
                                               "--sample-every",
                                               "4",
                                               "--sample-duration",
                                               "1.5",
                                               "--sample-rate",
                                               "16000",
                                               "--window-ms",
                                               "32",
                                               "--bands",
                                               "128",
                                               "--max-frequency",
                                               "7000",
                                               "--keep-silence",
                                               "--licence",
                                               "CC0-1.0"}));
  EXPECT_EQ(o.minutes, 2.5);
  EXPECT_EQ(accepted<TrainOptions>(train({"--epochs", "9"})).epochs, 9);
  EXPECT_TRUE(o.resume && o.keep_silence);
  EXPECT_EQ(o.settings.model, ModelKind::frame_lstm);
  EXPECT_EQ(accepted<TrainOptions>(train({"--model", "autoencoder"})).settings.model, ModelKind::autoencoder);
  EXPECT_EQ(accepted<TrainOptions>(train({"--model", "bytes"})).settings.model, ModelKind::bytes);
  EXPECT_EQ(o.device, Device::cpu);
  EXPECT_EQ(o.threads, 2);
  EXPECT_EQ(o.rng_seed, 18446744073709551615u);
  EXPECT_EQ(o.n_samples, 0);
  EXPECT_EQ(o.sample_every, 4);
  EXPECT_EQ(o.sample_duration, 1.5);
  EXPECT_EQ(o.sample_rate, 16000);
  EXPECT_EQ(o.window_ms, 32);
  EXPECT_EQ(o.bands, 128);
  EXPECT_EQ(o.max_frequency, 7000);
  EXPECT_EQ(o.licence, "CC0-1.0");
}

TEST_F(Options, LowLatencyIsAShortWindow) {
  const auto o = accepted<TrainOptions>(train({"--low-latency"}));
  EXPECT_EQ(o.window_ms, low_latency_window_ms);
  ASSERT_EQ(o.settings.sizes.size(), 1u);
  EXPECT_EQ(o.settings.sizes[0].key, "frames");
  EXPECT_EQ(o.settings.sizes[0].value, 4);
  const auto of_eight = accepted<TrainOptions>(train({"--set", "frames=8", "--low-latency"}));
  EXPECT_EQ(of_eight.settings.sizes.back().value, 8) << "an explicit size counts";
  EXPECT_THAT(refusal(train({"--low-latency", "--window-ms", "23"})), HasSubstr("--window-ms"));
}

TEST_F(Options, OfTheCacheAreAFolderOrNoneAndASize) {
  const auto usual = accepted<TrainOptions>(train({})).cache;
  EXPECT_FALSE(usual.folder || usual.is_off);
  EXPECT_EQ(usual.limit, default_cache_limit);
  const auto chosen = accepted<TrainOptions>(train({"--cache", "/big/frames", "--cache-limit", "1.5G"}));
  EXPECT_EQ(chosen.cache.folder, "/big/frames");
  EXPECT_EQ(chosen.cache.limit, 1'500'000'000u);
  EXPECT_THAT(chosen.command, AllOf(HasSubstr("--cache frames"), Not(HasSubstr("/big"))));
  EXPECT_TRUE(accepted<TrainOptions>(train({"--cache=none"})).cache.is_off);
  for (const char* wrong : {"much", "", "5X", "5GB", "-1", "nan"})
    EXPECT_THAT(refusal(train({"--cache-limit", wrong})), HasSubstr("such as 500M")) << wrong;
  EXPECT_EQ(accepted<TrainOptions>(train({"--cache-limit", "0"})).cache.limit, 0u);
}

TEST_F(Options, OfRanksAreANumberOrALauncher) {
  EXPECT_EQ(accepted<TrainOptions>(train({})).ranks.ranks, "");
  const auto o = accepted<TrainOptions>(train({"--ranks", "4", "--rank", "2", "--join", "host:1",
                                               "--secret-file", "/home/me/secret", "--sync-every", "20"}));
  EXPECT_EQ(o.ranks.ranks, "4");
  EXPECT_EQ(o.ranks.rank, 2);
  EXPECT_EQ(o.ranks.join, "host:1");
  EXPECT_EQ(o.ranks.sync_every, 20);
  EXPECT_THAT(o.command, AllOf(HasSubstr("--secret-file secret"), Not(HasSubstr("/home"))));
  EXPECT_EQ(accepted<TrainOptions>(train({"--ranks=slurm"})).ranks.ranks, "slurm");
  for (const auto* wrong : {"0", "-1", "1025", "two", "mpi"})
    EXPECT_THAT(refusal(train({"--ranks", wrong})), HasSubstr("torchrun or slurm")) << wrong;
  EXPECT_THAT(refusal(train({"--rank", "1"})), HasSubstr("--ranks"));
}

TEST_F(Options, TheBackendOfRanksIsGlooOrNccl) {
  EXPECT_EQ(accepted<TrainOptions>(train({"--ranks=slurm"})).ranks.backend, RankBackend::gloo);
  EXPECT_EQ(accepted<TrainOptions>(train({"--ranks=slurm", "--backend=nccl"})).ranks.backend,
            RankBackend::nccl);
  EXPECT_THAT(refusal(train({"--ranks=slurm", "--backend=mpi"})), HasSubstr("mpi"));
  EXPECT_THAT(refusal(train({"--ranks=slurm", "--backend=nccl", "--device=cpu"})), HasSubstr("needs GPUs"));
  EXPECT_THAT(refusal(train({"--backend=nccl"})), HasSubstr("--ranks"));
}

TEST_F(Options, OfTheCacheCommandAreWhatToDoAndWhere) {
  EXPECT_EQ(accepted<CacheOptions>({"cache", "list"}).action, CacheOptions::Action::list);
  const auto o = accepted<CacheOptions>({"cache", "clear", "--cache", "/big/frames"});
  EXPECT_EQ(o.action, CacheOptions::Action::clear);
  EXPECT_EQ(o.folder, "/big/frames");
  EXPECT_THAT(refusal({"cache"}), HasSubstr("ACTION"));
  EXPECT_THAT(refusal({"cache", "burn"}), HasSubstr("burn"));
}

TEST_F(Options, OfMemoryAreTakenByTrainingAndRendering) {
  EXPECT_EQ(accepted<TrainOptions>(train({})).memory, 1);
  EXPECT_EQ(accepted<TrainOptions>(train({})).passage_minutes, default_passage_minutes);
  EXPECT_EQ(accepted<TrainOptions>(train({"--passages", "11"})).passage_minutes, 11);
  EXPECT_THAT(refusal(train({"--passages", "0"})), HasSubstr("--passages"));
  EXPECT_EQ(accepted<TrainOptions>(train({"--memory", ".5"})).memory, .5);
  EXPECT_EQ(accepted<TrainOptions>(train({"--no-memory"})).passage_minutes, 0);
  EXPECT_THAT(refusal(train({"--no-memory", "--memory", ".5"})), HasSubstr("excludes"));
  EXPECT_THAT(refusal(train({"--no-memory", "--passages", "5"})), HasSubstr("excludes"));
  const auto o = accepted<GenerateOptions>(
      {"generate", "a.aeolian", "-o", "x.wav", "--memory", "0", "--memory-limit", "1.5"});
  EXPECT_EQ(o.memory, 0);
  EXPECT_EQ(o.memory_limit, 1.5);
  EXPECT_FALSE(accepted<GenerateOptions>({"generate", "a.aeolian", "-o", "x.wav"}).memory);
  EXPECT_EQ(accepted<EvaluateOptions>({"evaluate", "a", "b", "--memory", ".25"}).steering.memory, .25);
  EXPECT_THAT(refusal({"generate", "a", "-o", "x.wav", "--memory", "2"}), HasSubstr("--memory"));
  EXPECT_THAT(refusal({"generate", "a", "-o", "x.wav", "--memory-limit", ".1"}), HasSubstr("--memory-limit"));
}

TEST_F(Options, OfAMorphAreTwoEncodingsAndAWeight) {
  const auto o = accepted<GenerateOptions>(
      {"generate", "a.aeolian", "-o", "x.wav", "--morph", "voice", "sea and rain", ".25"});
  ASSERT_TRUE(o.morph);
  EXPECT_EQ(o.morph->from, "voice");
  EXPECT_EQ(o.morph->to, "sea and rain");
  EXPECT_EQ(o.morph->weight, .25);
  EXPECT_THAT(refusal({"generate", "a", "-o", "x.wav", "--morph", "a", "b", "2"}), HasSubstr("0 to 1"));
  EXPECT_THAT(refusal({"generate", "a", "-o", "x.wav", "--morph", "a", "b"}), HasSubstr("--morph"));
  EXPECT_THAT(refusal({"generate", "a", "-o", "x.wav", "--morph", "a", "b", "1", "--encoding", "a"}),
              HasSubstr("excludes"));
}

TEST_F(Options, OfABlendAreACheckpointAndAWeight) {
  const auto o =
      accepted<GenerateOptions>({"generate", "a.aeolian", "-o", "x.wav", "--blend", "b.aeolian", ".25"});
  ASSERT_TRUE(o.blend);
  EXPECT_EQ(o.blend->checkpoint, "b.aeolian");
  EXPECT_EQ(o.blend->weight, .25);
  EXPECT_THAT(refusal({"generate", "a", "-o", "x.wav", "--blend", "b", "-1"}), HasSubstr("0 to 1"));
  EXPECT_THAT(refusal({"generate", "a", "-o", "x.wav", "--blend", "b"}), HasSubstr("--blend"));
}

TEST_F(Options, OfAnEndingThatIsNoneOfASoundNameThoseThatAre) {
  for (const char* name : {"x.aiff", "x.wma", "x"})
    EXPECT_THAT(refusal({"generate", "a.aeolian", "-o", (folder_ / name).string()}),
                HasSubstr("use .wav, .flac, .ogg, .opus or .mp3"))
        << name;
  EXPECT_EQ(accepted<GenerateOptions>({"generate", "a.aeolian", "-o", "x.MP3"}).output, "x.MP3");
}

TEST_F(Options, EscapeWhatCouldCommandATerminal) {
  EXPECT_EQ(refusal({"generate", "a", "-o", "/nowhere/\x1b[31m.wav"}).find('\x1b'), std::string::npos);
}

TEST_F(Options, MayBeSpeltWithUnderscores) {
  const auto o =
      accepted<TrainOptions>(train({"--n_samples=2", "--sample_every", "3", "--licence=under_score"}));
  EXPECT_EQ(o.n_samples, 2);
  EXPECT_EQ(o.sample_every, 3);
  EXPECT_EQ(o.licence, "under_score");
}

TEST_F(Options, TakeSeveralSourcesBeforeAndAfterTheOutput) {
  const auto o = accepted<TrainOptions>({"train", "a.wav", "wind=b", "-o", output_, "c_d"});
  EXPECT_THAT(o.paths, ElementsAre("a.wav", "wind=b", "c_d"));
}

TEST_F(Options, KeepTheCommandWithoutTheMachinesFolders) {
  const auto o = accepted<TrainOptions>({"train", "/home/ada/sounds/", "rain=/srv/rain.wav", "a.wav", "-o",
                                         output_, "--licence", "CC-BY-SA-3.0 / see site"});
  EXPECT_EQ(o.command,
            "aeolian train sounds rain=rain.wav a.wav -o wind.aeolian --licence \"CC-BY-SA-3.0 / see site\"");
  using Arguments = std::vector<std::string>;
  for (const auto& join : {Arguments{"--join", "192.0.2.1:29500"}, Arguments{"--join=192.0.2.1:29500"}}) {
    Arguments arguments{"train", "a.wav", "-o", output_, "--ranks", "2", "--rank", "0"};
    arguments.insert(arguments.end(), join.begin(), join.end());
    const auto kept = accepted<TrainOptions>(arguments).command;
    EXPECT_EQ(kept.find("192"), std::string::npos) << kept;
    EXPECT_NE(kept.find("HOST:PORT"), std::string::npos) << kept;
  }
}

TEST_F(Options, OutOfBoundsAreRefusedByNameWithTheBounds) {
  const std::vector<std::vector<std::string>> cases = {
      {"--minutes", "-1"},        {"--minutes", "nan"},     {"--epochs", "0"},       {"--epochs", "1.5"},
      {"--threads", "-2"},        {"--rng-seed", "-1"},     {"--n-samples", "-1"},   {"--sample-every", "0"},
      {"--sample-duration", "0"}, {"--sample-rate", "100"}, {"--window-ms", "0"},    {"--bands", "1"},
      {"--max-frequency", "inf"}, {"--device", "abacus"},   {"--model", "colossal"}, {"--minutes", "soon"},
      {"--rng-seed", "x"}};
  for (const auto& more : cases) EXPECT_THAT(refusal(train(more)), HasSubstr(more[0])) << more[1];
  EXPECT_THAT(refusal(train({"--minutes", "-1"})), HasSubstr("must be a number from 0.01 to 100000, not -1"));
  EXPECT_THAT(refusal(train({"--minutes", "1", "--epochs", "2"})), HasSubstr("--minutes"));
  EXPECT_THAT(refusal(train({"--device", "abacus"})), HasSubstr("cuda"));
  EXPECT_THAT(refusal({"generate", "a.aeolian", "-o", output_, "--seconds", "-3"}),
              HasSubstr("must be a number from 0.1"));
  EXPECT_THAT(refusal({"generate", "a.aeolian", "-o", output_, "--temperature", "2.1"}),
              HasSubstr("from 0 to 2"));
}

TEST_F(Options, ThatDoNotExistNameThoseThatAreNear) {
  EXPECT_THAT(refusal(train({"--minute", "3"})),
              HasSubstr("there is no option --minute: did you mean --minutes"));
  EXPECT_THAT(refusal({"generate", "a", "-o", output_, "--tempreature=1"}),
              HasSubstr("there is no option --tempreature: did you mean --temperature?"));
  EXPECT_THAT(refusal({"trian"}), HasSubstr("there is no command trian: did you mean train?"));
  EXPECT_THAT(refusal({}), HasSubstr("train, generate, test, inspect, evaluate and cache"));
}

TEST_F(Options, ThatAreMissingAreNamed) {
  EXPECT_THAT(refusal({"train", "sounds"}), HasSubstr("--output"));
  EXPECT_THAT(refusal({"train", "-o", output_}), HasSubstr("PATH"));
  EXPECT_THAT(refusal({"generate", "-o", output_}), HasSubstr("CHECKPOINT"));
  EXPECT_THAT(refusal({"inspect"}), HasSubstr("CHECKPOINT"));
}

TEST_F(Options, PointToAnOutputThatCannotBeWritten) {
  EXPECT_THAT(refusal({"train", "s", "-o", (folder_ / "none" / "a.aeolian").string()}),
              HasSubstr("there is no folder"));
  EXPECT_THAT(refusal({"train", "s", "-o", folder_.string()}), HasSubstr("is a folder"));
  EXPECT_THAT(refusal({"train", "s", "-o", (folder_ / "wind.wav").string()}),
              HasSubstr("must end with .aeolian"))
      << "aeoliand lists no other names";
  EXPECT_THAT(refusal({"generate", "a", "-o", folder_.string()}), HasSubstr("is a folder"));
}

TEST_F(Options, DoNotLetACheckpointReplaceASound) {
  std::ofstream(output_) << "RIFF and so on";
  EXPECT_THAT(refusal(train({})), HasSubstr("is not a checkpoint"));
  std::ofstream(output_) << "........{\"__metadata__\":{\"aeolian\":";
  accepted<TrainOptions>(train({}));
}

TEST_F(Options, OfGeneratingAreTaken) {
  const auto o = accepted<GenerateOptions>({"generate", "a.aeolian", "-o", "x.wav", "--seconds", "4.5",
                                            "--seed", "9", "--temperature", "0.5", "--encoding", "soft rain",
                                            "--prime", "b.wav", "--n-samples", "3"});
  EXPECT_EQ(o.checkpoint, "a.aeolian");
  EXPECT_EQ(o.seconds, 4.5);
  EXPECT_EQ(o.seed, 9u);
  EXPECT_EQ(o.temperature, 0.5);
  EXPECT_EQ(o.encoding, "soft rain");
  EXPECT_EQ(o.prime, fs::path("b.wav"));
  EXPECT_EQ(o.n_samples, 3);
}

TEST_F(Options, OfTestingAreTakenAsTheyAlwaysWere) {
  const auto o =
      accepted<TestOptions>({"test", "a.aeolian", "b.wav", "--n_samples", "4", "--sample_duration", "2.5",
                             "--n-average", "3", "--output", "out", "--quality", "refined"});
  EXPECT_EQ(o.checkpoint, "a.aeolian");
  EXPECT_EQ(o.sample, "b.wav");
  EXPECT_EQ(o.output, "out");
  EXPECT_EQ(o.n_samples, 4);
  EXPECT_EQ(o.sample_duration, 2.5);
  EXPECT_EQ(o.n_average, 3);
  EXPECT_EQ(o.quality, Quality::refined);
  const auto plain = accepted<GenerateOptions>({"generate", "a.aeolian", "-o", "x.wav"});
  EXPECT_EQ(plain.quality, Quality::normal);
  EXPECT_EQ(plain.weights, WeightChoice());
  const auto fast = accepted<GenerateOptions>({"generate", "a.aeolian", "-o", "x.wav", "--weights", "int8"});
  EXPECT_EQ(fast.weights, WeightFormat::int8);
  EXPECT_THAT(refusal({"generate", "a.aeolian", "-o", "x.wav", "--weights", "int4"}), HasSubstr("--weights"));
}

TEST_F(Options, OfInspectingAreTaken) {
  EXPECT_FALSE(accepted<InspectOptions>({"inspect", "a.aeolian"}).json);
  EXPECT_TRUE(accepted<InspectOptions>({"inspect", "a.aeolian", "--json"}).json);
}

TEST_F(Options, OfEvaluatingAreTaken) {
  const auto o = accepted<EvaluateOptions>({"evaluate",
                                            "a.aeolian",
                                            "low=/home/ada/low",
                                            "high=b",
                                            "--against",
                                            "c.aeolian",
                                            "--against",
                                            "d.aeolian",
                                            "--seconds",
                                            "20",
                                            "--seeds",
                                            "5",
                                            "--seed",
                                            "7",
                                            "--tones",
                                            "220",
                                            "330",
                                            "--drift_seconds",
                                            "0",
                                            "--json",
                                            "--unlike",
                                            "/home/ada/sea",
                                            "--unlike",
                                            "song=b.wav",
                                            "--guidance",
                                            "2"});
  EXPECT_EQ(o.checkpoint, "a.aeolian");
  EXPECT_THAT(o.paths, ElementsAre("low=/home/ada/low", "high=b"));
  EXPECT_THAT(o.paths_without_folders, ElementsAre("low", "high=b"));
  EXPECT_THAT(o.against, ElementsAre("c.aeolian", "d.aeolian"));
  EXPECT_EQ(o.plan.seconds, 20);
  EXPECT_EQ(o.plan.long_seconds, 0);
  EXPECT_EQ(o.plan.seeds, 5);
  EXPECT_EQ(o.plan.first_seed, 7u);
  EXPECT_EQ(o.plan.tones, std::pair(220., 330.));
  EXPECT_THAT(o.unlike, ElementsAre("/home/ada/sea", "song=b.wav"));
  EXPECT_THAT(o.unlike_without_folders, ElementsAre("sea", "song=b.wav"));
  EXPECT_EQ(o.steering.guidance, 2);
  EXPECT_TRUE(o.json);
}

TEST_F(Options, OfEvaluatingAreChecked) {
  EXPECT_THAT(refusal({"evaluate", "a.aeolian"}), HasSubstr("PATH"));
  EXPECT_THAT(refusal({"evaluate", "a.aeolian", "b", "--page", folder_.string()}), HasSubstr("is a folder"));
  EXPECT_THAT(refusal({"evaluate", "a.aeolian", "b", "--tones", "220"}), HasSubstr("--tones"));
  EXPECT_THAT(refusal({"evaluate", "a.aeolian", "b", "--guidance", "4"}), HasSubstr("--guidance"));
}

TEST_F(Options, ExplainThemselves) {
  const auto help = parse_command_line({"train", "--help"});
  ASSERT_TRUE(std::holds_alternative<Ending>(help));
  EXPECT_EQ(std::get<Ending>(help).status, 0);
  EXPECT_THAT(std::get<Ending>(help).text, AllOf(HasSubstr("--keep-silence"), HasSubstr("--sample-every")));
  EXPECT_THAT(std::get<Ending>(parse_command_line({"--version"})).text, HasSubstr("aeolian 0."));
}

TEST_F(Options, TheManualPageContainsEveryCommand) {
  const auto page = std::get<Ending>(parse_command_line({"--manual-page"}));
  EXPECT_EQ(page.status, 0);
  for (const char* command : {"train", "generate", "test", "inspect", "evaluate", "cache"})
    EXPECT_THAT(page.text, HasSubstr("\n.SS \\fB" + std::string(command) + "\\fR"));
  EXPECT_THAT(page.text, HasSubstr("\n\\fB\\-\\-no\\-memory\\fR\n"));
}

}  // namespace
}  // namespace aeolian::trainer

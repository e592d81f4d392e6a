// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/evaluate/assessment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/audio/resampler.h"
#include "core/audio/sound_file.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/trainer/measures/known_sounds.h"
#include "trainer/corpus/held_out.h"
#include "trainer/evaluate/baselines.h"
#include "trainer/evaluate/out_of_domain.h"
#include "trainer/evaluate/page.h"
#include "trainer/evaluate/report.h"
#include "trainer/evaluate/scorer.h"

namespace aeolian::trainer {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr int rate = 8000;  // of random_checkpoint

/** An untrained model, judged by babble under the names of its encodings. */
class Evaluation : public ::testing::Test {
 protected:
  Evaluation() {
    std::string pattern = (fs::temp_directory_path() / "aeolian-evaluate-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    plan_.seconds = 5;
    plan_.long_seconds = 0;
    plan_.seeds = 2;
  }
  ~Evaluation() override { fs::remove_all(folder_); }

  static Corpus corpus() {
    const auto sound = [](std::vector<float> samples) { return resample(samples, known::rate, rate); };
    Corpus corpus;
    corpus.sample_rate = rate;
    corpus.sounds = {{"rain.wav", "rain", sound(known::babble(40))},
                     {"thunder.wav", "thunder", sound(known::bells(40))}};
    return corpus;
  }

  Performer performer(ModelKind kind) const { return performer(random_checkpoint(kind)); }

  Performer performer(const Checkpoint& checkpoint) const {
    const auto path = folder_ / "storm.aeolian";
    EXPECT_TRUE(write_checkpoint(path, checkpoint));
    auto opened = Performer::open(path.string(), rate, {});
    EXPECT_TRUE(opened) << opened.error().message;
    return *opened;
  }

  Report judged(ModelKind kind) {
    Report report;
    report.corpus = {"rain", "thunder"};
    report.reference = &material_;
    report.plan = plan_;
    report.windows = window_count(material_, plan_);
    report.floors = material_.real().floors(report.windows, 20);
    report.assessments.push_back(
        assess(performer(kind), material_, report.floors, plan_, unlike_, [](double) {}));
    return report;
  }

  RealWindows::Floors floors() const { return material_.real().floors(window_count(material_, plan_), 20); }

  fs::path folder_;
  AssessmentPlan plan_;
  std::vector<OutOfDomainPrompt> unlike_;
  const ReferenceAudio material_{corpus(),
                                 random_checkpoint(ModelKind::small).description.front_end.frame_rate(), 5};
};

TEST_F(Evaluation, OfAModelThatNobodyTrainedTellsThatItStrays) {
  const auto report = judged(ModelKind::small);
  const Figures& figures = report.assessments.front().figures;
  EXPECT_GT(figures.at("copying_rho").value, 1.1);
  EXPECT_FALSE(figures.at("copying_rho").passes());
  EXPECT_EQ(figures.at("mmd2").by_seed.size(), 2u);
  EXPECT_EQ(report.windows, 10);
  EXPECT_FALSE(figures.contains("drift_db")) << "five seconds are too short";
}

TEST_F(Evaluation, OfSoFewWindowsThatNothingCouldMissTheTargetTicksNothing) {
  auto report = judged(ModelKind::small);
  const auto ticks = [&] {
    const auto page = make_page(report);
    EXPECT_TRUE(page);
    return *page + to_markdown(report) + to_json(report).dump();
  };
  const auto judge_by_floor = [&](double p95) {
    report.floors.mmd2.p95 = p95;
    report.assessments = {
        assess(performer(ModelKind::small), material_, report.floors, plan_, {}, [](double) {})};
    return report.assessments.front().figures.at("mmd2");
  };
  EXPECT_NE(judge_by_floor(.01).verdict(), TargetVerdict::too_few);
  EXPECT_EQ(judge_by_floor(.2).verdict(), TargetVerdict::too_few);
  EXPECT_TRUE(to_json(report)["models"][0]["figures"]["mmd2"]["too_few_windows"]);
  EXPECT_FALSE(to_json(report)["models"][0]["figures"]["mmd2"].contains("passes"));
  EXPECT_THAT(ticks(), HasSubstr("too few windows to tell"));
}

TEST_F(Evaluation, OnTheNarrowPageTheModelStandsBesideItsMeasure) {
  const auto page = make_page(judged(ModelKind::small));
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_THAT(*page, HasSubstr("compared with 80 seconds of rain, thunder."));
  EXPECT_THAT(*page, HasSubstr("<tr><th>Measure</th><th>storm</th><th>Target</th><th>Real</th></tr>"));
  EXPECT_THAT(*page, HasSubstr("td.what { min-width: 0; width: 46vw;"));
}

TEST_F(Evaluation, JudgesNoObedienceToSourcesThatNobodyTellsApart) {
  Corpus twins = corpus();
  twins.sounds[1].samples = resample(known::babble(40), known::rate, rate);
  const ReferenceAudio material(twins, random_checkpoint(ModelKind::small).description.front_end.frame_rate(),
                                5);
  const auto figures =
      assess(performer(ModelKind::small), material, material.real().floors(window_count(material, plan_), 20),
             plan_, {}, [](double) {})
          .figures;
  for (const auto* name : {"obedience_cold", "obedience_switch"})
    EXPECT_EQ(figures.at(name).verdict(), TargetVerdict::too_few) << name;
}

TEST_F(Evaluation, TellsObedienceAndMorphsOfNamedSources) {
  const auto report = judged(ModelKind::small);
  const Assessment& a = report.assessments.front();
  ASSERT_EQ(a.conditioning_accuracy.size(), 2u);
  EXPECT_EQ(a.conditioning_accuracy[0].source, "rain");
  EXPECT_GT(a.conditioning_accuracy[0].accuracy, .9) << "babble and bells are easily told apart";
  EXPECT_EQ(a.conditioning_accuracy[0].after_seconds.size(), 10u)
      << "half a second apart, the last a second long";
  ASSERT_EQ(a.morphs.size(), 1u);
  EXPECT_GT(a.morphs[0].superposed, .8);
  EXPECT_LT(a.morphs[0].real, .2);
  EXPECT_TRUE(a.figures.contains("obedience_cold") && a.figures.contains("morph_superposed"));
  EXPECT_NE(a.figures.at("obedience_cold").verdict(), TargetVerdict::too_few);
  const ExplainedMorph& explained = a.morphs[0].explained;
  EXPECT_GT(explained.by_chance, 0);
  EXPECT_GT(explained.share, explained.by_chance) << "its own two sounds explain more than shifted ones";
  EXPECT_LT(explained.share, .95) << "half way is not a mix";
  EXPECT_EQ(a.figures.at("explained_share").value, explained.share);
  EXPECT_EQ(to_json(report)["models"][0]["morphs"][0]["explained_share"], explained.share);
  EXPECT_EQ(to_json(report)["models"][0]["morphs"][0]["explained_by_chance"], explained.by_chance);
  EXPECT_THAT(to_markdown(report), HasSubstr("explained by a mix"));
  EXPECT_TRUE(a.figures.contains("unlike_distance"));
}

TEST_F(Evaluation, OfACorpusInStereoHoldsLeftAndRightBesideWhatIsPlayed) {
  Corpus stereo = corpus();
  for (Recording& sound : stereo.sounds)
    for (const float sample : sound.samples) sound.side.push_back(.5f * sample);
  Checkpoint checkpoint = random_checkpoint(ModelKind::small);
  add_image(checkpoint, {.balance = .6f, .in_phase = .5f});
  std::ranges::fill(checkpoint.tensors.at("frames.mean").values, -9.f);  // too soft to reach the limiter
  const FrontEnd& front_end = checkpoint.description.front_end;
  StereoComparer comparer(front_end, stereo, plan_), of_mono(front_end, corpus(), plan_);
  plan_.long_seconds = 7;  // longer than the compared part
  Report report = judged(ModelKind::small);
  EXPECT_THAT(to_markdown(report), Not(HasSubstr("coherence")));
  const Performer model = performer(checkpoint);
  std::vector<std::size_t> performances;
  report.assessments = {assess(
      model, material_, report.floors, plan_, {}, [](double) {},
      [&](std::size_t number, std::span<const StereoFrame> frames) {
        performances.push_back(number);
        comparer.add(number, frames);
        of_mono.add(number, frames);
      })};
  EXPECT_THAT(performances, UnorderedElementsAre(0u, 1u));
  auto& bands = report.assessments.front().stereo;
  bands = comparer.bands();
  ASSERT_GT(bands.size(), 5u);
  EXPECT_NEAR(bands[3].real.level_difference_db(), 9.54, .1);
  EXPECT_NEAR(bands[3].real.coherence(), 1, .01);
  EXPECT_NEAR(bands[3].played.level_difference_db(), 6.02, 2);
  EXPECT_THAT(to_markdown(report), HasSubstr("real, left over right, dB"));
  EXPECT_NEAR(to_json(report)["models"][0]["stereo"][3]["level_difference_db"]["real"], 9.54, .1);
  EXPECT_THAT(*make_page(report), HasSubstr("<h2>Left and right of storm</h2>"));
  EXPECT_TRUE(of_mono.bands().empty());
}

TEST_F(Evaluation, LeftAndRightAreThoseOfPerformancesAsLongAsThePlan) {
  Corpus stereo = corpus();
  for (Recording& sound : stereo.sounds) sound.side.resize(sound.samples.size(), .1f);
  const Performer model = performer(ModelKind::small);
  const auto played = [&](double seconds, std::size_t count) {
    StereoComparer comparer(model.checkpoint().description.front_end, stereo, plan_);
    for (std::size_t i = count; i-- > 0;)
      comparer.add(i, model.play_stereo({.seconds = seconds, .seed = plan_.first_seed + i}));
    const auto bands = comparer.bands();
    return std::pair(bands.at(3).played.left, bands.at(3).played.product);
  };
  EXPECT_EQ(played(plan_.seconds + 3, 3), played(plan_.seconds, 3)) << "what comes later does not count";
  EXPECT_EQ(played(plan_.seconds, 4), played(plan_.seconds, 3)) << "nor does a fourth";
  EXPECT_NE(played(plan_.seconds, 2), played(plan_.seconds, 3));
}

TEST_F(Evaluation, TellsACopyOfWhatWasLearnedByWhatItFollows) {
  Assessment copied, other;
  const auto learned = material_.training_pieces().front();
  plan_.seconds = 20;
  score({{learned.begin(), learned.begin() + 20 * rate}}, material_, floors(), plan_, copied);
  score({resample(known::babble(20, 7), known::rate, rate)}, material_, floors(), plan_, other);
  EXPECT_GT(copied.figures.at("followed_share").value, .95);
  EXPECT_GT(copied.figures.at("longest_passage_s").value, 15);
  EXPECT_LT(other.figures.at("followed_share").value, .05);
  EXPECT_LT(copied.figures.at("aligned_distance_2s").value,
            other.figures.at("aligned_distance_2s").value - .2);
  EXPECT_EQ(copied.figures.at("followed_share").verdict(), TargetVerdict::too_few)
      << "eight seconds of held-out sound are too few to judge";
}

TEST_F(Evaluation, OfSoundThatQuotesTooMuchTicksNothing) {
  Figures figures{{"followed_share", {.value = .8, .at_most = .05}}, {"mmd2", {.value = 0, .at_most = .1}}};
  mark_quoting(figures);
  EXPECT_EQ(figures.at("mmd2").verdict(), TargetVerdict::quoted);
  EXPECT_EQ(figures.at("followed_share").verdict(), TargetVerdict::missed);
  figures.at("followed_share").too_few = true;
  figures.at("mmd2").quoted = false;
  mark_quoting(figures);
  EXPECT_EQ(figures.at("mmd2").verdict(), TargetVerdict::quoted) << "though the share itself is not judged";
  figures = {{"followed_share", {.value = .04, .at_most = .05}}, {"mmd2", {.value = 0, .at_most = .1}}};
  mark_quoting(figures);
  EXPECT_EQ(figures.at("mmd2").verdict(), TargetVerdict::met);
}

TEST_F(Evaluation, TellsWhatTheCodecDoesInEveryForm) {
  const auto report = judged(ModelKind::small);
  const Assessment& a = report.assessments.front();
  EXPECT_TRUE(a.figures.contains("codec_convergence_db") && a.figures.contains("codec_distance_db"));
  EXPECT_THAT(a.figures.at("codec_convergence_db").counted, "8 s");
  ASSERT_EQ(a.codec_octaves.size(), 6u) << "62.5 Hz to 4 kHz";
  EXPECT_EQ(to_json(report)["models"][0]["codec_octaves"][5]["from_hz"], 2000);
  EXPECT_THAT(to_markdown(report), HasSubstr("| octave from, Hz | 62 | 125 |"));
  const auto page = make_page(report);
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_THAT(*page, HasSubstr("does to each octave"));
}

TEST_F(Evaluation, JudgesTheBaselinesBesideTheModel) {
  plan_.seconds = 20;
  std::vector<std::string> names;
  Checkpoint checkpoint = random_checkpoint(ModelKind::small);
  add_recollection(checkpoint, .8f, .05f);
  const auto baselines = assess_baselines(performer(checkpoint), material_, floors(), plan_, [](double) {});
  for (const Assessment& a : baselines) {
    names.push_back(a.name);
    EXPECT_TRUE(a.is_baseline && a.figures.contains("mmd2") && a.figures.contains("followed_share"))
        << a.name;
  }
  EXPECT_THAT(names, ::testing::ElementsAre("grains", "coded grains", "coded copy", "without passages"));
  EXPECT_LT(baselines.front().figures.at("mmd2").value, .1) << "they are the real sound";
  EXPECT_LT(baselines.front().figures.at("followed_share").value, .2);
}

TEST_F(Evaluation, ShufflesGrainsOfALengthAndASeed) {
  const auto pieces = material_.training_pieces();
  const auto grains = shuffled_grains(pieces, rate, 7.5, 1);
  EXPECT_EQ(grains.size(), 60000u);
  EXPECT_EQ(shuffled_grains(pieces, rate, 7.5, 1), grains);
  EXPECT_NE(shuffled_grains(pieces, rate, 7.5, 2), grains);
  EXPECT_TRUE(shuffled_grains({}, rate, 7.5, 1).empty());
}

TEST_F(Evaluation, BeginsFromUnlikeSoundThatWasGivenAndTellsEachInEveryForm) {
  const auto noise = resample(known::white_noise(20), known::rate, 22050);
  unlike_.push_back({"<hail>",
                     22050,
                     {{noise.begin(), noise.begin() + 4 * 22050}, {noise.end() - 4 * 22050, noise.end()}}});
  const auto report = judged(ModelKind::small);
  const Assessment& a = report.assessments.front();
  ASSERT_EQ(a.unlike.size(), 3u);
  EXPECT_EQ(a.unlike[0].sound, "white noise");
  EXPECT_EQ(a.unlike[2].sound, "<hail>");
  EXPECT_EQ(a.figures.at("unlike_distance").value,
            std::ranges::max(a.unlike, {}, &AfterOutOfDomain::distance).distance);
  EXPECT_THAT(to_markdown(report), HasSubstr("| <hail> | "));
  EXPECT_EQ(to_json(report)["models"][0]["unlike"][2]["sound"], "<hail>");
  const auto page = make_page(report);
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_THAT(*page, HasSubstr("<td>&lt;hail&gt;</td>"));
}

TEST_F(Evaluation, TakesPiecesOfUnlikeSoundFromAllOfIt) {
  auto writer = SoundFileWriter::create(folder_ / "steps.wav", 16000, 1);
  ASSERT_TRUE(writer);
  std::vector<float> steps(16000 * 12);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::size_t loudness = 1 + i / 64000;
    steps[i] = i % 2 ? .1f : -.1f * static_cast<float>(loudness);
  }
  ASSERT_TRUE(writer->write(steps) && writer->close());
  const auto sound = read_unlike_sound("steps=" + (folder_ / "steps.wav").string(), "steps", 16000, 2);
  ASSERT_TRUE(sound) << sound.error().message;
  ASSERT_EQ(sound->pieces.size(), 2u);
  EXPECT_EQ(sound->pieces[0].size(), 64000u);
  EXPECT_LT(level_db(sound->pieces[0]) + 1, level_db(sound->pieces[1]));
  EXPECT_FALSE(read_unlike_sound((folder_ / "none.wav").string(), "none", 16000, 2));
}

TEST_F(Evaluation, OfTheBaselineHasNoObedience) {
  const auto report = judged(ModelKind::frame_lstm);
  EXPECT_TRUE(report.assessments.front().conditioning_accuracy.empty());
  EXPECT_FALSE(report.assessments.front().figures.contains("obedience_cold"));
}

TEST_F(Evaluation, OfTheAutoencoderHasObedienceAndMorphs) {
  const auto report = judged(ModelKind::autoencoder);
  const Assessment& a = report.assessments.front();
  EXPECT_EQ(a.conditioning_accuracy.size(), 2u);
  EXPECT_EQ(a.morphs.size(), 1u);
  EXPECT_TRUE(a.figures.contains("morph_superposed") && a.figures.contains("unlike_distance"));
}

TEST_F(Evaluation, OfBytesIsOfSoundAloneAndTellsWhatThereIsNotByADash) {
  auto report = judged(ModelKind::small);
  report.assessments.push_back(judged(ModelKind::bytes).assessments.front());
  const Figures& figures = report.assessments.back().figures;
  EXPECT_TRUE(figures.contains("mmd2") && figures.contains("copying_rho") &&
              figures.contains("unlike_distance"));
  EXPECT_FALSE(figures.contains("obedience_cold"));
  EXPECT_THAT(to_markdown(report), ::testing::ContainsRegex("Obedience, from the start [^\n]*\\| – \\|\n"));
}

TEST_F(Evaluation, IsAFunctionOfItsSeeds) {
  const auto once = to_json(judged(ModelKind::small))["models"].dump();
  EXPECT_EQ(to_json(judged(ModelKind::small))["models"].dump(), once);
}

TEST_F(Evaluation, IsToldToProgramsAndToPeople) {
  const auto report = judged(ModelKind::small);
  const auto json = to_json(report);
  EXPECT_EQ(json["format"], 1);
  EXPECT_EQ(json["models"][0]["name"], "storm");
  EXPECT_TRUE(json["models"][0]["figures"]["copying_rho"]["passes"].is_boolean());
  EXPECT_EQ(json["plan"]["windows"], 10);
  EXPECT_THAT(to_markdown(report), HasSubstr("| Copying (rho) | 1.00 | 0.95 to 1.10 |"));
}

/** `page` without its sounds and pictures, because any word may occur in their base64. */
std::string without_embedded_data(std::string page) {
  for (const std::string_view begin : {"base64,", "data-levels=\""}) {
    for (auto at = page.find(begin); at != std::string::npos; at = page.find(begin, at + begin.size())) {
      page.erase(at + begin.size(), page.find('"', at + begin.size()) - at - begin.size());
    }
  }
  return page;
}

TEST_F(Evaluation, WritesAPageThatNeedsNothingElse) {
  auto report = judged(ModelKind::small);
  report.assessments.front().name = "<storm> & \"co\"";
  const auto page = make_page(report);
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_THAT(*page, HasSubstr("&lt;storm&gt; &amp; &quot;co&quot;"));
  EXPECT_THAT(*page, Not(HasSubstr("<storm>")));
  EXPECT_THAT(*page, HasSubstr("data:audio/ogg;base64,T2dnUw"));
  const std::string text = without_embedded_data(*page);
  EXPECT_THAT(text, Not(HasSubstr("http")));
  EXPECT_THAT(text, Not(HasSubstr("nan")));
}

TEST_F(Evaluation, ShowsHowAModelLearnedWhoseCurveIsKnown) {
  auto report = judged(ModelKind::small);
  EXPECT_THAT(*make_page(report), Not(HasSubstr("How storm learned"))) << "its curve is not known";
  auto checkpoint = random_checkpoint(ModelKind::small);
  for (int i = 0; i < 4; ++i)
    checkpoint.description.provenance.curve.push_back({"trunk", i, 60. * i, 4. - i, 5. - i});
  report.assessments.push_back(
      assess(performer(checkpoint), material_, report.floors, plan_, {}, [](double) {}));
  report.assessments.back().name = "thaw";
  const auto page = make_page(report);
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_THAT(*page, HasSubstr("<h2>How thaw learned</h2>"));
  EXPECT_THAT(*page, HasSubstr("aria-label=\"Losses of the trunk\""));
  EXPECT_THAT(*page, Not(HasSubstr("How storm learned")));
}

TEST_F(Evaluation, OfAnotherRateIsHeardAtTheFirstOnes) {
  const auto path = folder_ / "storm.aeolian";
  ASSERT_TRUE(write_checkpoint(path, random_checkpoint(ModelKind::small)));
  const auto opened = Performer::open(path.string(), 16000, {});
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->play({.seconds = 2}).size(), 32000u);
}

TEST_F(Evaluation, RefusesWhatIsNoCheckpoint) {
  const auto opened = Performer::open((folder_ / "none.aeolian").string(), rate, {});
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("none.aeolian"));
}

TEST(HeldOut, IsTheLastTenthOfEachMinute) {
  const auto blocks = blocks_of_time(15000, 100);  // two and a half minutes
  ASSERT_EQ(blocks.size(), 4u);
  EXPECT_EQ(blocks[1].begin, 5400);
  EXPECT_EQ(blocks[1].end, 6000);
  EXPECT_TRUE(blocks[1].held_out);
  EXPECT_EQ(blocks[3].begin, 14400);
  EXPECT_EQ(blocks[3].end, 15000) << "the remainder belongs to the last minute";
}

TEST(HeldOut, OfAShortStreamIsItsLastTenth) {
  const auto blocks = blocks_of_time(1000, 100);
  ASSERT_EQ(blocks.size(), 2u);
  EXPECT_EQ(blocks[1].begin, 900);
}

}  // namespace
}  // namespace aeolian::trainer

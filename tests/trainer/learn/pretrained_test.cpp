// SPDX-License-Identifier: GPL-3.0-or-later
// Tests a training that begins from a model: small networks, and sounds that they learn in a few dozen steps.
#include "trainer/learn/pretrained.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include <cmath>
#include <numbers>

#include "core/random.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/scratch_folder.h"
#include "trainer/learn/codec_objective.h"
#include "trainer/learn/trunk_objective.h"

namespace aeolian::trainer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr int rate = 8000, codec_steps = 60, trunk_steps = 30;

[[maybe_unused]] const bool one_thread = (one_thread_each(), true);

/** Four harmonics of a pitch that swell and fall independently, over soft noise. */
Corpus swelling(double hertz, std::uint64_t seed) {
  Recording sound{"swelling.wav", "swelling", std::vector<float>(20 * rate)};
  Random random(seed);
  for (std::size_t i = 0; i < sound.samples.size(); ++i) {
    const double t = static_cast<double>(i) / rate;
    for (int partial = 1; partial <= 4; ++partial) {
      const double swell =
          .55 + .45 * std::sin(2 * std::numbers::pi * t * (.2 + .13 * partial + .01 * hertz / 100));
      sound.samples[i] +=
          static_cast<float>(.1 * swell * std::sin(2 * std::numbers::pi * hertz * partial * t));
    }
    sound.samples[i] += .003f * random.normal();
  }
  return {rate, {std::move(sound)}, {}};
}

ModelDescription description() {
  auto d = small_tier(make_front_end(rate, 46, 64, rate / 2.).value());
  d.latent_size = 12;
  d.codec_hidden = d.trunk_size = d.head_hidden = 48;
  d.mixtures = 4;
  return d;
}

void learn(Objective& objective, int steps) {
  for (int i = 0; i < steps; ++i) objective.step(static_cast<double>(i) / steps);
}

/** A model trained on some sounds, from scratch or from another model. */
struct Learned {
  explicit Learned(const Corpus& corpus, const Pretrained* from = nullptr)
      : dataset(make_dataset(corpus, description().front_end, from ? &from->normalisation : nullptr)),
        model{"base.aeolian", from ? from->description : description(), {dataset.mean, dataset.scale}} {
    CodecObjective codec(dataset, model.description, 1, 1, torch::kCPU, from);
    codec_losses.push_back(codec.held_out());
    learn(codec, codec_steps);
    codec_losses.push_back(codec.held_out());
    model.codec = codec.finish(model.description);
    latents = encode_dataset(dataset, model.codec, model.description, torch::kCPU);
    TrunkObjective trunk(dataset, latents, model.description, 1, 1, torch::kCPU, from);
    trunk_losses.push_back(trunk.held_out());
    learn(trunk, trunk_steps);
    trunk_losses.push_back(trunk.held_out());
    model.trunk = trunk.trunk();
    model.window = trunk.window_encoder();
  }

  Dataset dataset;
  Pretrained model;
  Latents latents;
  std::vector<double> codec_losses, trunk_losses;  ///< held out, before and after
};

/** The similarity of two codecs' coding of each latent: correlations (D) over a sound. */
torch::Tensor correlations(const torch::Tensor& a, const torch::Tensor& b) {
  const auto x = a - a.mean(0), y = b - b.mean(0);
  return (x * y).sum(0) / (x.square().sum(0) * y.square().sum(0)).sqrt();
}

TEST(Pretrained, OtherSoundsAreLearnedSoonerFromItAndItsLatentsMeanTheSame) {
  const Learned base(swelling(310, 1));
  Learned next(swelling(300, 2), &base.model);
  TrunkObjective from_nothing(next.dataset, next.latents, next.model.description, 1, 1, torch::kCPU);

  EXPECT_TRUE(torch::equal(next.dataset.mean, base.dataset.mean));
  EXPECT_EQ(next.model.description.latent_size, base.model.description.latent_size);
  EXPECT_LT(next.codec_losses[1], next.codec_losses[0]) << "the codec adapts";
  EXPECT_LT(next.trunk_losses[0], from_nothing.held_out());
  EXPECT_LT(next.trunk_losses[1], next.trunk_losses[0]);

  auto before = base.model.codec;
  const auto by_base = encode_dataset(next.dataset, before, base.model.description, torch::kCPU);
  const auto alike = correlations(by_base.means(0), next.latents.means(0));
  EXPECT_GT(alike.mean().item<double>(), .97) << alike;
  EXPECT_GT(alike.min().item<double>(), .8) << alike;
}

/** Mean log grain level that a model decodes for the steady part of a sound. */
double grain_of_steady_part(const Learned& learned) {
  const auto& latents = learned.latents.means(0);
  const auto steady = latents.slice(0, latents.size(0) / 2);  // to its end
  auto codec = learned.model.codec;
  return codec->decode(steady.slice(0, 1), steady.slice(0, 0, -1)).second.mean().item<double>();
}

TEST(Pretrained, AFewMomentsUnlikeAllOthersDoNotRaiseTheGrainOfTheRest) {
  const Learned base(swelling(310, 1));
  const auto sounds = swelling(300, 2);
  auto disturbed = sounds;
  auto& samples = disturbed.sounds[0].samples;
  Random random(3);
  for (std::size_t i = 0; i < rate / 2; ++i) samples[i + rate] = random.normal();  // half a second of roar
  const double apart = grain_of_steady_part(Learned(disturbed, &base.model)) -
                       grain_of_steady_part(Learned(sounds, &base.model));
  EXPECT_LT(apart, .2) << "nepers";
}

/** The error for the checkpoint after `change`. */
template <class Change>
std::string refusal(ModelKind kind, Change change) {
  const ScratchFolder folder;
  auto checkpoint = random_checkpoint(kind);
  change(checkpoint.tensors);
  EXPECT_TRUE(write_checkpoint(folder / "x.aeolian", checkpoint));
  const auto read = read_pretrained(folder / "x.aeolian", torch::kCPU);
  return read ? "accepted" : read.error().message;
}

TEST(Pretrained, IsRefusedWithTheReasonIfNothingCanBeginFromIt) {
  const auto as_it_is = [](auto&) {};
  EXPECT_EQ(refusal(ModelKind::small, as_it_is), "accepted");
  EXPECT_THAT(refusal(ModelKind::frame_lstm, as_it_is),
              AllOf(HasSubstr("--from"), HasSubstr("is a baseline of the kind frame-lstm"),
                    HasSubstr("leave out --from")));
  EXPECT_THAT(refusal(ModelKind::small, [](auto& tensors) { tensors.erase("frames.mean"); }),
              HasSubstr("\"frames.mean\" of shape 24 is missing"));
  EXPECT_THAT(refusal(ModelKind::small, [](auto& tensors) { tensors.at("frames.scale").values[3] = 0; }),
              HasSubstr("not above 0"));
  EXPECT_THAT(refusal(ModelKind::small, [](auto& tensors) { tensors.erase("trunk.start"); }),
              HasSubstr("\"trunk.start\" of shape"));
  EXPECT_THAT(read_pretrained("/nowhere/x.aeolian", torch::kCPU).error().message,
              HasSubstr("--from /nowhere/x.aeolian: there is no such file"));
}

}  // namespace
}  // namespace aeolian::trainer

// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/render/reconstruction.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/generator/ensemble.h"
#include "core/model/autoencoder_engine.h"
#include "core/model/byte_sampler.h"
#include "core/model/small_engine.h"

namespace aeolian::trainer {
namespace {

/** An engine that decodes given latents instead of drawing its own. */
class Repeated final : public Engine {
 public:
  /** `engine` is a SmallEngine. */
  Repeated(std::unique_ptr<Engine> engine, std::vector<float> latents)
      : engine_(std::move(engine)),
        codec_(static_cast<SmallEngine&>(*engine_)),
        latents_(std::move(latents)) {}

  const ModelDescription& description() const override { return codec_.description(); }
  void prime(std::size_t) override { next_ = 0; }
  void follow(std::span<const float>, const StepControls&) override {}

  DecodedFrames step(const StepControls&, Random&) override {
    const auto size = static_cast<std::size_t>(description().latent_size);
    codec_.hear(std::span<const float>(latents_).subspan(next_, size));
    if (next_ + 2 * size <= latents_.size()) next_ += size;
    return codec_.decode();
  }

 private:
  std::unique_ptr<Engine> engine_;
  SmallEngine& codec_;
  std::vector<float> latents_;
  std::size_t next_ = 0;
};

/** An engine that decodes given codes, one segment after another. */
class RepeatedSegments final : public Engine {
 public:
  /** `engine` is an AutoencoderEngine. */
  RepeatedSegments(std::unique_ptr<Engine> engine, std::vector<std::vector<float>> codes)
      : engine_(std::move(engine)), codes_(std::move(codes)) {}

  const ModelDescription& description() const override { return engine_->description(); }
  void prime(std::size_t) override {
    engine_->prime(0);
    frame_ = 0;
  }
  void follow(std::span<const float>, const StepControls&) override {}

  DecodedFrames step(const StepControls&, Random& random) override {
    const auto segment = frame_++ / static_cast<std::size_t>(description().context);
    return engine_->step({1.f, codes_[std::min(segment, codes_.size() - 1)]}, random);
  }

 private:
  std::unique_ptr<Engine> engine_;
  std::vector<std::vector<float>> codes_;
  std::size_t frame_ = 0;
};

/** A source that plays bytes, followed by silence. */
class RepeatedBytes final : public MonoSource {
 public:
  RepeatedBytes(std::vector<float> bytes, float full_scale, const FrontEnd& front_end)
      : bytes_(std::move(bytes)), full_scale_(full_scale), front_end_(front_end) {}

  int sample_rate() const override { return front_end_.sample_rate; }
  int hop() const override { return front_end_.hop; }
  int hops_per_step() const override { return 1; }
  int tail_size() const override { return hop(); }
  void apply(const ControlEvent&) override {}
  void add_tail(TailMix&, StereoFrame) const override {}

  void render(std::span<float> samples) override {
    for (float& sample : samples)
      sample =
          next_ < bytes_.size() ? full_scale_ * sample_of(static_cast<std::uint8_t>(bytes_[next_++])) : 0.f;
  }

 private:
  std::vector<float> bytes_;
  float full_scale_;
  FrontEnd front_end_;
  std::size_t next_ = 0;
};

/** The codes of all segments of `frames` in order; the last one may be shorter. */
std::vector<std::vector<float>> codes_of(const SoundEncoder& encoder, std::span<const float> frames,
                                         const ModelDescription& d) {
  const auto segment = static_cast<std::size_t>(d.context) * static_cast<std::size_t>(d.latent_size);
  std::vector<std::vector<float>> codes;
  for (std::size_t at = 0; at < frames.size(); at += segment)
    codes.push_back(encoder.encoding_of(frames.subspan(at, std::min(segment, frames.size() - at))));
  return codes;
}

ErrorOr<std::unique_ptr<Engine>> repeating_engine(std::shared_ptr<const Checkpoint> checkpoint,
                                                  const SoundEncoder& encoder, EncodedSound encoded) {
  const ModelDescription& d = checkpoint->description;
  if (d.kind != ModelKind::small && d.kind != ModelKind::autoencoder)
    return fail("a model of the kind " + std::string(to_string(d.kind)) +
                " has no codec to reconstruct a sound with");
  const bool has_codec = d.kind == ModelKind::small;
  auto codes = has_codec ? std::vector<std::vector<float>>() : codes_of(encoder, encoded.latents, d);
  auto engine = make_engine(std::move(checkpoint));
  if (!engine) return tl::unexpected(engine.error());
  if (has_codec) return std::make_unique<Repeated>(*std::move(engine), std::move(encoded.latents));
  return std::make_unique<RepeatedSegments>(*std::move(engine), std::move(codes));
}

}  // namespace

int lead_in(const Voice& voice, const FrontEnd& front_end) {
  // The first frame's window ends a hop after the sound's first sample.
  return voice.response().first + front_end.window - front_end.hop;
}

ErrorOr<Reconstruction> make_reconstruction(std::shared_ptr<const Checkpoint> checkpoint,
                                            const SoundEncoder& encoder, std::span<const float> samples,
                                            const VoiceOptions& options) {
  const FrontEnd front_end = checkpoint->description.front_end;
  auto encoded = encoder.encode(samples);
  if (!encoded) return tl::unexpected(encoded.error());
  if (checkpoint->description.kind == ModelKind::bytes) {
    const auto full_scale = checkpoint->require("bytes.scale", {1});
    if (!full_scale) return tl::unexpected(full_scale.error());
    return Reconstruction{std::make_unique<Ensemble>(std::make_unique<RepeatedBytes>(
        std::move(encoded->latents), (*full_scale)->values.front(), front_end))};
  }
  auto engine = repeating_engine(std::move(checkpoint), encoder, *std::move(encoded));
  if (!engine) return tl::unexpected(engine.error());
  auto voice = Voice::create(*std::move(engine), options);
  if (!voice) return tl::unexpected(voice.error());
  const int skip = lead_in(**voice, front_end);
  return Reconstruction{std::make_unique<Ensemble>(*std::move(voice)), skip};
}

std::vector<float> play(const Reconstruction& reconstruction, std::size_t length) {
  Source& source = *reconstruction.source;
  const auto hop = static_cast<std::size_t>(source.hop()),
             skip = static_cast<std::size_t>(reconstruction.skip);
  std::vector<StereoFrame> frames((skip + length + hop - 1) / hop * hop);
  for (std::size_t at = 0; at < frames.size(); at += hop) source.render(std::span(frames).subspan(at, hop));
  std::vector<float> samples(frames.size());
  std::ranges::transform(frames, samples.begin(), &StereoFrame::mid);
  const auto begin = samples.begin() + static_cast<std::ptrdiff_t>(skip);
  return {begin, begin + static_cast<std::ptrdiff_t>(length)};
}

}  // namespace aeolian::trainer

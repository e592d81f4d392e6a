// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/evaluate/render_jobs.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <mutex>
#include <thread>

#include "core/audio/output_stage.h"
#include "core/audio/resampler.h"
#include "core/generator/model_source.h"
#include "core/generator/morphing_generator.h"
#include "core/realtime.h"
#include "trainer/measures/explained_share.h"

namespace aeolian::trainer {
namespace {

ControlEvent encoding_event(const std::vector<float>& values) {
  ControlEvent event;
  event.parameter = ParameterId::encoding;
  event.encoding_size = static_cast<std::uint8_t>(values.size());
  event.glide_s = .2f;
  std::ranges::copy(values, event.encoding.begin());
  return event;
}

}  // namespace

ErrorOr<Performer> Performer::open(const std::string& path, int sample_rate, const Steering& steering) {
  auto checkpoint = read_checkpoint(path);
  if (!checkpoint) return fail(checkpoint.error().message);
  Performer performer;
  performer.name_ = std::filesystem::path(path).stem().string();
  performer.checkpoint_ = std::make_shared<const Checkpoint>(*std::move(checkpoint));
  performer.sample_rate_ = sample_rate;
  performer.steering_ = steering;
  const ModelDescription& description = performer.checkpoint_->description;
  if (!description.encodings.empty()) {
    const auto rows = performer.checkpoint_->require(
        "encodings", {static_cast<std::int64_t>(description.encodings.size()), description.encoding_size});
    if (!rows) return fail(path + ": " + rows.error().message);
    auto bank = EncodingBank::create(description.encodings, (*rows)->values,
                                     static_cast<std::size_t>(description.encoding_size));
    if (!bank) return fail(path + ": " + bank.error().message);
    performer.encodings_ = *std::move(bank);
  }
  const auto source = make_model_source(performer.checkpoint_, {});
  if (!source) return fail(path + ": " + source.error().message);
  return performer;
}

Performer Performer::without_passages() const {
  Checkpoint alone = *checkpoint_;
  std::erase_if(alone.tensors, [](const auto& named) { return named.first.starts_with("recollection."); });
  Performer performer = *this;
  performer.checkpoint_ = std::make_shared<const Checkpoint>(std::move(alone));
  return performer;
}

VoiceOptions Performer::options_of(const RenderJob& part) const {
  VoiceOptions options;
  options.seed = part.seed;
  options.temperature = static_cast<float>(steering_.temperature);
  options.guidance = static_cast<float>(steering_.guidance);
  if (steering_.memory) options.memory = static_cast<float>(*steering_.memory);
  options.memory_limit_s = static_cast<float>(steering_.memory_limit);
  options.weights = format_of(steering_.weights);
  options.encoding = part.prime ? part.prime->encoding : part.encoding;
  options.morph_to = part.half_way_to;
  options.morph = part.half_way_to.empty() ? 0.f : .5f;
  return options;
}

ExplainedMorph Performer::explained_morph(const RenderJob& part) const {
  denormals_off();
  auto engine = make_engine(checkpoint_), second = make_engine(checkpoint_);
  if (!engine || !second) return {};  // cannot fail, because open() has made one
  const FrontEnd& front_end = checkpoint_->description.front_end;
  MorphingGenerator generator(*std::move(engine), *std::move(second), options_of(part));
  struct Frame {
    std::vector<float> between, first, second;
  };
  std::vector<Frame> frames(static_cast<std::size_t>(std::llround(part.seconds * front_end.frame_rate())));
  for (Frame& frame : frames) {
    frame.between.resize(static_cast<std::size_t>(front_end.bins()));
    generator.next(frame.between);
    frame.first.assign(generator.part(0).begin(), generator.part(0).end());
    frame.second.assign(generator.part(1).begin(), generator.part(1).end());
  }
  ExplainedShare now, later;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const Frame& other = frames[(i + frames.size() / 2) % frames.size()];
    now.add(frames[i].between, frames[i].first, frames[i].second);
    later.add(frames[i].between, other.first, other.second);
  }
  return {now.value(), later.value()};
}

std::vector<StereoFrame> Performer::play_stereo(const RenderJob& part) const {
  denormals_off();
  const auto created = make_model_source(checkpoint_, options_of(part), part.prime);
  if (!created) return {};  // cannot fail, because open() has made one
  Source& source = **created;

  const int rate = source.sample_rate();
  OutputStage stage(rate);
  stage.set_fade(1.f, 0.f);
  const auto hop = static_cast<std::size_t>(source.hop());
  const auto total = static_cast<std::size_t>(std::llround(part.seconds * rate));
  const auto change_at = part.change ? static_cast<std::size_t>(part.change->at_s * rate) : total;
  bool changed = !part.change;
  std::vector<StereoFrame> frames((total + hop - 1) / hop * hop);
  for (std::size_t at = 0; at < frames.size(); at += hop) {
    if (!changed && at >= change_at) {
      source.apply(encoding_event(part.change->encoding));
      changed = true;
    }
    const auto rendered = std::span(frames).subspan(at, hop);
    source.render(rendered);
    stage.process(rendered);
  }
  frames.resize(total);
  return frames;
}

std::vector<float> Performer::play(const RenderJob& part) const {
  return mixed(play_stereo(part));
}

/** Mixes to mono and resamples to the rate used for judging. */
std::vector<float> Performer::mixed(std::span<const StereoFrame> frames) const {
  std::vector<float> samples(frames.size());
  std::ranges::transform(frames, samples.begin(), &StereoFrame::mid);
  const int rate = checkpoint_->description.front_end.sample_rate;
  if (rate != sample_rate_) samples = resample(samples, rate, sample_rate_);
  return samples;
}

std::vector<std::vector<float>> Performer::play_all(const std::vector<RenderJob>& parts,
                                                    const OnPart& on_part) const {
  std::vector<std::vector<float>> sounds(parts.size());
  std::atomic<std::size_t> next = 0;
  std::mutex telling;
  const auto work = [&] {
    for (std::size_t i = next++; i < parts.size(); i = next++) {
      const auto frames = play_stereo(parts[i]);
      sounds[i] = mixed(frames);
      const std::lock_guard lock(telling);
      if (on_part) on_part(i, frames);
    }
  };
  const auto cores = std::max<std::size_t>(1, std::thread::hardware_concurrency());
  std::vector<std::jthread> workers;
  for (std::size_t i = 1; i < std::min(cores, parts.size()); ++i) workers.emplace_back(work);
  work();
  workers.clear();
  return sounds;
}

}  // namespace aeolian::trainer

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/byte_source.h"

#include <algorithm>
#include <cmath>

#include "core/generator/tail_mix.h"

namespace aeolian {

namespace {

constexpr std::size_t remembered_s = 2;
constexpr float sample_decay = 0.98f;  // per sample

/** Independent streams of random numbers from one seed. */
enum ByteStream : std::uint64_t { of_bytes, of_start };

}  // namespace

ErrorOr<std::unique_ptr<ByteSource>> ByteSource::create(std::shared_ptr<const Checkpoint> checkpoint,
                                                        std::uint64_t seed, float temperature,
                                                        WeightFormat weights) {
  auto sampler = ByteSampler::create(std::move(checkpoint), {.weights = weights});
  if (!sampler) return tl::unexpected(sampler.error());
  return std::unique_ptr<ByteSource>(new ByteSource(*std::move(sampler), seed, temperature));
}

ByteSource::ByteSource(ByteSampler sampler, std::uint64_t seed, float temperature)
    : sampler_(std::move(sampler)), temperature_(temperature) {
  start(seed);
}

void ByteSource::start(std::uint64_t seed) {
  random_ = Random(seed, ByteStream::of_bytes);
  sampler_.prime(Random(seed, ByteStream::of_start).bits());
}

void ByteSource::apply(const ControlEvent& event) {
  if (event.parameter == ParameterId::seed) start(event.seed);
  if (event.parameter == ParameterId::temperature) {
    const double hops = event.glide_s * sampler_.description().front_end.frame_rate();
    temperature_.go(event.number, static_cast<std::size_t>(std::lround(hops)));
  }
}

void ByteSource::listen(std::span<const float> bytes) {
  const auto heard = std::min(bytes.size(), remembered_s * static_cast<std::size_t>(sample_rate()));
  for (const float byte : bytes.last(heard)) sampler_.hear(static_cast<std::uint8_t>(byte));
}

void ByteSource::render(std::span<float> samples) {
  const float temperature = temperature_.next();
  for (float& sample : samples)
    sample = sampler_.full_scale() * sample_of(sampler_.draw(temperature, random_));
  if (!samples.empty()) last_ = samples.back();
}

void ByteSource::add_tail(TailMix& mix, StereoFrame gain) const {
  float level = last_;
  mix.add_each(gain, [&] { return level *= sample_decay; });
}

}  // namespace aeolian
